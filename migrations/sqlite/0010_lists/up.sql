-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- A unit's cases are asked for within an organ: counted without looking each of them up.
DROP INDEX cases_by_unit_prudent_due;
CREATE INDEX cases_by_unit_prudent_due ON cases (unit_id, prudent_due_on, id, organ_id);
-- What narrows a list of open cases, and what such a list is sorted by.
DROP INDEX cases_by_open;
CREATE INDEX cases_by_open ON cases (ended_on, organ_id, unit_id, state, due_on, prudent_due_on, paused_until, provisional, step, correction_notice_by) WHERE (ended_on IS NULL);
