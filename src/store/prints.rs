//! What was printed of cases, and the letters that wait for it: a second time is a reprint, and what is
//! still to print is what is not here.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::cases::CaseRow;
use super::instant::Instant;
use super::letters::LetterRow;
use super::schema::{cases, letters, prints};
use super::scope::Scope;
use super::{Db, StoreError, Tx};

/// So many rows are read at once: a database takes only so many values in one question.
const AT_ONCE: i64 = 500;

/// Something that was printed.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = prints)]
pub struct Print {
    /// Of which case.
    pub case_id: i64,
    /// What: the sheet's name, or the letter's with its number in the case.
    pub what: String,
    /// By whom.
    pub printed_by: i64,
    /// When.
    pub printed_at: Instant,
}

/// Notes that something was printed.
pub fn insert_print(tx: &mut Tx<'_>, print: &Print) -> Result<(), StoreError> {
    diesel::insert_into(prints::table).values(print).execute(&mut **tx)?;
    Ok(())
}

/// What was printed of these cases, the oldest first.
pub fn list_prints(db: &mut Db, case_ids: &[i64]) -> Result<Vec<Print>, StoreError> {
    let mut all = Vec::new();
    // A database takes only so many values in one question.
    for part in case_ids.chunks(500) {
        let rows: Vec<Print> = prints::table
            .filter(prints::case_id.eq_any(part.to_vec()))
            .order(prints::id)
            .select(Print::as_select())
            .load(db)?;
        all.extend(rows);
    }
    Ok(all)
}

/// What was printed within `scope` since `since`, the newest first, at most `limit`.
pub fn list_recent_prints(
    db: &mut Db,
    scope: &Scope,
    since: Instant,
    limit: usize,
) -> Result<Vec<(Print, CaseRow)>, StoreError> {
    let mut found = Vec::new();
    let mut before = i64::MAX;
    while found.len() < limit {
        let rows: Vec<(i64, Print)> = prints::table
            .filter(prints::printed_at.ge(since))
            .filter(prints::id.lt(before))
            .order(prints::id.desc())
            .limit(AT_ONCE)
            .select((prints::id, Print::as_select()))
            .load(db)?;
        let Some((last, _)) = rows.last() else { break };
        before = *last;
        let rows = rows.into_iter().map(|(_, print)| print).collect();
        found.extend(with_cases(db, scope, rows, |print| print.case_id)?);
    }
    found.truncate(limit);
    Ok(found)
}

/// The letters within `scope` that are in one of these states and did not leave, of cases that are still
/// open, in the order in which they were begun, at most `limit`.
pub fn list_unsent_letters(
    db: &mut Db,
    scope: &Scope,
    states: &[&str],
    limit: usize,
) -> Result<Vec<(LetterRow, CaseRow)>, StoreError> {
    let states: Vec<String> = states.iter().map(|state| (*state).to_owned()).collect();
    let mut found = Vec::new();
    let mut after = 0;
    while found.len() < limit {
        let rows: Vec<LetterRow> = letters::table
            .filter(letters::state.eq_any(&states))
            .filter(letters::pdf_file_id.is_null())
            .filter(letters::id.gt(after))
            .order(letters::id)
            .limit(AT_ONCE)
            .select(LetterRow::as_select())
            .load(db)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let within = with_cases(db, scope, rows, |letter| letter.case_id)?;
        found.extend(within.into_iter().filter(|(_, case)| case.ended_on.is_none()));
    }
    found.truncate(limit);
    Ok(found)
}

/// The rows whose case lies within `scope`, with it.
fn with_cases<T>(
    db: &mut Db,
    scope: &Scope,
    rows: Vec<T>,
    of: impl Fn(&T) -> i64,
) -> Result<Vec<(T, CaseRow)>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(&of).collect();
    let cases: Vec<CaseRow> = cases::table
        .filter(cases::id.eq_any(ids))
        .filter(scope.condition())
        .select(CaseRow::as_select())
        .load(db)?;
    let cases: BTreeMap<i64, CaseRow> = cases.into_iter().map(|case| (case.id, case)).collect();
    let pair = |row: T| {
        let case = cases.get(&of(&row))?.clone();
        Some((row, case))
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}
