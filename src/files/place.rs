//! Where the installation keeps its files, as its settings say.

use std::path::PathBuf;
use std::sync::Arc;

use super::{ContentStore, Folder, StorageError};

/// The storage of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `folder:PATH`
    Folder(PathBuf),
    /// `s3:BUCKET` or `s3:BUCKET/PREFIX`
    S3 { bucket: String, prefix: String },
}

/// The setting names no storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("file_storage应写作“folder：路径”或者“s3：存储桶/前缀”")]
pub struct PlaceError;

/// How an S3-compatible storage is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S3Access {
    /// The address of the service; none for that of the region.
    pub endpoint: Option<String>,
    pub region: Option<String>,
    pub access_key: String,
    pub secret_key: String,
}

impl Place {
    /// Reads the setting.
    ///
    /// # Errors
    /// [`PlaceError`].
    pub fn parse(text: &str) -> Result<Place, PlaceError> {
        match text.split_once(':') {
            Some(("folder", path)) if !path.is_empty() => Ok(Place::Folder(path.into())),
            Some(("s3", rest)) => {
                let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
                if bucket.is_empty() {
                    return Err(PlaceError);
                }
                Ok(Place::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
            }
            _ => Err(PlaceError),
        }
    }
}

/// Opens the storage.
///
/// # Errors
/// If the folder cannot be made, or this program was built without S3.
pub fn open(place: &Place, access: &S3Access) -> Result<Arc<dyn ContentStore>, StorageError> {
    match place {
        Place::Folder(path) => Ok(Arc::new(Folder::open(path)?)),
        Place::S3 { bucket, prefix } => open_s3(bucket, prefix, access),
    }
}

#[cfg(feature = "s3")]
fn open_s3(bucket: &str, prefix: &str, access: &S3Access) -> Result<Arc<dyn ContentStore>, StorageError> {
    let mut builder = object_store::aws::AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_access_key_id(&access.access_key)
        .with_secret_access_key(&access.secret_key);
    if let Some(endpoint) = &access.endpoint {
        // A storage of the office's own network may have no certificate.
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some(region) = &access.region {
        builder = builder.with_region(region);
    }
    let store = builder.build().map_err(StorageError::new)?;
    Ok(Arc::new(super::Objects::new(Arc::new(store), prefix)?))
}

#[cfg(not(feature = "s3"))]
fn open_s3(_: &str, _: &str, _: &S3Access) -> Result<Arc<dyn ContentStore>, StorageError> {
    Err(StorageError::new("this program was built without the feature s3"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_by_its_kind() {
        assert_eq!(Place::parse("folder:data/files"), Ok(Place::Folder("data/files".into())));
        let s3 = |bucket: &str, prefix: &str| Ok(Place::S3 { bucket: bucket.into(), prefix: prefix.into() });
        assert_eq!(Place::parse("s3:gongkai"), s3("gongkai", ""));
        assert_eq!(Place::parse("s3:gongkai/a/b/"), s3("gongkai", "a/b"));
        for wrong in ["", "data/files", "folder:", "s3:", "s3:/a", "ftp:host"] {
            assert_eq!(Place::parse(wrong), Err(PlaceError), "{wrong}");
        }
    }
}
