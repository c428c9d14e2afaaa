DROP TABLE voided_numbers;
DROP TABLE document_series;
DROP TABLE letter_contents;
DROP TABLE letters;
DROP TABLE letter_templates;
