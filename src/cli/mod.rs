//! The command line: one file per command.
//!
//! To add a command: a file here, its line in [`Command`] and in [`dispatch`].

pub mod calendar;
pub mod deadline;
mod failure;
pub mod migrate;
pub mod open;
mod openapi;
pub mod serve;

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
    /// 配置文件(TOML);环境变量GONGKAI_…优先于它
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 按批量格式计算答复期限(标准输入每行一件,标准输出每行一答)
    Deadline(deadline::Arguments),
    /// 工作日历:逐日查询、核对、解释、导入通知
    Calendar(calendar::Arguments),
    /// 建立数据库,或者升级到本版本
    Migrate,
    /// 提供服务
    Serve,
    /// 输出接口说明(openapi.yaml)
    Openapi,
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
        Command::Calendar(arguments) => calendar::run(&arguments, &SystemClock),
        Command::Migrate => migrate::run(&settings()?),
        Command::Serve => serve::run(&settings()?),
        Command::Openapi => openapi::run(),
    }
}

/// Writes to standard output. A reader that has gone away ends the command without noise.
fn print(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Failure::new),
    }
}
