//! What people see and do, in a real browser.
//!
//! `cargo test --test browser` needs Debian's chromium and chromium-driver; without them it says so and tells
//! no story, with `GONGKAI_TEST_BROWSER=require` that is a failure. Pictures of every page are left in
//! `target/tmp/pictures`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "it looks for a browser where the environment says")]

#[macro_use]
#[path = "../it/databases.rs"]
#[allow(dead_code, unused_macros, reason = "the stories without a browser use the rest")]
mod databases;
mod acts;
#[path = "../it/app.rs"]
#[allow(dead_code, reason = "the stories without a browser use the rest")]
mod app;
mod applicant;
#[path = "../it/cluster.rs"]
#[allow(dead_code, reason = "the stories without a browser use the rest")]
mod cluster;
mod deciding;
mod driver;
mod front_desk;
mod hands;
mod looks;
mod manage;
mod organs;
mod overseeing;
mod papers;
mod registering;
mod whole_way;
mod work;
