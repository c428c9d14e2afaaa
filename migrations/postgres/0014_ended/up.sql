-- PostgreSQL. Same number, same name and same tables as the SQLite folder; a test compares the two.

-- Open cases have no day of their end. In an index of these days they are one great value, which is taken for
-- one of the many small ones: lists of open cases were looked up there instead of in their own index.
DROP INDEX cases_by_ended;
CREATE INDEX cases_by_ended ON cases (ended_on, id, state, result, organ_id, unit_id) WHERE (ended_on IS NOT NULL);
