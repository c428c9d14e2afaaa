//! `gongkai demo`: a county to look at, made by the same acts that people do.
//!
//! [`stories`] is the table of what happened, [`county`] where and by whom, [`play`] lets it
//! happen on a clock that is moved through the past.

mod county;
mod facts;
mod play;
mod said;
mod stories;

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use super::sweep::channels;
use super::{Failure, open, print, serve};
use crate::app::{App, FixedClock};
use crate::config::Settings;
use crate::law::wording;
use crate::notify::background;
use county::Account;

#[derive(clap::Args)]
pub struct Arguments {
    /// 演示数据所在的目录
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    dir: PathBuf,
    /// 删去原有的演示数据，重新建立
    #[arg(long)]
    fresh: bool,
    /// 服务地址
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 以这一天为“今天”安排案件，缺省为当日
    #[arg(long, value_name = "DATE")]
    today: Option<NaiveDate>,
    /// 只建立数据，不启动服务
    #[arg(long)]
    no_serve: bool,
}

/// Makes the county unless it exists, prints the accounts, and serves.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let files = Files::of(&arguments.dir);
    // Without its accounts a set-up was broken off half-way: nobody could sign in to it.
    let complete = files.accounts.exists() && files.database.exists();
    let made = arguments.fresh || !complete;
    if made {
        files.remove()?;
    }
    let app = open::app(&files.settings(arguments.listen)?)?;
    if made {
        print(&format!("正在{}建立演示数据……", arguments.dir.display()))?;
        let accounts = set_up(&app, arguments.today.unwrap_or_else(|| app.clock.today()))?;
        files.write_accounts(&accounts)?;
    } else {
        print(&format!("沿用{}中的演示数据；如需重新建立，请加--fresh。", arguments.dir.display()))?;
    }
    let accounts = fs::read_to_string(&files.accounts).map_err(Failure::new)?;
    print(&format!("\n{accounts}\n数据库：{}\n", files.database.display()))?;
    print(&format!("邮件不外发，写在：{}\n", files.mail.display()))?;
    if arguments.no_serve { Ok(()) } else { serve::run_app(app, true) }
}

/// Lets the stories happen, up to `today`.
fn set_up(app: &App, today: NaiveDate) -> Result<String, Failure> {
    let days = play::Days::up_to(app, today)?;
    let clock = Arc::new(FixedClock::noon(days.first()));
    let past = App { clock: clock.clone(), ..app.clone() };
    let (county, accounts) = county::found(&past)?;
    let channels = channels(&app.settings)?;
    let cases = play::run(&past, &clock, &days, county, &channels)?;
    background::round(&past, &channels, "demo")?;
    Ok(table(&accounts, cases, today))
}

/// The accounts, aligned for a terminal where a Chinese character takes two columns.
fn table(accounts: &[Account], cases: usize, today: NaiveDate) -> String {
    let mut text = format!("{}的演示数据：{cases}件案件。账号：\n\n", wording::day(today));
    let wide = |text: &str, width: usize| {
        let taken: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        format!("{text}{}", " ".repeat(width.saturating_sub(taken)))
    };
    let mut row = |organ: &str, post: &str, name: &str, login: &str, password: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{}{}{}{}{password}",
            wide(organ, 28),
            wide(post, 40),
            wide(name, 10),
            wide(login, 18)
        );
    };
    row("机关", "岗位", "姓名", "登录名", "密码");
    for Account { organ, post, name, login, password } in accounts {
        row(organ, post, name, login, password);
    }
    text
}

/// The files of a demonstration. Their names are its own, so that real data is never taken for it.
struct Files {
    dir: PathBuf,
    database: PathBuf,
    key: PathBuf,
    accounts: PathBuf,
    uploads: PathBuf,
    /// Mail is written here instead of being sent.
    mail: PathBuf,
}

impl Files {
    fn of(dir: &Path) -> Files {
        let file = |name: &str| dir.join(name);
        Files {
            dir: dir.to_owned(),
            database: file("demo.db"),
            key: file("demo.key"),
            accounts: file("demo-accounts.txt"),
            uploads: file("demo-files"),
            mail: file("demo-mail"),
        }
    }

    fn settings(&self, listen: SocketAddr) -> Result<Settings, Failure> {
        let own = [
            ("GONGKAI_DATABASE", format!("sqlite:{}", self.database.display())),
            ("GONGKAI_DATA_DIR", self.dir.display().to_string()),
            ("GONGKAI_KEY_FILE", self.key.display().to_string()),
            ("GONGKAI_FILE_STORAGE", format!("folder:{}", self.uploads.display())),
            ("GONGKAI_LISTEN", listen.to_string()),
            ("GONGKAI_PUBLIC_URL", format!("http://{listen}")),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value));
        let mut settings = Settings::load(None, own.into_iter()).map_err(Failure::breach)?;
        settings.channels.mail_folder = Some(self.mail.clone());
        Ok(settings)
    }

    fn remove(&self) -> Result<(), Failure> {
        let beside = |end: &str| self.database.with_extension(format!("db-{end}"));
        // The accounts go first: a removal broken off half-way is then begun again.
        let files =
            [self.accounts.clone(), self.database.clone(), beside("wal"), beside("shm"), self.key.clone()];
        match fs::remove_dir_all(&self.mail) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::new(format!("无法删除{}：{error}", self.mail.display())));
            }
            _ => {}
        }
        for file in files {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Failure::new(format!("无法删除{}：{error}", file.display())));
                }
                _ => {}
            }
        }
        match fs::remove_dir_all(&self.uploads) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::new(format!("无法删除{}：{error}", self.uploads.display())))
            }
            _ => Ok(()),
        }
    }

    /// Passwords of invented people, kept so that a second start can show them again.
    fn write_accounts(&self, accounts: &str) -> Result<(), Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&self.accounts).and_then(|mut file| file.write_all(accounts.as_bytes()));
        written.map_err(|error| Failure::new(format!("无法写入{}：{error}", self.accounts.display())))
    }
}
