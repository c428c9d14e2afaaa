//! What an organ sets for itself: levels of review, internal targets, who is on duty; changed by its
//! administrator after a check.

use serde::Serialize;

use super::journal::NamedActor;
use super::people::OrganSettings;
use super::row::word;
use super::trail::note;
use super::{Error, InputFault, organ_facts};
use crate::app::App;
use crate::law::roles::Role;
use crate::law::targets::TARGETS;
use crate::store::Db;
use crate::store::cases::list_open_cases;
use crate::store::organs::{OrganRow, update_organ_settings};
use crate::store::users::{list_posts_of_organ, load_user};
use crate::store::watches::wake_open_cases;

/// The most levels of review.
pub const MOST_REVIEWERS: u8 = 5;
/// The last working day a target may be on: the statutory time.
const LAST_TARGET: u16 = 20;
const PAGE: i64 = 500;

/// The settings of an organ, and who could be on duty.
#[derive(Clone, Debug, Serialize)]
pub struct SettingsView {
    pub organ: i64,
    pub name: String,
    pub reviewers: u8,
    /// Working days from receipt: 登记, 转办, 拟稿, 报批, 送达.
    pub targets: [u16; 5],
    pub duty: Option<i64>,
    pub mail_may_be_off: bool,
    /// Those who hold a post in the organ.
    pub people: Vec<(i64, String)>,
    /// How many hold the post of a reviewer.
    pub reviewers_there: usize,
}

/// What a change would mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SettingsEffect {
    /// What differs from now, in words.
    pub changes: Vec<String>,
    /// Cases that wait for a signature at this moment: they keep the levels that they were submitted under.
    pub in_approval: u32,
}

/// The settings of an organ of the administrator's subtree.
///
/// # Errors
/// [`Error::Forbidden`] for other posts; not found for a foreign organ.
pub async fn load(app: &App, actor: NamedActor, organ: i64) -> Result<SettingsView, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let row = organ_facts::own_organ(db, &actor, organ)?;
            let settings = OrganSettings::of(&row);
            let posts = list_posts_of_organ(db, row.id, None, today)?;
            let mut people: Vec<(i64, String)> = Vec::new();
            for post in &posts {
                let user = load_user(db, post.user_id)?;
                if user.disabled_at.is_none() && !people.iter().any(|(id, _)| *id == user.id) {
                    people.push((user.id, user.name));
                }
            }
            Ok(SettingsView {
                organ: row.id,
                name: row.name,
                reviewers: settings.reviewers,
                targets: settings.targets.map(|days| days.0),
                duty: settings.duty,
                mail_may_be_off: settings.mail_may_be_off,
                reviewers_there: reviewers(db, row.id, today)?,
                people,
            })
        })
        .await
}

fn reviewers(db: &mut Db, organ: i64, today: chrono::NaiveDate) -> Result<usize, Error> {
    let posts = list_posts_of_organ(db, organ, Some(&word(Role::Reviewer)), today)?;
    let mut people: Vec<i64> = posts.iter().map(|post| post.user_id).collect();
    people.sort_unstable();
    people.dedup();
    Ok(people.len())
}

/// Sets them, after a check; with `dry_run` only the check is made. Open cases are looked at anew.
///
/// # Errors
/// As [`load`]; [`Error::Input`] with every fault.
pub async fn set(
    app: &App,
    actor: NamedActor,
    organ: i64,
    settings: OrganSettings,
    dry_run: bool,
) -> Result<SettingsEffect, Error> {
    let (now, today) = (app.now(), app.clock.today());
    if dry_run {
        return app
            .store
            .read(move |db| {
                let row = organ_facts::own_organ(db, &actor, organ)?;
                check(db, &row, &settings, today)
            })
            .await;
    }
    app.store
        .write(move |tx| {
            let row = organ_facts::own_organ(tx, &actor, organ)?;
            let effect = check(tx, &row, &settings, today)?;
            let body = serde_json::to_string(&settings).map_err(Error::corrupt)?;
            update_organ_settings(tx, row.id, &body)?;
            wake_open_cases(tx, Some(&[row.id]), now)?;
            note(tx, &actor, "set_organ_settings", format!("organ {}", row.id), now)?;
            Ok(effect)
        })
        .await
}

fn check(
    db: &mut Db,
    row: &OrganRow,
    settings: &OrganSettings,
    today: chrono::NaiveDate,
) -> Result<SettingsEffect, Error> {
    let mut faults = Vec::new();
    let there = reviewers(db, row.id, today)?;
    if settings.reviewers > MOST_REVIEWERS {
        faults.push(InputFault::new("reviewers", format!("审核层级为0至{MOST_REVIEWERS}级")));
    } else if usize::from(settings.reviewers) > there {
        let message = format!(
            "设为{}级审核至少要有{}名审核岗，现在有{there}名，请先由安全保密管理员授予岗位",
            settings.reviewers, settings.reviewers
        );
        faults.push(InputFault::new("reviewers", message));
    }
    let days = settings.targets.map(|days| days.0);
    let ordered = days.windows(2).all(|pair| matches!(pair, [first, second] if first <= second));
    if !ordered || days.iter().any(|day| !(1..=LAST_TARGET).contains(day)) {
        let message = format!("内部时限应为1至{LAST_TARGET}个工作日，后一环节不早于前一环节");
        faults.push(InputFault::new("targets", message));
    }
    if let Some(duty) = settings.duty
        && !list_posts_of_organ(db, row.id, None, today)?.iter().any(|post| post.user_id == duty)
    {
        faults.push(InputFault::new("duty", "值班人员须在本机关有岗位"));
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let changes = changes(db, &OrganSettings::of(row), settings)?;
    Ok(SettingsEffect { changes, in_approval: in_approval(db, row.id)? })
}

fn changes(db: &mut Db, old: &OrganSettings, new: &OrganSettings) -> Result<Vec<String>, Error> {
    let mut changes = Vec::new();
    if old.reviewers != new.reviewers {
        changes.push(format!("审核层级由{}级改为{}级", old.reviewers, new.reviewers));
    }
    for ((title, before), after) in TARGETS.iter().zip(&old.targets).zip(&new.targets) {
        if before != after {
            changes.push(format!("{title}的内部时限由{}个工作日改为{}个工作日", before.0, after.0));
        }
    }
    if old.duty != new.duty {
        let name = match new.duty {
            Some(id) => load_user(db, id)?.name,
            None => "无".to_owned(),
        };
        changes.push(format!("值班人员改为{name}"));
    }
    if old.mail_may_be_off != new.mail_may_be_off {
        let words = if new.mail_may_be_off { "可以" } else { "不可以" };
        changes.push(format!("工作人员{words}关闭不紧急的邮件"));
    }
    Ok(changes)
}

fn in_approval(db: &mut Db, organ: i64) -> Result<u32, Error> {
    let (mut number, mut after) = (0, i64::MIN);
    loop {
        let page = list_open_cases(db, after, None, PAGE)?;
        let Some(last) = page.last() else { return Ok(number) };
        after = last.id;
        number += page.iter().filter(|row| row.organ_id == organ && row.step == "approval").count() as u32;
    }
}
