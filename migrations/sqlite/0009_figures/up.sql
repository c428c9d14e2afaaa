-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- Of open cases alone, which are few: all that the numbers of an overview are made of.
CREATE INDEX cases_by_open ON cases (ended_on, organ_id, unit_id, state, due_on, prudent_due_on, paused_until, provisional) WHERE (ended_on IS NULL);
-- What was closed within a span, the newest first.
CREATE INDEX cases_by_ended ON cases (ended_on, id, state, result, organ_id, unit_id);

-- How many cases arrived («arrived») and closed (by their state) in a month, per unit and class of result.
-- Changes are appended with every change of a case, in its transaction, and never counted up in place, so
-- that nobody waits for anybody; the number of a key is the sum of its rows. Upkeep adds them together.
-- A cache of the cases: `verify` compares the two. Unit 0 is no unit.
CREATE TABLE tallies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL,
    what TEXT NOT NULL,
    class TEXT NOT NULL,
    organ_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    number INTEGER NOT NULL
) STRICT;
CREATE INDEX tallies_by_month ON tallies (month, what, class, organ_id, unit_id, number);

CREATE TRIGGER cases_tally_insert AFTER INSERT ON cases
WHEN new.received_on IS NOT NULL OR new.ended_on IS NOT NULL
BEGIN
    INSERT INTO tallies (month, what, class, organ_id, unit_id, number)
    SELECT month, what, class, new.organ_id, coalesce(new.unit_id, 0), 1
    FROM (SELECT substr(new.received_on, 1, 7) AS month, 'arrived' AS what, '' AS class
          UNION ALL
          SELECT substr(new.ended_on, 1, 7), new.state, coalesce(substr(new.result, 1, 1), ''))
    WHERE month IS NOT NULL;
END;

CREATE TRIGGER cases_tally_update AFTER UPDATE ON cases
WHEN old.received_on IS NOT new.received_on OR old.ended_on IS NOT new.ended_on
    OR old.organ_id IS NOT new.organ_id OR old.unit_id IS NOT new.unit_id
    OR (new.ended_on IS NOT NULL AND (old.state IS NOT new.state OR old.result IS NOT new.result))
BEGIN
    INSERT INTO tallies (month, what, class, organ_id, unit_id, number)
    SELECT month, what, class, organ_id, unit_id, number
    FROM (SELECT substr(old.received_on, 1, 7) AS month, 'arrived' AS what, '' AS class,
                 old.organ_id AS organ_id, coalesce(old.unit_id, 0) AS unit_id, -1 AS number
          UNION ALL
          SELECT substr(old.ended_on, 1, 7), old.state, coalesce(substr(old.result, 1, 1), ''),
                 old.organ_id, coalesce(old.unit_id, 0), -1
          UNION ALL
          SELECT substr(new.received_on, 1, 7), 'arrived', '', new.organ_id, coalesce(new.unit_id, 0), 1
          UNION ALL
          SELECT substr(new.ended_on, 1, 7), new.state, coalesce(substr(new.result, 1, 1), ''),
                 new.organ_id, coalesce(new.unit_id, 0), 1)
    WHERE month IS NOT NULL;
END;

INSERT INTO tallies (month, what, class, organ_id, unit_id, number)
SELECT substr(received_on, 1, 7), 'arrived', '', organ_id, coalesce(unit_id, 0), count(*)
FROM cases WHERE received_on IS NOT NULL GROUP BY 1, 4, 5;
INSERT INTO tallies (month, what, class, organ_id, unit_id, number)
SELECT substr(ended_on, 1, 7), state, coalesce(substr(result, 1, 1), ''), organ_id, coalesce(unit_id, 0), count(*)
FROM cases WHERE ended_on IS NOT NULL GROUP BY 1, 2, 3, 4, 5;
