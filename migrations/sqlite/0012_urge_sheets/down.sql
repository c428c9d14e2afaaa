DROP TABLE urge_sheets;
