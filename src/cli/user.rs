//! `gongkai user`: the first people of an installation. Later ones are made by its 安全保密管理员.

use std::io::{self, BufRead};
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::organ::load_by_code;
use super::{Failure, open, print};
use crate::app::App;
use crate::casework::Error;
use crate::casework::people::{PersonSetup, set_up_person};
use crate::casework::session::SHORTEST_PASSWORD;
use crate::config::Settings;
use crate::law::roles::Role;
use crate::store::audit::{NewAudit, append_audit};
use crate::store::organs::{OrganRow, list_units};
use crate::store::{StoreError, Tx};

#[derive(clap::Subcommand)]
pub enum Command {
    /// 增加一名用户及其岗位；密码从标准输入或者文件读取
    Add(Add),
}

#[derive(clap::Args, Clone)]
pub struct Add {
    /// 登录名
    #[arg(long)]
    login: String,
    /// 姓名
    #[arg(long)]
    name: String,
    /// 所在机关的编码
    #[arg(long)]
    organ: String,
    /// 岗位：clerk、handler、reviewer、office_head、approver、supervisor、admin、security、auditor
    #[arg(long, value_parser = parse_role)]
    role: Role,
    /// 内设机构名称；承办人必填
    #[arg(long)]
    unit: Option<String>,
    /// 存有密码的文件；不填则从标准输入读取一行
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

fn parse_role(word: &str) -> Result<Role, String> {
    let words: StrDeserializer<'_, ValueError> = word.into_deserializer();
    let role = Role::deserialize(words).map_err(|_| format!("没有岗位“{word}”"))?;
    if role == Role::Applicant { Err("申请人不是岗位".to_owned()) } else { Ok(role) }
}

/// Runs a command about people.
pub fn run(command: &Command, settings: &Settings) -> Result<(), Failure> {
    let Command::Add(add) = command;
    for (what, words) in [("登录名", &add.login), ("姓名", &add.name)] {
        if words.trim().is_empty() || words.chars().count() > 60 || words.chars().any(char::is_control) {
            return Err(Failure::breach(format!("{what}应为1至60个字符")));
        }
    }
    let password = read_password(add)?;
    let app = open::app(settings)?;
    let mut salt = [0; 16];
    app.random.fill(&mut salt)?;
    let (add, within) = (add.clone(), app.clone());
    let organ = app.store.write_blocking(move |tx| insert(&within, tx, &add, &password, &salt))?;
    print(&format!("已增加用户，所在机关：{}。", organ.name))
}

/// Never an argument: arguments are seen by every user of the machine.
fn read_password(add: &Add) -> Result<String, Failure> {
    let mut password = String::new();
    match &add.password_file {
        Some(file) => {
            password = std::fs::read_to_string(file)
                .map_err(|error| Failure::new(format!("无法读取{}：{error}", file.display())))?;
        }
        None => {
            eprintln!("请输入密码，以回车结束：");
            io::stdin().lock().read_line(&mut password).map_err(Failure::new)?;
        }
    }
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Failure::breach(format!("密码至少{SHORTEST_PASSWORD}个字符")));
    }
    Ok(password)
}

fn insert(
    app: &App,
    tx: &mut Tx<'_>,
    add: &Add,
    password: &str,
    salt: &[u8; 16],
) -> Result<OrganRow, Failure> {
    let organ = load_by_code(tx, &add.organ)?;
    let unit = match &add.unit {
        Some(name) => {
            let found = list_units(tx, organ.id)?.into_iter().find(|unit| unit.name == *name);
            Some(found.ok_or_else(|| Failure::new(format!("{}没有内设机构“{name}”", organ.name)))?.id)
        }
        None if add.role == Role::Handler => return Err(Failure::breach("承办人须以--unit写明内设机构")),
        None => None,
    };
    let person =
        PersonSetup { login: &add.login, name: &add.name, password, organ: organ.id, unit, role: add.role };
    let post = match set_up_person(tx, &app.passwords, salt, &person, app.clock.today()) {
        Err(Error::Store(StoreError::Duplicate)) => {
            return Err(Failure::new(format!("登录名{}已有人使用", add.login)));
        }
        made => made?,
    };
    let entry = NewAudit {
        at: app.now(),
        actor: r#"{"command_line":true}"#.to_owned(),
        what: "grant_post".to_owned(),
        case_id: None,
        detail: format!("user {} as {}", post.user_id, post.role),
    };
    append_audit(tx, &entry)?;
    Ok(organ)
}
