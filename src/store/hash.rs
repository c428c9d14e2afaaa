//! SHA-256 values as they are stored, and the unambiguous encoding they are made over.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{Context, SHA256};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Binary;

/// A SHA-256 value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = Binary)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What stands before the first link of every chain.
    pub const ZERO: Self = Self([0; 32]);

    /// The value itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash of bytes that need no structure, such as a token.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::new("gongkai.bytes.v1");
        hasher.bytes(bytes);
        hasher.finish()
    }
}

impl From<[u8; 32]> for Hash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the hash: it is not 64 hexadecimal digits")]
pub struct NotAHash;

impl FromStr for Hash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let digits: Option<Vec<u8>> =
            text.trim().chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        let digits = digits.filter(|digits| digits.len() == 64).ok_or(NotAHash)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().fold(0, |byte, digit| byte << 4 | digit);
        }
        Ok(Self(bytes))
    }
}

impl<DB> FromSql<Binary, DB> for Hash
where
    DB: Backend,
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = Vec::<u8>::from_sql(bytes)?;
        let length = bytes.len();
        bytes.try_into().map(Self).map_err(|_| format!("a hash of {length} bytes").into())
    }
}

impl<DB> ToSql<Binary, DB> for Hash
where
    DB: Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_slice().to_sql(out)
    }
}

/// Hashes typed fields. Numbers have a fixed width and texts are preceded by their length, so that
/// no two different lists of fields give the same bytes; the first field says what is hashed.
pub(super) struct Hasher(Context);

impl Hasher {
    pub fn new(what: &str) -> Self {
        let mut hasher = Self(Context::new(&SHA256));
        hasher.text(what);
        hasher
    }

    pub fn number(&mut self, number: i64) {
        self.0.update(&number.to_be_bytes());
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        // A slice is never longer than an i64 can say.
        self.number(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        self.0.update(bytes);
    }

    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub fn hash(&mut self, hash: &Hash) {
        self.0.update(&hash.0);
    }

    pub fn finish(self) -> Hash {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.finish().as_ref());
        Hash(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_what_it_printed() {
        let hash = Hash::of(b"x");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("12".parse::<Hash>(), Err(NotAHash));
        assert_eq!("g".repeat(64).parse::<Hash>(), Err(NotAHash));
    }

    #[test]
    fn moving_a_letter_between_fields_changes_the_hash() {
        let of = |a: &str, b: &str| {
            let mut hasher = Hasher::new("test");
            hasher.text(a);
            hasher.text(b);
            hasher.finish()
        };
        assert_ne!(of("ab", "c"), of("a", "bc"));
    }
}
