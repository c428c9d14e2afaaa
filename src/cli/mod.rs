//! The command line: one file per command.

pub mod calendar;
pub mod deadline;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::SystemClock;

/// 依申请公开案件管理
#[derive(Parser)]
#[command(name = "gongkai", version, about, long_about = None)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 按批量格式计算答复期限(标准输入每行一件,标准输出每行一答)
    Deadline(deadline::Arguments),
    /// 工作日历:逐日查询、核对、解释
    Calendar(calendar::Arguments),
}

/// Runs one command.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Deadline(arguments) => deadline::run(&arguments),
        Command::Calendar(arguments) => calendar::run(&arguments, &SystemClock),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.status)
        }
    }
}

/// Why a command failed, for the person at the terminal.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    pub message: String,
    pub status: u8,
}

impl Failure {
    /// A command that could not do its work.
    pub fn new(message: impl std::fmt::Display) -> Failure {
        Failure { message: message.to_string(), status: 1 }
    }

    /// Input that breaks a contract.
    pub fn breach(message: impl std::fmt::Display) -> Failure {
        Failure { message: message.to_string(), status: 2 }
    }
}
