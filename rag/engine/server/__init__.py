"""The store on servers: documents, words and versions in PostgreSQL, vectors of many documents in Chroma."""
