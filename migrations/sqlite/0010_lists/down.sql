DROP INDEX cases_by_unit_prudent_due;
CREATE INDEX cases_by_unit_prudent_due ON cases (unit_id, prudent_due_on, id);
