//! The installation's secrets: one master key, from which each use derives its own.
//!
//! A leak of one derived key reveals no other. The master key lives in a file that only the
//! program's user reads, outside the database (decision 3).

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::hmac;

/// The length of the master key in bytes.
pub const MASTER_KEY_BYTES: usize = 32;

/// A suite's mark, the first byte of each sealed value: another suite can be added beside it.
const SUITE_AES_256_GCM: u8 = 1;
const NONCE_BYTES: usize = 12;

/// Why sealed data cannot be opened, or nothing can be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to open sealed data")]
pub struct Unsealable;

/// Keys for each use.
#[derive(Clone)]
pub struct Keys {
    sealing: [u8; 32],
    index: hmac::Key,
    query_code: hmac::Key,
    tokens: [u8; 32],
    forms: hmac::Key,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keys(…)")
    }
}

struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

impl Keys {
    /// Derives all keys.
    ///
    /// # Errors
    /// [`Unsealable`] if the cryptographic library refuses, which it does not for keys of this length.
    pub fn derive(master: &[u8; MASTER_KEY_BYTES]) -> Result<Keys, Unsealable> {
        let root = Salt::new(HKDF_SHA256, b"gongkai").extract(master);
        let derive = |what: &[u8]| -> Result<[u8; 32], Unsealable> {
            let mut key = [0; 32];
            let filled = root.expand(&[what], Bytes32).and_then(|okm| okm.fill(&mut key));
            filled.map(|()| key).map_err(|_| Unsealable)
        };
        Ok(Keys {
            sealing: derive(b"sealing")?,
            index: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"index")?),
            query_code: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"query code")?),
            tokens: derive(b"access tokens")?,
            forms: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"forms")?),
        })
    }

    /// The key that signs access tokens.
    pub fn tokens(&self) -> &[u8] {
        &self.tokens
    }

    /// Encrypts an ID number or a phone; `place` binds it to where it is kept.
    ///
    /// # Errors
    /// [`Unsealable`] if the machine gives no randomness.
    pub fn seal(&self, place: &str, plain: &str) -> Result<Vec<u8>, Unsealable> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.sealing).map_err(|_| Unsealable)?;
        let mut data = plain.as_bytes().to_vec();
        let nonce = key.seal_in_place_append_tag(Aad::from(place), &mut data).map_err(|_| Unsealable)?;
        let mut sealed = Vec::with_capacity(1 + NONCE_BYTES + data.len());
        sealed.push(SUITE_AES_256_GCM);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.extend_from_slice(&data);
        Ok(sealed)
    }

    /// Decrypts what [`Keys::seal`] made for the same place.
    ///
    /// # Errors
    /// [`Unsealable`] for anything else.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<String, Unsealable> {
        let Some((&SUITE_AES_256_GCM, rest)) = sealed.split_first() else { return Err(Unsealable) };
        let (nonce, data) = rest.split_at_checked(NONCE_BYTES).ok_or(Unsealable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unsealable)?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.sealing).map_err(|_| Unsealable)?;
        let mut data = data.to_vec();
        let plain = key.open_in_place(nonce, Aad::from(place), &mut data).map_err(|_| Unsealable)?;
        String::from_utf8(plain.to_vec()).map_err(|_| Unsealable)
    }

    /// A keyed hash by which equal values are found again.
    pub fn index(&self, value: &str) -> Vec<u8> {
        hmac::sign(&self.index, value.as_bytes()).as_ref().to_vec()
    }

    /// 查询码: 12 digits of a keyed hash of the case and its generation (decision 10). Nothing is
    /// stored; raising the generation voids the code.
    pub fn query_code(&self, case_id: i64, generation: i32) -> String {
        let mut message = case_id.to_be_bytes().to_vec();
        message.extend_from_slice(&generation.to_be_bytes());
        let tag = hmac::sign(&self.query_code, &message);
        let number = tag.as_ref().iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{:012}", number % 1_000_000_000_000)
    }

    /// The token that every form of a session carries: nobody without the session's cookie knows it.
    pub fn form_token(&self, session: &str) -> String {
        let tag = hmac::sign(&self.forms, session.as_bytes());
        tag.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Compares codes in constant time.
    pub fn same_code(one: &str, other: &str) -> bool {
        verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
    }
}
