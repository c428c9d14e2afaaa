//! `gongkai verify`: whether what is stored is what happened, and the daily anchor that proves it.

use super::{Failure, open, print};
use crate::app::App;
use crate::casework::verify;
use crate::config::Settings;
use crate::law::wording;
use crate::store::Hash;
use crate::store::anchors::{AnchorVerdict, make_anchor_blocking, verify_anchor};

#[derive(clap::Args)]
pub struct Arguments {
    /// 在库外保存的锚定值（64位十六进制），核对其后是否有案件被改动、截断或者删除
    #[arg(long, value_name = "VALUE")]
    anchor: Option<Hash>,
    /// 核对无误后生成当日的锚定值并显示，请另行妥善保存
    #[arg(long)]
    make_anchor: bool,
}

/// Checks everything; any fault makes the command fail.
pub fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let app = open::app(settings)?;
    let found = verify::run_blocking(&app)?;
    let mut faults = found.faults;
    if let Some(value) = arguments.anchor {
        match app.store.read_blocking(move |db| db.snapshot(|db| verify_anchor(db, value)))? {
            AnchorVerdict::Holds(anchor) => print(&format!(
                "锚定值成立：{}以前的{}件案件、{}条日志未被改动。",
                wording::day(anchor.day),
                anchor.case_count,
                anchor.event_count
            ))?,
            broken => faults.push(describe(&broken)),
        }
    }
    print(&format!("核对了{}件案件、{}条日志、{}个文件。", found.cases, found.events, found.files))?;
    if found.strays > 0 {
        print(&format!("文件存储中有{}个文件不属于任何案件（上传中断所致），不影响使用。", found.strays))?;
    }
    if !faults.is_empty() {
        return Err(Failure::new(format!("发现{}处问题：\n{}", faults.len(), faults.join("\n"))));
    }
    print("未发现问题。")?;
    if arguments.make_anchor { anchor(&app) } else { Ok(()) }
}

fn anchor(app: &App) -> Result<(), Failure> {
    let anchor = make_anchor_blocking(&app.store, app.clock.today(), app.now())?;
    print(&format!("{}的锚定值：{}", wording::day(anchor.day), anchor.head))
}

fn describe(verdict: &AnchorVerdict) -> String {
    match verdict {
        AnchorVerdict::Holds(_) => String::new(),
        AnchorVerdict::Broken { anchor, case_count, event_count, .. } => format!(
            "锚定值不成立：{}时有{}件案件、{}条日志，现在同一范围内有{case_count}件、{event_count}条，内容已被改动",
            wording::day(anchor.day),
            anchor.case_count,
            anchor.event_count
        ),
        AnchorVerdict::Unknown => "没有这个锚定值：输入有误，或者锚定记录被改写".to_owned(),
    }
}
