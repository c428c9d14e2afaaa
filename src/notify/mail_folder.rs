//! Mail as files: a newcomer sees what would be sent, without a mail server.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::channel::{Channel, ChannelKind, Message, Outcome};
use super::eml::Sender;

/// Writes one `.eml` for each message, which any mail program opens.
#[derive(Debug)]
pub struct MailFolder {
    folder: PathBuf,
    sender: Sender,
}

impl MailFolder {
    /// Makes the folder, if it is not there.
    ///
    /// # Errors
    /// The file system's.
    pub fn new(folder: PathBuf, sender: Sender) -> io::Result<MailFolder> {
        fs::create_dir_all(&folder)?;
        Ok(MailFolder { folder, sender })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Channel for MailFolder {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Mail
    }

    fn send(&self, message: &Message, at: DateTime<Utc>) -> Outcome {
        let mail = match self.sender.prepare(message, at) {
            Ok((_, mail)) => mail,
            Err(refused) => return refused,
        };
        match write_whole(&self.folder, message.id.as_str(), &mail) {
            Ok(()) => Outcome::Delivered,
            Err(error) => {
                Outcome::Later { why: format!("无法写入邮件文件夹（{}）", error.kind()) }
            }
        }
    }
}

/// The file is there whole or not at all, and a repeat replaces the first.
fn write_whole(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let half = folder.join(format!("{name}.part"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // A mail holds an address and perhaps a 查询码.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&half)?.write_all(content)?;
    fs::rename(half, folder.join(format!("{name}.eml")))
}
