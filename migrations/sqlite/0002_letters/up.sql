-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- The texts of letters, as an organ words them. Each change is a new version; none is ever rewritten. A
-- version without a text takes the organ back to the one above it.
CREATE TABLE letter_templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT,
    effective_from TEXT NOT NULL CHECK (date(effective_from) IS effective_from),
    note TEXT NOT NULL,
    created_by INTEGER REFERENCES users (id),
    created_at TEXT NOT NULL CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
    UNIQUE (organ_id, kind, version),
    CHECK (version >= 1)
) STRICT;
CREATE INDEX letter_templates_by_kind_organ_from ON letter_templates (kind, organ_id, effective_from);

-- A letter of a case. Its words stand in letter_contents. A number once given stays with the letter,
-- or with voided_numbers.
CREATE TABLE letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    series TEXT,
    document_year INTEGER,
    document_serial INTEGER,
    document_number TEXT,
    drafted_by INTEGER REFERENCES users (id),
    drafted_at TEXT NOT NULL CHECK (datetime(drafted_at) IS substr(drafted_at, 1, 19)),
    signed_on TEXT CHECK (date(signed_on) IS signed_on),
    signed_by INTEGER REFERENCES users (id),
    sealed_on TEXT CHECK (date(sealed_on) IS sealed_on),
    voided_at TEXT CHECK (datetime(voided_at) IS substr(voided_at, 1, 19)),
    record_hash BLOB CHECK (length(record_hash) = 32),
    updated_at TEXT NOT NULL CHECK (datetime(updated_at) IS substr(updated_at, 1, 19)),
    version INTEGER NOT NULL,
    UNIQUE (case_id, ordinal),
    UNIQUE (organ_id, series, document_year, document_serial),
    CHECK (ordinal >= 1),
    CHECK (state IN ('drafted', 'checked', 'signed', 'sealed', 'voided')),
    CHECK ((series IS NULL) = (document_serial IS NULL)),
    CHECK ((series IS NULL) = (document_year IS NULL)),
    CHECK ((series IS NULL) = (document_number IS NULL))
) STRICT;
CREATE INDEX letters_by_document_number ON letters (document_number);
CREATE INDEX letters_by_state ON letters (state, id);

-- What a letter was made from and what was made, by version: the names and words of people. Erased in place
-- when the retention ends. The template is one of letter_templates or a shipped one, by its version.
CREATE TABLE letter_contents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    letter_id INTEGER NOT NULL REFERENCES letters (id),
    version INTEGER NOT NULL,
    template_id INTEGER REFERENCES letter_templates (id),
    shipped_version TEXT,
    template_body TEXT NOT NULL,
    context TEXT NOT NULL,
    body TEXT NOT NULL,
    salt BLOB NOT NULL,
    recorded_by INTEGER REFERENCES users (id),
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS substr(recorded_at, 1, 19)),
    erased_at TEXT CHECK (datetime(erased_at) IS substr(erased_at, 1, 19)),
    UNIQUE (letter_id, version),
    CHECK ((template_id IS NULL) <> (shipped_version IS NULL))
) STRICT;

-- 文号: the last serial drawn in each series of an organ and year.
CREATE TABLE document_series (
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (organ_id, series, year)
) STRICT, WITHOUT ROWID;

-- 文号 that were drawn and given up: never drawn again, and why.
CREATE TABLE voided_numbers (
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    document_number TEXT NOT NULL,
    letter_id INTEGER REFERENCES letters (id),
    reason TEXT NOT NULL,
    voided_by INTEGER REFERENCES users (id),
    voided_at TEXT NOT NULL CHECK (datetime(voided_at) IS substr(voided_at, 1, 19)),
    PRIMARY KEY (organ_id, series, year, serial)
) STRICT, WITHOUT ROWID;

-- What may never be rewritten or removed, not even by our own mistake.
CREATE TRIGGER letter_templates_refuse_update BEFORE UPDATE ON letter_templates
BEGIN SELECT RAISE(ABORT, 'UPDATE of letter_templates is refused'); END;
CREATE TRIGGER letter_templates_refuse_delete BEFORE DELETE ON letter_templates
BEGIN SELECT RAISE(ABORT, 'DELETE of letter_templates is refused'); END;
CREATE TRIGGER letters_refuse_delete BEFORE DELETE ON letters
BEGIN SELECT RAISE(ABORT, 'DELETE of letters is refused'); END;
CREATE TRIGGER voided_numbers_refuse_update BEFORE UPDATE ON voided_numbers
BEGIN SELECT RAISE(ABORT, 'UPDATE of voided_numbers is refused'); END;
CREATE TRIGGER voided_numbers_refuse_delete BEFORE DELETE ON voided_numbers
BEGIN SELECT RAISE(ABORT, 'DELETE of voided_numbers is refused'); END;
