"""What is known of inspections beside the documents: frameworks, and the authorities that they grade."""
