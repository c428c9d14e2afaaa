-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- 受理窗口: where an organ takes applications for others, and for which; by period, never deleted.
CREATE TABLE windows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    host_id INTEGER NOT NULL REFERENCES organs (id),
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    name TEXT NOT NULL,
    valid_from TEXT NOT NULL CHECK (date(valid_from) IS valid_from),
    valid_to TEXT CHECK (date(valid_to) IS valid_to),
    opened_by INTEGER REFERENCES users (id),
    CHECK (host_id <> organ_id),
    CHECK (valid_to IS NULL OR valid_from <= valid_to)
) STRICT;
CREATE INDEX windows_by_host_organ_from ON windows (host_id, organ_id, valid_from);
