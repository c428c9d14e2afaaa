//! The audit trail beside the journal: sign-ins, rights, personal data shown. Append only, held by
//! the database itself.

use diesel::prelude::*;

use super::instant::Instant;
use super::schema::audit;
use super::{Db, StoreError, Tx};

/// An entry as it is appended.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
pub struct NewAudit {
    /// When.
    pub at: Instant,
    /// Who, as JSON.
    pub actor: String,
    /// What was done, a fixed word.
    pub what: String,
    /// On which case.
    pub case_id: Option<i64>,
    /// The circumstances, as JSON without personal data.
    pub detail: String,
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct AuditRow {
    /// The id, in the order of writing.
    pub id: i64,
    /// See [`NewAudit`].
    pub at: Instant,
    /// See [`NewAudit`].
    pub actor: String,
    /// See [`NewAudit`].
    pub what: String,
    /// See [`NewAudit`].
    pub case_id: Option<i64>,
    /// See [`NewAudit`].
    pub detail: String,
}

/// Appends an entry.
pub fn append_audit(tx: &mut Tx<'_>, entry: &NewAudit) -> Result<(), StoreError> {
    diesel::insert_into(audit::table).values(entry).execute(&mut **tx)?;
    Ok(())
}

/// Up to `limit` entries, newest first, before the entry `before`.
pub fn list_audit(db: &mut Db, before: Option<i64>, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    let rows = audit::table
        .filter(audit::id.lt(before.unwrap_or(i64::MAX)))
        .order(audit::id.desc())
        .limit(limit)
        .select(AuditRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The latest entries about a case, newest first.
pub fn list_audit_of_case(db: &mut Db, case_id: i64, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    let rows = audit::table
        .filter(audit::case_id.eq(case_id))
        .order(audit::id.desc())
        .limit(limit)
        .select(AuditRow::as_select())
        .load(db)?;
    Ok(rows)
}
