//! THE REGULATION: 《政府信息公开条例》 and what surrounds it, as pure functions.
//!
//! Nothing here reads a clock, a file or a database; days come in as arguments and go
//! out as values. Each file names the articles it holds in its module doc, and what
//! decides a question cites the rule (`R30-3`, `P0-4`, `K-6` …). Rules written `P0-*` are
//! our own positions where the law is silent or disputed; the losing side is named there.
//!
//! Read in this order:
//! * [`notice`], [`statute`], [`notice_book`], [`calendar`]: which days are worked, and since when that is known
//! * [`receipt`], [`deadline`]: what bears on a date
//! * [`fold`]: the one path from events to dates, and what is refused ([`refusal`])
//! * [`alerts`], [`ladder`], [`office_hours`]: who is warned of which date, and when
//! * [`answer`], [`explain`], [`wording`]: the dates on a day, why they are what they are, and the sentences for it

#[doc = include_str!("rules.md")]
pub mod rules {}

pub mod act;
mod alert_ladders;
pub mod alerts;
pub mod answer;
pub mod calendar;
pub mod case;
pub mod case_event;
mod case_fold;
pub mod citation;
pub mod deadline;
pub mod decide;
mod decide_answer;
pub mod decide_delivery;
mod decide_end;
pub mod decide_intake;
mod decide_measure;
pub mod decide_reply;
pub mod explain;
pub mod fee;
pub mod file;
pub mod fold;
pub mod forum;
pub mod iso;
mod judge;
pub mod ladder;
pub mod letter;
pub mod light;
pub mod notice;
pub mod notice_book;
pub mod office_hours;
mod reading;
pub mod receipt;
pub mod refusal;
pub mod remedy;
pub mod reply;
pub mod roles;
pub mod statute;
pub mod targets;
pub mod text;
pub mod wizard;
mod wizard_choices;
pub mod wording;
