DROP INDEX inbox_open_by_user;
