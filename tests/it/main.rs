//! The integration tests, one binary: a story a file, each told on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]
#![expect(clippy::too_many_lines, reason = "a story is told in one piece")]
#![expect(clippy::disallowed_methods, reason = "tests are configured by the environment they run in")]

#[macro_use]
mod databases;

mod act_offers;
mod act_pages;
mod alerts;
mod answers_after_sync;
mod app;
mod applicant_pages;
mod approvals_killed;
mod architecture;
mod bad_input;
mod case_gantt;
mod case_lists;
mod case_rows;
mod case_tasks;
mod channels;
mod cluster;
mod co_handling;
mod command_line;
mod confirmation;
mod corrections;
mod county;
mod deciding;
mod desk;
mod desk_pages;
mod disclosure;
mod document_numbers;
mod documents;
mod durability;
mod electronic;
mod endings;
mod every_route;
mod files;
mod hostile_files;
mod http;
mod injections;
mod journal;
mod law;
mod letter_checks;
mod letter_rows;
mod letter_stories;
mod letter_templates;
mod letters;
mod lights;
mod manage_pages;
mod measures;
mod migrations;
mod notice_import;
mod numbers;
mod odd_input;
mod openapi;
mod organs;
mod overview;
mod page_client;
mod pages;
mod papers;
mod posted_notices;
mod posts;
mod punctuation;
mod registering;
mod rights;
mod samples;
mod served;
mod sessions;
mod side_tables;
mod split;
mod standing_in;
mod states;
mod status;
mod storage;
mod store_threads;
mod templates;
mod twice;
mod walk_through;
mod windows;
mod work_pages;
