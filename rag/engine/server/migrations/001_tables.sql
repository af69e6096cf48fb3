-- A row of documents is one reading of a file. What was read never changes: a later reading is a row of its
-- own. A version's documents are those with since <= version and (until is null or until > version); one
-- without since is staged.
CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);
INSERT INTO meta VALUES ('store', gen_random_uuid()::text);

CREATE TABLE versions (number bigint PRIMARY KEY, published timestamptz NOT NULL DEFAULT now());
INSERT INTO versions VALUES (0);

CREATE TABLE documents (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL,
    authority text COLLATE "C" NOT NULL,
    root text NOT NULL, file text NOT NULL, size bigint NOT NULL, modified bigint NOT NULL, sha256 text NOT NULL,
    document text NOT NULL,      -- all that was read, as JSON
    headers text NOT NULL,       -- those of its paragraphs in their order, as JSON
    lengths bytea NOT NULL,      -- words of each paragraph and its header, four bytes each
    chunks integer NOT NULL,
    model text NOT NULL,
    made_with text NOT NULL,
    since bigint,
    until bigint
);
CREATE UNIQUE INDEX documents_published ON documents (id) WHERE since IS NOT NULL AND until IS NULL;
CREATE UNIQUE INDEX documents_staged ON documents (id) WHERE since IS NULL;
CREATE INDEX documents_ended ON documents (until) WHERE until IS NOT NULL;

-- Cut by the authority, which most questions name: those look into one part.
CREATE TABLE vectors (
    authority text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    chunks bytea NOT NULL,
    matrix bytea NOT NULL,
    PRIMARY KEY (number, authority)
) PARTITION BY HASH (authority);

CREATE TABLE postings (
    authority text COLLATE "C" NOT NULL,
    term text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    held bytea NOT NULL,         -- a paragraph's position, and how often its text and its header hold the term
    PRIMARY KEY (term, number, authority)
) PARTITION BY HASH (authority);
CREATE INDEX postings_number ON postings (number);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE vectors_%s PARTITION OF vectors FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
        EXECUTE format('ALTER TABLE vectors_%s ALTER matrix SET STORAGE EXTERNAL', part);
        EXECUTE format('CREATE TABLE postings_%s PARTITION OF postings FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
    END LOOP;
END $$;

-- Files that whoever waits to write may read, last first; a row is locked while somebody is at it. As long as
-- the run that shares them lasts there is one row more, of place -1.
CREATE TABLE queue (
    place integer PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, root text NOT NULL, path text NOT NULL,
    made_with text NOT NULL
);

-- By how many paragraphs more a version holds a term than the one before it.
CREATE TABLE holding (
    term text COLLATE "C" NOT NULL, version bigint NOT NULL, paragraphs bigint NOT NULL
);
CREATE INDEX holding_term ON holding (term);

-- What is in the collection of the Chroma server; all of a document's chunks where it is whole.
CREATE TABLE graph (
    collection text NOT NULL, number bigint NOT NULL, chunks integer NOT NULL,
    whole boolean NOT NULL DEFAULT false, PRIMARY KEY (collection, number)
);
