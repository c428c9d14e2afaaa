//! `gongkai sweep`: one round of background work, or a look at what it would do.

use super::{Failure, open, print};
use crate::config::Settings;
use crate::notify::open::Channels;
use crate::notify::{background, sweep};

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub struct Arguments {
    /// 执行一轮：检查到期事项，写入提醒，发送消息
    #[arg(long)]
    once: bool,
    /// 只列出将要提醒的事项，不写入、不发送
    #[arg(long)]
    dry_run: bool,
}

/// Runs one round.
///
/// # Errors
/// As [`open::app`]; a case that could not be looked at is reported and gives exit code 1.
pub fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let app = open::app(settings)?;
    if arguments.dry_run {
        let found = sweep::dry_run(&app).map_err(Failure::new)?;
        let mut count = 0;
        for (number, lines) in &found {
            for line in lines {
                print(&format!("{number}\t{line}"))?;
                count += 1;
            }
        }
        return print(&format!("将检查{}件案件，发出{count}项提醒。", found.len()));
    }
    let channels = channels(settings)?;
    let who = format!("sweep-{}", std::process::id());
    let (swept, delivered) = background::round(&app, &channels, &who)?;
    print(&format!(
        "检查{}件案件，发出{}项提醒，撤销{}项，上报{}项；发送{}条消息，待重发{}条，无法送达{}条，不确定{}条。",
        swept.looked,
        swept.fired,
        swept.ended,
        swept.escalated,
        delivered.sent,
        delivered.later,
        delivered.dead,
        delivered.uncertain
    ))?;
    if swept.faults.is_empty() {
        return Ok(());
    }
    let faults: Vec<String> =
        swept.faults.iter().map(|(case, what)| format!("案件内部编号{case}：{what}")).collect();
    Err(Failure::new(format!("以下案件无法检查：\n{}", faults.join("\n"))))
}

/// The channels that the settings name.
///
/// # Errors
/// Every fault at once.
pub fn channels(settings: &Settings) -> Result<Channels, Failure> {
    Channels::open(&settings.channels, &settings.public_url)
        .map_err(|faults| Failure::breach(format!("消息渠道的配置有误：\n{}", faults.join("\n"))))
}
