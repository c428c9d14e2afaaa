//! Settings: a TOML file, over which `GONGKAI_` variables go. Every fault is reported at once.

pub mod channels;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use self::channels::ChannelSettings;

/// What the installation decides. Every field has a default fit for a first try on one machine.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `sqlite:PATH` or `postgres://…`; contains a password on PostgreSQL.
    pub database: String,
    /// Where the service listens. Plain HTTP is accepted on loopback only, unless a proxy is trusted.
    pub listen: SocketAddr,
    /// Where the program keeps its key and its SQLite database.
    pub data_dir: PathBuf,
    /// The master key, 32 random bytes; `secret.key` in `data_dir` unless named here, and made on the
    /// first start beside an SQLite database.
    pub key_file: Option<PathBuf>,
    /// Certificate chain and private key, PEM.
    pub tls_certificate: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
    /// Only from these addresses is X-Forwarded-For believed (decision 12).
    pub trusted_proxies: Vec<IpAddr>,
    /// How applicants reach the public pages, for links in letters and messages.
    pub public_url: String,
    /// How many public requests a second one process takes, of all clients together.
    pub lookups_per_second: u32,
    /// Where files are kept: `folder:PATH`, or `s3:BUCKET/PREFIX` in a program with the feature `s3`;
    /// `files` in `data_dir` unless named here.
    pub file_storage: String,
    /// Whether every process of the installation sees that folder (decision 11).
    pub file_storage_shared: bool,
    /// How the S3-compatible storage is reached. The secret is best given in a file.
    pub s3_endpoint: Option<String>,
    pub s3_region: Option<String>,
    pub s3_access_key: String,
    pub s3_secret_key: String,
    /// The largest file, and what it may unpack to, in MB of 2^20 bytes.
    pub file_megabytes: u32,
    pub file_unpacked_megabytes: u32,
    /// How many times larger a file may get by unpacking.
    pub file_unpacked_ratio: u32,
    /// The most pages of a PDF, and millions of pixels of an image.
    pub file_pages: u32,
    pub file_megapixels: u32,
    /// How much one case may hold, and how much of that its applicant may bring online.
    pub case_files: u32,
    pub case_megabytes: u32,
    pub applicant_files: u32,
    pub applicant_megabytes: u32,
    /// Folders with the office's own fonts, in the order in which they are searched.
    pub font_folders: Vec<PathBuf>,
    /// `src/pages` of a source tree, for those who change pages: templates, styles and scripts are read anew
    /// with every request.
    pub page_folder: Option<PathBuf>,
    /// Whether nothing is approved or sent without its letter: off only where letters are still written
    /// elsewhere. What is written here must be right either way.
    pub letters_required: bool,
    /// How messages leave the house.
    pub channels: ChannelSettings,
    /// When background work is done.
    pub schedule: ScheduleSettings,
}

/// When background work is done, as cron expressions (seconds first) in Asia/Shanghai. Between them a
/// process looks whenever something is due.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScheduleSettings {
    /// Looks for dates that came near, and sends.
    pub sweep: String,
    /// The same when offices open: what was held over night goes out as one digest.
    pub digest: String,
    /// Removes what has served its time.
    pub housekeeping: String,
}

impl Default for ScheduleSettings {
    fn default() -> ScheduleSettings {
        ScheduleSettings {
            sweep: "0 */5 * * * *".to_owned(),
            digest: "0 30 8 * * *".to_owned(),
            housekeeping: "0 10 3 * * *".to_owned(),
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            database: String::new(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("data"),
            key_file: None,
            tls_certificate: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            lookups_per_second: 200,
            file_storage: String::new(),
            file_storage_shared: false,
            s3_endpoint: None,
            s3_region: None,
            s3_access_key: String::new(),
            s3_secret_key: String::new(),
            file_megabytes: 20,
            file_unpacked_megabytes: 200,
            file_unpacked_ratio: 100,
            file_pages: 2000,
            file_megapixels: 100,
            case_files: 500,
            case_megabytes: 2000,
            applicant_files: 10,
            applicant_megabytes: 60,
            font_folders: Vec::new(),
            page_folder: None,
            letters_required: true,
            channels: ChannelSettings::default(),
            schedule: ScheduleSettings::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("database", &self.scheme())
            .field("listen", &self.listen)
            .field("data_dir", &self.data_dir)
            .field("trusted_proxies", &self.trusted_proxies)
            .field("file_storage", &self.file_storage)
            .finish_non_exhaustive()
    }
}

/// All that is wrong with the settings, one sentence each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("配置有误：\n{}", .0.join("\n"))]
pub struct SettingsFaults(pub Vec<String>);

/// A file is judged in memory.
const LARGEST_FILE_MEGABYTES: u32 = 200;

/// Prefix of the variables that override the file.
const PREFIX: &str = "GONGKAI_";

impl Settings {
    /// Reads `file` if there is one, and the given variables over it. A variable ending in `_FILE`
    /// names a file that holds the value, for secrets.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn load(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Settings, SettingsFaults> {
        let mut faults = Vec::new();
        let mut table = match file.map(std::fs::read_to_string) {
            None => toml::Table::new(),
            Some(Ok(text)) => text.parse().unwrap_or_else(|error: toml::de::Error| {
                faults.push(format!("配置文件不符合格式：{}", error.message()));
                toml::Table::new()
            }),
            Some(Err(error)) => {
                faults.push(format!("无法读取配置文件：{error}"));
                toml::Table::new()
            }
        };
        for (name, value) in own_variables(variables, &mut faults) {
            place(&mut table, name, value);
        }
        let settings = Settings::deserialize(table).map_err(|error| {
            faults.push(format!("配置项有误：{}", error.message()));
            SettingsFaults(faults.clone())
        })?;
        faults.extend(settings.faults());
        if faults.is_empty() { Ok(settings.completed()) } else { Err(SettingsFaults(faults)) }
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.tls_certificate.is_some() != self.tls_key.is_some() {
            faults.push("tls_certificate和tls_key须同时给出".to_owned());
        }
        if self.tls_certificate.is_none()
            && !self.listen.ip().is_loopback()
            && self.trusted_proxies.is_empty()
        {
            faults.push(format!(
                "在{}上提供服务须配置证书（tls_certificate、tls_key）或者受信任的代理（trusted_proxies）；不加密只能用于本机",
                self.listen
            ));
        }
        if self.is_postgres() && self.key_file.is_none() {
            faults.push("使用PostgreSQL时须以key_file给出密钥文件，各进程共用同一份".to_owned());
        }
        let sizes = [self.file_megabytes, self.file_unpacked_megabytes, self.file_unpacked_ratio];
        if sizes.contains(&0) || self.file_megabytes > LARGEST_FILE_MEGABYTES {
            faults.push(format!(
                "file_megabytes应为1至{LARGEST_FILE_MEGABYTES}，file_unpacked_megabytes、file_unpacked_ratio应大于0"
            ));
        }
        faults.extend(self.channels.faults());
        faults
    }

    /// Whether browsers reach the service encrypted: by its own certificate or through a proxy. If not, it is
    /// on loopback only (decision 12).
    pub fn is_encrypted(&self) -> bool {
        self.tls_certificate.is_some() || !self.trusted_proxies.is_empty()
    }

    /// Whether files would be kept where other processes of the installation do not see them (decision 11).
    pub fn hides_files_from_others(&self) -> bool {
        self.is_postgres() && self.file_storage.starts_with("folder:") && !self.file_storage_shared
    }

    fn completed(mut self) -> Settings {
        if self.database.is_empty() {
            self.database = format!("sqlite:{}", self.data_dir.join("gongkai.db").display());
        }
        if self.file_storage.is_empty() {
            self.file_storage = format!("folder:{}", self.data_dir.join("files").display());
        }
        self
    }

    /// Whether several processes may share the database.
    pub fn is_postgres(&self) -> bool {
        matches!(self.scheme(), "postgres" | "postgresql")
    }

    fn scheme(&self) -> &str {
        self.database.split(':').next().unwrap_or_default()
    }
}

/// `GONGKAI_LISTEN` → `listen`; lists are separated by commas.
fn own_variables(
    variables: impl Iterator<Item = (String, String)>,
    faults: &mut Vec<String>,
) -> BTreeMap<String, toml::Value> {
    let mut own = BTreeMap::new();
    for (name, value) in variables {
        let Some(field) = name.strip_prefix(PREFIX).map(str::to_ascii_lowercase) else { continue };
        if field.starts_with("test_") {
            continue;
        }
        let (field, value) = match field.strip_suffix("_file") {
            // These are paths already, whichever way they are named.
            Some(path @ ("tls_key" | "tls_certificate")) => (path.to_owned(), value),
            Some(secret) if secret != "key" => match std::fs::read_to_string(&value) {
                Ok(content) => (secret.to_owned(), content.trim_end().to_owned()),
                Err(error) => {
                    faults.push(format!("无法读取{name}所指的文件：{error}"));
                    continue;
                }
            },
            _ => (field, value),
        };
        let value = typed(&field, value);
        own.insert(field, value);
    }
    own
}

/// What a channel keeps secret can be given by a variable, and so by a file: `GONGKAI_MAIL_PASSWORD`.
const CHANNEL_SECRETS: [(&str, &str, &str); 7] = [
    ("mail_password", "mail", "password"),
    ("webhook_url", "webhook", "url"),
    ("webhook_secret", "webhook", "secret"),
    ("robot_url", "robot", "url"),
    ("robot_secret", "robot", "secret"),
    ("sms_url", "sms", "url"),
    ("sms_secret", "sms", "secret"),
];

/// Puts a variable over the file: at the top, or into the table of its channel.
fn place(table: &mut toml::Table, field: String, value: toml::Value) {
    let Some((_, channel, key)) = CHANNEL_SECRETS.iter().find(|(name, _, _)| *name == field) else {
        table.insert(field, value);
        return;
    };
    let mut within = Some(table);
    for name in ["channels", channel] {
        let new = || toml::Value::Table(toml::Table::new());
        // What is no table is left as it is and reported with the field's name.
        within = within.and_then(|table| table.entry(name).or_insert_with(new).as_table_mut());
    }
    if let Some(table) = within {
        table.insert((*key).to_owned(), value);
    }
}

/// A variable is text; the few fields that are not say so here. What is no number is left as it is
/// and reported with the field's name.
fn typed(field: &str, value: String) -> toml::Value {
    match field {
        "trusted_proxies" | "font_folders" => {
            let items = value.split(',').map(|item| toml::Value::String(item.trim().to_owned()));
            toml::Value::Array(items.collect())
        }
        "file_storage_shared" | "letters_required" => {
            value.trim().parse().map_or(toml::Value::String(value), toml::Value::Boolean)
        }
        "lookups_per_second"
        | "file_megabytes"
        | "file_unpacked_megabytes"
        | "file_unpacked_ratio"
        | "file_pages"
        | "file_megapixels"
        | "case_files"
        | "case_megabytes"
        | "applicant_files"
        | "applicant_megabytes" => {
            value.trim().parse().map_or(toml::Value::String(value), toml::Value::Integer)
        }
        _ => toml::Value::String(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(variables: &[(&str, &str)]) -> Result<Settings, SettingsFaults> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Settings::load(None, variables.iter().map(own).collect::<Vec<_>>().into_iter())
    }

    #[test]
    fn secrets_of_channels_come_by_variables_and_files() {
        let folder = tempfile::tempdir().unwrap();
        let (file, password) = (folder.path().join("gongkai.toml"), folder.path().join("password"));
        let text =
            "[channels.mail]\nserver = \"mail.example.test\"\nfrom = \"a@example.test\"\nusername = \"a\"";
        std::fs::write(&file, text).unwrap();
        std::fs::write(&password, "mima\n").unwrap();
        let load = |variables: &[(&str, &str)]| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let variables: Vec<_> = variables.iter().map(own).collect();
            Settings::load(Some(&file), variables.into_iter())
        };
        let settings = load(&[("GONGKAI_MAIL_PASSWORD_FILE", password.to_str().unwrap())]).unwrap();
        let mail = settings.channels.mail.unwrap();
        assert_eq!((mail.password.reveal(), mail.server.as_str()), ("mima", "mail.example.test"));
        let SettingsFaults(faults) = load(&[]).unwrap_err();
        assert!(matches!(&faults[..], [fault] if fault.contains("channels.mail.password")), "{faults:?}");
        assert!(load(&[("GONGKAI_WEBHOOK_SECRET", "mima")]).is_err(), "a secret alone makes no channel");
    }

    #[test]
    fn variables_set_numbers_and_lists_too() {
        let settings = load(&[
            ("GONGKAI_LOOKUPS_PER_SECOND", "5000"),
            ("GONGKAI_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2"),
            ("GONGKAI_DATA_DIR", "2026"),
        ]);
        let settings = settings.unwrap();
        assert_eq!(settings.lookups_per_second, 5000);
        assert_eq!(settings.trusted_proxies.len(), 2);
        assert_eq!(settings.data_dir, PathBuf::from("2026"), "what looks like a number stays a name");
        assert!(load(&[("GONGKAI_LOOKUPS_PER_SECOND", "many")]).is_err());
    }
}
