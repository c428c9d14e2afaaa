DROP TRIGGER cases_tally ON cases;
DROP FUNCTION tally_case;
DROP TABLE tallies;
DROP INDEX cases_by_ended;
DROP INDEX cases_by_open;
