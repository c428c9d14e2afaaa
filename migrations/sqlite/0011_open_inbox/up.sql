-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- The number of a person's alerts that hold and are not acknowledged stands on every page: it is counted in
-- an index of these few alone, however many there were before.
CREATE INDEX inbox_open_by_user ON inbox (user_id) WHERE ((ended_at IS NULL) AND (acknowledged_at IS NULL));
