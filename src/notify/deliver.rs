//! Delivery: claims what is due, sends it outside of any transaction, and settles what became of it.
//!
//! A claim is a lease. Whoever is killed between sending and settling loses it, and another sends the
//! same message once more under the same id; nothing is lost, and a receiver can tell the second
//! from the first. What waits for one person over one channel travels as one message: once
//! claimed together it stays together, so that a second attempt is the same message.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::channel::{Channel, ChannelKind, Message, MessageId, Outcome};
use super::letter::{self, Letter};
use super::moments::{instant, local};
use super::office;
use super::open::Channels;
use crate::app::App;
use crate::casework::Error;
use crate::casework::row::word;
use crate::law::ladder::Travel;
use crate::law::office_hours::OFFICE_HOURS;
use crate::store::channel_health::{lock_health, save_health};
use crate::store::organs::find_organ;
use crate::store::outbox::{MessageRow, Settled, claim_messages, list_sendable, settle_messages};
use crate::store::{Db, Instant, StoreError, Tx};

/// How long a claim lasts: longer than any channel takes for the batches claimed at once.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// A batch is not begun with less of the lease left.
const NEEDED: TimeDelta = TimeDelta::minutes(3);
/// Messages looked at for one claim, and batches claimed at once.
const PAGE: i64 = 1000;
const BATCHES: usize = 8;
/// So many failures in a row, and the channel rests.
const PATIENCE: i32 = 5;
/// A message that was tried for so long waits for a person.
const GIVE_UP: TimeDelta = TimeDelta::days(3);
const LONGEST_WAIT_MINUTES: i64 = 60;

/// What a delivery did, in messages as people receive them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    pub sent: u32,
    pub later: u32,
    pub dead: u32,
    pub uncertain: u32,
    pub called_off: u32,
}

/// Messages that travel together.
struct Batch {
    id: i64,
    rows: Vec<MessageRow>,
}

impl Batch {
    fn ids(&self) -> Vec<i64> {
        self.rows.iter().map(|row| row.id).collect()
    }
}

/// Sends what is due over every channel, until nothing more is. `who` names this process among those
/// that deliver.
///
/// # Errors
/// The database's.
pub fn run(app: &App, channels: &Channels, who: &str) -> Result<Delivered, StoreError> {
    let mut delivered = Delivered::default();
    for kind in channels.kinds().collect::<Vec<_>>() {
        let Some(channel) = channels.find(kind) else { continue };
        loop {
            let until = app.now().plus(LEASE);
            let batches = claim(app, kind, who, until)?;
            if batches.is_empty() {
                break;
            }
            for batch in batches {
                if app.now().plus(NEEDED) < until {
                    deliver(app, &**channel, who, batch, &mut delivered)?;
                }
            }
        }
    }
    Ok(delivered)
}

/// One claim, under the channel's lock, so that two processes never cut one person's messages in two.
fn claim(app: &App, kind: ChannelKind, who: &str, until: Instant) -> Result<Vec<Batch>, StoreError> {
    let (now, who) = (app.now(), who.to_owned());
    app.store.write_blocking(move |tx| {
        let channel = word(kind);
        let health = lock_health(tx, &channel)?;
        if health.resting_until.is_some_and(|until| now < until) {
            return Ok(Vec::new());
        }
        // A channel that failed is asked once, not once for every message.
        let most = if health.failures > 0 { 1 } else { BATCHES };
        let rows = list_sendable(tx, &channel, now, PAGE)?;
        let batches: Vec<Batch> = together(kind, rows).into_iter().take(most).collect();
        for batch in &batches {
            claim_messages(tx, &batch.ids(), batch.id, &who, until)?;
        }
        Ok(batches)
    })
}

/// What travels together: what did before, and the mail of one person.
fn together(kind: ChannelKind, rows: Vec<MessageRow>) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut of_person: BTreeMap<i64, usize> = BTreeMap::new();
    let mut of_batch: BTreeMap<i64, usize> = BTreeMap::new();
    for row in rows {
        let place = match (row.batch, row.user_id) {
            (Some(batch), _) => of_batch.get(&batch).copied(),
            (None, Some(user)) if kind == ChannelKind::Mail => of_person.get(&user).copied(),
            _ => None,
        };
        if let Some(batch) = place.and_then(|place| batches.get_mut(place)) {
            batch.rows.push(row);
            continue;
        }
        match (row.batch, row.user_id) {
            (Some(batch), _) => drop(of_batch.insert(batch, batches.len())),
            (None, Some(user)) => drop(of_person.insert(user, batches.len())),
            (None, None) => {}
        }
        batches.push(Batch { id: row.batch.unwrap_or(row.id), rows: vec![row] });
    }
    batches
}

fn deliver(
    app: &App,
    channel: &dyn Channel,
    who: &str,
    batch: Batch,
    delivered: &mut Delivered,
) -> Result<(), StoreError> {
    let (within, rows, kind) = (app.clone(), batch.rows.clone(), channel.kind());
    // State is looked at again at the last moment: what no longer holds is not said.
    let letter = app.store.read_blocking(move |db: &mut Db| -> Result<Letter, Error> {
        db.snapshot(|db| letter::write(&within, db, kind, &rows))
    });
    let letter = match letter {
        Ok(letter) => letter,
        Err(Error::Store(StoreError::Down(cause))) => return Err(StoreError::Down(cause)),
        Err(error) => {
            tracing::error!(batch = batch.id, %error, "a message could not be written");
            let refused = Outcome::Refused { why: "无法读取案件，消息没有发出".to_owned() };
            return settle(app, kind, who, &batch, &[], refused, delivered);
        }
    };
    let outcome = match letter.content {
        None => None,
        Some((to, notice, query_code)) => {
            let id = message_id(app, batch.id)?;
            let message = Message { id, to, notice, query_code };
            Some(channel.send(&message, app.clock.now()))
        }
    };
    let void = letter.called_off;
    match outcome {
        Some(outcome) => settle(app, kind, who, &batch, &void, outcome, delivered),
        None => settle(app, kind, who, &batch, &batch.ids(), Outcome::Delivered, delivered),
    }
}

/// The same for every attempt, another for every message, and of this installation alone.
fn message_id(app: &App, batch: i64) -> Result<MessageId, StoreError> {
    let digest = app.keys.index(&format!("outbox:{batch}"));
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    MessageId::parse(&format!("m{batch}-{hex}")).map_err(StoreError::corrupt)
}

/// Writes down what became of a batch, if it is still ours, and how the channel fares.
fn settle(
    app: &App,
    kind: ChannelKind,
    who: &str,
    batch: &Batch,
    void: &[i64],
    outcome: Outcome,
    delivered: &mut Delivered,
) -> Result<(), StoreError> {
    let (now, who, within) = (app.now(), who.to_owned(), app.clone());
    let valid: Vec<i64> = batch.ids().into_iter().filter(|id| !void.contains(id)).collect();
    let jitter = jitter(app)?;
    let (rows, void) = (batch.rows.clone(), void.to_vec());
    let counted = app.store.write_blocking(move |tx| -> Result<Delivered, Error> {
        let mut counted = Delivered::default();
        let called_off = Settled { state: "called_off", due_at: None, error: None, attempted: false };
        settle_messages(tx, &void, &who, &called_off, now)?;
        if valid.is_empty() {
            counted.called_off = 1;
            return Ok(counted);
        }
        note_health(&within, tx, kind, &outcome, now)?;
        let settled = |state, due_at, error| Settled { state, due_at, error, attempted: true };
        let count = match &outcome {
            Outcome::Delivered => {
                counted.sent = 1;
                settle_messages(tx, &valid, &who, &settled("delivered", None, None), now)?
            }
            Outcome::Later { why } => {
                let oldest = rows.iter().map(|row| row.created_at).min().unwrap_or(now);
                if oldest.plus(GIVE_UP) <= now {
                    counted.dead = 1;
                    settle_messages(tx, &valid, &who, &settled("dead", None, Some(why)), now)?
                } else {
                    counted.later = 1;
                    let again = try_again(&within, tx, &rows, jitter, now)?;
                    settle_messages(tx, &valid, &who, &settled("waiting", Some(again), Some(why)), now)?
                }
            }
            Outcome::Refused { why } => {
                counted.dead = 1;
                settle_messages(tx, &valid, &who, &settled("dead", None, Some(why)), now)?
            }
            Outcome::Unknown { why } => {
                counted.uncertain = 1;
                settle_messages(tx, &valid, &who, &settled("uncertain", None, Some(why)), now)?
            }
        };
        // None is ours any more: another took over and counts it.
        Ok(if count == 0 { Delivered::default() } else { counted })
    });
    match counted {
        Ok(counted) => {
            delivered.sent += counted.sent;
            delivered.later += counted.later;
            delivered.dead += counted.dead;
            delivered.uncertain += counted.uncertain;
            delivered.called_off += counted.called_off;
            Ok(())
        }
        Err(Error::Store(error)) => Err(error),
        Err(other) => Err(StoreError::corrupt(other.to_string())),
    }
}

/// A channel that fails rests longer and longer; when it begins to rest, whoever looks after the system
/// hears of it.
fn note_health(
    app: &App,
    tx: &mut Tx<'_>,
    kind: ChannelKind,
    outcome: &Outcome,
    now: Instant,
) -> Result<(), Error> {
    let channel = word(kind);
    let mut health = lock_health(tx, &channel)?;
    match outcome {
        Outcome::Delivered => {
            if health.failures >= PATIENCE {
                office::channel_is_back(tx, &channel, now)?;
            }
            (health.failures, health.succeeded_at, health.resting_until) = (0, Some(now), None);
        }
        // The message was at fault, not the channel.
        Outcome::Refused { .. } => {}
        Outcome::Later { why } | Outcome::Unknown { why } => {
            health.failures = health.failures.saturating_add(1);
            (health.failed_at, health.last_error) = (Some(now), Some(why.clone()));
            if health.failures >= PATIENCE {
                let doubled = 1i64 << (health.failures - PATIENCE).clamp(0, 6);
                health.resting_until = Some(now.plus(TimeDelta::minutes(doubled.min(LONGEST_WAIT_MINUTES))));
            }
            if health.failures == PATIENCE {
                office::tell_of_channel(app, tx, kind, now)?;
            }
        }
    }
    Ok(save_health(tx, &health)?)
}

/// Twice as long after every attempt, up to an hour, and a little more or less for each, so that not
/// all come back at once; and within office hours, unless it breaks in.
fn try_again(
    app: &App,
    db: &mut Db,
    rows: &[MessageRow],
    jitter: i64,
    now: Instant,
) -> Result<Instant, Error> {
    let attempts = rows.iter().map(|row| row.attempts).max().unwrap_or_default();
    let minutes = (1i64 << attempts.clamp(0, 6)).min(LONGEST_WAIT_MINUTES);
    let seconds = minutes * 60;
    let at = now.plus(TimeDelta::seconds(seconds + seconds * jitter / 1024));
    if rows.iter().any(|row| row.travel == word(Travel::BreakIn)) {
        return Ok(at);
    }
    let organ = match rows.iter().find_map(|row| row.organ_id) {
        Some(id) => find_organ(db, id)?,
        None => None,
    };
    let region = organ.and_then(|organ| organ.region);
    let calendar = app.calendars.current(db)?.in_force(region.as_deref());
    Ok(instant(OFFICE_HOURS.next_open(local(at), &calendar.main)?, at))
}

/// From 0 to 255, of 1024.
fn jitter(app: &App) -> Result<i64, StoreError> {
    let mut byte = [0];
    app.random.fill(&mut byte)?;
    Ok(byte.iter().map(|byte| i64::from(*byte)).sum())
}
