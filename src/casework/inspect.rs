//! A case as whoever may open the database sees it: its dates with their steps, made afresh from
//! the journal and compared with the row. For the command line, never for a person of the service.

use serde::{Deserialize, Serialize};

use super::explained::{Explained, explain};
use super::people::OrganSettings;
use super::perform::calendar_for;
use super::row::{Cached, cached};
use super::{Error, journal};
use crate::app::App;
use crate::law::case::Case;
use crate::law::text::OrganId;
use crate::store::Scope;
use crate::store::cases::load_case_by_number;
use crate::store::organs::load_organ;

/// A case with the steps of its dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspected {
    pub number: String,
    pub organ: String,
    /// The furthest of the eight steps, in words.
    pub step: String,
    /// Whether the stored row is what the journal gives.
    pub row_agrees: bool,
    #[serde(flatten)]
    pub explained: Explained,
}

/// Folds the journal of any case.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] for an unknown number; the database's.
pub fn run_blocking(app: &App, number: String) -> Result<Inspected, Error> {
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store.read_blocking(move |db| {
        let row = load_case_by_number(db, &Scope::Everything, &number)?;
        let organ = load_organ(db, row.organ_id)?;
        let case = Case::fold(OrganId(organ.id), &organ.path, &journal::load(db, row.id)?);
        let calendar = calendar_for(app.calendars.current(db)?.as_ref(), &organ, &row, &case);
        Ok(Inspected {
            row_agrees: cached(&case, &calendar)? == Cached::of(&row),
            explained: explain(&case, &calendar, OrganSettings::of(&organ), today)?,
            step: case.step().title().to_owned(),
            number: row.number.clone(),
            organ: organ.name,
        })
    })
}
