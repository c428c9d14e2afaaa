//! The applicant's side of the files: bringing 补正材料 and attachments, downloading what was released.
//! The 查询码 opens it, under the same limits as the look-up of the status.

use std::net::IpAddr;

use super::files::{
    Addition, Download, FileView, TakenIn, download, has_room, insert, permit, record, retrying, view,
};
use super::journal::NamedActor;
use super::{Error, checks, journal, status};
use crate::app::App;
use crate::law::case::Case;
use crate::law::case_event::CaseEvent;
use crate::law::deadline::Channel;
use crate::law::file::{ATTACH_WITHIN, FileKind, FileUse, brought_by_applicant, judge_release};
use crate::law::light::Standing;
use crate::law::text::OrganId;
use crate::store::cases::{CaseRow, load_case, load_case_by_number};
use crate::store::files::{held, list_files, load_file, release_file};
use crate::store::organs::load_organ;
use crate::store::{Db, Scope, StoreError};

/// An applicant whose 查询码 was right, and the case it opened.
#[derive(Clone, Debug)]
pub struct Admitted {
    actor: NamedActor,
    case_id: i64,
}

/// Whether the applicant may bring a file now, before a byte of one is read.
///
/// # Errors
/// As [`status::run`]; [`crate::law::refusal::Refusal::NotNow`]; [`Error::Input`] if the case is full.
pub async fn admit(app: &App, number: String, code: String, address: IpAddr) -> Result<Admitted, Error> {
    let within = app.clone();
    status::found(app, number, code, address, move |db, row, _| {
        let actor = checks::applicant(row.organ_id, &row.organ_path, &row.organ_name);
        let admitted = Admitted { actor, case_id: row.id };
        admitted.kind_now(&within, db)?;
        has_room(&within, held(db, row.id, true)?, 0, true)?;
        Ok(admitted)
    })
    .await
}

impl Admitted {
    fn load(&self, db: &mut Db) -> Result<CaseRow, StoreError> {
        load_case(db, &Scope::Organs(vec![self.actor.actor.organ.0]), self.case_id)
    }

    fn kind_now(&self, app: &App, db: &mut Db) -> Result<(CaseRow, FileKind), Error> {
        let row = self.load(db)?;
        let kind = kind_now(app, &row)?;
        Ok((row, kind))
    }
}

/// What a file that the applicant brings now is to the case.
///
/// # Errors
/// [`crate::law::refusal::Refusal::NotNow`] at any other time.
pub(super) fn kind_now(app: &App, row: &CaseRow) -> Result<FileKind, Error> {
    let standing = Standing::of_word(&row.state).ok_or_else(|| Error::corrupt("unknown state"))?;
    let online = row.channel == super::row::word(Channel::Online);
    let age = app.clock.now() - row.submitted_at.to_utc();
    Ok(brought_by_applicant(standing, online && age <= ATTACH_WITHIN)?)
}

/// Makes what an applicant brought part of the case.
///
/// # Errors
/// As [`admit`].
pub async fn add(app: &App, admitted: Admitted, name: String, content: TakenIn) -> Result<FileView, Error> {
    let within = app.clone();
    retrying(app, move |tx| {
        let (mut row, kind) = admitted.kind_now(&within, tx)?;
        let addition = Addition { kind, name: name.clone(), content, by_applicant: true };
        let (file, name) = insert(&within, tx, &mut row, &admitted.actor, &addition)?;
        Ok(view(&file, Some(name)))
    })
    .await
}

/// The files released to the applicant.
///
/// # Errors
/// As [`status::run`].
pub async fn list(app: &App, number: String, code: String, address: IpAddr) -> Result<Vec<FileView>, Error> {
    status::found(app, number, code, address, |db, row, _| {
        let released = list_files(db, row.id)?.into_iter().filter(|(file, _)| file.released_at.is_some());
        Ok(released.map(|(file, name)| view(&file, Some(name))).collect())
    })
    .await
}

/// A released file to download.
///
/// # Errors
/// As [`status::run`]; [`StoreError::NotFound`] for a file that is not released, or of a case that is
/// held back since (J-9).
pub async fn read(
    app: &App,
    number: String,
    code: String,
    file: i32,
    address: IpAddr,
) -> Result<Download, Error> {
    // What the case does not have or has not released is no wrong code: it is not counted as one.
    let found = status::found(app, number, code, address, move |db, row, found| {
        let held = status::fold(&row, &found)?.held;
        match load_file(db, row.id, file) {
            Ok((found, name)) if found.released_at.is_some() && !held => download(&found, &name).map(Some),
            Ok(_) | Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    });
    found.await?.ok_or(Error::Store(StoreError::NotFound))
}

/// Lets the applicant download a file (登记岗, who delivers the reply).
///
/// # Errors
/// The law's refusal; [`Error::Forbidden`]; [`StoreError::NotFound`].
pub async fn release(app: &App, actor: NamedActor, number: String, file: i32) -> Result<FileView, Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let mut row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            permit(&actor, FileUse::Release)?;
            let (found, _) = load_file(tx, row.id, file)?;
            let organ = load_organ(tx, row.organ_id)?;
            let case = Case::fold(OrganId(organ.id), &organ.path, &journal::load(tx, row.id)?);
            let kind = FileKind::of_word(&found.kind).ok_or_else(|| Error::corrupt("unknown kind"))?;
            judge_release(&case, kind)?;
            if found.released_at.is_none() {
                let (now, today) = (within.now(), within.clock.today());
                release_file(tx, found.id, now)?;
                let released = CaseEvent::FileReleased { file: u32::try_from(file).map_err(Error::corrupt)? };
                record(tx, &mut row, &released, &actor, now, today)?;
            }
            let (found, name) = load_file(tx, row.id, file)?;
            Ok(view(&found, Some(name)))
        })
        .await
}
