DROP INDEX alerts_by_case;
CREATE TABLE urgings_old (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    version INTEGER NOT NULL,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    opened_at TEXT NOT NULL CHECK (datetime(opened_at) IS substr(opened_at, 1, 19)),
    reply_by TEXT NOT NULL CHECK (date(reply_by) IS reply_by),
    replied_at TEXT CHECK (datetime(replied_at) IS substr(replied_at, 1, 19)),
    replied_by INTEGER REFERENCES users (id),
    reply TEXT,
    UNIQUE (case_id, version)
) STRICT;
INSERT INTO urgings_old (id, case_id, version, organ_id, opened_at, reply_by, replied_at, replied_by, reply)
    SELECT id, case_id, version, organ_id, opened_at, reply_by, replied_at, replied_by, reply FROM urgings
    WHERE version IS NOT NULL;
DROP TABLE urgings;
ALTER TABLE urgings_old RENAME TO urgings;
CREATE INDEX urgings_open_by_case ON urgings (case_id) WHERE (replied_at IS NULL);
