//! The integration tests, one binary: a story a file, each told on both databases.

#[macro_use]
mod databases;

mod answers_after_sync;
mod app;
mod case_lists;
mod case_rows;
mod cluster;
mod county;
mod durability;
mod http;
mod journal;
mod migrations;
mod notice_import;
mod numbers;
mod served;
mod side_tables;
mod store_threads;
mod walk_through;
