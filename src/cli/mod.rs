//! The command line: one file per command.
//!
//! To add a command: a file here, its line in [`Command`] and in [`dispatch`].

pub mod calendar;
pub mod calendar_import;
pub mod deadline;
pub mod demo;
pub mod explain;
mod failure;
pub mod letter;
pub mod migrate;
pub mod open;
mod openapi;
pub mod organ;
pub mod serve;
pub mod sweep;
pub mod user;
pub mod verify;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;

use crate::app::SystemClock;

/// 依申请公开案件管理
#[derive(Parser)]
#[command(name = "gongkai", version, about, long_about = None)]
struct Arguments {
    /// 配置文件（TOML）；环境变量GONGKAI_…优先于它
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 按批量格式计算答复期限（标准输入每行一件，标准输出每行一答）
    Deadline(deadline::Arguments),
    /// 工作日历：逐日查询、核对、解释、导入通知
    Calendar(calendar::Arguments),
    /// 建立演示数据：一个县、三个机关、五十多件案件，并启动服务
    Demo(demo::Arguments),
    /// 逐步说明一件案件的期限从何而来
    Explain(explain::Arguments),
    /// 输出一份文书：PDF、Word、网页或者文字
    Letter(letter::Arguments),
    /// 建立数据库，或者升级到本版本
    Migrate,
    /// 提供服务
    Serve(serve::Arguments),
    /// 检查一次到期事项，写入提醒并发送消息
    Sweep(sweep::Arguments),
    /// 输出接口说明（openapi.yaml）
    Openapi,
    /// 行政机关
    #[command(subcommand)]
    Organ(organ::Command),
    /// 用户和岗位
    #[command(subcommand)]
    User(user::Command),
    /// 核对全部案件和日志是否被改动
    Verify(verify::Arguments),
}

/// Runs one command.
pub fn run() -> ExitCode {
    match dispatch(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.status)
        }
    }
}

fn dispatch(arguments: Arguments) -> Result<(), Failure> {
    let settings = || open::settings(arguments.config.as_deref());
    match arguments.command {
        Command::Deadline(arguments) => deadline::run(&arguments),
        Command::Calendar(arguments) => calendar::run(&arguments, &SystemClock, settings),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments, &settings()?),
        Command::Letter(arguments) => letter::run(&arguments, settings),
        Command::Migrate => migrate::run(&settings()?),
        Command::Serve(arguments) => serve::run(&arguments, &settings()?),
        Command::Sweep(arguments) => sweep::run(&arguments, &settings()?),
        Command::Openapi => openapi::run(),
        Command::Organ(command) => organ::run(&command, &settings()?),
        Command::User(command) => user::run(&command, &settings()?),
        Command::Verify(arguments) => verify::run(&arguments, &settings()?),
    }
}

/// Writes to standard output. A reader that has gone away ends the command without noise.
fn print(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Failure::new),
    }
}
