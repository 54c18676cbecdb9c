-- Version 1, part two: the layers of the current reading of each article, corrections applied, flat.
--
-- Every table is keyed by article and either the item's stable id or its position in the layer.
-- span_start and span_end are Unicode code points into articles.text, end exclusive: in SQL,
-- substr(text, span_start + 1, span_end - span_start) is the words. Codes are strings. `date` is
-- EDTF; first_day and last_day are the days that it covers (0000-01-01 and 9999-12-31 for open ends,
-- NULL when unknown). `folded`
-- is lower case without accents. Entity columns hold entities.id of the same article.
-- `review` is NULL, 'accepted' or 'edited'; what was rejected is not here.

CREATE TABLE entities (
  article  INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id       TEXT NOT NULL,
  kind     TEXT NOT NULL,       -- person, state, organization, group, place
  name     TEXT NOT NULL,
  folded   TEXT NOT NULL,       -- name
  code     TEXT,                -- 'BLR-GOV'
  country  TEXT,                -- the code's first part
  sector   TEXT,                -- the code's second part
  wikidata TEXT,
  mentions INTEGER NOT NULL,    -- how many
  review   TEXT,
  PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX entities_folded ON entities (folded);
CREATE INDEX entities_code ON entities (code);
CREATE INDEX entities_country ON entities (country);
CREATE INDEX entities_wikidata ON entities (wikidata) WHERE wikidata IS NOT NULL;

CREATE TABLE offices (
  article  INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  entity   TEXT NOT NULL,
  position INTEGER NOT NULL,
  title    TEXT NOT NULL,
  of_body  TEXT,                -- state (ISO 3166-1 alpha-3) or body
  since    TEXT,                -- EDTF
  until    TEXT,
  PRIMARY KEY (article, entity, position)
) WITHOUT ROWID;

CREATE TABLE mentions (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  entity     TEXT NOT NULL,
  position   INTEGER NOT NULL,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  PRIMARY KEY (article, entity, position)
) WITHOUT ROWID;

CREATE TABLE events (
  article         INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id              TEXT NOT NULL,
  position        INTEGER NOT NULL,   -- in text order
  span_start      INTEGER NOT NULL,
  span_end        INTEGER NOT NULL,
  type            TEXT NOT NULL,      -- PLOVER, 'AGREE'
  mode            TEXT,
  of_type         TEXT,               -- the act that a speech act is about
  cameo           TEXT,               -- digits
  goldstein       REAL,
  status          TEXT NOT NULL,      -- actual, future, hypothetical, negated
  date            TEXT,
  first_day       TEXT,
  last_day        TEXT,
  anchor_to       TEXT,               -- what a relative date hangs on
  anchor_days     INTEGER,
  anchor_relation TEXT,
  place           TEXT,               -- ISO 3166-1 alpha-3
  place_name      TEXT,
  dead            INTEGER,
  injured         INTEGER,
  arrested        INTEGER,
  amount          TEXT,
  confidence      REAL,
  rule            TEXT NOT NULL,
  review          TEXT,
  PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX events_type_day ON events (type, first_day);
CREATE INDEX events_day ON events (first_day, last_day);
CREATE INDEX events_place ON events (place, first_day);
CREATE INDEX events_status ON events (status);

-- Who acts on whom, and on whose word. A code without a known entity has a row without `entity`;
-- an entity without a code a row without `code`.
CREATE TABLE event_parties (
  article  INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  event    TEXT NOT NULL,
  role     TEXT NOT NULL,       -- source, target, holder, host, mediator, guarantor, relay, instrument
  position INTEGER NOT NULL,
  entity   TEXT,
  code     TEXT,
  country  TEXT,
  sector   TEXT,
  PRIMARY KEY (article, event, role, position)
) WITHOUT ROWID;
CREATE INDEX event_parties_country ON event_parties (country, role);
CREATE INDEX event_parties_code ON event_parties (code, role);
CREATE INDEX event_parties_entity ON event_parties (article, entity);

CREATE TABLE event_contexts (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  event   TEXT NOT NULL,
  context TEXT NOT NULL,        -- PLOVER context
  PRIMARY KEY (article, event, context)
) WITHOUT ROWID;
CREATE INDEX event_contexts_context ON event_contexts (context);

-- Other mentions of the same event in its article.
CREATE TABLE event_mentions (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  event      TEXT NOT NULL,
  position   INTEGER NOT NULL,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  PRIMARY KEY (article, event, position)
) WITHOUT ROWID;

CREATE TABLE quotations (
  article        INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id             TEXT NOT NULL,
  position       INTEGER NOT NULL,
  span_start     INTEGER NOT NULL,
  span_end       INTEGER NOT NULL,
  kind           TEXT NOT NULL,   -- direct, indirect
  speaker        TEXT,
  folded         TEXT,            -- speaker
  code           TEXT,            -- the speaker's
  country        TEXT,
  sector         TEXT,
  entity         TEXT,            -- the speaker's
  addressee      TEXT,
  cue_start      INTEGER,
  cue_end        INTEGER,
  date           TEXT,            -- when it was said
  first_day      TEXT,
  last_day       TEXT,
  repeats        TEXT,            -- id of an earlier quotation of the same words
  channel        TEXT,            -- interview, press conference, statement, social media, speech…
  outlet         TEXT,
  interviewer    TEXT,
  recorded       TEXT,            -- EDTF
  published      TEXT,            -- EDTF
  via            TEXT,            -- JSON list of those who relayed it
  rule           TEXT,
  review         TEXT,
  PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX quotations_folded ON quotations (folded);
CREATE INDEX quotations_code ON quotations (code);
CREATE INDEX quotations_country ON quotations (country);

CREATE TABLE times (
  article         INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position        INTEGER NOT NULL,
  span_start      INTEGER NOT NULL,
  span_end        INTEGER NOT NULL,
  date            TEXT NOT NULL,
  first_day       TEXT,
  last_day        TEXT,
  anchor_to       TEXT,
  anchor_days     INTEGER,
  anchor_relation TEXT,
  rule            TEXT,
  review          TEXT,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;

CREATE TABLE places (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  name       TEXT NOT NULL,     -- common English name
  folded     TEXT NOT NULL,
  country    TEXT,
  lat        REAL,              -- degrees north
  lon        REAL,              -- degrees east
  geonames   INTEGER,
  metonym    INTEGER NOT NULL,  -- 1: it stands for its government
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX places_country ON places (country);
CREATE INDEX places_folded ON places (folded);
CREATE INDEX places_geonames ON places (geonames) WHERE geonames IS NOT NULL;

CREATE TABLE relations (
  article     INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  span_start  INTEGER NOT NULL,
  span_end    INTEGER NOT NULL,
  kind        TEXT NOT NULL,    -- ally, member, successor, spokesperson, owner, relative, opponent
  from_entity TEXT NOT NULL,
  to_entity   TEXT NOT NULL,
  dates       TEXT NOT NULL,    -- JSON list of EDTF
  PRIMARY KEY (article, position)
) WITHOUT ROWID;

CREATE TABLE stances (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  holder     TEXT NOT NULL,     -- entity
  towards    TEXT NOT NULL,     -- entity or event
  polarity   TEXT NOT NULL,     -- favourable, unfavourable, mixed
  quotation  TEXT,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;

CREATE TABLE claims (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  kind       TEXT NOT NULL,     -- distance, date, office
  stated     TEXT NOT NULL,
  computed   TEXT NOT NULL,
  verdict    TEXT NOT NULL,     -- holds, contradicted, open
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX claims_verdict ON claims (verdict);
