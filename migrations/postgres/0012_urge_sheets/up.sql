-- PostgreSQL. Same number, same name and same tables as the SQLite folder; a test compares the two.

-- 督办单: what a 督办 carries as a document: its 文号, of the organ that sends it, and whether it was taken
-- back. A number once given stays here; that of a sheet taken back stands in voided_numbers too. The reason
-- is a text of the case.
CREATE TABLE urge_sheets (
    urging_id BIGINT PRIMARY KEY REFERENCES urgings (id),
    case_id BIGINT NOT NULL REFERENCES cases (id),
    organ_id BIGINT NOT NULL REFERENCES organs (id),
    series TEXT,
    document_year INTEGER,
    document_serial INTEGER,
    document_number TEXT,
    numbered_on DATE,
    withdrawn_at TIMESTAMP,
    withdrawn_by BIGINT REFERENCES users (id),
    text_id BIGINT REFERENCES texts (id),
    UNIQUE (organ_id, series, document_year, document_serial),
    CHECK ((series IS NULL) = (document_year IS NULL)),
    CHECK ((series IS NULL) = (document_serial IS NULL)),
    CHECK ((series IS NULL) = (document_number IS NULL)),
    CHECK ((series IS NULL) = (numbered_on IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX urge_sheets_by_case ON urge_sheets (case_id);
CREATE TRIGGER urge_sheets_refuse_change BEFORE DELETE OR TRUNCATE ON urge_sheets
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
