ALTER TABLE letters DROP COLUMN record_file_id;
ALTER TABLE letters DROP COLUMN pdf_file_id;
ALTER TABLE letters DROP COLUMN docx_file_id;
DROP TABLE file_names;
DROP TABLE files;
