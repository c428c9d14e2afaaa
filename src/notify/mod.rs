//! Messages to people: what is said, and the channels it travels by.
//!
//! A [`Notice`](notice::Notice) is data: a number, a matter, days. [`words`] and [`applicant`] turn it
//! into text, and a [`Channel`](channel::Channel) hands it to the outside. No channel takes text from
//! anywhere else, so what an applicant wrote, a name or an ID number can stand in none of them.
//!
//! To add a matter: a variant of [`Matter`](notice::Matter), then follow the compiler. To add a
//! channel: settings in [`crate::config::channels`], a file here that implements
//! [`Channel`](channel::Channel), a [`ChannelKind`](channel::ChannelKind).

pub mod applicant;
pub mod channel;
pub mod contact;
pub mod digest;
pub mod eml;
pub mod http;
pub mod ics;
pub mod mail;
pub mod mail_folder;
pub mod notice;
pub mod number;
pub mod open;
pub mod reach;
pub mod robot;
mod signing;
pub mod sms;
pub mod trust;
pub mod webhook;
pub mod words;
