-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- What the letters of an organ say of it, from a day on: dated data (decision 29). None is ever rewritten.
CREATE TABLE organ_facts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    valid_from TEXT NOT NULL CHECK (date(valid_from) IS valid_from),
    body TEXT NOT NULL,
    recorded_by INTEGER REFERENCES users (id),
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS substr(recorded_at, 1, 19))
) STRICT;
CREATE INDEX organ_facts_by_organ_from ON organ_facts (organ_id, valid_from);

-- To what a letter belongs: a measure of the case, or the reply of one of its clocks (from 0).
ALTER TABLE letters ADD COLUMN measure INTEGER;
ALTER TABLE letters ADD COLUMN clock INTEGER NOT NULL DEFAULT 0;

-- Warnings that a person ticked off for one version of a letter's content. The reason is a text.
CREATE TABLE letter_ticks (
    letter_id INTEGER NOT NULL REFERENCES letters (id),
    content_version INTEGER NOT NULL,
    finding TEXT NOT NULL,
    text_id INTEGER NOT NULL REFERENCES texts (id),
    ticked_by INTEGER REFERENCES users (id),
    ticked_at TEXT NOT NULL CHECK (datetime(ticked_at) IS substr(ticked_at, 1, 19)),
    PRIMARY KEY (letter_id, content_version, finding)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER organ_facts_refuse_update BEFORE UPDATE ON organ_facts
BEGIN SELECT RAISE(ABORT, 'UPDATE of organ_facts is refused'); END;
CREATE TRIGGER organ_facts_refuse_delete BEFORE DELETE ON organ_facts
BEGIN SELECT RAISE(ABORT, 'DELETE of organ_facts is refused'); END;
