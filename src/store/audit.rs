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

/// Which entries are asked for. What is left empty does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only those before this one.
    pub before: Option<i64>,
    /// Of one person.
    pub user: Option<i64>,
    /// Of one fixed word.
    pub what: Option<String>,
    /// At this moment or later.
    pub from: Option<Instant>,
    /// Before this moment.
    pub to: Option<Instant>,
}

/// Up to `limit` entries, newest first, that pass the filter.
pub fn list_audit_of(db: &mut Db, filter: &AuditFilter, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    let mut query = audit::table
        .filter(audit::id.lt(filter.before.unwrap_or(i64::MAX)))
        .select(AuditRow::as_select())
        .into_boxed();
    if let Some(user) = filter.user {
        // The person stands in the actor's JSON, last or followed by the rest.
        let last = format!("%\"user\":{user}}}%");
        let inner = format!("%\"user\":{user},%");
        query = query.filter(audit::actor.like(last).or(audit::actor.like(inner)));
    }
    if let Some(what) = &filter.what {
        query = query.filter(audit::what.eq(what.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit::at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(audit::at.lt(to));
    }
    Ok(query.order(audit::id.desc()).limit(limit).load(db)?)
}
