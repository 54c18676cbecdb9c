-- Version 2: decisions by people can be made, undone and carried over to another reading.

-- `layer` is event, actor, quotation, time, place or merged; `action` accept, reject, edit, merge or
-- split. `item` is the stable id in the article's layer ('t120', 'p34': a time or place by its first
-- code point), for a merged event its id, and then article is NULL. `old` holds the value before an
-- edit, or the fields as they were when accepted; `new` the value after it; for a merge the other
-- items with type, offsets and words; for a split the mentions (members) that go and the fields given.
ALTER TABLE corrections ADD COLUMN members TEXT;         -- merged event: JSON list of [article id, event id]
ALTER TABLE corrections ADD COLUMN undone_note TEXT;
ALTER TABLE corrections ADD COLUMN replaced_by INTEGER REFERENCES corrections (id);  -- it was moved to another item
UPDATE corrections SET layer = CASE layer WHEN 'speaker' THEN 'quotation' WHEN 'date' THEN 'time' ELSE layer END;
CREATE INDEX corrections_item ON corrections (item);
CREATE INDEX corrections_merged ON corrections (id) WHERE layer = 'merged';

-- Corrections that do not fit the current reading (or, for merged events, the current stories).
-- Written anew whenever the flat rows of their article are.
CREATE TABLE conflicts_2 (
  correction INTEGER PRIMARY KEY REFERENCES corrections (id) ON DELETE CASCADE,
  coded_by   TEXT REFERENCES versions (id),   -- the reading; NULL for merged events
  reason     TEXT NOT NULL,
  at         TEXT                             -- since when, UTC, RFC 3339
);
INSERT INTO conflicts_2 (correction, coded_by, reason) SELECT correction, coded_by, reason FROM conflicts;
DROP TABLE conflicts;
ALTER TABLE conflicts_2 RENAME TO conflicts;

-- NULL, 'accepted' or 'edited', as in the other layers.
ALTER TABLE merged_events ADD COLUMN review TEXT;
ALTER TABLE places ADD COLUMN review TEXT;

-- Items by id alone, without their article.
CREATE INDEX events_id ON events (id);
CREATE INDEX entities_id ON entities (id);
CREATE INDEX quotations_id ON quotations (id);
