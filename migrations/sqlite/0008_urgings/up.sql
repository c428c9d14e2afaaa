-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- 督办: those that a supervisor issues stand beside those that an overdue date opens, which alone have its
-- version. The message is a text of the case. Each may follow another, and ends by a person.
-- A column that may be empty from now on means a new table here.
CREATE TABLE urgings_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    version INTEGER,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    opened_at TEXT NOT NULL CHECK (datetime(opened_at) IS substr(opened_at, 1, 19)),
    reply_by TEXT NOT NULL CHECK (date(reply_by) IS reply_by),
    replied_at TEXT CHECK (datetime(replied_at) IS substr(replied_at, 1, 19)),
    replied_by INTEGER REFERENCES users (id),
    reply TEXT,
    issued_by INTEGER REFERENCES users (id),
    text_id INTEGER REFERENCES texts (id),
    previous_id INTEGER REFERENCES urgings_new (id),
    closed_at TEXT CHECK (datetime(closed_at) IS substr(closed_at, 1, 19)),
    closed_by INTEGER REFERENCES users (id),
    UNIQUE (case_id, version)
) STRICT;
INSERT INTO urgings_new (id, case_id, version, organ_id, opened_at, reply_by, replied_at, replied_by, reply)
    SELECT id, case_id, version, organ_id, opened_at, reply_by, replied_at, replied_by, reply FROM urgings;
DROP TABLE urgings;
ALTER TABLE urgings_new RENAME TO urgings;
CREATE INDEX urgings_open_by_case ON urgings (case_id) WHERE (replied_at IS NULL);
CREATE INDEX urgings_by_case ON urgings (case_id, id);
CREATE INDEX urgings_not_closed_by_id ON urgings (id) WHERE (closed_at IS NULL);

-- What was fired about a case, for the list of near and past dates.
CREATE INDEX alerts_by_case ON alerts (case_id, subject);
