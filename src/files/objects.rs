//! Content in an object store, such as an S3-compatible one that several processes share.

use std::future::Future;
use std::io::{Cursor, Read};
use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt};
use tokio::runtime::{Builder, Runtime};

use super::{ContentId, ContentStore, StorageError, copy};

/// An object store below a prefix. Its client is async and brings its own runtime for that.
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// Always there until the end, when it must not wait for what is under way.
    runtime: Option<Runtime>,
}

impl Objects {
    /// Content goes below `prefix`, which may be empty.
    ///
    /// # Errors
    /// If the machine has no thread to spare, or the prefix is no path.
    pub fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> Result<Objects, StorageError> {
        let prefix = Path::parse(prefix).map_err(StorageError::new)?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Objects { store, prefix, runtime: Some(runtime) })
    }

    fn place(&self, id: ContentId) -> Path {
        let name = id.to_string();
        let (first, _) = name.split_at(2);
        self.prefix.clone().join(first).join(name.as_str())
    }

    fn wait<T>(
        &self,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<Result<T, Error>, StorageError> {
        let runtime = self.runtime.as_ref().ok_or_else(|| StorageError::new("the storage is closed"))?;
        Ok(runtime.block_on(work))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        self.runtime.take().into_iter().for_each(Runtime::shutdown_background);
    }
}

impl ContentStore for Objects {
    fn put(&self, id: ContentId, content: &mut dyn Read) -> Result<(), StorageError> {
        if self.has(id)? {
            return Ok(());
        }
        // The store takes an object whole or not at all; the limit of a file's size bounds the memory.
        let mut bytes = Vec::new();
        let found = copy(content, &mut bytes)?;
        if found != id {
            return Err(StorageError::new(format!("content of {found} was to be stored as {id}")));
        }
        let place = self.place(id);
        self.wait(self.store.put(&place, bytes.into()))?.map(drop).map_err(StorageError::new)
    }

    fn get(&self, id: ContentId) -> Result<Option<Box<dyn Read + Send>>, StorageError> {
        let place = self.place(id);
        let bytes = self.wait(async { self.store.get(&place).await?.bytes().await })?;
        match bytes {
            Ok(bytes) => Ok(Some(Box::new(Cursor::new(bytes)))),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(StorageError::new(error)),
        }
    }

    fn has(&self, id: ContentId) -> Result<bool, StorageError> {
        match self.wait(self.store.head(&self.place(id)))? {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(StorageError::new(error)),
        }
    }

    fn list(&self, each: &mut dyn FnMut(ContentId)) -> Result<(), StorageError> {
        let mut objects = self.store.list(Some(&self.prefix));
        while let Some(object) = self.wait(objects.try_next())?.map_err(StorageError::new)? {
            if let Some(id) = object.location.filename().and_then(|name| name.parse().ok()) {
                each(id);
            }
        }
        Ok(())
    }

    fn remove(&self, id: ContentId) -> Result<(), StorageError> {
        match self.wait(self.store.delete(&self.place(id)))? {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(StorageError::new(error)),
        }
    }
}
