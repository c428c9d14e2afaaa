//! What a batch of messages says at the moment it is sent: only what still holds, to the address the
//! person has now.

use super::channel::{Address, ChannelKind, QueryCode};
use super::compose;
use super::contact::{MailAddress, PhoneNumber};
use super::digest::Digest;
use super::look::Dates;
use super::moments::today;
use super::notice::{Alert, Notice};
use crate::app::App;
use crate::casework::told::contact;
use crate::casework::watched::Watched;
use crate::casework::{Error, party};
use crate::law::alerts::watches;
use crate::law::ladder::Travel;
use crate::store::alerts::load_alert;
use crate::store::outbox::MessageRow;
use crate::store::parties::{list_parties, newest_versions};
use crate::store::users::load_user;
use crate::store::{Db, Instant};

/// What is sent, and which messages of the batch no longer hold.
pub(super) struct Letter {
    pub content: Option<(Address, Notice, Option<QueryCode>)>,
    pub called_off: Vec<i64>,
}

/// Writes a batch.
///
/// # Errors
/// Corrupt for what cannot be read; the database's.
pub(super) fn write(app: &App, db: &mut Db, kind: ChannelKind, rows: &[MessageRow]) -> Result<Letter, Error> {
    let now = app.now();
    let (mut notices, mut called_off) = (Vec::new(), Vec::new());
    for row in rows {
        let notice: Notice = serde_json::from_str(&row.body).map_err(Error::corrupt)?;
        match still_holds(app, db, row, notice, now)? {
            Some(notice) => notices.push((row, notice)),
            None => called_off.push(row.id),
        }
    }
    let Some((first, notice)) = notices.first() else { return Ok(Letter { content: None, called_off }) };
    let address = match (&notice, first.user_id) {
        (Notice::Applicant(_), _) => applicant_address(app, db, kind, first)?,
        (_, Some(user)) => mail_address(db, user)?,
        (_, None) => Some((Address::OfChannel, None)),
    };
    let Some((to, code)) = address else {
        // Nobody is there any more to be told.
        return Ok(Letter { content: None, called_off: rows.iter().map(|row| row.id).collect() });
    };
    let gathered = notices.len() > 1 || first.travel == crate::casework::row::word(Travel::Digest);
    let said = if gathered && first.user_id.is_some() {
        Notice::Digest(gather(notices.into_iter().map(|(_, notice)| notice), now))
    } else {
        notice.clone()
    };
    Ok(Letter { content: Some((to, said, code)), called_off })
}

/// One person's morning in one message.
fn gather(notices: impl Iterator<Item = Notice>, now: Instant) -> Digest {
    let mut digest = Digest { day: today(now), alerts: Vec::new(), office: Vec::new() };
    for notice in notices {
        match notice {
            Notice::Alert(alert) => digest.alerts.push(alert),
            Notice::Office(office) => digest.office.push(office),
            Notice::Digest(_) | Notice::Applicant(_) => {}
        }
    }
    digest
}

/// The notice as it is true now; none if what it says no longer holds.
fn still_holds(
    app: &App,
    db: &mut Db,
    row: &MessageRow,
    notice: Notice,
    now: Instant,
) -> Result<Option<Notice>, Error> {
    let alert = match row.alert_id {
        Some(id) => Some(load_alert(db, id)?),
        None => None,
    };
    if alert.as_ref().is_some_and(|alert| alert.ended_at.is_some()) {
        return Ok(None);
    }
    match (notice, alert, row.case_id) {
        (Notice::Alert(said), Some(alert), Some(case_id)) => {
            let watched = Watched::load(app, db, case_id)?;
            let running = watches(&watched.facts(), today(now))?;
            let holding = Dates::load(db, case_id)?.holding(&watched, &running, now)?;
            let Some(held) = holding.iter().find(|held| held.is(&alert)) else { return Ok(None) };
            let matter = compose::matter(&watched, &held.watch, &held.crossed, today(now))?;
            Ok(Some(Notice::Alert(Alert { matter, ..said })))
        }
        (notice, _, _) => Ok(Some(notice)),
    }
}

fn mail_address(db: &mut Db, user: i64) -> Result<Option<(Address, Option<QueryCode>)>, Error> {
    let user = load_user(db, user)?;
    let email = user.email.filter(|_| user.disabled_at.is_none());
    let address = email.and_then(|email| MailAddress::parse(&email).ok());
    Ok(address.map(|address| (Address::Mail(address), None)))
}

/// The applicant's address and 查询码, which stand nowhere else on the way.
fn applicant_address(
    app: &App,
    db: &mut Db,
    kind: ChannelKind,
    row: &MessageRow,
) -> Result<Option<(Address, Option<QueryCode>)>, Error> {
    let Some(case_id) = row.case_id else { return Ok(None) };
    let parties = newest_versions(list_parties(db, case_id)?);
    let Some(found) = contact(&parties) else { return Ok(None) };
    let case = Watched::load(app, db, case_id)?.row;
    let code = QueryCode::new(app.keys.query_code(case.id, case.query_generation));
    let address = match kind {
        ChannelKind::Mail => {
            found.fields.email.as_deref().and_then(|email| MailAddress::parse(email).ok()).map(Address::Mail)
        }
        ChannelKind::Sms => {
            let phone = party::phone(found, &app.keys)?;
            phone.and_then(|phone| PhoneNumber::parse(&phone).ok()).map(Address::Phone)
        }
        ChannelKind::Webhook | ChannelKind::Robot => None,
    };
    Ok(address.map(|address| (address, Some(code))))
}
