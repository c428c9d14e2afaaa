//! What concerns no date of a case: next year's holiday notice, a case that cannot be looked at.

use chrono::Datelike;

use super::channel::ChannelKind;
use super::compose::kept;
use super::moments::{local, today};
use super::notice::{Notice, Office};
use super::number::CaseNumber;
use super::post::{Envelope, post};
use super::recipients::About;
use super::words::office_lines;
use crate::app::App;
use crate::casework::Error;
use crate::casework::people::OrganSettings;
use crate::casework::row::word;
use crate::law::alerts::{Subject, missing_holiday_notice};
use crate::law::ladder::{Audience, Travel};
use crate::store::alerts::{NewAlert, end_alert, insert_alert, list_open_alerts};
use crate::store::cases::{CaseRow, count_provisional};
use crate::store::inbox::{NewEntry, insert_entry};
use crate::store::organs::{OrganRow, list_organs, load_organ};
use crate::store::outbox::count_waiting;
use crate::store::{Instant, StoreError, Tx};

/// The word of a fault among an organ's alerts.
const FAULT: &str = "sweep_fault";

/// Looks whether next year's holiday notice is missing (K-7), and says how many alerts were fired.
///
/// # Errors
/// The database's.
pub(super) fn look(app: &App, now: Instant) -> Result<u32, StoreError> {
    let day = today(now);
    let within = app.clone();
    let fired = app.store.write_blocking(move |tx| -> Result<u32, Error> {
        // From November on this is asked, and in January whether it can be put away.
        if day.month() < 11 && day.month() > 1 {
            return Ok(0);
        }
        let roots = list_organs(tx, "/")?.into_iter().filter(|organ| organ.parent_id.is_none());
        let mut fired = 0;
        for organ in roots.collect::<Vec<_>>() {
            fired += u32::from(look_at_organ(&within, tx, &organ, now)?);
        }
        Ok(fired)
    });
    match fired {
        Ok(fired) => Ok(fired),
        Err(Error::Store(error)) => Err(error),
        Err(other) => {
            tracing::error!(%other, "the holiday notice could not be asked after");
            Ok(0)
        }
    }
}

fn look_at_organ(app: &App, tx: &mut Tx<'_>, organ: &OrganRow, now: Instant) -> Result<bool, Error> {
    let calendar = app.calendars.current(tx)?.in_force(organ.region.as_deref());
    let day = today(now);
    let scope = format!("organ:{}", organ.id);
    let watch = missing_holiday_notice(day, &calendar);
    let crossed = match &watch {
        Some(watch) => watch.crossed(local(now), &calendar.main)?.map(|crossed| (watch, crossed)),
        None => None,
    };
    let key = |subject: &str, level: i32| (subject.to_owned(), level);
    let holds = crossed.as_ref().map(|(watch, crossed)| key(&watch.subject.key(), crossed.level.day.into()));
    let mut told = false;
    for alert in list_open_alerts(tx, &scope)? {
        // Only what this look is about.
        if Subject::of_key(&alert.subject).is_none() {
            continue;
        }
        if Some(key(&alert.subject, alert.level)) == holds {
            told = true;
        } else {
            end_alert(tx, alert.id, now)?;
        }
    }
    let Some((watch, crossed)) = crossed.filter(|_| !told) else { return Ok(false) };
    let waiting = count_provisional(tx, &organ.path)?;
    let office = Office::HolidayNoticeMissing {
        year: day.year() + 1,
        provisional_cases: u32::try_from(waiting).unwrap_or(u32::MAX),
    };
    let alert = NewAlert {
        scope,
        organ_id: organ.id,
        case_id: None,
        subject: watch.subject.key(),
        version: 1,
        level: crossed.level.day.into(),
        part: crossed.level.part.into(),
        anchor_on: watch.anchors.before,
        matter: kept(&office_lines(&office).0, &office)?,
        fired_at: now,
        escalate_at: None,
    };
    let Some(alert_id) = insert_alert(tx, &alert)? else { return Ok(false) };
    tell(app, tx, organ, alert_id, &crossed.rung.to, crossed.rung.by, &office, now)?;
    Ok(true)
}

/// A case whose alerts cannot be worked out is a fault of the system: whoever is on duty hears of it at
/// once, once a day.
pub(super) fn tell_of_fault(app: &App, tx: &mut Tx<'_>, row: &CaseRow, now: Instant) -> Result<(), Error> {
    let organ = load_organ(tx, row.organ_id)?;
    let Ok(number) = CaseNumber::parse(&row.number) else { return Ok(()) };
    let office = Office::CaseNotSwept { number };
    let alert = NewAlert {
        scope: super::look::scope_of(row.id),
        organ_id: organ.id,
        case_id: Some(row.id),
        subject: FAULT.to_owned(),
        version: today(now).num_days_from_ce(),
        level: 0,
        part: 0,
        anchor_on: today(now),
        matter: kept(&office_lines(&office).0, &office)?,
        fired_at: now,
        escalate_at: None,
    };
    let Some(alert_id) = insert_alert(tx, &alert)? else { return Ok(()) };
    tell(app, tx, &organ, alert_id, &[Audience::Admin, Audience::Office], Travel::BreakIn, &office, now)
}

#[expect(clippy::too_many_arguments, reason = "each is one fact of the message")]
fn tell(
    app: &App,
    tx: &mut Tx<'_>,
    organ: &OrganRow,
    alert_id: i64,
    to: &[Audience],
    travel: Travel,
    office: &Office,
    now: Instant,
) -> Result<(), Error> {
    let about = About { organ, unit: None, handler: None, today: today(now) };
    let recipients = about.resolve(tx, to)?;
    for to in &recipients {
        let entry = NewEntry {
            user_id: to.user.id,
            for_user_id: to.for_user,
            alert_id,
            organ_id: organ.id,
            case_id: None,
            audience: word(to.audience),
            created_at: now,
        };
        insert_entry(tx, &entry)?;
    }
    let calendar = app.calendars.current(tx)?.in_force(organ.region.as_deref());
    let envelope = Envelope {
        app,
        organ,
        calendar: &calendar.main,
        settings: OrganSettings::of(organ),
        case_id: None,
        alert_id,
        travel,
        now,
    };
    post(tx, &envelope, None, &recipients, false, &|_| Notice::Office(office.clone()))
}

/// The word of a channel that is down among an organ's alerts.
fn channel_key(channel: &str) -> String {
    format!("channel_down:{channel}")
}

/// A channel that failed several times in a row is a fault of the system, told to every root organ.
pub(super) fn tell_of_channel(
    app: &App,
    tx: &mut Tx<'_>,
    kind: ChannelKind,
    now: Instant,
) -> Result<(), Error> {
    let channel = word(kind);
    let waiting = u32::try_from(count_waiting(tx, &channel)?).unwrap_or(u32::MAX);
    let office = Office::ChannelDown { channel: kind, waiting };
    for organ in list_organs(tx, "/")?.into_iter().filter(|organ| organ.parent_id.is_none()) {
        let alert = NewAlert {
            scope: format!("organ:{}", organ.id),
            organ_id: organ.id,
            case_id: None,
            subject: channel_key(&channel),
            version: today(now).num_days_from_ce(),
            level: 0,
            part: 0,
            anchor_on: today(now),
            matter: kept(&office_lines(&office).0, &office)?,
            fired_at: now,
            escalate_at: None,
        };
        if let Some(alert_id) = insert_alert(tx, &alert)? {
            tell(app, tx, &organ, alert_id, &[Audience::Admin], Travel::BreakIn, &office, now)?;
        }
    }
    Ok(())
}

/// Ends what was told of a channel that sends again.
pub(super) fn channel_is_back(tx: &mut Tx<'_>, channel: &str, now: Instant) -> Result<(), Error> {
    for organ in list_organs(tx, "/")?.into_iter().filter(|organ| organ.parent_id.is_none()) {
        for alert in list_open_alerts(tx, &format!("organ:{}", organ.id))? {
            if alert.subject == channel_key(channel) {
                end_alert(tx, alert.id, now)?;
            }
        }
    }
    Ok(())
}
