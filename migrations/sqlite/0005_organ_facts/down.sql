DROP TABLE letter_ticks;
ALTER TABLE letters DROP COLUMN clock;
ALTER TABLE letters DROP COLUMN measure;
DROP TABLE organ_facts;
