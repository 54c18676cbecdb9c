-- An archive of version 1, opened for reading, as if it had version 2: temporary views stand before
-- the tables that version 2 changed. Nothing is written to the file.
CREATE TEMP VIEW corrections AS
  SELECT *, NULL AS members, NULL AS undone_note, NULL AS replaced_by FROM main.corrections;
CREATE TEMP VIEW conflicts AS SELECT *, NULL AS at FROM main.conflicts;
CREATE TEMP VIEW merged_events AS SELECT *, NULL AS review FROM main.merged_events;
CREATE TEMP VIEW places AS SELECT *, NULL AS review FROM main.places;
