//! What another ladder would mean for the cases that are open: whom it would warn at once, and which
//! warnings would no longer stand. Nothing is changed.

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::journal::NamedActor;
use super::watched::Watched;
use crate::app::{App, shanghai};
use crate::law::alerts::{Subject, Watch, watches};
use crate::law::ladder::Ladder;
use crate::law::roles::Role;
use crate::store::cases::list_open_cases;
use crate::store::ladders::find_ladder;
use crate::store::organs::{list_organs, load_organ};
use crate::store::{Db, StoreError};

/// Open cases read at a time.
const PAGE: i64 = 500;
/// Cases that are named; the others are counted.
const NAMED: usize = 50;

/// What would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LadderEffect {
    /// Open cases with a date that were looked at.
    pub examined: u32,
    /// How many would be warned of at once.
    pub at_once: u32,
    /// The first of them.
    pub named: Vec<AtOnce>,
    /// How many warnings would no longer stand.
    pub ended: u32,
}

/// A case that would be warned of at once: these facts and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AtOnce {
    pub number: String,
    pub organ: String,
    /// The date it is measured from.
    pub on: NaiveDate,
    /// Working days after it, negative before it.
    pub level: i32,
}

/// Looks at every open case that the ladder of this organ holds for.
///
/// # Errors
/// [`Error::Forbidden`] unless 系统管理员; [`StoreError::NotFound`] for an organ outside the subtree.
pub async fn foresee(
    app: &App,
    actor: NamedActor,
    organ: i64,
    ladder: Ladder,
) -> Result<LadderEffect, Error> {
    if actor.actor.role != Role::Admin {
        return Err(Error::Forbidden);
    }
    let within = app.clone();
    app.store
        .read(move |db| {
            let organ = load_organ(db, organ)?;
            if !organ.path.starts_with(&actor.actor.organ_path) {
                return Err(StoreError::NotFound.into());
            }
            let governed = governed(db, &organ.path, organ.id)?;
            let mut effect = LadderEffect::default();
            let mut after = i64::MIN;
            loop {
                let page = list_open_cases(db, after, None, PAGE)?;
                let Some(last) = page.last() else { return Ok(effect) };
                after = last.id;
                for row in page.iter().filter(|row| governed.contains(&row.organ_id)) {
                    examine(&within, db, row.id, &ladder, &mut effect)?;
                }
            }
        })
        .await
}

/// The organs that have no nearer ladder of their own.
fn governed(db: &mut Db, path: &str, organ: i64) -> Result<Vec<i64>, Error> {
    let above = find_ladder(db, path)?.map(|row| row.organ_id);
    let mut governed = Vec::new();
    for below in list_organs(db, path)? {
        let holds = find_ladder(db, &below.path)?.map(|row| row.organ_id);
        if below.id == organ || holds == above {
            governed.push(below.id);
        }
    }
    Ok(governed)
}

fn examine(
    app: &App,
    db: &mut Db,
    case: i64,
    ladder: &Ladder,
    effect: &mut LadderEffect,
) -> Result<(), Error> {
    let watched = Watched::load(app, db, case)?;
    let local = shanghai(app.now().to_utc()).naive_local();
    let running = watches(&watched.facts(), local.date())?;
    let Some(watch) = running.into_iter().find(|watch| watch.subject == Subject::Reply) else {
        return Ok(());
    };
    effect.examined += 1;
    let main = &watched.calendar.main;
    let before = watch.crossed(local, main)?.map(|crossed| crossed.level);
    let other = Watch { ladder, ..watch.clone() };
    let after = other.crossed(local, main)?.map(|crossed| crossed.level);
    if before == after {
        return Ok(());
    }
    effect.ended += u32::from(before.is_some());
    if let Some(level) = after {
        effect.at_once += 1;
        if effect.named.len() < NAMED {
            effect.named.push(AtOnce {
                number: watched.row.number.clone(),
                organ: watched.organ.name.clone(),
                on: watch.anchors.of(level),
                level: i32::from(level.day),
            });
        }
    }
    Ok(())
}
