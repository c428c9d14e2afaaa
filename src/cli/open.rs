//! From settings to a running [`App`]: the one place where the key file and the database are opened.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::app::{App, Calendars, Printing, Random, Storage, SystemClock, SystemRandom};
use crate::config::Settings;
use crate::files::{self, Place, S3Access, StorageError};
use crate::keys::{Keys, MASTER_KEY_BYTES};
use crate::law::notice_book::NoticeBook;
use crate::passwords::Passwords;
use crate::store::{Address, Store, StoreSettings, migrations};

/// Passwords hashed at once: each costs a core by design, and requests need one too.
const HASHES_AT_ONCE: usize = 2;

/// The settings of the command line: the file of `--config`, and the environment over it.
///
/// # Errors
/// Every fault at once.
pub fn settings(file: Option<&Path>) -> Result<Settings, Failure> {
    Settings::load(file, environment()).map_err(Failure::breach)
}

/// Variables that are not Unicode cannot be ours.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| name.into_string().ok().zip(value.into_string().ok()))
}

/// Opens the key, then the database, whose tables it brings up to date.
///
/// # Errors
/// What stands in the way, with what to do about it.
pub fn app(settings: &Settings) -> Result<App, Failure> {
    let address = Address::parse(&settings.database)
        .map_err(|_| Failure::breach("database应写作“sqlite:路径”或者“postgres://…”"))?;
    let random = SystemRandom;
    let master = master_key(settings, &address, &random)?;
    let keys = Keys::derive(&master).map_err(|_| Failure::new("密钥无法使用"))?;
    if let Address::Sqlite(path) = &address {
        create_parent(Path::new(path))?;
        create_private(Path::new(path))?;
    }
    migrations::migrate(&address)?;
    let store = Store::open(&StoreSettings::new(address))?;
    let calendars = Calendars::shipped().map_err(Failure::new)?;
    let passwords = Passwords::new(HASHES_AT_ONCE);
    Ok(App {
        store,
        clock: Arc::new(SystemClock),
        calendars: Arc::new(calendars),
        keys,
        settings: Arc::new(settings.clone()),
        decoy_hash: decoy(&passwords, &random)?.into(),
        passwords,
        random: Arc::new(random),
        storage: storage(settings)?,
        printing: Arc::new(Printing::new(settings.font_folders.clone())),
    })
}

fn storage(settings: &Settings) -> Result<Storage, Failure> {
    let place = Place::parse(&settings.file_storage).map_err(Failure::breach)?;
    let access = S3Access {
        endpoint: settings.s3_endpoint.clone(),
        region: settings.s3_region.clone(),
        access_key: settings.s3_access_key.clone(),
        secret_key: settings.s3_secret_key.clone(),
    };
    let unusable = |error: StorageError| {
        Failure::new(format!("文件存储{}无法使用：{}", settings.file_storage, error.for_log()))
    };
    let content = files::open(&place, &access).map_err(unusable)?;
    Ok(Storage { content, drafts: settings.data_dir.join("uploads") })
}

/// The notices that this installation knows: the shipped ones, and what was imported where there
/// is a database.
///
/// # Errors
/// As [`app`].
pub fn notice_book(settings: &Settings) -> Result<NoticeBook, Failure> {
    let address = Address::parse(&settings.database);
    if matches!(&address, Ok(Address::Sqlite(path)) if !Path::new(path).exists()) {
        return crate::holidays::shipped().map_err(Failure::new);
    }
    let app = app(settings)?;
    let calendars = app.calendars.clone();
    Ok(app.store.read_blocking(move |db| calendars.current(db).map(|loaded| loaded.book.clone()))?)
}

/// The hash of something nobody can type.
fn decoy(passwords: &Passwords, random: &SystemRandom) -> Result<String, Failure> {
    let (mut secret, mut salt) = ([0; 16], [0; 16]);
    random.fill(&mut secret)?;
    random.fill(&mut salt)?;
    let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    passwords.hash(&secret, &salt).map_err(Failure::new)
}

/// Where the key is kept.
pub fn key_file(settings: &Settings) -> PathBuf {
    settings.key_file.clone().unwrap_or_else(|| settings.data_dir.join("secret.key"))
}

/// Reads the key, or makes the first one of an installation. A key is never made beside data that
/// another key sealed, nor where several processes would each make their own (decision 11).
fn master_key(
    settings: &Settings,
    address: &Address,
    random: &SystemRandom,
) -> Result<[u8; MASTER_KEY_BYTES], Failure> {
    let file = key_file(settings);
    if let Some(key) = read_key(&file)? {
        return Ok(key);
    }
    let has_data = match address {
        Address::Postgres(_) => true,
        Address::Sqlite(path) => Path::new(path).exists(),
    };
    if has_data {
        return Err(Failure::new(format!(
            "找不到密钥文件{}。已有数据库时不会另造密钥，请放回原来的密钥文件；\
             新装PostgreSQL时请先生成：(umask 077; head -c {MASTER_KEY_BYTES} /dev/urandom > {0})",
            file.display()
        )));
    }
    create_parent(&file)?;
    let mut key = [0; MASTER_KEY_BYTES];
    random.fill(&mut key)?;
    write_key(&file, &key)?;
    // Another process may have been first: what the file holds is what counts.
    read_key(&file)?.ok_or_else(|| unusable(&file, "写入后读不到"))
}

fn create_parent(file: &Path) -> Result<(), Failure> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("无法建立目录{}：{error}", folder.display())))
}

/// SQLite would make the file readable for all, and the files beside it take over its mode.
fn create_private(file: &Path) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(Failure::new(format!("无法建立数据库文件{}：{error}", file.display())))
        }
        _ => Ok(()),
    }
}

fn read_key(file: &Path) -> Result<Option<[u8; MASTER_KEY_BYTES]>, Failure> {
    let content = match fs::read(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(file, error)),
        Ok(content) => content,
    };
    if is_open_to_others(file)? {
        return Err(unusable(file, "其他用户可以读取，请执行 chmod 600"));
    }
    let key = content.try_into();
    key.map(Some).map_err(|_| unusable(file, format!("长度应为{MASTER_KEY_BYTES}个字节")))
}

#[cfg(unix)]
fn is_open_to_others(file: &Path) -> Result<bool, Failure> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(file).map_err(|error| unusable(file, error))?;
    Ok(metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> Result<bool, Failure> {
    Ok(false)
}

/// The key appears under its name whole or not at all, and never over another: a crash, or a
/// second process, in the middle must not leave half a key.
fn write_key(file: &Path, key: &[u8]) -> Result<(), Failure> {
    let draft = file.with_extension(format!("{}.new", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut open| {
        open.write_all(key)?;
        open.sync_all()?;
        match fs::hard_link(&draft, file) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        }
    });
    let removed = fs::remove_file(&draft);
    written.and(removed).map_err(|error| unusable(file, error))
}

fn unusable(file: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::new(format!("密钥文件{}无法使用：{why}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings_in(folder: &Path) -> Settings {
        let own = [("GONGKAI_DATA_DIR".to_owned(), folder.display().to_string())];
        Settings::load(None, own.into_iter()).unwrap()
    }

    #[test]
    fn the_first_start_makes_a_key_that_later_starts_use() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings_in(&folder.path().join("new"));
        let first = app(&settings).unwrap().keys.query_code(1, 1);
        assert_eq!(fs::read(key_file(&settings)).unwrap().len(), MASTER_KEY_BYTES);
        assert_eq!(app(&settings).unwrap().keys.query_code(1, 1), first);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let settings = settings_in(folder.path());
        app(&settings).unwrap();
        let mode = |mode| fs::set_permissions(key_file(&settings), PermissionsExt::from_mode(mode)).unwrap();
        assert_eq!(fs::metadata(key_file(&settings)).unwrap().permissions().mode() & 0o777, 0o600);
        mode(0o640);
        assert!(app(&settings).err().unwrap().message.contains("chmod 600"));
        mode(0o400);
        assert!(app(&settings).is_ok());
    }

    #[test]
    fn a_lost_or_broken_key_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings_in(folder.path());
        app(&settings).unwrap();
        let key = fs::read(key_file(&settings)).unwrap();
        fs::write(key_file(&settings), &key[1..]).unwrap();
        assert!(app(&settings).err().unwrap().message.contains("32个字节"));
        fs::remove_file(key_file(&settings)).unwrap();
        assert!(app(&settings).err().unwrap().message.contains("放回原来的密钥文件"));
        assert!(!key_file(&settings).exists());
    }
}
