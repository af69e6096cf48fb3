"""The tables of the library. A change of any of them raises the version.

A document's number is never given again, and what stands under it never changes: whoever has read it need
not read it again. ``staged`` holds what was read and embedded and is not published yet.
"""

import re

SCHEMA_VERSION = 3
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY, model TEXT NOT NULL, chunks BLOB NOT NULL, matrix BLOB NOT NULL
);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, root TEXT NOT NULL, file TEXT NOT NULL,
    size INTEGER NOT NULL, modified INTEGER NOT NULL, sha256 TEXT NOT NULL, details TEXT NOT NULL,
    vectors INTEGER NOT NULL REFERENCES vectors, sealed TEXT NOT NULL DEFAULT ''
);
CREATE TABLE paragraphs (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    locator TEXT NOT NULL, kind TEXT NOT NULL, section TEXT NOT NULL, page INTEGER, box BLOB,
    text TEXT NOT NULL, header TEXT NOT NULL, UNIQUE (document, locator)
);
CREATE TABLE staged (
    id TEXT PRIMARY KEY, made_with TEXT NOT NULL, source TEXT NOT NULL, document TEXT NOT NULL,
    headers TEXT NOT NULL, vectors INTEGER NOT NULL REFERENCES vectors
);
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
"""
NAMED = frozenset(re.findall(r"CREATE (?:VIRTUAL )?(?:TABLE|TRIGGER) (\w+)", SCHEMA))
