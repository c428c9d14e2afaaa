//! What people do with cases: load, ask the law, write down what happened, in one transaction.
//!
//! [`register`] brings a case into being; [`perform`] runs every later act. The journal is the
//! record; the row is a cache that only [`row`] makes, by folding the whole journal.
//!
//! To add an act: see [`crate::law::act`]. It needs code here only if it rests on something the
//! law cannot see in the journal, such as who holds which post.

pub mod calculator;
pub mod case_file;
mod checks;
pub mod day_grid;
pub mod days;
pub mod doubts;
pub mod drafts;
mod error;
pub mod explained;
pub mod export;
pub mod feed;
pub mod files;
pub mod ics;
pub mod id_check;
pub mod inbox;
pub mod inspect;
pub mod journal;
pub mod journal_words;
pub mod ladder;
pub mod ladder_effect;
pub mod letter_access;
pub mod letter_acts;
mod letter_check;
mod letter_context;
pub mod letter_input;
mod letter_made;
mod letter_matter;
pub mod letter_print;
mod letter_sending;
mod letter_sheets;
pub mod letters;
pub mod lights;
pub mod list;
pub mod mailing;
pub mod notices;
pub mod number;
pub mod office;
mod once;
pub mod organ_facts;
pub mod organ_settings;
pub mod outbox;
pub mod page_session;
pub mod party;
pub mod people;
pub mod perform;
pub mod posts;
pub mod print_queue;
pub mod public_case;
pub mod public_files;
pub mod public_organs;
pub mod receipt;
pub mod register;
pub mod resend;
pub mod reveal;
pub mod row;
pub mod saved_views;
pub mod scan;
pub mod session;
pub mod similar;
pub mod sitting;
pub mod split;
pub mod staffing;
pub mod status;
pub mod submission;
pub mod supervision;
pub mod templates;
pub mod told;
pub mod tracking;
mod trail;
pub mod trail_list;
pub mod units;
pub mod urging_sheet;
pub mod urgings;
pub mod verify;
mod verify_papers;
pub mod view;
pub mod watched;
pub mod windows;
pub mod worklists;
pub mod year;

pub use error::{Error, InputFault};
pub use once::IdempotencyKey;
