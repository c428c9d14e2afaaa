DROP TABLE prints;
DROP TABLE saved_views;
DROP TABLE drafts;
DROP TABLE page_sessions;
