-- The tables of version 2, with a document in them, as that version wrote them.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, root TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL,
    modified INTEGER NOT NULL, sha256 TEXT NOT NULL, details TEXT NOT NULL
);
CREATE TABLE paragraphs (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    locator TEXT NOT NULL, kind TEXT NOT NULL, section TEXT NOT NULL, page INTEGER, box TEXT,
    text TEXT NOT NULL, header TEXT NOT NULL, UNIQUE (document, locator)
);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY, paragraph INTEGER NOT NULL REFERENCES paragraphs ON DELETE CASCADE,
    kind TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, hash BLOB NOT NULL
);
CREATE INDEX chunks_of_paragraph ON chunks (paragraph);
CREATE INDEX chunks_of_hash ON chunks (hash);
CREATE TABLE embeddings (
    hash BLOB NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (hash, model)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
    text, header, content='paragraphs', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER paragraph_added AFTER INSERT ON paragraphs BEGIN
    INSERT INTO words (rowid, text, header) VALUES (new.id, new.text, new.header);
END;
CREATE TRIGGER paragraph_removed AFTER DELETE ON paragraphs BEGIN
    INSERT INTO words (words, rowid, text, header) VALUES ('delete', old.id, old.text, old.header);
END;
PRAGMA user_version = 2;
