//! Requests that may be sent again: the second is answered with what the first was.
//!
//! The key is claimed in the transaction of the act, so either both stand or neither. A second
//! request with the same key waits for the first (SQLite has one writer; PostgreSQL waits at the key) and
//! then sees its answer.

use diesel::prelude::*;

use super::connection::each_backend;
use super::hash::Hash;
use super::instant::Instant;
use super::schema::idempotency_keys as keys;
use super::{StoreError, Tx};

/// What the store knows of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is new and now ours: do the act and call [`complete_key`].
    Fresh,
    /// The same request was answered so.
    Answered {
        /// The HTTP status.
        status: i32,
        /// The body.
        response: String,
    },
    /// The same request was begun in a transaction of its own and is not answered yet.
    Unanswered,
    /// The key was used for another request.
    OtherRequest,
}

/// Claims a key for a request of an actor.
pub fn claim_key(
    tx: &mut Tx<'_>,
    actor: &str,
    key: &str,
    request_hash: &Hash,
    at: Instant,
) -> Result<Claim, StoreError> {
    let row = (
        keys::actor.eq(actor),
        keys::key.eq(key),
        keys::request_hash.eq(*request_hash),
        keys::created_at.eq(at),
    );
    let inserted = each_backend!(&mut **tx, conn => diesel::insert_into(keys::table)
        .values(row)
        .on_conflict((keys::actor, keys::key))
        .do_nothing()
        .execute(conn))?;
    if inserted == 1 {
        return Ok(Claim::Fresh);
    }
    let (hash, status, response): (Hash, Option<i32>, Option<String>) = keys::table
        .filter(keys::actor.eq(actor).and(keys::key.eq(key)))
        .select((keys::request_hash, keys::status, keys::response))
        .first(&mut **tx)?;
    Ok(match (status, response) {
        _ if hash != *request_hash => Claim::OtherRequest,
        (Some(status), Some(response)) => Claim::Answered { status, response },
        _ => Claim::Unanswered,
    })
}

/// Keeps the answer under the key, in the same transaction.
pub fn complete_key(
    tx: &mut Tx<'_>,
    actor: &str,
    key: &str,
    status: i32,
    response: &str,
) -> Result<(), StoreError> {
    let changed = diesel::update(keys::table)
        .filter(keys::actor.eq(actor).and(keys::key.eq(key)))
        .set((keys::status.eq(status), keys::response.eq(response)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Forgets keys claimed before `before`.
pub fn purge_keys(tx: &mut Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    let old = keys::table.filter(keys::created_at.lt(before));
    Ok(diesel::delete(old).execute(&mut **tx)?)
}
