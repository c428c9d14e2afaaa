//! Passwords: argon2id, on few threads.

use std::sync::Arc;

use argon2::password_hash::PasswordHasher;
use argon2::{Argon2, PasswordHash, PasswordVerifier};
use tokio::sync::Semaphore;

/// A password could not be hashed or compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to hash a password")]
pub struct PasswordError;

/// Hashes passwords on few threads: each hash costs a core for milliseconds by design.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    places: Arc<Semaphore>,
}

impl Passwords {
    /// With the recommended parameters of argon2id.
    pub fn new(at_once: usize) -> Passwords {
        Passwords { argon: Argon2::default(), places: Arc::new(Semaphore::new(at_once)) }
    }

    /// With parameters for tests, where thousands of people sign in.
    pub fn cheap() -> Passwords {
        let params = argon2::Params::new(8, 1, 1, None).unwrap_or_default();
        let argon = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
        Passwords { argon, places: Arc::new(Semaphore::new(2)) }
    }

    /// The hash to store.
    ///
    /// # Errors
    /// If hashing fails, which it does not for passwords of a sane length.
    pub fn hash(&self, password: &str, salt: &[u8; 16]) -> Result<String, PasswordError> {
        let hash =
            self.argon.hash_password_with_salt(password.as_bytes(), salt).map_err(|_| PasswordError)?;
        Ok(hash.to_string())
    }

    /// Whether the password is the one that was hashed.
    ///
    /// # Errors
    /// While the program shuts down.
    pub async fn matches(&self, password: String, stored: String) -> Result<bool, PasswordError> {
        let _place = self.places.acquire().await.map_err(|_| PasswordError)?;
        let argon = self.argon.clone();
        let verified = tokio::task::spawn_blocking(move || {
            let parsed = PasswordHash::new(&stored);
            parsed.is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
        });
        verified.await.map_err(|_| PasswordError)
    }
}
