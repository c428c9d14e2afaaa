DROP INDEX cases_by_state_ended;
DROP INDEX cases_by_open;
CREATE INDEX cases_by_open ON cases (ended_on, organ_id, unit_id, state, due_on, prudent_due_on, paused_until, provisional, step, correction_notice_by) WHERE (ended_on IS NULL);
