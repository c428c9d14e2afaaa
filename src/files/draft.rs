//! An upload on its way in: written to a nameless file of its own, counted and hashed as it comes.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::judge::Fault;
use super::{ContentId, Hashing, StorageError};

/// What has arrived of an upload. The file has no name: it is gone with the process that wrote it.
pub struct Draft {
    file: File,
    hashing: Hashing,
    size: u64,
    largest: u64,
}

/// A whole upload.
pub struct Received {
    file: File,
    /// The hash of all of it.
    pub id: ContentId,
    /// In bytes.
    pub size: u64,
}

impl Draft {
    /// An empty one in `folder`, for at most `largest` bytes.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn new(folder: &Path, largest: u64) -> Result<Draft, StorageError> {
        fs::create_dir_all(folder)?;
        let file = tempfile::tempfile_in(folder)?;
        Ok(Draft { file, hashing: Hashing::new(), size: 0, largest })
    }

    /// Adds what came next; false, and nothing is added, once it is too much.
    ///
    /// # Errors
    /// If the disk is full, for instance.
    pub fn append(&mut self, part: &[u8]) -> Result<bool, StorageError> {
        self.size += part.len() as u64;
        if self.size > self.largest {
            return Ok(false);
        }
        self.hashing.update(part);
        self.file.write_all(part)?;
        Ok(true)
    }

    /// The upload, now that it is complete.
    pub fn finish(self) -> Received {
        Received { file: self.file, id: self.hashing.finish(), size: self.size }
    }
}

/// For what is copied into it whole; too much is an error here.
impl Write for Draft {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        match self.append(part) {
            Ok(true) => Ok(part.len()),
            Ok(false) => Err(std::io::ErrorKind::FileTooLarge.into()),
            Err(error) => Err(std::io::Error::other(error)),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

impl Received {
    /// All bytes. There are at most as many as the draft was allowed.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn bytes(&mut self) -> Result<Vec<u8>, StorageError> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).map_err(StorageError::new)?);
        self.content()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The content from its beginning.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn content(&mut self) -> Result<&mut dyn Read, StorageError> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(&mut self.file)
    }

    /// A reader of the content from its beginning, which is gone with the reader.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn into_content(mut self) -> Result<File, StorageError> {
        self.content()?;
        Ok(self.file)
    }

    /// Refuses what has no content.
    ///
    /// # Errors
    /// [`Fault::Empty`].
    pub fn not_empty(&self) -> Result<(), Fault> {
        if self.size == 0 { Err(Fault::Empty) } else { Ok(()) }
    }
}
