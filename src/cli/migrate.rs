//! `gongkai migrate`: makes the tables, or brings them up to this version.

use super::{Failure, open, print};
use crate::config::Settings;

/// Opens the database, which migrates it.
pub fn run(settings: &Settings) -> Result<(), Failure> {
    let app = open::app(settings)?;
    print(&format!("数据库{:?}已是本版本的结构。", app.store.address()))
}
