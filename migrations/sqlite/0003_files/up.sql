-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- The files of a case. Their content stands under its hash in the storage of files, their names in
-- file_names.
CREATE TABLE files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    media TEXT NOT NULL,
    size INTEGER NOT NULL,
    pages INTEGER,
    content BLOB NOT NULL CHECK (length(content) = 32),
    by_applicant INTEGER NOT NULL CHECK (by_applicant IN (0, 1)),
    added_by INTEGER REFERENCES users (id),
    added_at TEXT NOT NULL CHECK (datetime(added_at) IS substr(added_at, 1, 19)),
    released_at TEXT CHECK (datetime(released_at) IS substr(released_at, 1, 19)),
    erased_at TEXT CHECK (datetime(erased_at) IS substr(erased_at, 1, 19)),
    UNIQUE (case_id, ordinal),
    CHECK (ordinal >= 1),
    CHECK (size >= 0)
) STRICT;
CREATE INDEX files_by_content ON files (content);

-- The name a file was given by whoever brought it: personal data, erased in place.
CREATE TABLE file_names (
    file_id INTEGER NOT NULL PRIMARY KEY REFERENCES files (id),
    name TEXT NOT NULL,
    erased_at TEXT CHECK (datetime(erased_at) IS substr(erased_at, 1, 19))
) STRICT;

-- What a letter was rendered to, and the scan of the signed one.
ALTER TABLE letters ADD COLUMN docx_file_id INTEGER REFERENCES files (id);
ALTER TABLE letters ADD COLUMN pdf_file_id INTEGER REFERENCES files (id);
ALTER TABLE letters ADD COLUMN record_file_id INTEGER REFERENCES files (id);

CREATE TRIGGER files_refuse_delete BEFORE DELETE ON files
BEGIN SELECT RAISE(ABORT, 'DELETE of files is refused'); END;
