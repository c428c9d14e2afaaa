//! The audit trail: who did or looked at what, beside the journals of the cases.

use super::Error;
use super::journal::NamedActor;
use crate::store::audit::{NewAudit, append_audit};
use crate::store::{Instant, Tx};

/// Writes down what was done to the installation.
pub(super) fn note(
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    what: &str,
    detail: String,
    at: Instant,
) -> Result<(), Error> {
    append(tx, actor, what, None, detail, at)
}

/// Writes down who looked at what of a case. The detail holds ids alone.
pub(super) fn note_look(
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    what: &str,
    case_id: i64,
    detail: &serde_json::Value,
    at: Instant,
) -> Result<(), Error> {
    append(tx, actor, what, Some(case_id), detail.to_string(), at)
}

fn append(
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    what: &str,
    case_id: Option<i64>,
    detail: String,
    at: Instant,
) -> Result<(), Error> {
    Ok(append_audit(tx, &NewAudit { at, actor: actor.audit_note(), what: what.to_owned(), case_id, detail })?)
}
