//! Content in a folder: `ab/cd/abcd…`, each file written whole under another name and then renamed.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{ContentId, ContentStore, StorageError, copy};

/// A folder that only the program's user can read. Several processes may share it.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// What is being written begins so; such a file is no content.
const DRAFT: &str = ".draft-";

impl Folder {
    /// Makes the folder if it does not exist.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn open(root: &Path) -> Result<Folder, StorageError> {
        make_private(root)?;
        Ok(Folder { root: root.to_owned() })
    }

    /// Two levels keep each directory small.
    fn place(&self, id: ContentId) -> PathBuf {
        let name = id.to_string();
        let (first, rest) = name.split_at(2);
        let (second, _) = rest.split_at(2);
        self.root.join(first).join(second).join(&name)
    }
}

impl ContentStore for Folder {
    /// A crash leaves the whole content or none of it, and a draft that nothing ever reads: the bytes are
    /// on the disk before they get their name, and the name before this returns.
    fn put(&self, id: ContentId, content: &mut dyn Read) -> Result<(), StorageError> {
        let place = self.place(id);
        let home = place.parent().unwrap_or(&self.root);
        if place.try_exists()? {
            return Ok(());
        }
        make_private(home)?;
        let mut draft = tempfile::Builder::new().prefix(DRAFT).tempfile_in(home)?;
        let found = copy(content, draft.as_file_mut())?;
        if found != id {
            return Err(StorageError::new(format!("content of {found} was to be stored as {id}")));
        }
        draft.as_file_mut().flush()?;
        draft.as_file().sync_all()?;
        draft.persist(&place).map_err(|error| StorageError::new(error.error))?;
        // The new directories have to last too, each in the one above it.
        for directory in home.ancestors().take_while(|directory| directory.starts_with(&self.root)) {
            sync_directory(directory)?;
        }
        Ok(())
    }

    fn get(&self, id: ContentId) -> Result<Option<Box<dyn Read + Send>>, StorageError> {
        match File::open(self.place(id)) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn has(&self, id: ContentId) -> Result<bool, StorageError> {
        Ok(self.place(id).try_exists()?)
    }

    fn list(&self, each: &mut dyn FnMut(ContentId)) -> Result<(), StorageError> {
        for first in folders_in(&self.root)? {
            for second in folders_in(&first)? {
                for entry in fs::read_dir(second)? {
                    // What has another name was not put there by us: a draft, or the work of an administrator.
                    if let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) {
                        each(id);
                    }
                }
            }
        }
        Ok(())
    }

    fn remove(&self, id: ContentId) -> Result<(), StorageError> {
        match fs::remove_file(self.place(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

fn folders_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

/// Attachments hold copies of identity cards: nobody else on the machine reads them.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Elsewhere a directory cannot be opened like a file; the file system orders the rename itself.
#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
