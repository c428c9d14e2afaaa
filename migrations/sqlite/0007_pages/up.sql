-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- Sessions of the pages: only the hash of what the cookie holds is kept.
CREATE TABLE page_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    post_id INTEGER NOT NULL REFERENCES posts (id),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    generation INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
    used_at TEXT NOT NULL CHECK (datetime(used_at) IS substr(used_at, 1, 19))
) STRICT;
CREATE INDEX page_sessions_by_used_at ON page_sessions (used_at);

-- Forms that are being filled in: of whom is kept as a keyed hash, what is sealed.
CREATE TABLE drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_hash BLOB NOT NULL UNIQUE CHECK (length(owner_hash) = 32),
    sealed BLOB NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL CHECK (datetime(updated_at) IS substr(updated_at, 1, 19)),
    expires_at TEXT NOT NULL CHECK (datetime(expires_at) IS substr(expires_at, 1, 19))
) STRICT;
CREATE INDEX drafts_by_expires_at ON drafts (expires_at);

-- Views of the register that a person keeps under a name.
CREATE TABLE saved_views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
    UNIQUE (user_id, name)
) STRICT;

-- What was printed of a case: a second time is a reprint, and what is still to print is what is not here.
CREATE TABLE prints (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    what TEXT NOT NULL,
    printed_by INTEGER NOT NULL REFERENCES users (id),
    printed_at TEXT NOT NULL CHECK (datetime(printed_at) IS substr(printed_at, 1, 19))
) STRICT;
CREATE INDEX prints_by_case ON prints (case_id, what, printed_at);
