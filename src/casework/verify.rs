//! Whether what is stored is what happened: every journal sealed, every row the fold of its journal, every
//! file what its event says.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::journal::from_row;
use super::perform::calendar_for;
use super::row::{Cached, cached};
use super::{Error, verify_papers};
use crate::app::App;
use crate::files::{self, ContentId, Soundness};
use crate::law::case::{Case, Recorded};
use crate::law::text::OrganId;
use crate::store::cases::find_case;
use crate::store::document_numbers::{list_series, list_unused};
use crate::store::files::{FileRow, list_files_after};
use crate::store::journal::{EventRow, Fault, verify_all};
use crate::store::organs::load_organ;
use crate::store::tallies::count_wrong_tallies;
use crate::store::{Db, Scope};

/// A page of files, checked without holding on to the database.
const FILES_AT_ONCE: i64 = 200;

/// What a check of the whole store found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub cases: u64,
    pub events: u64,
    /// Files whose content was read.
    pub files: u64,
    /// Contents in the storage that no file has, as an upload that broke off leaves them. No fault.
    pub strays: u64,
    /// One sentence for each fault; empty if all is sound.
    pub faults: Vec<String>,
}

/// Checks every case and every file. May run while the service does.
///
/// # Errors
/// The database's, or the storage's.
pub fn run_blocking(app: &App) -> Result<Verified, Error> {
    // What is stored before a file is written down is no stray of it.
    let mut strays = BTreeSet::new();
    app.storage.content.list(&mut |id| {
        strays.insert(id);
    })?;
    let mut verified = check_cases(app)?;
    verified.faults.extend(check_numbers(app)?);
    if app.store.read_blocking(count_wrong_tallies)? > 0 {
        verified.faults.push("按月的汇总数与台账不一致".to_owned());
    }
    let mut after = 0;
    loop {
        let page = app.store.read_blocking(move |db| list_files_after(db, after, FILES_AT_ONCE))?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for file in &page {
            strays.remove(&ContentId::from(*file.content.as_bytes()));
            verified.faults.extend(check_content(app, file)?);
            verified.files += 1;
        }
    }
    verified.strays = strays.len() as u64;
    Ok(verified)
}

/// Every 文号 that was drawn is a letter's or was given up with a reason.
fn check_numbers(app: &App) -> Result<Vec<String>, Error> {
    app.store.read_blocking(|db| {
        db.snapshot(|db| {
            let mut faults = Vec::new();
            for series in list_series(db)? {
                for serial in list_unused(db, &series)? {
                    faults.push(format!("文号“{}”{}年第{serial}号缺号", series.word, series.year));
                }
            }
            Ok(faults)
        })
    })
}

/// Whether the content of a file is there, unaltered.
fn check_content(app: &App, file: &FileRow) -> Result<Option<String>, Error> {
    if file.erased_at.is_some() {
        return Ok(None);
    }
    let what = match files::check(&*app.storage.content, ContentId::from(*file.content.as_bytes()))? {
        Soundness::Sound => return Ok(None),
        Soundness::Missing => "已丢失",
        Soundness::Altered => "内容已被改动",
    };
    let id = file.case_id;
    let row = app.store.read_blocking(move |db| find_case(db, &Scope::Everything, id))?;
    let number = row.map(|row| row.number.clone()).unwrap_or_default();
    Ok(Some(format!("案件{number}的第{}个文件{what}", file.ordinal)))
}

fn check_cases(app: &App) -> Result<Verified, Error> {
    let (app, store) = (app.clone(), app.store.clone());
    store.read_blocking(move |db| {
        let mut verified = Verified::default();
        let mut journals: Vec<(i64, Vec<EventRow>)> = Vec::new();
        verified.cases = verify_all(db, |id, events, faults| -> Result<(), Error> {
            verified.events += events.len() as u64;
            verified.faults.extend(faults.iter().map(|fault| describe(id, fault)));
            if faults.is_empty() {
                journals.push((id, events.to_vec()));
            }
            Ok(())
        })?;
        for (id, events) in journals {
            verified.faults.extend(db.snapshot(|db| compare(&app, db, id, &events))?);
        }
        Ok(verified)
    })
}

/// Folds the journal and compares the row with it.
fn compare(app: &App, db: &mut Db, id: i64, events: &[EventRow]) -> Result<Vec<String>, Error> {
    let Some(row) = find_case(db, &Scope::Everything, id)? else { return Ok(Vec::new()) };
    if row.event_count != events.len() as i32 {
        // It changed between the two reads; its journal was sound.
        return Ok(Vec::new());
    }
    let organ = load_organ(db, row.organ_id)?;
    let journal: Vec<Recorded> = match events.iter().map(from_row).collect() {
        Ok(journal) => journal,
        Err(_) => return Ok(vec![format!("案件{}的日志无法读取", row.number)]),
    };
    let case = Case::fold(OrganId(organ.id), &organ.path, &journal);
    let calendars = app.calendars.current(db)?;
    let expected = cached(&case, &calendar_for(&calendars, &organ, &row, &case))?;
    let mut faults = Vec::new();
    if expected != Cached::of(&row) {
        faults.push(format!("案件{}的记录与日志不一致", row.number));
    }
    let papers = verify_papers::compare(db, id, &journal)?;
    faults.extend(papers.into_iter().map(|paper| format!("案件{}的{paper}与日志不一致", row.number)));
    Ok(faults)
}

fn describe(id: i64, fault: &Fault) -> String {
    let what = match fault {
        Fault::Altered { seq } => format!("第{seq}条日志被改动"),
        Fault::Missing { from, to } => format!("第{from}至{to}条日志缺失"),
        Fault::Unlinked { seq } => format!("第{seq}条日志与前一条不衔接"),
        Fault::Reordered { seq } => format!("第{seq}条日志的次序被改动"),
        Fault::CutTail { recorded, found } => format!("应有{recorded}条日志，只有{found}条"),
        Fault::Surplus { recorded, found } => format!("应有{recorded}条日志，却有{found}条"),
        Fault::HeadDiffers => "最后一条日志与记录不符".to_owned(),
        Fault::NoCase => "案件已被删除，日志仍在".to_owned(),
    };
    format!("案件内部编号{id}：{what}")
}
