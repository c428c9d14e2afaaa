-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- A list is first found by its days and ids: without the id, PostgreSQL read every open case for it.
DROP INDEX cases_by_open;
CREATE INDEX cases_by_open ON cases (ended_on, organ_id, unit_id, state, due_on, prudent_due_on, paused_until, provisional, step, correction_notice_by, id) WHERE (ended_on IS NULL);

-- Late replies are few among the replies of a year.
CREATE INDEX cases_by_state_ended ON cases (state, ended_on, organ_id, unit_id, id, due_on) WHERE (ended_on IS NOT NULL);
