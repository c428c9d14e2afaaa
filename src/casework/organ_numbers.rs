//! 文号 of an organ: the pattern of each series, own or inherited (decision 6), the number that comes next,
//! and where a series goes on that was numbered by hand before.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::journal::NamedActor;
use super::organ_facts::{self, DatedFacts};
use super::organs::open_on;
use super::trail::note;
use super::{Error, InputFault};
use crate::app::App;
use crate::documents::kind::Series;
use crate::documents::number::NumberPattern;
use crate::law::wording;
use crate::store::document_numbers::{self, begin_series, last_serial};
use crate::store::organ_facts::next_change_of_facts;
use crate::store::organs::{OrganRow, list_organs, load_organ};
use crate::store::{Db, Tx};

/// The highest number that a series can be said to have reached by hand.
const HIGHEST: i32 = 99_999;

/// Each series, in the order of the page: the field of its pattern, the field of the last number given by hand.
const FIELDS: [(Series, &str, &str); 17] = [
    (Series::Reply, "pattern-reply", "last-reply"),
    (Series::NotHandled, "pattern-not_handled", "last-not_handled"),
    (Series::NoLongerHandled, "pattern-no_longer_handled", "last-no_longer_handled"),
    (Series::Archive, "pattern-archive", "last-archive"),
    (Series::Correction, "pattern-correction", "last-correction"),
    (Series::Reasons, "pattern-reasons", "last-reasons"),
    (Series::Extension, "pattern-extension", "last-extension"),
    (Series::Delay, "pattern-delay", "last-delay"),
    (Series::Consultation, "pattern-consultation", "last-consultation"),
    (Series::OrganConsultation, "pattern-organ_consultation", "last-organ_consultation"),
    (Series::ConsultationNotice, "pattern-consultation_notice", "last-consultation_notice"),
    (Series::ThirdParty, "pattern-third_party", "last-third_party"),
    (Series::Inquiry, "pattern-inquiry", "last-inquiry"),
    (Series::CoHandling, "pattern-co_handling", "last-co_handling"),
    (Series::Fee, "pattern-fee", "last-fee"),
    (Series::Rectification, "pattern-rectification", "last-rectification"),
    (Series::Urge, "pattern-urge", "last-urge"),
];

/// The numbers of an organ's letters.
#[derive(Clone, Debug, Serialize)]
pub struct NumbersView {
    pub organ: i64,
    pub name: String,
    /// 机关代字; none until what letters say of the organ is filled in.
    pub word: Option<String>,
    pub lines: Vec<SeriesLine>,
    /// When other facts begin to hold, with patterns of their own.
    pub later: Option<NaiveDate>,
}

/// A series.
#[derive(Clone, Debug, Serialize)]
pub struct SeriesLine {
    pub title: &'static str,
    /// The names of its fields.
    pub field: &'static str,
    pub last_field: &'static str,
    /// The organ's own pattern.
    pub own: Option<String>,
    /// The pattern that holds without one, and whose it is.
    pub inherited: String,
    pub of: String,
    /// The last number of this year; 0 before the first.
    pub last: i32,
    /// The number that comes next, as it will be written; none before 机关代字 is known.
    pub next: Option<String>,
}

/// Patterns to keep.
#[derive(Clone, Debug, Serialize)]
pub struct Numbering {
    pub valid_from: NaiveDate,
    /// Own patterns; for a series that is not here, the inherited one holds.
    pub patterns: BTreeMap<Series, String>,
    /// The last number given by hand this year, for series that have not begun.
    pub last: BTreeMap<Series, i32>,
}

/// What a change of patterns would mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NumbersEffect {
    pub lines: Vec<NextNumber>,
    pub warnings: Vec<String>,
}

/// The next number of a series, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextNumber {
    pub title: &'static str,
    pub before: Option<String>,
    pub after: String,
    pub changes: bool,
    /// The first number of the year, by which two series are told apart.
    #[serde(skip)]
    pub stem: String,
}

/// The series by the names of their fields.
pub fn fields() -> impl Iterator<Item = (Series, &'static str, &'static str)> {
    FIELDS.into_iter()
}

fn series_of(organ: i64, series: Series, year: i32) -> document_numbers::Series {
    document_numbers::Series { organ_id: organ, word: series.tag().to_owned(), year }
}

fn written(pattern: &str, word: &str, year: i32, serial: i32) -> Option<String> {
    let serial = u32::try_from(serial).ok()?;
    NumberPattern::parse(pattern, word).ok().map(|pattern| pattern.format(year, serial))
}

/// The patterns that hold for an organ without its own, with whose they are.
fn inherited(
    db: &mut Db,
    organ: &OrganRow,
    on: NaiveDate,
) -> Result<BTreeMap<Series, (String, String)>, Error> {
    let shipped = |series: Series| (series, (series.default_pattern().to_owned(), "系统随附".to_owned()));
    let mut found: BTreeMap<Series, (String, String)> = Series::ALL.into_iter().map(shipped).collect();
    for id in organ.path.split('/').filter_map(|id| id.parse::<i64>().ok()).filter(|id| *id != organ.id) {
        if let Some(dated) = organ_facts::find(db, id, on)? {
            let name = load_organ(db, id)?.name;
            let of = |(series, pattern)| (series, (pattern, name.clone()));
            found.extend(dated.facts.patterns.into_iter().map(of));
        }
    }
    Ok(found)
}

/// The numbers of an organ of the administrator's subtree.
///
/// # Errors
/// [`Error::Forbidden`] unless a 系统管理员; not found for a foreign organ.
pub async fn load(app: &App, actor: NamedActor, organ: i64) -> Result<NumbersView, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let row = organ_facts::own_organ(db, &actor, organ)?;
            let facts = organ_facts::find(db, row.id, today)?.map(|dated| dated.facts);
            let inherited = inherited(db, &row, today)?;
            let mut lines = Vec::new();
            for (series, field, last_field) in FIELDS {
                let title = series.title();
                let own = facts.as_ref().and_then(|facts| facts.patterns.get(&series).cloned());
                let (above, of) = inherited.get(&series).cloned().unwrap_or_default();
                let last = last_serial(db, &series_of(row.id, series, today.year()))?;
                let pattern = own.as_deref().unwrap_or(&above);
                let next =
                    facts.as_ref().and_then(|facts| written(pattern, &facts.word, today.year(), last + 1));
                lines.push(SeriesLine { title, field, last_field, own, inherited: above, of, last, next });
            }
            Ok(NumbersView {
                organ: row.id,
                name: row.name,
                word: facts.map(|facts| facts.word),
                lines,
                later: next_change_of_facts(db, row.id, today)?,
            })
        })
        .await
}

/// Keeps patterns from a day on; with `dry_run` only says what that would mean.
///
/// # Errors
/// As [`load`]; [`Error::Input`] with every fault, by the names of the fields.
pub async fn set(
    app: &App,
    actor: NamedActor,
    organ: i64,
    input: Numbering,
    dry_run: bool,
) -> Result<NumbersEffect, Error> {
    let (now, today) = (app.now(), app.clock.today());
    if dry_run {
        return app
            .store
            .read(move |db| {
                let row = organ_facts::own_organ(db, &actor, organ)?;
                Ok(check(db, &actor, &row, &input, today)?.1)
            })
            .await;
    }
    app.store
        .write(move |tx| {
            let row = organ_facts::own_organ(tx, &actor, organ)?;
            let (facts, effect) = check(tx, &actor, &row, &input, today)?;
            organ_facts::keep(tx, &row, &facts, Some(actor.actor.user.0), now)?;
            begin(tx, &row, &input, today.year())?;
            let detail = format!("organ {} from {}", row.id, input.valid_from);
            note(tx, &actor, "change_document_numbers", detail, now)?;
            Ok(effect)
        })
        .await
}

fn begin(tx: &mut Tx<'_>, row: &OrganRow, input: &Numbering, year: i32) -> Result<(), Error> {
    for (series, last) in &input.last {
        begin_series(tx, &series_of(row.id, *series, year), *last)?;
    }
    Ok(())
}

/// The facts with the new patterns, and what they would mean.
fn check(
    db: &mut Db,
    actor: &NamedActor,
    row: &OrganRow,
    input: &Numbering,
    today: NaiveDate,
) -> Result<(DatedFacts, NumbersEffect), Error> {
    if input.valid_from < today {
        return Err(Error::input("valid_from", "文号格式从今日或者以后起改，已经编出的文号不变"));
    }
    let missing = || Error::input("valid_from", "还没有填写机关信息（含机关代字），请先填写再定文号");
    let mut facts = organ_facts::find(db, row.id, input.valid_from)?.ok_or_else(missing)?.facts;
    let inherited = inherited(db, row, input.valid_from)?;
    let (old, word) = (std::mem::take(&mut facts.patterns), facts.word.clone());
    let (mut faults, mut lines) = (Vec::new(), Vec::<NextNumber>::new());
    for (series, field, last_field) in FIELDS {
        let title = series.title();
        let year = input.valid_from.year();
        let drawn = last_serial(db, &series_of(row.id, series, today.year()))?;
        let by_hand = input.last.get(&series).copied();
        if let Some(last) = by_hand {
            faults.extend(fault_of_last(last, drawn, today.year(), last_field));
        }
        let last = if year == today.year() { by_hand.unwrap_or(drawn) } else { 0 };
        let above = inherited.get(&series).map_or(series.default_pattern(), |(pattern, _)| pattern.as_str());
        let pattern = input.patterns.get(&series).map_or(above, String::as_str);
        match NumberPattern::parse(pattern, &word) {
            Err(fault) => faults.push(InputFault::new(field, format!("{title}：{fault}"))),
            Ok(pattern) => {
                let after = pattern.format(year, u32::try_from(last + 1).unwrap_or(1));
                let stem = pattern.format(year, 1);
                let twin = lines.iter().find(|line| line.stem == stem).map(|line| line.title);
                if let Some(twin) = twin {
                    let message = format!("{title}的文号会与{twin}的相同，请改成不同的格式");
                    faults.push(InputFault::new(field, message));
                }
                let before = written(old.get(&series).map_or(above, String::as_str), &word, year, drawn + 1);
                let changes = before.as_ref() != Some(&after);
                lines.push(NextNumber { title, before, after, changes, stem });
            }
        }
    }
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let mut warnings = twins(db, actor, row, &lines, input.valid_from)?;
    if let Some(later) = next_change_of_facts(db, row.id, input.valid_from)? {
        let day = wording::day(later);
        warnings.push(format!("{day}起生效的机关信息已经填好，届时的文号格式以那一份为准，请一并修改"));
    }
    facts.patterns = input.patterns.clone();
    Ok((DatedFacts { valid_from: input.valid_from, facts }, NumbersEffect { lines, warnings }))
}

fn fault_of_last(last: i32, drawn: i32, year: i32, field: &'static str) -> Option<InputFault> {
    if drawn > 0 {
        return Some(InputFault::new(field, format!("{year}年已经编到第{drawn}号，起始号不能再改")));
    }
    let wrong = || InputFault::new(field, format!("请填写{year}年已经用到第几号，1至{HIGHEST}"));
    (!(1..=HIGHEST).contains(&last)).then(wrong)
}

/// Other organs whose letters would have the same numbers.
fn twins(
    db: &mut Db,
    actor: &NamedActor,
    row: &OrganRow,
    lines: &[NextNumber],
    on: NaiveDate,
) -> Result<Vec<String>, Error> {
    let mut warnings = Vec::new();
    for other in list_organs(db, &actor.actor.organ_path)? {
        if other.id == row.id || !open_on(other.valid_to, on) {
            continue;
        }
        let Some(number) = first_reply(db, &other, on)? else { continue };
        if let Some(line) = lines.iter().find(|line| line.stem == number) {
            let (title, name) = (line.title, other.name);
            warnings.push(format!("{title}的文号会与{name}的相同，请核对机关代字"));
        }
    }
    Ok(warnings)
}

/// How the first reply of an organ in a year is numbered; none before its facts are filled in.
pub(super) fn first_reply(db: &mut Db, organ: &OrganRow, on: NaiveDate) -> Result<Option<String>, Error> {
    let Some(dated) = organ_facts::find(db, organ.id, on)? else { return Ok(None) };
    let own = dated.facts.patterns.get(&Series::Reply).cloned();
    let pattern = match own {
        Some(own) => own,
        None => inherited(db, organ, on)?.remove(&Series::Reply).map_or_else(String::new, |(above, _)| above),
    };
    Ok(written(&pattern, &dated.facts.word, on.year(), 1))
}
