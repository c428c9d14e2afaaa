//! The integration tests, one binary: a story a file, each told on both databases.

#[macro_use]
mod databases;

mod app;
mod case_lists;
mod case_rows;
mod county;
mod journal;
mod migrations;
mod numbers;
mod rights;
mod side_tables;
mod states;
mod store_threads;
mod walk_through;
