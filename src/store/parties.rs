//! Persons and organisations of a case, each by version. The journal names a version by its id.
//!
//! ID numbers and phones arrive sealed, with a keyed index for equality; names are in clear for
//! search. When the retention ends, all versions are erased in place and the journal stays whole.

use diesel::prelude::*;

use super::instant::Instant;
use super::schema::parties;
use super::{Db, StoreError, Tx};

/// What is known of a party.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = parties, treat_none_as_default_value = false)]
pub struct PartyFields {
    /// Natural person, or which kind of organisation.
    pub kind: String,
    /// The name as typed.
    pub name: String,
    /// Its pinyin, to sort by.
    pub name_key: String,
    /// Which document the number is of.
    pub id_kind: Option<String>,
    /// The number, encrypted.
    pub id_number_sealed: Option<Vec<u8>>,
    /// Its keyed hash, to find the same number again.
    pub id_number_index: Option<Vec<u8>>,
    /// The phone, encrypted.
    pub phone_sealed: Option<Vec<u8>>,
    /// Its keyed hash.
    pub phone_index: Option<Vec<u8>>,
    /// E-mail.
    pub email: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Postal code.
    pub postcode: Option<String>,
    /// One of the five kinds of 法人 and others.
    pub organisation_kind: Option<String>,
    /// 统一社会信用代码
    pub credit_code: Option<String>,
    /// 法定代表人
    pub representative: Option<String>,
    /// 联系人
    pub contact: Option<String>,
}

/// One version of a party of a case.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = parties)]
pub struct PartyRow {
    /// The id, which events name.
    pub id: i64,
    /// Of which case.
    pub case_id: i64,
    /// Applicant, agent, third party or consultee.
    pub role: String,
    /// Which of several in that role, from 1.
    pub ordinal: i32,
    /// Which version, from 1.
    pub version: i32,
    /// The facts; blank once erased.
    #[diesel(embed)]
    pub fields: PartyFields,
    /// When they were erased.
    pub erased_at: Option<Instant>,
    /// When this version was written.
    pub recorded_at: Instant,
}

/// Whose version it is: a place among the parties of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartyPlace<'a> {
    /// Of which case.
    pub case_id: i64,
    /// In which role.
    pub role: &'a str,
    /// Which of several, from 1.
    pub ordinal: i32,
}

/// Stores the version after `latest` (0 for the first) and returns its id; `Stale` if there is one already.
pub fn append_party(
    tx: &mut Tx<'_>,
    place: PartyPlace<'_>,
    latest: i32,
    fields: &PartyFields,
    recorded_at: Instant,
) -> Result<i64, StoreError> {
    diesel::insert_into(parties::table)
        .values((
            parties::case_id.eq(place.case_id),
            parties::role.eq(place.role),
            parties::ordinal.eq(place.ordinal),
            parties::version.eq(latest + 1),
            fields,
            parties::recorded_at.eq(recorded_at),
        ))
        .returning(parties::id)
        .get_result(&mut **tx)
        .map_err(|error| StoreError::from(error).duplicate_is_stale())
}

/// A version by its id.
pub fn load_party(db: &mut Db, id: i64) -> Result<PartyRow, StoreError> {
    Ok(parties::table.filter(parties::id.eq(id)).select(PartyRow::as_select()).first(db)?)
}

/// All versions of all parties of a case, by role, ordinal and version.
pub fn list_parties(db: &mut Db, case_id: i64) -> Result<Vec<PartyRow>, StoreError> {
    let rows = parties::table
        .filter(parties::case_id.eq(case_id))
        .order((parties::role, parties::ordinal, parties::version))
        .select(PartyRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The newest version of each party among versions listed by [`list_parties`].
pub fn newest_versions(versions: Vec<PartyRow>) -> Vec<PartyRow> {
    let mut newest: Vec<PartyRow> = Vec::new();
    for row in versions {
        match newest.last_mut() {
            Some(last) if (&last.role, last.ordinal) == (&row.role, row.ordinal) => *last = row,
            _ => newest.push(row),
        }
    }
    newest
}

/// The ids of cases with a party of this ID number, given its keyed hash. The caller loads each within
/// its scope.
pub fn list_cases_of_id_number(db: &mut Db, index: &[u8]) -> Result<Vec<i64>, StoreError> {
    let ids = parties::table
        .filter(parties::id_number_index.eq(index.to_vec()))
        .select(parties::case_id)
        .distinct()
        .order(parties::case_id)
        .load(db)?;
    Ok(ids)
}

/// Erases every version of every party of a case; returns how many were not erased before.
pub fn erase_parties(tx: &mut Tx<'_>, case_id: i64, at: Instant) -> Result<usize, StoreError> {
    let none = None::<String>;
    let nothing = None::<Vec<u8>>;
    let erased = diesel::update(parties::table)
        .filter(parties::case_id.eq(case_id).and(parties::erased_at.is_null()))
        .set((
            parties::name.eq(""),
            parties::name_key.eq(""),
            parties::id_kind.eq(&none),
            parties::id_number_sealed.eq(&nothing),
            parties::id_number_index.eq(&nothing),
            parties::phone_sealed.eq(&nothing),
            parties::phone_index.eq(&nothing),
            parties::email.eq(&none),
            parties::address.eq(&none),
            parties::postcode.eq(&none),
            parties::credit_code.eq(&none),
            parties::representative.eq(&none),
            parties::contact.eq(&none),
            parties::erased_at.eq(at),
        ))
        .execute(&mut **tx)?;
    Ok(erased)
}
