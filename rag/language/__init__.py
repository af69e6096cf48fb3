"""English as the documents and the questions use it: sentences, stems, the words of the field."""
