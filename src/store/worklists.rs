//! What a case still waits for at the front desk, asked of its journal, its letters and its prints.
//!
//! The row does not say it: these are questions about the last of several events. Each is asked of a case
//! that the rest of the list has found, so that the journal is read by the case and never as a whole.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use super::alerts::OF_REPLY;
use super::schema::{alerts, case_events, cases, letters, prints};
use super::scope::Condition;

/// The letters that answer an application, and the states in which they wait to be sent.
const REPLIES: [&str; 3] = ["reply", "not_handled_notice", "archive_notice"];
const READY: [&str; 2] = ["signed", "sealed"];

diesel::alias!(case_events as later_events: LaterEvents);

/// How many events of a kind the case has.
macro_rules! number_of {
    ($kind:literal) => {
        case_events::table
            .filter(case_events::case_id.eq(cases::id))
            .filter(case_events::kind.eq($kind))
            .select(count_star())
            .single_value()
    };
}

/// Something was approved or signed and did not leave (decision 18): a measure, or the reply unless it is held
/// back (J-9).
pub(super) fn undispatched() -> Condition {
    let measures = number_of!("measure_approved").gt(number_of!("measure_dispatched"));
    let letter = letters::table
        .filter(letters::case_id.eq(cases::id))
        .filter(letters::kind.eq_any(REPLIES))
        .filter(letters::state.eq_any(READY))
        .filter(letters::pdf_file_id.is_null());
    // A sealed one whose letter was voided has gone back to whoever drafts.
    let sealed = last_without("sealed", &["reply_dispatched", "approval_returned"]);
    let reply = exists(letter).nullable().or(sealed);
    let held = last_without("held", &["released", "reopened"]);
    Box::new(measures.or(reply.and(not(held))))
}

/// A reply came back, and none was sent after it.
pub(super) fn mail_returned() -> Condition {
    last_without("mail_returned", &["reply_dispatched"])
}

/// Nothing of these was printed of the case.
pub(super) fn unprinted(what: &[String]) -> Condition {
    let printed =
        prints::table.filter(prints::case_id.eq(cases::id)).filter(prints::what.eq_any(what.to_vec()));
    Box::new(not(exists(printed)).nullable())
}

/// An alert about the reply date stands, and somebody has acknowledged it, or nobody has.
pub(super) fn alert_acknowledged(acknowledged: bool) -> Condition {
    let standing = alerts::table
        .filter(alerts::case_id.eq(cases::id.nullable()))
        .filter(alerts::subject.eq_any(OF_REPLY))
        .filter(alerts::ended_at.is_null());
    match acknowledged {
        true => Box::new(exists(standing.filter(alerts::acknowledged_at.is_not_null())).nullable()),
        false => Box::new(exists(standing.filter(alerts::acknowledged_at.is_null())).nullable()),
    }
}

/// The first happened, and none of the others happened after it.
pub(super) fn last_without(first: &'static str, others: &'static [&'static str]) -> Condition {
    let after = later_events
        .filter(later_events.field(case_events::case_id).eq(case_events::case_id))
        .filter(later_events.field(case_events::kind).eq_any(others))
        .filter(later_events.field(case_events::seq).gt(case_events::seq));
    let open = case_events::table
        .filter(case_events::case_id.eq(cases::id))
        .filter(case_events::kind.eq(first))
        .filter(not(exists(after)));
    Box::new(exists(open).nullable())
}
