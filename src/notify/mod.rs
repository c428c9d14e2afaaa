//! Messages to people: what needs saying, what is said, and the channels it travels by.
//!
//! [`sweep`] looks at the dates that came near ([`look`]), writes entries into inboxes and messages into the
//! outbox; [`deliver`] takes them out and sends them; [`background`] does both by a schedule. Each is a
//! reconciler: no input, idempotent, several processes at once.
//!
//! A [`Notice`](notice::Notice) is data: a number, a matter, days. [`words`] and [`applicant`] turn it
//! into text, and a [`Channel`](channel::Channel) hands it to the outside. No channel takes text from
//! anywhere else, so what an applicant wrote, a name or an ID number can stand in none of them.
//!
//! To add a matter: a variant of [`Matter`](notice::Matter), then follow the compiler. To add a
//! channel: settings in [`crate::config::channels`], a file here that implements
//! [`Channel`](channel::Channel), a [`ChannelKind`](channel::ChannelKind).

pub mod applicant;
pub mod background;
pub mod channel;
pub mod compose;
pub mod contact;
pub mod deliver;
pub mod digest;
pub mod eml;
pub mod escalate;
pub mod http;
mod letter;
pub mod look;
pub mod mail;
pub mod mail_folder;
pub mod moments;
pub mod notice;
mod office;
pub mod open;
mod post;
pub mod preferences;
pub mod reach;
pub mod recipients;
pub mod robot;
mod signing;
pub mod sms;
pub mod sweep;
pub mod trust;
pub mod webhook;
pub mod words;

pub use crate::casework::{ics, number};
