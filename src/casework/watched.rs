//! A case with all that its alerts rest on.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Error;
use super::journal::from_row;
use super::people::OrganSettings;
use super::perform::calendar_for;
use crate::app::App;
use crate::law::alerts::{Facts, OpenProceeding};
use crate::law::calendar::Calendar;
use crate::law::case::{Case, Recorded};
use crate::law::case_event::CaseEvent;
use crate::law::ladder::Ladder;
use crate::law::remedy::Proceeding;
use crate::law::text::OrganId;
use crate::store::cases::{CaseRow, load_case};
use crate::store::journal::load_events;
use crate::store::ladders::find_ladder;
use crate::store::organs::{OrganRow, load_organ};
use crate::store::supervision::{UrgingRow, find_open_urging, list_proceedings};
use crate::store::{Db, Scope};

/// A case as the program itself looks at it.
pub struct Watched {
    pub row: CaseRow,
    pub organ: OrganRow,
    pub case: Case,
    /// What happened, and the day it did.
    pub journal: Vec<(NaiveDate, CaseEvent)>,
    pub calendar: Arc<Calendar>,
    pub ladder: Ladder,
    pub settings: OrganSettings,
    pub proceedings: Vec<OpenProceeding>,
    pub urging: Option<UrgingRow>,
}

impl Watched {
    /// Loads and folds.
    ///
    /// # Errors
    /// The database's; corrupt for a journal or a ladder that cannot be read.
    pub fn load(app: &App, db: &mut Db, case_id: i64) -> Result<Watched, Error> {
        let row = load_case(db, &Scope::Everything, case_id)?;
        let organ = load_organ(db, row.organ_id)?;
        let events = load_events(db, case_id)?;
        let recorded = events.iter().map(from_row).collect::<Result<Vec<Recorded>, _>>()?;
        let case = Case::fold(OrganId(organ.id), &organ.path, &recorded);
        let days = events.iter().map(|event| event.occurred_on);
        let journal = days.zip(recorded.into_iter().map(|recorded| recorded.event)).collect();
        let calendar = calendar_for(app.calendars.current(db)?.as_ref(), &organ, &row, &case);
        let open = list_proceedings(db, case_id)?.into_iter().filter(|row| row.answered_on.is_none());
        let proceedings = open
            .map(|row| {
                Ok(OpenProceeding {
                    id: u32::try_from(row.id).map_err(Error::corrupt)?,
                    proceeding: proceeding_of(&row.kind)?,
                    received_on: row.received_on,
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Watched {
            ladder: ladder_of(db, &organ)?,
            settings: OrganSettings::of(&organ),
            urging: find_open_urging(db, case_id)?,
            row,
            organ,
            case,
            journal,
            calendar,
            proceedings,
        })
    }

    /// What the law looks at.
    pub fn facts(&self) -> Facts<'_> {
        let number = |row: &UrgingRow| u32::try_from(row.id).unwrap_or(u32::MAX);
        Facts {
            case: &self.case,
            journal: &self.journal,
            calendar: &self.calendar,
            ladder: &self.ladder,
            targets: self.settings.targets,
            proceedings: &self.proceedings,
            urging: self.urging.as_ref().map(|row| (number(row), row.reply_by)),
        }
    }
}

/// The ladder that holds for an organ: its own, an inherited one, or the shipped one.
///
/// # Errors
/// Corrupt for one that cannot be read: an organ is never left on another ladder than it chose.
pub fn ladder_of(db: &mut Db, organ: &OrganRow) -> Result<Ladder, Error> {
    match find_ladder(db, &organ.path)? {
        Some(row) => serde_json::from_str(&row.body).map_err(Error::corrupt),
        None => Ok(Ladder::of_reply()),
    }
}

/// The word of a proceeding in a row.
pub fn proceeding_word(proceeding: Proceeding) -> &'static str {
    match proceeding {
        Proceeding::Review => "review",
        Proceeding::SummaryReview => "summary_review",
        Proceeding::Suit => "suit",
    }
}

/// The proceeding of a word that [`proceeding_word`] made.
///
/// # Errors
/// Corrupt for another word.
pub fn proceeding_of(word: &str) -> Result<Proceeding, Error> {
    let all = [Proceeding::Review, Proceeding::SummaryReview, Proceeding::Suit];
    let found = all.into_iter().find(|proceeding| proceeding_word(*proceeding) == word);
    found.ok_or_else(|| Error::corrupt(format!("there is no proceeding {word}")))
}
