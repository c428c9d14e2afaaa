-- Alerts: what is watched, what was fired, and how it reaches people. The PostgreSQL folder makes the same tables.

-- When a case is looked at next: at once after every change, then when its next date comes near.
CREATE TABLE case_watches (
    case_id INTEGER NOT NULL PRIMARY KEY REFERENCES cases (id),
    look_at TEXT NOT NULL CHECK (datetime(look_at) IS substr(look_at, 1, 19))
) STRICT;
CREATE INDEX case_watches_by_look_at ON case_watches (look_at, case_id);

-- The dates a case runs, as alerts know them. A date that moves, ends or comes back has a new version.
CREATE TABLE watched_dates (
    case_id INTEGER NOT NULL REFERENCES cases (id),
    subject TEXT NOT NULL,
    day TEXT CHECK (date(day) IS day),
    version INTEGER NOT NULL,
    changed_at TEXT NOT NULL CHECK (datetime(changed_at) IS substr(changed_at, 1, 19)),
    PRIMARY KEY (case_id, subject)
) STRICT;

-- Every level that was fired, once for each version of its date. A scope is a case or an organ.
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    case_id INTEGER REFERENCES cases (id),
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    level INTEGER NOT NULL,
    part INTEGER NOT NULL,
    anchor_on TEXT NOT NULL CHECK (date(anchor_on) IS anchor_on),
    matter TEXT NOT NULL,
    fired_at TEXT NOT NULL CHECK (datetime(fired_at) IS substr(fired_at, 1, 19)),
    escalate_at TEXT CHECK (datetime(escalate_at) IS substr(escalate_at, 1, 19)),
    acknowledged_at TEXT CHECK (datetime(acknowledged_at) IS substr(acknowledged_at, 1, 19)),
    ended_at TEXT CHECK (datetime(ended_at) IS substr(ended_at, 1, 19)),
    UNIQUE (scope, subject, version, level, part)
) STRICT;
CREATE INDEX alerts_by_escalate_at ON alerts (escalate_at, id) WHERE (escalate_at IS NOT NULL);
CREATE INDEX alerts_open_by_scope ON alerts (scope) WHERE (ended_at IS NULL);

-- What a person finds in the program: one entry for each alert that concerns them.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    for_user_id INTEGER REFERENCES users (id),
    alert_id INTEGER NOT NULL REFERENCES alerts (id),
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    case_id INTEGER REFERENCES cases (id),
    audience TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
    read_at TEXT CHECK (datetime(read_at) IS substr(read_at, 1, 19)),
    acknowledged_at TEXT CHECK (datetime(acknowledged_at) IS substr(acknowledged_at, 1, 19)),
    expected_on TEXT CHECK (date(expected_on) IS expected_on),
    ended_at TEXT CHECK (datetime(ended_at) IS substr(ended_at, 1, 19)),
    UNIQUE (alert_id, user_id)
) STRICT;
CREATE INDEX inbox_by_user ON inbox (user_id, id);
CREATE INDEX inbox_by_case ON inbox (case_id, user_id);

-- Messages on their way out. A row leaves the list of those waiting only delivered, called off, or by a person.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_key TEXT NOT NULL UNIQUE,
    batch INTEGER,
    channel TEXT NOT NULL,
    travel TEXT NOT NULL,
    user_id INTEGER REFERENCES users (id),
    organ_id INTEGER REFERENCES organs (id),
    case_id INTEGER REFERENCES cases (id),
    alert_id INTEGER REFERENCES alerts (id),
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at TEXT NOT NULL CHECK (datetime(due_at) IS substr(due_at, 1, 19)),
    attempts INTEGER NOT NULL,
    claimed_by TEXT,
    leased_until TEXT CHECK (datetime(leased_until) IS substr(leased_until, 1, 19)),
    last_error TEXT,
    created_at TEXT NOT NULL CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
    settled_at TEXT CHECK (datetime(settled_at) IS substr(settled_at, 1, 19)),
    settled_by INTEGER REFERENCES users (id),
    settled_reason TEXT,
    CHECK (state IN ('waiting', 'claimed', 'delivered', 'called_off', 'dead', 'uncertain', 'cleared'))
) STRICT;
CREATE INDEX outbox_by_channel ON outbox (channel, state, due_at, id);
CREATE INDEX outbox_by_state ON outbox (state, due_at, id);
CREATE INDEX outbox_by_alert ON outbox (alert_id);

-- How each channel fares. A channel that fails again and again rests.
CREATE TABLE channel_health (
    channel TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    succeeded_at TEXT CHECK (datetime(succeeded_at) IS substr(succeeded_at, 1, 19)),
    failed_at TEXT CHECK (datetime(failed_at) IS substr(failed_at, 1, 19)),
    last_error TEXT,
    resting_until TEXT CHECK (datetime(resting_until) IS substr(resting_until, 1, 19))
) STRICT;

-- How a person wants to be reached, within what the organ allows; as JSON.
CREATE TABLE notify_preferences (
    user_id INTEGER NOT NULL PRIMARY KEY REFERENCES users (id),
    body TEXT NOT NULL,
    updated_at TEXT NOT NULL CHECK (datetime(updated_at) IS substr(updated_at, 1, 19))
) STRICT;

-- The ladder of the reply date of an organ and those below it, as checked JSON.
CREATE TABLE ladders (
    organ_id INTEGER NOT NULL PRIMARY KEY REFERENCES organs (id),
    body TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL CHECK (datetime(updated_at) IS substr(updated_at, 1, 19)),
    updated_by INTEGER REFERENCES users (id)
) STRICT;

-- Secret addresses of calendars; only the hash is kept.
CREATE TABLE feeds (
    user_id INTEGER NOT NULL PRIMARY KEY REFERENCES users (id),
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    made_at TEXT NOT NULL CHECK (datetime(made_at) IS substr(made_at, 1, 19))
) STRICT;

-- 督办: opened when a case is overdue, and what was replied.
CREATE TABLE urgings (
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
CREATE INDEX urgings_open_by_case ON urgings (case_id) WHERE (replied_at IS NULL);

-- The draft of the next circular: cases that stayed overdue.
CREATE TABLE circular_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    version INTEGER NOT NULL,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    entered_at TEXT NOT NULL CHECK (datetime(entered_at) IS substr(entered_at, 1, 19)),
    due_on TEXT NOT NULL CHECK (date(due_on) IS due_on),
    UNIQUE (case_id, version)
) STRICT;

-- 复议 and 诉讼 over a case in which the organ owes an answer.
CREATE TABLE proceedings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    received_on TEXT NOT NULL CHECK (date(received_on) IS received_on),
    answered_on TEXT CHECK (date(answered_on) IS answered_on),
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS substr(recorded_at, 1, 19)),
    recorded_by INTEGER REFERENCES users (id)
) STRICT;
CREATE INDEX proceedings_by_case ON proceedings (case_id, id);

-- Cases that could not be looked at, until they can again.
CREATE TABLE sweep_faults (
    case_id INTEGER NOT NULL PRIMARY KEY REFERENCES cases (id),
    what TEXT NOT NULL,
    failures INTEGER NOT NULL,
    first_at TEXT NOT NULL CHECK (datetime(first_at) IS substr(first_at, 1, 19)),
    last_at TEXT NOT NULL CHECK (datetime(last_at) IS substr(last_at, 1, 19))
) STRICT;

-- Every case is looked at once: what it needs is not known before.
INSERT INTO case_watches (case_id, look_at) SELECT id, '2000-01-01 00:00:00' FROM cases;
