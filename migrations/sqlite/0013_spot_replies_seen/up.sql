-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- 当场答复 that an approver has seen in the list of the day after (decision 21): by the number of its event,
-- since a reopened case may be answered so again. A deputy's look is not the principal's.
CREATE TABLE spot_replies_seen (
    case_id INTEGER NOT NULL REFERENCES cases (id),
    seq INTEGER NOT NULL,
    seen_by INTEGER NOT NULL REFERENCES users (id),
    seen_at TEXT NOT NULL CHECK (datetime(seen_at) IS substr(seen_at, 1, 19)),
    PRIMARY KEY (case_id, seq, seen_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_events_by_spot_reply ON case_events (occurred_on, case_id) WHERE (kind = 'answered_on_the_spot');
