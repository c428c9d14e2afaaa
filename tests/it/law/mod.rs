//! The regulation, tested from outside: dates that courts have published, both sides of each
//! dispute, the batch contract, the calendar of twenty years, and laws that hold for any history.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod batch_contract;
mod command_line;
mod counting_laws;
mod day_by_day;
mod disputes;
mod explanations;
mod festivals;
mod fold_laws;
mod given;
mod histories;
mod known_calendar;
mod notices;
mod odd_input;
mod provisional_ground;
mod published_cases;
mod regions;
mod stored_clocks;
mod working_days;
