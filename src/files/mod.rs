//! The content of files: judged before it is taken in, kept under the hash of itself, given out unaltered.
//!
//! What a file is to a case stands in the database; here are only bytes. A [`Draft`] receives an upload,
//! [`judge`] says what it is or why it is refused, and a [`ContentStore`] keeps it. Nothing here is ever
//! run, unpacked to disk, or believed about its own type.
//!
//! To add a kind of storage: implement [`ContentStore`], and name it in [`Place`] and [`open`]. To
//! encrypt what is stored: a [`ContentStore`] around another one.
//! To accept another type: its variant in [`Media`], a file that reads its structure to the end, a line
//! in [`judge`], and hostile examples in `tests/it/hostile_files.rs`.

mod draft;
mod folder;
mod image;
mod judge;
mod media;
mod name;
mod objects;
mod ole;
mod ooxml;
mod pdf;
mod place;
mod text;
mod zip;

pub use draft::{Draft, Received};
pub use folder::Folder;
pub use judge::{Fault, Judged, Limits, judge};
pub use media::Media;
pub use name::{clean, for_download};
pub use objects::Objects;
pub use place::{Place, PlaceError, S3Access, open};

use std::error::Error;
use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use aws_lc_rs::digest::{Context, SHA256};

/// Where content is kept: the SHA-256 of its bytes, as `sha256sum` prints it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId([u8; 32]);

impl ContentId {
    /// The value itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for ContentId {
    fn from(bytes: [u8; 32]) -> ContentId {
        ContentId(bytes)
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The name of a stored object is not one this program gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read the name of stored content: it is not 64 lower-case hexadecimal digits")]
pub struct NotAContentId;

impl FromStr for ContentId {
    type Err = NotAContentId;

    fn from_str(text: &str) -> Result<ContentId, NotAContentId> {
        if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(NotAContentId);
        }
        let digits = text.chars().filter_map(|digit| digit.to_digit(16)).filter_map(|d| u8::try_from(d).ok());
        let digits: Vec<u8> = digits.collect();
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().fold(0, |byte, digit| byte << 4 | digit);
        }
        Ok(ContentId(bytes))
    }
}

/// Makes a [`ContentId`] of bytes as they come.
struct Hashing(Context);

impl Hashing {
    fn new() -> Hashing {
        Hashing(Context::new(&SHA256))
    }

    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> ContentId {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.finish().as_ref());
        ContentId(bytes)
    }
}

/// The storage cannot be used. The cause is for the log alone.
#[derive(Debug, thiserror::Error)]
#[error("failed to use the storage of files")]
pub struct StorageError(#[source] Box<dyn Error + Send + Sync>);

impl StorageError {
    /// The cause, for a log line or for whoever runs the program.
    pub fn for_log(&self) -> String {
        self.0.to_string()
    }

    fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> StorageError {
        StorageError(cause.into())
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> StorageError {
        StorageError::new(error)
    }
}

/// Keeps content under its hash. Its functions block; they are called off the async threads.
pub trait ContentStore: Send + Sync {
    /// Keeps content durably. Content that is there already is left as it is.
    ///
    /// # Errors
    /// The storage's; also if the content is not that of `id`, which then is not kept.
    fn put(&self, id: ContentId, content: &mut dyn Read) -> Result<(), StorageError>;

    /// The content, or none if it is not there. Whether it is still that of `id` shows [`fetch`].
    ///
    /// # Errors
    /// The storage's.
    fn get(&self, id: ContentId) -> Result<Option<Box<dyn Read + Send>>, StorageError>;

    /// Whether there is content of that name.
    ///
    /// # Errors
    /// The storage's.
    fn has(&self, id: ContentId) -> Result<bool, StorageError>;

    /// Names all that is kept, in any order.
    ///
    /// # Errors
    /// The storage's.
    fn list(&self, each: &mut dyn FnMut(ContentId)) -> Result<(), StorageError>;

    /// Removes content for ever; what is not there is removed already.
    ///
    /// # Errors
    /// The storage's.
    fn remove(&self, id: ContentId) -> Result<(), StorageError>;
}

/// What the storage has under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Soundness {
    Sound,
    Missing,
    Altered,
}

/// Reads content to its end and compares it with its name.
///
/// # Errors
/// The storage's.
pub fn check(store: &dyn ContentStore, id: ContentId) -> Result<Soundness, StorageError> {
    fetch(store, id, &mut io::sink())
}

/// Copies content, and says whether it is what was once put there: give none of it out before.
///
/// # Errors
/// The storage's, or the receiver's.
pub fn fetch(
    store: &dyn ContentStore,
    id: ContentId,
    into: &mut dyn io::Write,
) -> Result<Soundness, StorageError> {
    let Some(mut content) = store.get(id)? else { return Ok(Soundness::Missing) };
    let found = copy(&mut *content, into)?;
    Ok(if found == id { Soundness::Sound } else { Soundness::Altered })
}

/// Copies to the end and names what was copied.
fn copy(from: &mut dyn Read, into: &mut dyn io::Write) -> io::Result<ContentId> {
    let mut hashing = Hashing::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let part = buffer.get(..read).unwrap_or_default();
        hashing.update(part);
        into.write_all(part)?;
    }
    Ok(hashing.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_and_is_that_of_other_programs() {
        let mut hashing = Hashing::new();
        hashing.update(b"abc");
        let id = hashing.finish();
        assert_eq!(id.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "ba78", &"G".repeat(64), &"A".repeat(64), &"../".repeat(22)[..64]] {
            assert_eq!(wrong.parse::<ContentId>(), Err(NotAContentId), "{wrong}");
        }
    }
}
