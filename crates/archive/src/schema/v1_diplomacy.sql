-- Version 1, part three: the diplomacy layer, flat. Columns as in part two; `also` is a JSON list of
-- [start, end], `dates` a JSON list of EDTF; first_day and last_day cover `date` or all `dates`.

CREATE TABLE offers (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  event      TEXT,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  also       TEXT NOT NULL,
  kind       TEXT NOT NULL,     -- host, mediate, talks, ceasefire, terms
  date       TEXT,
  first_day  TEXT,
  last_day   TEXT,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX offers_day ON offers (first_day);

-- One addressee of an offer and the answer on record.
CREATE TABLE invitations (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  offer      INTEGER NOT NULL,  -- offers.position
  position   INTEGER NOT NULL,
  invitee    TEXT NOT NULL,     -- entity
  code       TEXT,              -- the invitee's
  country    TEXT,
  response   TEXT NOT NULL,     -- none_reported, accept, conditional, welcome, noncommittal, decline
  level      TEXT,              -- principal, minister, spokesperson, reported
  by_entity  TEXT,
  event      TEXT,              -- the event that is the answer
  as_of      TEXT,              -- EDTF
  PRIMARY KEY (article, offer, position)
) WITHOUT ROWID;
CREATE INDEX invitations_response ON invitations (response);

CREATE TABLE accords (
  article        INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position       INTEGER NOT NULL,
  event          TEXT,
  span_start     INTEGER NOT NULL,
  span_end       INTEGER NOT NULL,
  also           TEXT NOT NULL,
  name           TEXT NOT NULL,
  folded         TEXT NOT NULL,
  dates          TEXT NOT NULL,
  first_day      TEXT,
  last_day       TEXT,
  implementation TEXT NOT NULL, -- none, partial, full, unknown
  status         TEXT NOT NULL, -- proposed, negotiated, signed, in_force, broken, ended
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX accords_folded ON accords (folded);

CREATE TABLE provisions (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  accord     INTEGER NOT NULL,  -- accords.position
  position   INTEGER NOT NULL,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  category   TEXT NOT NULL,
  PRIMARY KEY (article, accord, position)
) WITHOUT ROWID;

CREATE TABLE breaches (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  accord     INTEGER NOT NULL,  -- accords.position
  position   INTEGER NOT NULL,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  by_entity  TEXT,
  alleged_by TEXT,              -- entity
  provision  INTEGER,           -- provisions.position
  event      TEXT,
  PRIMARY KEY (article, accord, position)
) WITHOUT ROWID;

CREATE TABLE leverage (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  event      TEXT,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  instrument TEXT NOT NULL,     -- aid, arms, sanctions, recognition, troops, trade, statement
  direction  TEXT NOT NULL,     -- apply, suspend, lift, threaten
  date       TEXT,
  first_day  TEXT,
  last_day   TEXT,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX leverage_day ON leverage (first_day);

CREATE TABLE rounds (
  article    INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  event      TEXT,
  span_start INTEGER NOT NULL,
  span_end   INTEGER NOT NULL,
  also       TEXT NOT NULL,
  dates      TEXT NOT NULL,
  first_day  TEXT,
  last_day   TEXT,
  level      TEXT NOT NULL,     -- head, minister, envoy, unspecified
  outcome    TEXT NOT NULL,     -- agreement, progress, none, ongoing, unknown
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX rounds_day ON rounds (first_day);

-- Who takes part in an item of the diplomacy layer.
CREATE TABLE diplomacy_parties (
  article  INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  layer    TEXT NOT NULL,       -- offer, accord, leverage, round
  item     INTEGER NOT NULL,    -- position in that table
  role     TEXT NOT NULL,       -- offeror, venue; party, mediator; source, target; participant
  position INTEGER NOT NULL,
  entity   TEXT NOT NULL,
  name     TEXT,                -- the entity's
  code     TEXT,
  country  TEXT,
  PRIMARY KEY (article, layer, item, role, position)
) WITHOUT ROWID;
CREATE INDEX diplomacy_parties_country ON diplomacy_parties (country, layer, role);
CREATE INDEX diplomacy_parties_code ON diplomacy_parties (code, layer, role);
