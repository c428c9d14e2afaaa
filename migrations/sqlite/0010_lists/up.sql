-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- A unit's cases are asked for within an organ: counted without looking each of them up.
DROP INDEX cases_by_unit_prudent_due;
CREATE INDEX cases_by_unit_prudent_due ON cases (unit_id, prudent_due_on, id, organ_id);
