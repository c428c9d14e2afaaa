DROP INDEX cases_by_open;
CREATE INDEX cases_by_open ON cases (ended_on, organ_id, unit_id, state, due_on, prudent_due_on, paused_until, provisional) WHERE (ended_on IS NULL);
DROP INDEX cases_by_unit_prudent_due;
CREATE INDEX cases_by_unit_prudent_due ON cases (unit_id, prudent_due_on, id);
