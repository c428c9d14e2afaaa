DROP TRIGGER cases_tally_update;
DROP TRIGGER cases_tally_insert;
DROP TABLE tallies;
DROP INDEX cases_by_ended;
DROP INDEX cases_by_open;
