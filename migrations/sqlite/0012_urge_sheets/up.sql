-- SQLite. Same number, same name and same tables as the PostgreSQL folder; a test compares the two.

-- 督办单: what a 督办 carries as a document: its 文号, of the organ that sends it, and whether it was taken
-- back. A number once given stays here; that of a sheet taken back stands in voided_numbers too. The reason
-- is a text of the case.
CREATE TABLE urge_sheets (
    urging_id INTEGER PRIMARY KEY REFERENCES urgings (id),
    case_id INTEGER NOT NULL REFERENCES cases (id),
    organ_id INTEGER NOT NULL REFERENCES organs (id),
    series TEXT,
    document_year INTEGER,
    document_serial INTEGER,
    document_number TEXT,
    numbered_on TEXT CHECK (date(numbered_on) IS numbered_on),
    withdrawn_at TEXT CHECK (datetime(withdrawn_at) IS substr(withdrawn_at, 1, 19)),
    withdrawn_by INTEGER REFERENCES users (id),
    text_id INTEGER REFERENCES texts (id),
    UNIQUE (organ_id, series, document_year, document_serial),
    CHECK ((series IS NULL) = (document_year IS NULL)),
    CHECK ((series IS NULL) = (document_serial IS NULL)),
    CHECK ((series IS NULL) = (document_number IS NULL)),
    CHECK ((series IS NULL) = (numbered_on IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
) STRICT;
CREATE INDEX urge_sheets_by_case ON urge_sheets (case_id);
CREATE TRIGGER urge_sheets_refuse_delete BEFORE DELETE ON urge_sheets
BEGIN SELECT RAISE(ABORT, 'DELETE of urge_sheets is refused'); END;
