//! Whether what is stored is what happened: every journal sealed, every row the fold of its journal.

use serde::{Deserialize, Serialize};

use super::Error;
use super::journal::from_row;
use super::perform::calendar_for;
use super::row::{Cached, cached};
use crate::app::App;
use crate::law::case::{Case, Recorded};
use crate::law::text::OrganId;
use crate::store::cases::find_case;
use crate::store::journal::{EventRow, Fault, verify_all};
use crate::store::organs::load_organ;
use crate::store::{Db, Scope};

/// What a check of the whole store found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub cases: u64,
    pub events: u64,
    /// One sentence for each fault; empty if all is sound.
    pub faults: Vec<String>,
}

/// Checks every case. May run while the service does.
///
/// # Errors
/// The database's.
pub fn run_blocking(app: &App) -> Result<Verified, Error> {
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
            verified.faults.extend(compare(&app, db, id, &events)?);
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
    let found = Cached::of(&row);
    Ok(if expected == found {
        Vec::new()
    } else {
        vec![format!("案件{}的记录与日志不一致", row.number)]
    })
}

fn describe(id: i64, fault: &Fault) -> String {
    let what = match fault {
        Fault::Altered { seq } => format!("第{seq}条日志被改动"),
        Fault::Missing { from, to } => format!("第{from}至{to}条日志缺失"),
        Fault::Unlinked { seq } => format!("第{seq}条日志与前一条不衔接"),
        Fault::Reordered { seq } => format!("第{seq}条日志的次序被改动"),
        Fault::CutTail { recorded, found } => format!("应有{recorded}条日志,只有{found}条"),
        Fault::Surplus { recorded, found } => format!("应有{recorded}条日志,却有{found}条"),
        Fault::HeadDiffers => "最后一条日志与记录不符".to_owned(),
        Fault::NoCase => "案件已被删除,日志仍在".to_owned(),
    };
    format!("案件内部编号{id}:{what}")
}
