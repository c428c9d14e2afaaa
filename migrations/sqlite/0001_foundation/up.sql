-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.
-- Tables are STRICT. Days are TEXT 'YYYY-MM-DD', instants TEXT in UTC, both checked; truth is 0 or 1; JSON is TEXT.

-- 行政机关: a tree by path; never deleted, only ended.
CREATE TABLE organs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parent_id INTEGER REFERENCES organs (id),
    path TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT,
    settings TEXT NOT NULL,
    valid_from TEXT NOT NULL CHECK (date(valid_from) IS valid_from),
    valid_to TEXT CHECK (date(valid_to) IS valid_to),
    successor_id INTEGER REFERENCES organs (id)
) STRICT;
CREATE INDEX organs_by_path ON organs (path);

-- 内设机构 of an organ; never deleted, only ended.
CREATE TABLE units (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    name TEXT NOT NULL,
    valid_from TEXT NOT NULL CHECK (date(valid_from) IS valid_from),
    valid_to TEXT CHECK (date(valid_to) IS valid_to),
    successor_id INTEGER REFERENCES units (id)
) STRICT;
CREATE INDEX units_by_organ ON units (organ_id, id);

-- People who sign in. A raised token_generation ends every session.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    email TEXT,
    disabled_at TEXT CHECK (datetime(disabled_at) IS substr(disabled_at, 1, 19)),
    token_generation INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A role held by a person in an organ for a time; never deleted, only ended.
CREATE TABLE posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    unit_id INTEGER REFERENCES units (id),
    role TEXT NOT NULL,
    valid_from TEXT NOT NULL CHECK (date(valid_from) IS valid_from),
    valid_to TEXT CHECK (date(valid_to) IS valid_to),
    granted_by INTEGER REFERENCES users (id)
) STRICT;
CREATE INDEX posts_by_user ON posts (user_id, id);
CREATE INDEX posts_by_organ_role ON posts (organ_id, role, id);

-- Who stands in for the holder of a post, and on which days.
CREATE TABLE deputies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    deputy_user_id INTEGER NOT NULL REFERENCES users (id),
    from_on TEXT NOT NULL CHECK (date(from_on) IS from_on),
    to_on TEXT NOT NULL CHECK (date(to_on) IS to_on),
    CHECK (from_on <= to_on)
) STRICT;
CREATE INDEX deputies_by_post_from ON deputies (post_id, from_on);
CREATE INDEX deputies_by_deputy_user_from ON deputies (deputy_user_id, from_on);

-- The row of a case: a cache made only by folding its events. Nothing here depends on today.
CREATE TABLE cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    unit_id INTEGER REFERENCES units (id),
    handler_id INTEGER REFERENCES users (id),
    year INTEGER NOT NULL,
    serial INTEGER,
    channel TEXT NOT NULL,
    applicant_kind TEXT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    received_on TEXT CHECK (date(received_on) IS received_on),
    due_on TEXT CHECK (date(due_on) IS due_on),
    prudent_due_on TEXT CHECK (date(prudent_due_on) IS prudent_due_on),
    due_early_on TEXT CHECK (date(due_early_on) IS due_early_on),
    due_late_on TEXT CHECK (date(due_late_on) IS due_late_on),
    correction_notice_by TEXT CHECK (date(correction_notice_by) IS correction_notice_by),
    paused_until TEXT CHECK (date(paused_until) IS paused_until),
    waiting_for TEXT,
    waiting_until TEXT CHECK (date(waiting_until) IS waiting_until),
    delivered_on TEXT CHECK (date(delivered_on) IS delivered_on),
    ended_on TEXT CHECK (date(ended_on) IS ended_on),
    result TEXT,
    provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
    calendar_version TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    applicant_name TEXT NOT NULL,
    applicant_key TEXT NOT NULL,
    query_generation INTEGER NOT NULL DEFAULT 1,
    submitted_at TEXT NOT NULL CHECK (datetime(submitted_at) IS substr(submitted_at, 1, 19)),
    updated_at TEXT NOT NULL CHECK (datetime(updated_at) IS substr(updated_at, 1, 19)),
    version INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    head BLOB NOT NULL CHECK (length(head) = 32),
    UNIQUE (organ_id, year, serial),
    CHECK (event_count >= 0)
) STRICT;
-- A list is one range of an index: whoever sees an organ sees it in each order, whoever sees a subtree
-- sees all organs in each order. The id is the last column, so that pages continue within it.
CREATE INDEX cases_by_organ_due ON cases (organ_id, due_on, id);
CREATE INDEX cases_by_organ_prudent_due ON cases (organ_id, prudent_due_on, id);
CREATE INDEX cases_by_organ_received ON cases (organ_id, received_on, id);
CREATE INDEX cases_by_organ_submitted ON cases (organ_id, submitted_at, id);
CREATE INDEX cases_by_organ_updated ON cases (organ_id, updated_at, id);
CREATE INDEX cases_by_organ_title ON cases (organ_id, title_key, id);
CREATE INDEX cases_by_organ_applicant ON cases (organ_id, applicant_key, id);
CREATE INDEX cases_by_organ_number ON cases (organ_id, number, id);
CREATE INDEX cases_by_organ_state_due ON cases (organ_id, state, due_on, id);
CREATE INDEX cases_by_organ_step_due ON cases (organ_id, step, due_on, id);
CREATE INDEX cases_by_organ_channel_due ON cases (organ_id, channel, due_on, id);
CREATE INDEX cases_by_unit_due ON cases (unit_id, due_on, id);
CREATE INDEX cases_by_unit_prudent_due ON cases (unit_id, prudent_due_on, id);
CREATE INDEX cases_by_handler_prudent_due ON cases (handler_id, prudent_due_on, id);
CREATE INDEX cases_by_due ON cases (due_on, id);
CREATE INDEX cases_by_prudent_due ON cases (prudent_due_on, id);
CREATE INDEX cases_by_received ON cases (received_on, id);
CREATE INDEX cases_by_submitted ON cases (submitted_at, id);
CREATE INDEX cases_by_updated ON cases (updated_at, id);
CREATE INDEX cases_by_title ON cases (title_key, id);
CREATE INDEX cases_by_applicant ON cases (applicant_key, id);
CREATE INDEX cases_by_state_due ON cases (state, due_on, id);
CREATE INDEX cases_by_step_due ON cases (step, due_on, id);
CREATE INDEX cases_by_channel_due ON cases (channel, due_on, id);

-- The journal: append only, chained by hash. No personal data stands here.
CREATE TABLE case_events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    kind_version INTEGER NOT NULL,
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS substr(recorded_at, 1, 19)),
    occurred_on TEXT NOT NULL CHECK (date(occurred_on) IS occurred_on),
    actor TEXT NOT NULL,
    payload TEXT NOT NULL,
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    UNIQUE (case_id, seq),
    CHECK (seq >= 1)
) STRICT;

-- One chain value a day over the heads of all cases as they stood at a journal position.
CREATE TABLE anchors (
    day TEXT NOT NULL PRIMARY KEY CHECK (date(day) IS day),
    head BLOB NOT NULL CHECK (length(head) = 32),
    prev_head BLOB NOT NULL CHECK (length(prev_head) = 32),
    last_position INTEGER NOT NULL,
    case_count INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    made_at TEXT NOT NULL CHECK (datetime(made_at) IS substr(made_at, 1, 19))
) STRICT, WITHOUT ROWID;

-- Persons and organisations of a case, by version. Erased in place when their retention ends.
CREATE TABLE parties (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    role TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    id_kind TEXT,
    id_number_sealed BLOB,
    id_number_index BLOB,
    phone_sealed BLOB,
    phone_index BLOB,
    email TEXT,
    address TEXT,
    postcode TEXT,
    organisation_kind TEXT,
    credit_code TEXT,
    representative TEXT,
    contact TEXT,
    erased_at TEXT CHECK (datetime(erased_at) IS substr(erased_at, 1, 19)),
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS substr(recorded_at, 1, 19)),
    UNIQUE (case_id, role, ordinal, version)
) STRICT;
CREATE INDEX parties_by_id_number_index ON parties (id_number_index);
CREATE INDEX parties_by_phone_index ON parties (phone_index);
CREATE INDEX parties_by_name_key ON parties (name_key, id);

-- All free text of a case; events carry its id and salted hash alone. Erased in place.
CREATE TABLE texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    salt BLOB NOT NULL,
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS substr(recorded_at, 1, 19)),
    erased_at TEXT CHECK (datetime(erased_at) IS substr(erased_at, 1, 19))
) STRICT;
CREATE INDEX texts_by_case_kind_version ON texts (case_id, kind, version);

-- Pairs of neighbouring characters of the searchable text of a case. No reference is checked: a case
-- has dozens, is never deleted, and they are written with it.
CREATE TABLE grams (
    gram TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    PRIMARY KEY (gram, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX grams_by_case ON grams (case_id);

-- The last serial drawn in each series.
CREATE TABLE number_series (
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    year INTEGER NOT NULL,
    kind TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (organ_id, year, kind)
) STRICT, WITHOUT ROWID;

-- What was answered to a request that may be sent again.
CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
    status INTEGER,
    response TEXT,
    created_at TEXT NOT NULL CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
    PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_created_at ON idempotency_keys (created_at);

-- Sessions: only the hash of a token is kept.
CREATE TABLE refresh_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    post_id INTEGER REFERENCES posts (id),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    expires_at TEXT NOT NULL CHECK (datetime(expires_at) IS substr(expires_at, 1, 19)),
    revoked_at TEXT CHECK (datetime(revoked_at) IS substr(revoked_at, 1, 19)),
    created_at TEXT NOT NULL CHECK (datetime(created_at) IS substr(created_at, 1, 19))
) STRICT;
CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id, id);
CREATE INDEX refresh_tokens_by_expires_at ON refresh_tokens (expires_at);

-- Failed sign-ins; the login is kept as a hash.
CREATE TABLE login_failures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login_hash BLOB NOT NULL CHECK (length(login_hash) = 32),
    address TEXT NOT NULL,
    at TEXT NOT NULL CHECK (datetime(at) IS substr(at, 1, 19))
) STRICT;
CREATE INDEX login_failures_by_login_hash_at ON login_failures (login_hash, at);
CREATE INDEX login_failures_by_address_at ON login_failures (address, at);
CREATE INDEX login_failures_by_at ON login_failures (at);

-- Failed public look-ups of a case; its number is kept as a hash.
CREATE TABLE lookup_failures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_number_hash BLOB NOT NULL CHECK (length(case_number_hash) = 32),
    address TEXT NOT NULL,
    at TEXT NOT NULL CHECK (datetime(at) IS substr(at, 1, 19))
) STRICT;
CREATE INDEX lookup_failures_by_case_number_hash_at ON lookup_failures (case_number_hash, at);
CREATE INDEX lookup_failures_by_address_at ON lookup_failures (address, at);
CREATE INDEX lookup_failures_by_at ON lookup_failures (at);

-- Holiday notices imported at run time, besides those in the binary.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    published TEXT NOT NULL CHECK (date(published) IS published),
    imported_at TEXT NOT NULL CHECK (datetime(imported_at) IS substr(imported_at, 1, 19)),
    imported_by INTEGER REFERENCES users (id)
) STRICT;

-- One row: raised by every change of the calendar.
CREATE TABLE calendar_state (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    CHECK (id = 1)
) STRICT;

-- Who did what beside the journal: sign-ins, shown personal data, rights. Append only.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL CHECK (datetime(at) IS substr(at, 1, 19)),
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    case_id INTEGER REFERENCES cases (id),
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_at ON audit (at, id);
CREATE INDEX audit_by_case ON audit (case_id, id);

-- What may never be rewritten or removed, not even by our own mistake.
CREATE TRIGGER organs_refuse_delete BEFORE DELETE ON organs
BEGIN SELECT RAISE(ABORT, 'DELETE of organs is refused'); END;
CREATE TRIGGER units_refuse_delete BEFORE DELETE ON units
BEGIN SELECT RAISE(ABORT, 'DELETE of units is refused'); END;
CREATE TRIGGER posts_refuse_delete BEFORE DELETE ON posts
BEGIN SELECT RAISE(ABORT, 'DELETE of posts is refused'); END;
CREATE TRIGGER cases_refuse_delete BEFORE DELETE ON cases
BEGIN SELECT RAISE(ABORT, 'DELETE of cases is refused'); END;
CREATE TRIGGER case_events_refuse_update BEFORE UPDATE ON case_events
BEGIN SELECT RAISE(ABORT, 'UPDATE of case_events is refused'); END;
CREATE TRIGGER case_events_refuse_delete BEFORE DELETE ON case_events
BEGIN SELECT RAISE(ABORT, 'DELETE of case_events is refused'); END;
CREATE TRIGGER anchors_refuse_update BEFORE UPDATE ON anchors
BEGIN SELECT RAISE(ABORT, 'UPDATE of anchors is refused'); END;
CREATE TRIGGER anchors_refuse_delete BEFORE DELETE ON anchors
BEGIN SELECT RAISE(ABORT, 'DELETE of anchors is refused'); END;
CREATE TRIGGER audit_refuse_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'UPDATE of audit is refused'); END;
CREATE TRIGGER audit_refuse_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'DELETE of audit is refused'); END;

INSERT INTO calendar_state (id, version) VALUES (1, 1);
