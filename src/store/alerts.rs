//! The alerts that were fired: each level of each version of a date once.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::connection::each_backend;
use super::instant::Instant;
use super::schema::{alerts, inbox, outbox, users};
use super::{Db, StoreError, Tx};

/// An alert as it is fired.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = alerts)]
pub struct NewAlert {
    /// `case:12` or `organ:3`.
    pub scope: String,
    pub organ_id: i64,
    pub case_id: Option<i64>,
    /// The law's key of what the date is about.
    pub subject: String,
    /// Of the date.
    pub version: i32,
    /// Working days after the date.
    pub level: i32,
    /// Which of several on that day, from 0.
    pub part: i32,
    pub anchor_on: NaiveDate,
    /// What it says, as JSON: numbers, days and kinds.
    pub matter: String,
    pub fired_at: Instant,
    /// When nobody's acknowledgement takes it to the next in the chain.
    pub escalate_at: Option<Instant>,
}

/// An alert as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = alerts)]
pub struct AlertRow {
    pub id: i64,
    pub scope: String,
    pub organ_id: i64,
    pub case_id: Option<i64>,
    pub subject: String,
    pub version: i32,
    pub level: i32,
    pub part: i32,
    pub anchor_on: NaiveDate,
    pub matter: String,
    pub fired_at: Instant,
    pub escalate_at: Option<Instant>,
    /// When the first of those told acknowledged.
    pub acknowledged_at: Option<Instant>,
    /// Since when it no longer holds.
    pub ended_at: Option<Instant>,
}

/// Fires an alert; `None` if this level of this version was fired before, by whichever process.
pub fn insert_alert(tx: &mut Tx<'_>, alert: &NewAlert) -> Result<Option<i64>, StoreError> {
    let id = each_backend!(&mut **tx, conn => diesel::insert_into(alerts::table)
        .values(alert)
        .on_conflict((alerts::scope, alerts::subject, alerts::version, alerts::level, alerts::part))
        .do_nothing()
        .returning(alerts::id)
        .get_result(conn)
        .optional())?;
    Ok(id)
}

/// An alert by id; `NotFound` if there is none.
pub fn load_alert(db: &mut Db, id: i64) -> Result<AlertRow, StoreError> {
    Ok(alerts::table.filter(alerts::id.eq(id)).select(AlertRow::as_select()).first(db)?)
}

/// The alerts of a scope that still hold.
pub fn list_open_alerts(db: &mut Db, scope: &str) -> Result<Vec<AlertRow>, StoreError> {
    let rows = alerts::table
        .filter(alerts::scope.eq(scope))
        .filter(alerts::ended_at.is_null())
        .order(alerts::id)
        .select(AlertRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The alerts of one version of a date, ended ones too.
pub fn list_alerts_of_date(
    db: &mut Db,
    scope: &str,
    subject: &str,
    version: i32,
) -> Result<Vec<AlertRow>, StoreError> {
    let rows = alerts::table
        .filter(alerts::scope.eq(scope))
        .filter(alerts::subject.eq(subject))
        .filter(alerts::version.eq(version))
        .order((alerts::level, alerts::part))
        .select(AlertRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Ends an alert: what it says no longer holds, or a higher level says it. Its messages that wait are
/// called off; one that is just being sent is settled by whoever sends it.
pub fn end_alert(tx: &mut Tx<'_>, id: i64, at: Instant) -> Result<(), StoreError> {
    diesel::update(alerts::table.filter(alerts::id.eq(id)))
        .set((alerts::ended_at.eq(at), alerts::escalate_at.eq(None::<Instant>)))
        .execute(&mut **tx)?;
    diesel::update(inbox::table.filter(inbox::alert_id.eq(id)).filter(inbox::ended_at.is_null()))
        .set(inbox::ended_at.eq(at))
        .execute(&mut **tx)?;
    diesel::update(outbox::table.filter(outbox::alert_id.eq(id)).filter(outbox::state.eq("waiting")))
        .set((outbox::state.eq("called_off"), outbox::settled_at.eq(at)))
        .execute(&mut **tx)?;
    Ok(())
}

/// The alerts whose time to acknowledge has run out.
pub fn list_unacknowledged(db: &mut Db, now: Instant, limit: i64) -> Result<Vec<AlertRow>, StoreError> {
    let rows = alerts::table
        .filter(alerts::escalate_at.le(now))
        .order((alerts::escalate_at, alerts::id))
        .limit(limit)
        .select(AlertRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// When the next alert's time to acknowledge runs out.
pub fn next_escalation(db: &mut Db) -> Result<Option<Instant>, StoreError> {
    Ok(alerts::table.select(diesel::dsl::min(alerts::escalate_at)).first(db)?)
}

/// Moves on the time to acknowledge, if it is still what was read; false if another was first.
pub fn claim_escalation(
    tx: &mut Tx<'_>,
    alert: &AlertRow,
    next: Option<Instant>,
) -> Result<bool, StoreError> {
    let changed = diesel::update(alerts::table)
        .filter(alerts::id.eq(alert.id))
        .filter(alerts::escalate_at.eq(alert.escalate_at))
        .filter(alerts::ended_at.is_null())
        .filter(alerts::acknowledged_at.is_null())
        .set(alerts::escalate_at.eq(next))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}

/// Notes the first acknowledgement; nobody further up is asked then.
pub fn acknowledge_alert(tx: &mut Tx<'_>, id: i64, at: Instant) -> Result<(), StoreError> {
    diesel::update(alerts::table.filter(alerts::id.eq(id)))
        .set(alerts::escalate_at.eq(None::<Instant>))
        .execute(&mut **tx)?;
    diesel::update(alerts::table.filter(alerts::id.eq(id)).filter(alerts::acknowledged_at.is_null()))
        .set(alerts::acknowledged_at.eq(at))
        .execute(&mut **tx)?;
    Ok(())
}

/// The subjects of the date by which an application is answered, before it and after it.
pub(super) const OF_REPLY: [&str; 2] = ["reply", "reply_due"];

/// The alert that was fired last about the reply date of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warned {
    pub case_id: i64,
    /// Working days after the date.
    pub level: i32,
    pub fired_at: Instant,
    pub acknowledged_at: Option<Instant>,
    /// The names of those who acknowledged it.
    pub by: Vec<String>,
}

/// The last alerts about the reply dates of some cases.
pub fn list_warned(db: &mut Db, case_ids: &[i64]) -> Result<Vec<Warned>, StoreError> {
    let rows: Vec<AlertRow> = alerts::table
        .filter(alerts::case_id.eq_any(case_ids.to_vec()))
        .filter(alerts::subject.eq_any(OF_REPLY))
        .order(alerts::id.desc())
        .select(AlertRow::as_select())
        .load(db)?;
    let mut warned: Vec<(i64, Warned)> = Vec::new();
    for row in rows {
        let Some(case_id) = row.case_id else { continue };
        if warned.iter().all(|(_, known)| known.case_id != case_id) {
            let AlertRow { level, fired_at, acknowledged_at, .. } = row;
            warned.push((row.id, Warned { case_id, level, fired_at, acknowledged_at, by: Vec::new() }));
        }
    }
    let ids: Vec<i64> = warned.iter().map(|(id, _)| *id).collect();
    let names: Vec<(i64, String)> = inbox::table
        .inner_join(users::table.on(users::id.eq(inbox::user_id)))
        .filter(inbox::alert_id.eq_any(ids))
        .filter(inbox::acknowledged_at.is_not_null())
        .order(inbox::id)
        .select((inbox::alert_id, users::name))
        .load(db)?;
    for (alert, name) in names {
        if let Some((_, known)) = warned.iter_mut().find(|(id, _)| *id == alert) {
            known.by.push(name);
        }
    }
    Ok(warned.into_iter().map(|(_, warned)| warned).collect())
}
