//! What goes into the outbox: an alert, for each person by mail, and for an organ's own receivers.
//!
//! Quiet hours are kept here: what is not due today waits for the next office morning, where it is
//! merged with all else that waits for the same person.

use super::channel::ChannelKind;
use super::contact::MailAddress;
use super::moments::{instant, local};
use super::notice::{Matter, Notice};
use super::preferences::mail_for;
use super::recipients::Recipient;
use crate::app::App;
use crate::casework::Error;
use crate::casework::inbox::Preferences;
use crate::casework::people::OrganSettings;
use crate::casework::row::word;
use crate::law::calendar::WorkCalendar;
use crate::law::ladder::Travel;
use crate::law::office_hours::OFFICE_HOURS;
use crate::store::ladders::find_preferences;
use crate::store::organs::OrganRow;
use crate::store::outbox::{NewMessage, insert_message};
use crate::store::{Instant, Tx};

/// What all messages of one alert have in common.
pub(super) struct Envelope<'a> {
    pub app: &'a App,
    pub organ: &'a OrganRow,
    pub calendar: &'a WorkCalendar,
    pub settings: OrganSettings,
    pub case_id: Option<i64>,
    pub alert_id: i64,
    pub travel: Travel,
    pub now: Instant,
}

/// Puts an alert into the outbox, for each recipient who has an address, and with `to_organ` for the
/// organ's own receivers.
pub(super) fn post(
    tx: &mut Tx<'_>,
    envelope: &Envelope<'_>,
    matter: Option<&Matter>,
    recipients: &[Recipient],
    to_organ: bool,
    notice: &dyn Fn(Option<&Recipient>) -> Notice,
) -> Result<(), Error> {
    let channels = &envelope.app.settings.channels;
    let mail = channels.mail.is_some() || channels.mail_folder.is_some();
    for to in recipients.iter().filter(|_| mail) {
        let usable = to.user.email.as_deref().is_some_and(|email| MailAddress::parse(email).is_ok());
        if !usable {
            continue;
        }
        let wish = match find_preferences(tx, to.user.id)? {
            Some(body) => serde_json::from_str(&body).map_err(Error::corrupt)?,
            None => Preferences::default(),
        };
        let travel = match matter {
            Some(matter) => {
                mail_for(wish, matter, envelope.travel, to.audience, envelope.settings.mail_may_be_off)
            }
            None => Some(envelope.travel),
        };
        if let Some(travel) = travel {
            let on_duty = envelope.settings.duty == Some(to.user.id);
            put(tx, envelope, ChannelKind::Mail, travel, on_duty, Some(to), &notice(Some(to)))?;
        }
    }
    if to_organ && envelope.travel != Travel::Digest {
        let receivers = [
            (channels.webhook.is_some(), ChannelKind::Webhook),
            (channels.robot.is_some(), ChannelKind::Robot),
        ];
        for (_, kind) in receivers.into_iter().filter(|(configured, _)| *configured) {
            put(tx, envelope, kind, envelope.travel, false, None, &notice(None))?;
        }
    }
    Ok(())
}

fn put(
    tx: &mut Tx<'_>,
    envelope: &Envelope<'_>,
    kind: ChannelKind,
    travel: Travel,
    on_duty: bool,
    to: Option<&Recipient>,
    notice: &Notice,
) -> Result<(), Error> {
    let user_id = to.map(|to| to.user.id);
    let channel = word(kind);
    let whom = user_id.map_or_else(|| "organ".to_owned(), |id| id.to_string());
    let message = NewMessage {
        message_key: format!("alert:{}:{whom}:{channel}", envelope.alert_id),
        channel,
        travel: word(travel),
        user_id,
        organ_id: Some(envelope.organ.id),
        case_id: envelope.case_id,
        alert_id: Some(envelope.alert_id),
        body: serde_json::to_string(notice).map_err(Error::corrupt)?,
        state: "waiting".to_owned(),
        due_at: due_at(envelope.now, travel, on_duty, envelope.calendar)?,
        attempts: 0,
        created_at: envelope.now,
    };
    insert_message(tx, &message)?;
    Ok(())
}

/// From when on a message may be sent.
pub(super) fn due_at(
    now: Instant,
    travel: Travel,
    on_duty: bool,
    calendar: &WorkCalendar,
) -> Result<Instant, Error> {
    let at = local(now);
    let moment = match travel {
        Travel::Digest => OFFICE_HOURS.next_morning(at, calendar)?,
        Travel::BreakIn if on_duty => at,
        Travel::Push | Travel::BreakIn => OFFICE_HOURS.next_open(at, calendar)?,
    };
    Ok(instant(moment, now))
}
