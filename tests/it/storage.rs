//! The contract of the storage of files, told for the folder and for an object store.

use std::fs;
use std::io::{Cursor, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use gongkai::files::{ContentId, ContentStore, Draft, Folder, Objects, Soundness, check, fetch};
use object_store::memory::InMemory;

use crate::cluster::memory;

fn folder() -> (tempfile::TempDir, Folder) {
    let directory = tempfile::tempdir_in(memory()).unwrap();
    let store = Folder::open(&directory.path().join("files")).unwrap();
    (directory, store)
}

/// The name of content, as the upload of it would find.
fn name(content: &[u8]) -> ContentId {
    let directory = tempfile::tempdir_in(memory()).unwrap();
    let mut draft = Draft::new(directory.path(), 1 << 30).unwrap();
    assert!(draft.append(content).unwrap());
    draft.finish().id
}

fn keep(store: &dyn ContentStore, content: &[u8]) -> ContentId {
    let id = name(content);
    store.put(id, &mut Cursor::new(content)).unwrap();
    id
}

fn listed(store: &dyn ContentStore) -> Vec<ContentId> {
    let mut found = Vec::new();
    store.list(&mut |id| found.push(id)).unwrap();
    found.sort();
    found
}

fn keeps_the_contract(store: &dyn ContentStore) {
    let large = vec![7; 3 << 20];
    let mut kept = [keep(store, b"one"), keep(store, b"two"), keep(store, &large)];
    kept.sort();
    assert_eq!(keep(store, b"one"), name(b"one"), "the same again changes nothing");
    assert_eq!(listed(store), kept);
    let mut read = Vec::new();
    store.get(name(&large)).unwrap().unwrap().read_to_end(&mut read).unwrap();
    assert_eq!(read, large);
    let absent = name(b"absent");
    assert!(store.get(absent).unwrap().is_none() && !store.has(absent).unwrap());
    assert_eq!(check(store, absent).unwrap(), Soundness::Missing);
    assert_eq!(check(store, name(b"two")).unwrap(), Soundness::Sound);
    assert!(store.put(absent, &mut Cursor::new(b"something else")).is_err());
    assert!(!store.has(absent).unwrap(), "content under a wrong name is not kept");
    store.remove(name(b"two")).unwrap();
    store.remove(name(b"two")).unwrap();
    assert!(!store.has(name(b"two")).unwrap());
    assert_eq!(listed(store).len(), 2);
}

#[test]
fn a_folder_keeps_the_contract() {
    keeps_the_contract(&folder().1);
}

#[test]
fn an_object_store_keeps_the_contract() {
    let shared = Arc::new(InMemory::new());
    keeps_the_contract(&Objects::new(shared.clone(), "").unwrap());
    let below = Objects::new(shared.clone(), "gongkai/files").unwrap();
    assert_eq!(listed(&below), [], "what lies beside the prefix is another's");
    keep(&below, b"one");
    assert_eq!(listed(&Objects::new(shared, "gongkai/files").unwrap()), [name(b"one")]);
}

/// The storage outlives the runtime of the service, and is dropped within it.
#[test]
fn an_object_store_may_be_dropped_in_async_code() {
    let store = Objects::new(Arc::new(InMemory::new()), "").unwrap();
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { drop(store) });
}

#[test]
fn altered_content_is_found_and_given_to_nobody_as_sound() {
    let (directory, store) = folder();
    let id = keep(&store, b"one");
    let file = only_file(directory.path());
    fs::write(&file, b"0ne").unwrap();
    assert_eq!(check(&store, id).unwrap(), Soundness::Altered);
    let mut copy = Vec::new();
    assert_eq!(fetch(&store, id, &mut copy).unwrap(), Soundness::Altered);
    fs::remove_file(file).unwrap();
    assert_eq!(check(&store, id).unwrap(), Soundness::Missing);
}

#[test]
fn a_folder_is_its_owners_alone_and_names_nobody() {
    let (directory, store) = folder();
    keep(&store, b"one");
    let mut paths = vec![only_file(directory.path())];
    while paths.last().unwrap().parent() != Some(directory.path()) {
        paths.push(paths.last().unwrap().parent().unwrap().to_owned());
    }
    for path in paths {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
    // What a crash left behind is no content.
    let place = only_file(directory.path());
    fs::write(place.parent().unwrap().join(".draft-abc"), b"half").unwrap();
    fs::write(place.parent().unwrap().join("README"), b"of an administrator").unwrap();
    assert_eq!(listed(&store), [name(b"one")]);
}

#[test]
fn a_draft_has_no_name_and_ends_at_its_limit() {
    let directory = tempfile::tempdir_in(memory()).unwrap();
    let mut draft = Draft::new(directory.path(), 10).unwrap();
    assert!(draft.append(b"12345").unwrap());
    assert!(draft.append(b"67890").unwrap());
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    assert!(!draft.append(b"1").unwrap());
}

fn only_file(root: &Path) -> std::path::PathBuf {
    let mut folders = vec![root.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    assert_eq!(files.len(), 1);
    files.remove(0)
}
