-- Version 1, part one: what came in.

-- Facts about the archive itself: 'created', 'settled' (fingerprint of the readings that the
-- stories were last computed from).
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- One article. `key` is the first 63 bits of the SHA-256 of its identity (text, title, date,
-- source), so that the same article has the same key in every archive, whatever the order in
-- which files came; `id` is the same number for people and exports ('a' and 16 hex digits).
CREATE TABLE articles (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  source_id  TEXT NOT NULL,     -- identifier in the file it came from (the least, when it came twice)
  lang       TEXT,              -- BCP 47 primary tag
  date       TEXT,              -- dateline, EDTF, as the source gives it or the text tells
  first_day  TEXT,              -- first and last day of `date`, YYYY-MM-DD; NULL when unknown
  last_day   TEXT,
  title      TEXT,
  source     TEXT,              -- outlet
  url        TEXT,
  text       TEXT NOT NULL,
  characters INTEGER NOT NULL,  -- length of `text` in Unicode code points, the unit of every offset
  sha256     TEXT NOT NULL      -- of the text's UTF-8 bytes, lower-case hexadecimal
);
CREATE INDEX articles_day ON articles (first_day, last_day);
CREATE INDEX articles_source ON articles (source, first_day);
CREATE INDEX articles_sha256 ON articles (sha256);
CREATE INDEX articles_source_id ON articles (source_id);

-- Every place where an article was met. The same text in two files is one article with two rows here.
CREATE TABLE sightings (
  article   INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  file      TEXT NOT NULL,      -- path as given, or 'standard input'
  place     TEXT NOT NULL,      -- where in the file: its line or member, '' for the whole
  source_id TEXT NOT NULL,
  PRIMARY KEY (article, file, place)
) WITHOUT ROWID;

-- Full text with accents folded: `SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'elysee'`;
-- rowid is articles.key. Triggers keep it in step.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, text, content = 'articles', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts (rowid, title, text) VALUES (new.key, new.title, new.text);
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.key, old.title, old.text);
END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.key, old.title, old.text);
  INSERT INTO articles_fts (rowid, title, text) VALUES (new.key, new.title, new.text);
END;

-- Versions of everything that made readings. `id` is 'c' and ten hex digits of the hash of the four.
CREATE TABLE versions (
  id       TEXT PRIMARY KEY,
  program  TEXT NOT NULL,
  models   TEXT NOT NULL,
  lexicons TEXT NOT NULL,
  world    TEXT NOT NULL
) WITHOUT ROWID;

-- Work that changed the archive. Times are UTC, RFC 3339.
CREATE TABLE runs (
  id       INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,       -- 'ingest', 'reread'
  started  TEXT NOT NULL,
  finished TEXT,                -- NULL: under way, or killed
  coded_by TEXT REFERENCES versions (id),
  added    INTEGER NOT NULL DEFAULT 0,   -- articles new to the archive, or read again
  known    INTEGER NOT NULL DEFAULT 0,   -- articles that were there already
  failed   INTEGER NOT NULL DEFAULT 0,   -- rows of errors
  notes    TEXT                 -- JSON: the arguments
);

-- Every reading of an article, whole, as it was read: the record's JSON without its text (that
-- stands in articles), offsets in code points, before any correction. The flat tables hold the
-- current one with corrections applied.
CREATE TABLE readings (
  article  INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  coded_by TEXT NOT NULL REFERENCES versions (id),
  current  INTEGER NOT NULL,    -- 1 for the reading that the flat tables show, else 0
  run      INTEGER REFERENCES runs (id),
  json     TEXT NOT NULL,
  PRIMARY KEY (article, coded_by)
);
CREATE UNIQUE INDEX readings_current ON readings (article) WHERE current = 1;
CREATE INDEX readings_run ON readings (run);

-- What could not be read, and why.
CREATE TABLE errors (
  file    TEXT NOT NULL,
  place   TEXT NOT NULL,        -- line or member in the file, '' for the whole
  message TEXT NOT NULL,
  hint    TEXT,
  kind    TEXT NOT NULL,        -- 'source': no article; 'fault': a stage of the program panicked
  run     INTEGER REFERENCES runs (id),
  PRIMARY KEY (file, place, message)
) WITHOUT ROWID;

-- Files read to their end; one that has not changed since is not opened again.
CREATE TABLE files (
  path     TEXT PRIMARY KEY,    -- absolute
  bytes    INTEGER NOT NULL,
  modified INTEGER NOT NULL,    -- nanoseconds since 1970
  options  TEXT NOT NULL,       -- hash of the options that change what is read from it
  articles INTEGER NOT NULL,
  failed   INTEGER NOT NULL
) WITHOUT ROWID;
