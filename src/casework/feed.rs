//! A person's dates as a calendar that their own program fetches by a secret address.
//!
//! The address is the only key to it, so it shows numbers and kinds of dates, nobody's name and no
//! words (see [`super::ics`]); its hash alone is kept, and a new one voids the old.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Error;
use super::ics::{DateKind, Entry, Feed, write};
use super::journal::NamedActor;
use super::number::CaseNumber;
use super::trail::note;
use crate::app::App;
use crate::law::alerts::Subject;
use crate::law::roles::Role;
use crate::law::text::CaseId;
use crate::store::feeds::{find_feed, find_feed_of_user, remove_feed, save_feed};
use crate::store::watches::{WatchedDate, list_dates_of_handler};
use crate::store::{Hash, StoreError};

const SECRET_BYTES: usize = 24;
/// More dates than anybody handles.
const MOST_DATES: i64 = 2000;

/// The address, shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedView {
    pub address: String,
}

/// Whether the calendar of this post holds anything: the dates of the cases that the person handles.
pub fn holds_dates(actor: &NamedActor) -> bool {
    actor.actor.role == Role::Handler
}

/// Makes a new address for the signed-in person.
///
/// # Errors
/// The database's.
pub async fn create(app: &App, actor: NamedActor) -> Result<FeedView, Error> {
    let mut secret = [0; SECRET_BYTES];
    app.random.fill(&mut secret)?;
    let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let (hash, now) = (Hash::of(secret.as_bytes()), app.now());
    app.store
        .write(move |tx| -> Result<(), Error> {
            save_feed(tx, actor.actor.user.0, hash, now)?;
            note(tx, &actor, "create_feed", format!("user {}", actor.actor.user.0), now)
        })
        .await?;
    let base = app.settings.public_url.trim_end_matches('/');
    Ok(FeedView { address: format!("{base}/api/v1/public/feeds/{secret}") })
}

/// Since which day the signed-in person has an address. The address itself is kept nowhere.
///
/// # Errors
/// The database's.
pub async fn made_on(app: &App, actor: NamedActor) -> Result<Option<chrono::NaiveDate>, Error> {
    app.store
        .read(move |db| {
            let made = find_feed_of_user(db, actor.actor.user.0)?;
            Ok(made.map(|at| crate::app::shanghai(at.to_utc()).date_naive()))
        })
        .await
}

/// Takes the address of the signed-in person away.
///
/// # Errors
/// The database's.
pub async fn revoke(app: &App, actor: NamedActor) -> Result<(), Error> {
    let now = app.now();
    app.store
        .write(move |tx| {
            remove_feed(tx, actor.actor.user.0)?;
            note(tx, &actor, "revoke_feed", format!("user {}", actor.actor.user.0), now)
        })
        .await
}

/// The calendar at an address.
///
/// # Errors
/// [`StoreError::NotFound`] for an address that is not, or no longer, one.
pub async fn read(app: &App, secret: String) -> Result<String, Error> {
    let hash = Hash::of(secret.as_bytes());
    let url = app.settings.public_url.clone();
    app.store
        .read(move |db| {
            let user = find_feed(db, &hash)?.ok_or(StoreError::NotFound)?;
            let dates = list_dates_of_handler(db, user, MOST_DATES)?;
            let entries: Vec<Entry> = dates.iter().filter_map(|(date, number)| entry(date, number)).collect();
            let host = url.split("://").last().unwrap_or_default();
            let host = host.split(['/', ':']).next().unwrap_or_default();
            Ok(write(&Feed { host, entries: &entries }))
        })
        .await
}

/// A date as a calendar shows it. What is no day to plan for, such as an internal target, is left out.
fn entry(date: &WatchedDate, number: &str) -> Option<Entry> {
    let kind = match Subject::of_key(&date.subject)? {
        Subject::Reply => DateKind::Reply,
        Subject::CorrectionNotice => DateKind::CorrectionNotice,
        Subject::Correction => DateKind::CorrectionEnd,
        Subject::Payment => DateKind::PaymentEnd,
        Subject::Consultation(_) => DateKind::ConsultationEnd,
        Subject::Inquiry(_) => DateKind::Inquiry,
        _ => return None,
    };
    Some(Entry {
        case: CaseId(date.case_id),
        number: CaseNumber::parse(number).ok()?,
        kind,
        day: date.day?,
        sequence: u32::try_from(date.version).ok()?.saturating_sub(1),
        changed_at: date.changed_at.to_utc(),
        light: None,
        days_left: None,
        provisional: false,
        cancelled: false,
    })
}
