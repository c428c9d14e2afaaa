DROP INDEX cases_by_ended;
CREATE INDEX cases_by_ended ON cases (ended_on, id, state, result, organ_id, unit_id);
