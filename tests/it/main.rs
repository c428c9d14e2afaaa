//! The integration tests, one binary: a story a file, each told on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test fails by panicking, and a story is told in one piece"
)]

#[macro_use]
mod databases;

mod app;
mod bad_input;
mod case_lists;
mod case_rows;
mod corrections;
mod county;
mod desk;
mod endings;
mod every_route;
mod journal;
mod migrations;
mod numbers;
mod odd_input;
mod openapi;
mod rights;
mod sessions;
mod side_tables;
mod states;
mod status;
mod store_threads;
mod twice;
mod walk_through;
