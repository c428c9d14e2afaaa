//! `gongkai calendar import`: a new notice, first as a dry run that shows what it would move.

use std::path::PathBuf;

use super::{Failure, open, print};
use crate::casework::journal::NamedActor;
use crate::casework::notices::{Import, MovedDate, run_blocking};
use crate::config::Settings;
use crate::law::case_event::Actor;
use crate::law::roles::Role;
use crate::law::text::{OrganId, UserId};
use crate::law::wording;

#[derive(clap::Args)]
pub struct Arguments {
    /// 通知的JSON文件，格式见holidays/SCHEMA.md
    file: PathBuf,
    /// 只列出会改变的日期，不导入
    #[arg(long)]
    dry_run: bool,
}

/// Imports one notice, or shows what it would move.
pub fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let body = std::fs::read(&arguments.file)
        .map_err(|error| Failure::new(format!("无法读取{}：{error}", arguments.file.display())))?;
    let app = open::app(settings)?;
    let import = run_blocking(&app, operator(), body, arguments.dry_run)?;
    print(&describe(&import, arguments.dry_run))
}

/// Whoever may open the database, and is no person of the system.
fn operator() -> NamedActor {
    NamedActor {
        actor: Actor {
            user: UserId::default(),
            role: Role::Admin,
            organ: OrganId::default(),
            organ_path: String::new(),
            unit: None,
            on_behalf_of: None,
        },
        name: String::new(),
        organ_name: String::new(),
    }
}

fn describe(import: &Import, dry_run: bool) -> String {
    let mut text = format!(
        "{}《{}》：检查了{}件在办案件，{}件的法定答复截止日{}。",
        if dry_run { "试算" } else { "已导入" },
        import.document,
        import.examined,
        import.moved.len(),
        if dry_run { "将会改变" } else { "改变" },
    );
    for MovedDate { number, organ, old, new, later } in &import.moved {
        let date = |day: &Option<_>| day.map_or_else(|| "无".to_owned(), wording::day);
        let direction = if *later { "推迟" } else { "提前" };
        text.push_str(&format!("\n  {number} {organ} {} → {} {direction}", date(old), date(new)));
    }
    text.push_str(&format!("\n工作日历：{}", import.calendar));
    if dry_run {
        text.push_str("\n没有改动任何数据；去掉--dry-run即正式导入。");
    }
    text
}
