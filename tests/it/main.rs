//! The integration tests, one binary: a story a file, each told on both databases.

#[macro_use]
mod databases;

mod architecture;
mod case_lists;
mod case_rows;
mod command_line;
mod county;
mod journal;
mod migrations;
mod numbers;
mod side_tables;
mod store_threads;
