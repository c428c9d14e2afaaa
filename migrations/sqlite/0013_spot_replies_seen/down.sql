DROP INDEX case_events_by_spot_reply;
DROP TABLE spot_replies_seen;
