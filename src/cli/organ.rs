//! `gongkai organ`: the organs of an installation.

use super::{Failure, open, print};
use crate::casework::people::{OrganSetup, set_up_organ};
use crate::config::Settings;
use crate::store::StoreError;
use crate::store::organs::{OrganRow, find_organ_by_code};
use crate::store::{Db, Tx};

#[derive(clap::Subcommand)]
pub enum Command {
    /// 设立一个行政机关
    Add(Add),
}

#[derive(clap::Args, Clone)]
pub struct Add {
    /// 编码，用于登记编号，如QSXZR
    #[arg(long)]
    code: String,
    /// 全称
    #[arg(long)]
    name: String,
    /// 类别：government（政府）、department（部门）、township（乡镇）等
    #[arg(long, default_value = "department")]
    kind: String,
    /// 上级机关的编码；不填为顶级机关
    #[arg(long)]
    parent: Option<String>,
    /// 内设机构，可以重复
    #[arg(long = "unit")]
    units: Vec<String>,
}

/// Runs a command about organs.
pub fn run(command: &Command, settings: &Settings) -> Result<(), Failure> {
    let Command::Add(add) = command;
    let code = &add.code;
    if code.is_empty() || code.len() > 20 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Failure::breach("编码应为1至20个字母、数字"));
    }
    if add.name.trim().is_empty() {
        return Err(Failure::breach("请填写机关全称"));
    }
    let app = open::app(settings)?;
    let (add, today) = (add.clone(), app.clock.today());
    let organ = app.store.write_blocking(move |tx| insert(tx, &add, today))?;
    print(&format!("已设立{}（编码{}）。", organ.name, organ.code))
}

fn insert(tx: &mut Tx<'_>, add: &Add, today: chrono::NaiveDate) -> Result<OrganRow, Failure> {
    let parent = add.parent.as_deref().map(|code| load_by_code(tx, code)).transpose()?;
    let units: Vec<&str> = add.units.iter().map(String::as_str).collect();
    let setup = OrganSetup {
        parent: parent.map(|parent| parent.id),
        code: &add.code,
        name: &add.name,
        kind: &add.kind,
        units: &units,
    };
    match set_up_organ(tx, &setup, today) {
        Err(crate::casework::Error::Store(StoreError::Duplicate)) => {
            Err(Failure::new(format!("编码{}已有机关使用", add.code)))
        }
        made => Ok(made?.0),
    }
}

/// The organ of a code, or what to do about it.
pub(super) fn load_by_code(db: &mut Db, code: &str) -> Result<OrganRow, Failure> {
    let found = find_organ_by_code(db, code)?;
    found.ok_or_else(|| Failure::new(format!("没有编码为{code}的机关，请先用gongkai organ add设立")))
}
