//! All that an applicant sees of a case, and may do with it now, found by number and 查询码 in one question.

use std::net::IpAddr;

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::files::{FileView, view};
use super::organ_facts::{self, Place};
use super::public_files::kind_now;
use super::public_organs::{PublicContact, contact_of};
use super::status::{self, PublicStatus};
use crate::app::App;
use crate::law::case::Case;
use crate::law::file::FileKind;
use crate::law::light::Standing;
use crate::store::cases::load_case;
use crate::store::files::list_files;
use crate::store::lookup::{LookedUp, Lookup};
use crate::store::texts::list_texts;
use crate::store::{Db, Scope};

/// A case as its applicant sees it.
#[derive(Clone, Debug, Serialize)]
pub struct PublicCase {
    #[serde(flatten)]
    pub status: PublicStatus,
    /// As they were asked for.
    pub items: Vec<String>,
    /// The letters and the information that the organ handed over; none while it holds them back (J-9).
    pub released: Vec<FileView>,
    /// What the applicant brought.
    pub brought: Vec<FileView>,
    /// What a file brought now would be: 补正材料 or 申请附件; none if none is taken.
    pub takes: Option<&'static str>,
    /// Whether a correction is waited for, and until when at the latest.
    pub correction_by: Option<NaiveDate>,
    pub may_withdraw: bool,
    pub withdrawal_requested: Option<NaiveDate>,
    pub contact: Option<PublicContact>,
    /// 行政复议机关.
    pub review: Vec<Place>,
    /// The court of first instance.
    pub court: Option<Place>,
}

/// Looks a case up.
///
/// # Errors
/// As [`status::run`].
pub async fn run(app: &App, number: String, code: String, address: IpAddr) -> Result<PublicCase, Error> {
    let (within, asked) = (app.clone(), number.clone());
    status::found(app, number, code, address, move |db, row, found| make(&within, db, asked, &row, &found))
        .await
}

fn make(app: &App, db: &mut Db, number: String, row: &LookedUp, found: &Lookup) -> Result<PublicCase, Error> {
    let case = status::fold(row, found)?;
    let standing = Standing::of_word(&row.state).ok_or_else(|| Error::corrupt("unknown state"))?;
    let facts = organ_facts::find(db, row.organ_id, app.clock.today())?.map(|dated| dated.facts);
    let (brought, others): (Vec<_>, Vec<_>) =
        list_files(db, row.id)?.into_iter().partition(|(file, _)| file.by_applicant);
    let released = others.into_iter().filter(|(file, _)| file.released_at.is_some() && !case.held);
    let texts = list_texts(db, row.id)?.into_iter();
    let awaits = standing == Standing::AwaitingCorrection;
    Ok(PublicCase {
        status: status::make(app, db, number, row, found)?,
        items: texts
            .filter(|text| text.kind == "item" && text.erased_at.is_none())
            .map(|text| text.body)
            .collect(),
        released: released.map(|(file, name)| view(&file, Some(name))).collect(),
        brought: brought.into_iter().map(|(file, name)| view(&file, Some(name))).collect(),
        takes: takes(app, db, row)?.map(FileKind::title),
        correction_by: row.waiting_until.filter(|_| awaits),
        may_withdraw: may_withdraw(&case, standing),
        withdrawal_requested: case.withdrawal_requested.filter(|_| !standing.ended()),
        contact: contact_of(db, row.organ_id, app.clock.today())?,
        review: facts.as_ref().map(|facts| facts.review.clone()).unwrap_or_default(),
        court: facts.and_then(|facts| facts.court),
    })
}

/// What a file brought now would be; none if none is taken.
fn takes(app: &App, db: &mut Db, row: &LookedUp) -> Result<Option<FileKind>, Error> {
    let case = load_case(db, &Scope::Organs(vec![row.organ_id]), row.id)?;
    match kind_now(app, &case) {
        Ok(kind) => Ok(Some(kind)),
        Err(Error::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// As the law would judge the request.
fn may_withdraw(case: &Case, standing: Standing) -> bool {
    !standing.ended() && !case.ended() && case.withdrawal_requested.is_none()
}
