//! The same request sent twice acts once.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Error;
use crate::store::idempotency::{Claim, claim_key, complete_key};
use crate::store::{Hash, Instant, Tx};

/// What a client names a request by, so that it may send it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Whose key it is: keys of different people never meet.
    pub owner: String,
    pub key: String,
    /// The hash of the request, to tell a repetition from a mistake.
    pub request: Hash,
}

impl IdempotencyKey {
    /// The longest key, in characters.
    pub const LONGEST: usize = 64;
}

/// Does `work` once for a key: a repetition is answered with what the first answered. The key is
/// kept in the transaction of the act, so that either both stand or neither.
pub(super) fn once<T: Serialize + DeserializeOwned>(
    tx: &mut Tx<'_>,
    key: Option<&IdempotencyKey>,
    at: Instant,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let Some(IdempotencyKey { owner, key, request }) = key else { return work(tx) };
    match claim_key(tx, owner, key, request, at)? {
        Claim::Fresh => {
            let answer = work(tx)?;
            let kept = serde_json::to_string(&answer).map_err(Error::corrupt)?;
            complete_key(tx, owner, key, 200, &kept)?;
            Ok(answer)
        }
        Claim::Answered { response, .. } => serde_json::from_str(&response).map_err(Error::corrupt),
        Claim::Unanswered | Claim::OtherRequest => Err(Error::KeyReused),
    }
}
