-- PostgreSQL. Same number, same name and same tables as the SQLite folder; a test compares the two.

-- 当场答复 that an approver has seen in the list of the day after (decision 21): by the number of its event,
-- since a reopened case may be answered so again. A deputy's look is not the principal's.
CREATE TABLE spot_replies_seen (
    case_id BIGINT NOT NULL REFERENCES cases (id),
    seq INTEGER NOT NULL,
    seen_by BIGINT NOT NULL REFERENCES users (id),
    seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (case_id, seq, seen_by)
);
CREATE INDEX case_events_by_spot_reply ON case_events (occurred_on, case_id) WHERE (kind = 'answered_on_the_spot');
