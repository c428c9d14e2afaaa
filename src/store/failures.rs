//! Failed sign-ins and look-ups, counted over all processes to slow down who guesses. What was tried
//! is kept as a hash, and addresses arrive cut to what one person can hold (/64 for IPv6).

use diesel::prelude::*;

use super::hash::Hash;
use super::instant::Instant;
use super::schema::{login_failures, lookup_failures};
use super::{Db, StoreError, Tx};

/// How often it failed since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// For this login or case, from anywhere.
    pub of_target: i64,
    /// From this address, for anything.
    pub of_address: i64,
}

/// Notes a failed sign-in.
pub fn insert_login_failure(
    tx: &mut Tx<'_>,
    login: &Hash,
    address: &str,
    at: Instant,
) -> Result<(), StoreError> {
    use login_failures as failures;
    diesel::insert_into(failures::table)
        .values((failures::login_hash.eq(*login), failures::address.eq(address), failures::at.eq(at)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Counts failed sign-ins since `since`.
pub fn count_login_failures(
    db: &mut Db,
    login: &Hash,
    address: &str,
    since: Instant,
) -> Result<Failures, StoreError> {
    use login_failures as failures;
    let of_target = failures::table
        .filter(failures::login_hash.eq(*login).and(failures::at.ge(since)))
        .count()
        .get_result(db)?;
    let of_address = failures::table
        .filter(failures::address.eq(address).and(failures::at.ge(since)))
        .count()
        .get_result(db)?;
    Ok(Failures { of_target, of_address })
}

/// Notes a failed look-up of a case by its number and 查询码.
pub fn insert_lookup_failure(
    tx: &mut Tx<'_>,
    case_number: &Hash,
    address: &str,
    at: Instant,
) -> Result<(), StoreError> {
    use lookup_failures as failures;
    diesel::insert_into(failures::table)
        .values((
            failures::case_number_hash.eq(*case_number),
            failures::address.eq(address),
            failures::at.eq(at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Counts failed look-ups since `since`.
pub fn count_lookup_failures(
    db: &mut Db,
    case_number: &Hash,
    address: &str,
    since: Instant,
) -> Result<Failures, StoreError> {
    use lookup_failures as failures;
    let of_target = failures::table
        .filter(failures::case_number_hash.eq(*case_number).and(failures::at.ge(since)))
        .count()
        .get_result(db)?;
    let of_address = failures::table
        .filter(failures::address.eq(address).and(failures::at.ge(since)))
        .count()
        .get_result(db)?;
    Ok(Failures { of_target, of_address })
}

/// Removes failures of either kind before `before`, which no limit looks at any more.
pub fn purge_failures(tx: &mut Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    let logins = login_failures::table.filter(login_failures::at.lt(before));
    let lookups = lookup_failures::table.filter(lookup_failures::at.lt(before));
    let removed = diesel::delete(logins).execute(&mut **tx)?;
    Ok(removed + diesel::delete(lookups).execute(&mut **tx)?)
}
