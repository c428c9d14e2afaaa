//! One look at one case: which dates it runs, what was crossed, whom that concerns, and when to look
//! again. All of it in one transaction.
//!
//! The look is a reconciler: it compares what should be known with what was told, and adds or ends
//! the difference. Doing it twice changes nothing; doing it late loses nothing.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::compose;
use super::moments::{instant, local};
use super::notice::{Alert, Matter, Notice, Via};
use super::number::CaseNumber;
use super::post::{Envelope, post};
use super::recipients::{About, Recipient};
use crate::app::App;
use crate::casework::Error;
use crate::casework::row::word;
use crate::casework::watched::Watched;
use crate::law::alerts::{Watch, changes_after, watches};
use crate::law::ladder::{Crossed, ESCALATE_AFTER_HOURS, Level};
use crate::law::office_hours::OFFICE_HOURS;
use crate::law::text::UnitId;
use crate::store::alerts::{AlertRow, NewAlert, end_alert, insert_alert, list_open_alerts};
use crate::store::inbox::{NewEntry, insert_entry, list_acknowledged};
use crate::store::supervision::{enter_circular, open_urging};
use crate::store::watches::{
    WatchedDate, clear_sweep_fault, list_watched_dates, save_watched_date, set_next_look,
};
use crate::store::{Db, Instant, Tx};

/// What a look at one case did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    pub fired: u32,
    pub ended: u32,
}

/// A rung that was crossed and holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding<'l> {
    pub watch: Watch<'l>,
    pub crossed: Crossed<'l>,
    /// The key of the date, and its version.
    pub subject: String,
    pub version: i32,
}

/// The dates of a case and their versions.
pub(super) struct Dates(BTreeMap<String, WatchedDate>);

/// The word of a date from which a level is measured. Only the reply has two readings.
fn subject_key(watch: &Watch<'_>, level: Level) -> String {
    let two = watch.subject == crate::law::alerts::Subject::Reply;
    let key = watch.subject.key();
    if two && level.day > 0 { format!("{key}_due") } else { key }
}

const BEFORE: Level = Level { day: 0, part: 0 };
const AFTER: Level = Level { day: 1, part: 0 };

impl Dates {
    /// The dates as they were found last.
    pub(super) fn load(db: &mut Db, case_id: i64) -> Result<Dates, Error> {
        let known = list_watched_dates(db, case_id)?;
        Ok(Dates(known.into_iter().map(|date| (date.subject.clone(), date)).collect()))
    }

    /// Takes over the dates that run now; says which are new, moved, or no longer run.
    fn reconcile(&mut self, case_id: i64, running: &[Watch<'_>], at: Instant) -> Vec<WatchedDate> {
        let mut now: BTreeMap<String, NaiveDate> = BTreeMap::new();
        for watch in running {
            now.insert(subject_key(watch, BEFORE), watch.anchors.before);
            now.insert(subject_key(watch, AFTER), watch.anchors.of(AFTER));
        }
        let mut changed = Vec::new();
        for subject in now.keys().chain(self.0.keys()).cloned().collect::<std::collections::BTreeSet<_>>() {
            let day = now.get(&subject).copied();
            let known = self.0.get(&subject);
            if known.map(|known| known.day) != Some(day) {
                let version = known.map_or(0, |known| known.version) + 1;
                let date = WatchedDate { case_id, subject: subject.clone(), day, version, changed_at: at };
                self.0.insert(subject, date.clone());
                changed.push(date);
            }
        }
        changed
    }

    /// What holds at `now`.
    pub(super) fn holding<'l>(
        &self,
        watched: &Watched,
        running: &'l [Watch<'l>],
        now: Instant,
    ) -> Result<Vec<Holding<'l>>, Error> {
        let mut holding = Vec::new();
        for watch in running {
            let Some(crossed) = watch.crossed(local(now), &watched.calendar.main)? else { continue };
            let subject = subject_key(watch, crossed.level);
            let Some(date) = self.0.get(&subject) else { continue };
            let version = date.version;
            // Known under another day: it moved since the last look, which will tell.
            if date.day == Some(watch.anchors.of(crossed.level)) {
                holding.push(Holding { watch: watch.clone(), crossed, subject, version });
            }
        }
        Ok(holding)
    }
}

impl Holding<'_> {
    /// Whether an alert is the one that holds.
    pub fn is(&self, alert: &AlertRow) -> bool {
        let level = self.crossed.level;
        alert.subject == self.subject
            && alert.version == self.version
            && (alert.level, alert.part) == (i32::from(level.day), i32::from(level.part))
    }
}

/// The scope under which a case's alerts are kept.
pub(super) fn scope_of(case_id: i64) -> String {
    format!("case:{case_id}")
}

/// Looks at a case, tells what is new, ends what no longer holds, and says when to look again.
///
/// # Errors
/// Of the case: a journal that cannot be read, a date outside the calendar. The database's.
pub fn look(app: &App, tx: &mut Tx<'_>, case_id: i64, now: Instant) -> Result<Looked, Error> {
    let mut watched = Watched::load(app, tx, case_id)?;
    let mut dates = Dates::load(tx, case_id)?;
    let mut looked = tell(app, tx, &watched, &mut dates, now)?;
    // A 督办 that was just opened runs a date of its own.
    if let Some(urging) = crate::store::supervision::find_open_urging(tx, case_id)?
        && watched.urging.is_none()
    {
        watched.urging = Some(urging);
        looked.fired += tell(app, tx, &watched, &mut dates, now)?.fired;
    }
    set_next_look(tx, case_id, next_look(&watched, now)?)?;
    clear_sweep_fault(tx, case_id)?;
    Ok(looked)
}

fn tell(
    app: &App,
    tx: &mut Tx<'_>,
    watched: &Watched,
    dates: &mut Dates,
    now: Instant,
) -> Result<Looked, Error> {
    let case_id = watched.row.id;
    let running = watches(&watched.facts(), super::moments::today(now))?;
    for date in dates.reconcile(case_id, &running, now) {
        save_watched_date(tx, &date)?;
    }
    let holding = dates.holding(watched, &running, now)?;
    let mut looked = Looked::default();
    let open = list_open_alerts(tx, &scope_of(case_id))?;
    for alert in &open {
        if !holding.iter().any(|held| held.is(alert)) {
            end_alert(tx, alert.id, now)?;
            looked.ended += 1;
        }
    }
    for held in &holding {
        let told = open.iter().any(|alert| held.is(alert));
        looked.fired += u32::from(!told && fire(app, tx, watched, held, now)?);
    }
    Ok(looked)
}

/// When something changes though nobody acts.
pub(super) fn next_look(watched: &Watched, now: Instant) -> Result<Option<Instant>, Error> {
    let facts = watched.facts();
    let (moment, main) = (local(now), &watched.calendar.main);
    let mut next = changes_after(&facts, moment.date())?.map(|day| day.and_time(OFFICE_HOURS.opens));
    for watch in watches(&facts, moment.date())? {
        if let Some(crossing) = watch.next_crossing(moment, main)? {
            next = Some(next.map_or(crossing, |known| known.min(crossing)));
        }
    }
    Ok(next.map(|moment| instant(moment, now)))
}

/// Tells a level to everyone it concerns; false if another process was first.
fn fire(
    app: &App,
    tx: &mut Tx<'_>,
    watched: &Watched,
    held: &Holding<'_>,
    now: Instant,
) -> Result<bool, Error> {
    let (rung, level) = (held.crossed.rung, held.crossed.level);
    let today = super::moments::today(now);
    let matter = compose::matter(watched, &held.watch, &held.crossed, today)?;
    let scope = scope_of(watched.row.id);
    let known = Acknowledged::load(tx, held, &scope)?;
    let alert = NewAlert {
        scope,
        organ_id: watched.organ.id,
        case_id: Some(watched.row.id),
        subject: held.subject.clone(),
        version: held.version,
        level: i32::from(level.day),
        part: i32::from(level.part),
        anchor_on: held.watch.anchors.of(level),
        matter: compose::kept(&compose::title(&watched.row.number, &matter), &matter)?,
        fired_at: now,
        escalate_at: if rung.escalates && !known.at_level(level) {
            Some(escalate_at(watched, now)?)
        } else {
            None
        },
    };
    let Some(alert_id) = insert_alert(tx, &alert)? else { return Ok(false) };
    let about = about(watched, held.watch.unit, today);
    let recipients = about.resolve(tx, &rung.to)?;
    let told: Vec<Recipient> =
        recipients.into_iter().filter(|to| !known.silences(to.user.id, level, today)).collect();
    let alert = Told { alert_id, matter: &matter, travel: rung.by, escalated: false };
    tell_people(app, tx, watched, &alert, &told, now)?;
    if rung.opens_urging {
        let by = watched.calendar.main.nth_after(today, 1u32)?;
        open_urging(tx, watched.row.id, held.version, watched.organ.id, by, now)?;
    }
    if rung.enters_circular {
        let due_on = held.watch.anchors.after;
        enter_circular(tx, watched.row.id, held.version, watched.organ.id, due_on, now)?;
    }
    Ok(true)
}

pub(super) fn about<'a>(watched: &'a Watched, unit: Option<UnitId>, today: NaiveDate) -> About<'a> {
    About {
        organ: &watched.organ,
        unit: unit.map(|unit| unit.0).or(watched.row.unit_id),
        handler: watched.row.handler_id.filter(|_| unit.is_none()),
        today,
    }
}

/// Four office hours from now, by the organ's own calendar.
pub(super) fn escalate_at(watched: &Watched, now: Instant) -> Result<Instant, Error> {
    let hours = TimeDelta::hours(ESCALATE_AFTER_HOURS);
    Ok(instant(OFFICE_HOURS.after(local(now), hours, &watched.calendar.main)?, now))
}

/// An alert on its way to people.
pub(super) struct Told<'a> {
    pub alert_id: i64,
    pub matter: &'a Matter,
    pub travel: crate::law::ladder::Travel,
    pub escalated: bool,
}

/// Writes an entry into the inbox of each, and puts what travels further into the outbox.
pub(super) fn tell_people(
    app: &App,
    tx: &mut Tx<'_>,
    watched: &Watched,
    told: &Told<'_>,
    recipients: &[Recipient],
    now: Instant,
) -> Result<(), Error> {
    for to in recipients {
        let entry = NewEntry {
            user_id: to.user.id,
            for_user_id: to.for_user,
            alert_id: told.alert_id,
            organ_id: watched.organ.id,
            case_id: Some(watched.row.id),
            audience: word(to.audience),
            created_at: now,
        };
        insert_entry(tx, &entry)?;
    }
    // An imported number that may stand in no message stays in the inbox.
    let Ok(number) = CaseNumber::parse(&watched.row.number) else { return Ok(()) };
    let envelope = Envelope {
        app,
        organ: &watched.organ,
        calendar: &watched.calendar.main,
        settings: watched.settings,
        case_id: Some(watched.row.id),
        alert_id: told.alert_id,
        travel: told.travel,
        now,
    };
    let notice = |to: Option<&Recipient>| {
        let via = match to {
            _ if told.escalated => Via::Escalated,
            Some(to) if to.for_user.is_some() => Via::Delegated,
            _ => Via::Own,
        };
        Notice::Alert(Alert { number: number.clone(), matter: *told.matter, via })
    };
    post(tx, &envelope, Some(told.matter), recipients, !told.escalated, &notice)
}

/// Who acknowledged this version of a date, at which level, and by when they expect to be done.
struct Acknowledged {
    of: Vec<(i64, i32, Option<NaiveDate>)>,
    /// From this day on it is the same level again, week by week.
    last_day: i32,
}

impl Acknowledged {
    fn load(db: &mut Db, held: &Holding<'_>, scope: &str) -> Result<Acknowledged, Error> {
        let of = list_acknowledged(db, scope, &held.subject, held.version)?;
        let last_day = held.watch.ladder.rungs.last().map_or(i32::MAX, |rung| i32::from(rung.day));
        Ok(Acknowledged { of, last_day })
    }

    fn at_level(&self, level: Level) -> bool {
        self.of.iter().any(|(_, known, _)| *known == i32::from(level.day))
    }

    /// Who knows is not told again before the next level. Weekly repeats come again once the day has
    /// passed by which they expected to be done.
    fn silences(&self, user: i64, level: Level, today: NaiveDate) -> bool {
        let day = i32::from(level.day);
        self.of.iter().filter(|(who, _, _)| *who == user).any(|(_, known, expected_on)| {
            let repeat = day > self.last_day && *known >= self.last_day;
            *known == day || (repeat && expected_on.is_some_and(|on| today <= on))
        })
    }
}

/// The number of a case and what a look at it would tell, one line each.
///
/// # Errors
/// As [`look`].
pub(super) fn preview(
    app: &App,
    db: &mut Db,
    case_id: i64,
    now: Instant,
) -> Result<(String, Vec<String>), Error> {
    let watched = match Watched::load(app, db, case_id) {
        Ok(watched) => watched,
        Err(Error::Store(crate::store::StoreError::Corrupt(_))) => {
            return Ok((format!("{case_id}"), vec!["无法读取".to_owned()]));
        }
        Err(error) => return Err(error),
    };
    let running = watches(&watched.facts(), super::moments::today(now))?;
    let mut dates = Dates::load(db, case_id)?;
    dates.reconcile(case_id, &running, now);
    let open = list_open_alerts(db, &scope_of(case_id))?;
    let mut lines = Vec::new();
    for held in dates.holding(&watched, &running, now)? {
        if !open.iter().any(|alert| held.is(alert)) {
            let matter = compose::matter(&watched, &held.watch, &held.crossed, super::moments::today(now))?;
            lines.push(super::words::label(&matter).to_owned());
        }
    }
    Ok((watched.row.number.clone(), lines))
}
