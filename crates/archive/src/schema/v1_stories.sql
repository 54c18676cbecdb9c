-- Version 1, part four: what is known over articles. Computed from the layers by the stories room,
-- replaced in one transaction, the same whatever the order in which articles came. Ids are hashes of
-- the members' article ids. `reasons` is JSON: what the grouping rests on.

-- Copies and rewrites of one text.
CREATE TABLE near_duplicates (
  id      TEXT NOT NULL,        -- of the group, 'd…'
  article INTEGER NOT NULL UNIQUE REFERENCES articles (key) ON DELETE CASCADE,
  first   INTEGER NOT NULL,     -- 1: the earliest of the group
  score   REAL,                 -- similarity to the article it resembles most, 0 to 1
  reasons TEXT NOT NULL,
  PRIMARY KEY (id, article)
) WITHOUT ROWID;

-- Articles about the same events, over days, outlets and languages.
CREATE TABLE stories (
  id        TEXT PRIMARY KEY,   -- 's…'
  title     TEXT,               -- headline of its first article that has one
  first_day TEXT,
  last_day  TEXT,
  articles  INTEGER NOT NULL,
  languages TEXT NOT NULL,      -- JSON list
  reasons   TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX stories_day ON stories (first_day);

CREATE TABLE story_members (
  story   TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  article INTEGER NOT NULL UNIQUE REFERENCES articles (key) ON DELETE CASCADE,
  score   REAL,
  reasons TEXT NOT NULL,
  PRIMARY KEY (story, article)
) WITHOUT ROWID;

-- One act, told by several articles (or by one). Fields are those that most independent witnesses give.
CREATE TABLE merged_events (
  id         TEXT PRIMARY KEY,  -- 'm…'
  story      TEXT REFERENCES stories (id) ON DELETE CASCADE,
  type       TEXT NOT NULL,
  mode       TEXT,
  of_type    TEXT,
  status     TEXT NOT NULL,
  date       TEXT,
  first_day  TEXT,
  last_day   TEXT,
  place      TEXT,
  place_name TEXT,
  source     TEXT NOT NULL,     -- JSON list of codes
  target     TEXT NOT NULL,     -- JSON list of codes
  dead       INTEGER,
  injured    INTEGER,
  arrested   INTEGER,
  witnesses  INTEGER NOT NULL,  -- articles that tell it
  origins    INTEGER NOT NULL,  -- independent ones among them
  reasons    TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX merged_events_type_day ON merged_events (type, first_day);
CREATE INDEX merged_events_story ON merged_events (story);

-- Who tells it: an event of an article, and the origin that it goes back to.
CREATE TABLE witnesses (
  merged  TEXT NOT NULL REFERENCES merged_events (id) ON DELETE CASCADE,
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  event   TEXT NOT NULL,        -- events.id
  origin  TEXT NOT NULL,        -- the same for all that copy one source
  kind    TEXT NOT NULL,        -- agency, interview, copy, own
  reasons TEXT NOT NULL,
  PRIMARY KEY (merged, article, event)
) WITHOUT ROWID;
CREATE INDEX witnesses_event ON witnesses (article, event);

-- What witnesses say differently: one row a value and witness.
CREATE TABLE contradictions (
  merged  TEXT NOT NULL REFERENCES merged_events (id) ON DELETE CASCADE,
  field   TEXT NOT NULL,        -- dead, injured, arrested, source, status, …
  value   TEXT NOT NULL,
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  event   TEXT NOT NULL,
  PRIMARY KEY (merged, field, value, article, event)
) WITHOUT ROWID;

-- Partial dates narrowed by other articles.
CREATE TABLE narrowed_dates (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  layer      TEXT NOT NULL,     -- article (the dateline), event, quotation, time
  item       TEXT NOT NULL,     -- id in the layer; position for a time; '' for the dateline
  stated     TEXT NOT NULL,     -- EDTF as read
  narrowed   TEXT NOT NULL,     -- EDTF
  first_day  TEXT,
  last_day   TEXT,
  reasons    TEXT NOT NULL,     -- JSON: the constraint and the articles it comes from
  PRIMARY KEY (article, layer, item)
) WITHOUT ROWID;

-- What people decided. Nothing is ever deleted here: undo is a time and an author.
CREATE TABLE corrections (
  id         INTEGER PRIMARY KEY,
  article    INTEGER REFERENCES articles (key) ON DELETE CASCADE,
  layer      TEXT NOT NULL,     -- event, actor, speaker, date, merged
  action     TEXT NOT NULL,     -- accept, reject, edit, merge, split
  item       TEXT NOT NULL,     -- stable id of what it is about
  type       TEXT,              -- what it was when corrected: event type, quotation kind, entity kind
  span_start INTEGER,           -- and where
  span_end   INTEGER,
  words      TEXT,              -- and the words there
  field      TEXT,              -- for edit
  old        TEXT,              -- JSON: value before
  new        TEXT,              -- JSON: value after; for merge and split the other items
  note       TEXT,
  author     TEXT NOT NULL,
  at         TEXT NOT NULL,     -- UTC, RFC 3339
  undone_by  TEXT,
  undone_at  TEXT
);
CREATE INDEX corrections_article ON corrections (article) WHERE undone_at IS NULL;

-- Corrections that a newer reading no longer fits.
CREATE TABLE conflicts (
  correction INTEGER PRIMARY KEY REFERENCES corrections (id) ON DELETE CASCADE,
  coded_by   TEXT NOT NULL REFERENCES versions (id),
  reason     TEXT NOT NULL
);
