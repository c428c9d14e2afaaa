-- PostgreSQL. Same number, same name and same tables as the SQLite folder; a test compares the two.

-- 督办: those that a supervisor issues stand beside those that an overdue date opens, which alone have its
-- version. The message is a text of the case. Each may follow another, and ends by a person.
ALTER TABLE urgings ALTER COLUMN version DROP NOT NULL;
ALTER TABLE urgings ADD COLUMN issued_by BIGINT REFERENCES users (id);
ALTER TABLE urgings ADD COLUMN text_id BIGINT REFERENCES texts (id);
ALTER TABLE urgings ADD COLUMN previous_id BIGINT REFERENCES urgings (id);
ALTER TABLE urgings ADD COLUMN closed_at TIMESTAMP;
ALTER TABLE urgings ADD COLUMN closed_by BIGINT REFERENCES users (id);
CREATE INDEX urgings_by_case ON urgings (case_id, id);
CREATE INDEX urgings_not_closed_by_id ON urgings (id) WHERE (closed_at IS NULL);

-- What was fired about a case, for the list of near and past dates.
CREATE INDEX alerts_by_case ON alerts (case_id, subject);
