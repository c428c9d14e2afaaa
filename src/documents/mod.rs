//! 文书: what the office sends, keeps and signs, from one model into four outputs.
//!
//! A [`Letter`](letter::Letter) is structured data. It is made from a typed context of the case and a
//! template text of the organ, and every output is rendered from it alone, so that the page, the
//! Word file, the PDF and the message can never say different things.
//!
//! Read in this order: [`kind`] (the set), [`context`] with [`parts`], [`notices`], [`asks`], [`reply`],
//! [`sheets`] (what a letter may say), [`template`] and [`lines`] (how it says it), [`compose`] (the
//! letter), [`mod@check`] (what is wrong with it).

pub mod asks;
pub mod check;
mod check_case;
mod check_demanded;
mod check_reply;
mod check_words;
mod citation;
pub mod compose;
pub mod context;
pub mod finding;
pub mod grids;
pub mod kind;
pub mod letter;
pub mod lines;
pub mod notices;
pub mod number;
pub mod parts;
mod private_data;
pub mod remedy;
pub mod reply;
pub mod sample_replies;
mod sample_sheets;
pub mod samples;
mod scan;
pub mod sheets;
pub mod template;
pub mod texts;
