//! What the letters of an organ say of it: address, 复议机关, court, 机关代字 (decision 29). Dated data,
//! kept by the admin; the 复议机关 is proposed by L-24 from the tree of organs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::NamedActor;
use super::trail::note;
use super::{Error, InputFault};
use crate::app::App;
use crate::documents::kind::Series;
use crate::documents::number::NumberPattern;
use crate::documents::parts::{Court, OrganFacts, ReviewOrgan};
use crate::law::forum::{CourtLevel, OrganKind, ReviewForum};
use crate::law::iso;
use crate::law::roles::Role;
use crate::store::organ_facts::{append_organ_facts, find_organ_facts};
use crate::store::organs::{OrganRow, find_organ, load_organ};
use crate::store::{Db, StoreError, Tx};

/// The longest name, address or number, in characters.
const LONGEST: usize = 100;

/// What is filled in for an organ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterFacts {
    /// `department` `justice_department` `township_government` `local_government` `provincial_government`
    /// `dispatched` `authorised` `state_council_department` `customs` `vertical`.
    #[schema(value_type = String)]
    pub kind: OrganKind,
    /// 政府信息公开工作机构.
    pub office: String,
    pub address: String,
    pub postcode: String,
    pub phone: String,
    pub contact: String,
    /// 行政复议机关. Until it is known no letter with a remedy can be signed.
    #[serde(default)]
    pub review: Vec<Place>,
    /// 网上行政复议渠道 (P-7).
    #[serde(default)]
    pub online_review: Option<String>,
    /// 办公时间, in words, for the public pages.
    #[serde(default)]
    pub hours: Option<String>,
    /// 管辖法院.
    #[serde(default)]
    pub court: Option<Place>,
    /// 机关代字, as «清自然资».
    pub word: String,
    /// Patterns of 文号 by series, where they are not those of the organ above.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub patterns: BTreeMap<Series, String>,
}

/// A 复议机关 or a court.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub name: String,
    pub address: String,
}

/// Facts from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedFacts {
    #[serde(deserialize_with = "iso::day")]
    pub valid_from: NaiveDate,
    pub facts: LetterFacts,
}

/// What is known of an organ today, and what the law proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganFactsView {
    pub organ: i64,
    pub name: String,
    /// None until they are filled in.
    pub current: Option<DatedFacts>,
    /// Names of the 复议机关 by L-24, where the tree of organs tells.
    pub proposed_review: Vec<String>,
    /// 复议机关 in words, as 本级人民政府.
    pub review_forum: String,
    /// 基层人民法院 or 中级人民法院 (G-15).
    pub court_level: String,
    /// The patterns in force for each series, own, inherited or shipped.
    #[schema(value_type = Object)]
    pub patterns: BTreeMap<Series, String>,
}

/// The facts of an organ as letters need them.
#[derive(Clone, Debug)]
pub(super) struct OfLetters {
    pub organ: OrganFacts,
    word: String,
    patterns: BTreeMap<Series, String>,
}

impl OfLetters {
    /// The 文号 of a serial. The patterns were checked when they were kept.
    pub fn number(&self, series: Series, year: i32, serial: u32) -> Result<String, Error> {
        let pattern = self.patterns.get(&series).map_or(series.default_pattern(), String::as_str);
        let pattern = NumberPattern::parse(pattern, &self.word)
            .map_err(|fault| Error::input("organ", format!("{fault}，请由系统管理员修改机关信息")))?;
        Ok(pattern.format(year, serial))
    }
}

/// The facts of an organ of the admin's subtree.
///
/// # Errors
/// [`Error::Forbidden`] for other posts; [`StoreError::NotFound`] for a foreign organ.
pub async fn load(app: &App, actor: NamedActor, organ: i64) -> Result<OrganFactsView, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let row = own_organ(db, &actor, organ)?;
            view(db, &row, today)
        })
        .await
}

/// Keeps facts from a day on.
///
/// # Errors
/// As [`load`]; [`Error::Input`] with every fault.
pub async fn put(
    app: &App,
    actor: NamedActor,
    organ: i64,
    input: DatedFacts,
) -> Result<OrganFactsView, Error> {
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let row = own_organ(tx, &actor, organ)?;
            keep(tx, &row, &input, Some(actor.actor.user.0), now)?;
            note(tx, &actor, "change_organ_facts", format!("organ {organ} from {}", input.valid_from), now)?;
            view(tx, &row, today)
        })
        .await
}

/// Whether facts could be kept, and the 文号 that the next reply would have by them.
///
/// # Errors
/// As [`put`].
pub async fn check(app: &App, actor: NamedActor, organ: i64, input: DatedFacts) -> Result<String, Error> {
    let year = chrono::Datelike::year(&app.clock.today());
    app.store
        .read(move |db| {
            let row = own_organ(db, &actor, organ)?;
            let faults = faults(&input.facts, &row.name);
            if !faults.is_empty() {
                return Err(Error::Input(faults));
            }
            let patterns = patterns(db, &row, input.valid_from)?;
            let own = input.facts.patterns.get(&Series::Reply).or(patterns.get(&Series::Reply));
            let pattern = own.map_or(Series::Reply.default_pattern(), String::as_str);
            let pattern = NumberPattern::parse(pattern, &input.facts.word)
                .map_err(|fault| Error::input("word", fault.to_string()))?;
            Ok(pattern.format(year, 1))
        })
        .await
}

/// Keeps facts without asking who: for the set-up of an installation.
///
/// # Errors
/// [`Error::Input`] with every fault.
pub fn keep(
    tx: &mut Tx<'_>,
    organ: &OrganRow,
    input: &DatedFacts,
    by: Option<i64>,
    at: crate::store::Instant,
) -> Result<(), Error> {
    let faults = faults(&input.facts, &organ.name);
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    let body = serde_json::to_string(&input.facts).map_err(Error::corrupt)?;
    append_organ_facts(tx, organ.id, input.valid_from, &body, by, at)?;
    Ok(())
}

/// An organ that this post keeps the facts or the texts of.
pub(super) fn own_organ(db: &mut Db, actor: &NamedActor, organ: i64) -> Result<OrganRow, Error> {
    if actor.actor.role != Role::Admin {
        return Err(Error::Forbidden);
    }
    let row = load_organ(db, organ)?;
    if row.path.starts_with(&actor.actor.organ_path) { Ok(row) } else { Err(StoreError::NotFound.into()) }
}

fn view(db: &mut Db, organ: &OrganRow, on: NaiveDate) -> Result<OrganFactsView, Error> {
    let current = find(db, organ.id, on)?;
    let kind = current.as_ref().map_or_else(|| usual_kind(&organ.kind), |dated| dated.facts.kind);
    Ok(OrganFactsView {
        organ: organ.id,
        name: organ.name.clone(),
        proposed_review: propose_review(db, organ, kind)?,
        review_forum: kind.review_forum().words().to_owned(),
        court_level: kind.court_level().words().to_owned(),
        patterns: patterns(db, organ, on)?,
        current,
    })
}

pub(super) fn find(db: &mut Db, organ: i64, on: NaiveDate) -> Result<Option<DatedFacts>, Error> {
    let Some(row) = find_organ_facts(db, organ, on)? else { return Ok(None) };
    let facts = serde_json::from_str(&row.body).map_err(Error::corrupt)?;
    Ok(Some(DatedFacts { valid_from: row.valid_from, facts }))
}

/// What letters of a day say of an organ.
///
/// # Errors
/// [`Error::Input`] if nobody has filled it in.
pub(super) fn for_letters(db: &mut Db, organ: &OrganRow, on: NaiveDate) -> Result<OfLetters, Error> {
    let missing = || {
        let message = "本机关还没有填写文书需要的机关信息（地址、联系方式、复议机关、法院、机关代字），请系统管理员填写后再拟文书";
        Error::input("organ", message)
    };
    let LetterFacts {
        kind,
        office,
        address,
        postcode,
        phone,
        contact,
        review,
        online_review,
        court,
        word,
        ..
    } = find(db, organ.id, on)?.ok_or_else(missing)?.facts;
    let review = review.into_iter().map(|place| ReviewOrgan { name: place.name, address: place.address });
    let court = court.map(|place| Court {
        level: level_of(&place.name, kind.court_level()),
        name: place.name,
        address: place.address,
    });
    let facts = OrganFacts {
        name: organ.name.clone(),
        kind,
        office,
        address,
        postcode,
        phone,
        contact,
        review: review.collect(),
        online_review,
        court,
    };
    Ok(OfLetters { organ: facts, word, patterns: patterns(db, organ, on)? })
}

/// A court says its level by its name.
fn level_of(name: &str, expected: CourtLevel) -> CourtLevel {
    if name.contains("中级人民法院") {
        CourtLevel::Intermediate
    } else if name.ends_with("人民法院") {
        CourtLevel::Basic
    } else {
        expected
    }
}

/// Own patterns over those of the organs above (decision 6), and the shipped ones where none has any.
fn patterns(db: &mut Db, organ: &OrganRow, on: NaiveDate) -> Result<BTreeMap<Series, String>, Error> {
    let shipped = Series::ALL.into_iter().map(|series| (series, series.default_pattern().to_owned()));
    let mut patterns: BTreeMap<Series, String> = shipped.collect();
    for id in organ.path.split('/').filter_map(|id| id.parse::<i64>().ok()) {
        patterns.extend(find(db, id, on)?.map(|dated| dated.facts.patterns).unwrap_or_default());
    }
    Ok(patterns)
}

/// What an organ of this kind in the tree usually is to the law.
fn usual_kind(kind: &str) -> OrganKind {
    match kind {
        "government" => OrganKind::LocalGovernment,
        "township" => OrganKind::TownshipGovernment,
        "department" => OrganKind::Department,
        _ => OrganKind::Authorised,
    }
}

/// L-24, as far as the tree tells: the government above, or the organ itself.
fn propose_review(db: &mut Db, organ: &OrganRow, kind: OrganKind) -> Result<Vec<String>, Error> {
    let government = |db: &mut Db| -> Result<Option<String>, Error> {
        let mut above = organ.parent_id;
        while let Some(id) = above {
            let Some(row) = find_organ(db, id)? else { break };
            if row.kind == "government" {
                return Ok(Some(row.name));
            }
            above = row.parent_id;
        }
        Ok(None)
    };
    let found = match kind.review_forum() {
        ReviewForum::OwnGovernment
        | ReviewForum::GovernmentAbove
        | ReviewForum::OwnGovernmentOrDepartmentAbove => government(db)?,
        ReviewForum::Itself => Some(organ.name.clone()),
        ReviewForum::DepartmentAbove => None,
    };
    Ok(found.into_iter().collect())
}

fn faults(facts: &LetterFacts, name: &str) -> Vec<InputFault> {
    let mut faults = Vec::new();
    let fields = [
        ("office", "政府信息公开工作机构", &facts.office),
        ("address", "地址", &facts.address),
        ("postcode", "邮政编码", &facts.postcode),
        ("phone", "电话", &facts.phone),
        ("contact", "联系人", &facts.contact),
        ("word", "机关代字", &facts.word),
    ];
    for (field, title, value) in fields {
        faults.extend(fault(field, title, value));
    }
    for place in &facts.review {
        faults.extend(fault("review", "复议机关名称", &place.name));
        faults.extend(fault("review", "复议机关地址", &place.address));
    }
    if let Some(court) = &facts.court {
        faults.extend(fault("court", "法院名称", &court.name));
        faults.extend(fault("court", "法院地址", &court.address));
    }
    if let Some(hours) = &facts.hours {
        faults.extend(fault("hours", "办公时间", hours));
    }
    if let Some(online) = &facts.online_review {
        faults.extend(fault("online_review", "网上复议渠道", online));
    }
    let forum = facts.kind.review_forum();
    let itself = facts.review.iter().any(|place| place.name == name);
    let wrong = facts.review.len() != forum.organs() || (forum == ReviewForum::Itself) != itself;
    if !facts.review.is_empty() && wrong {
        faults.push(InputFault::new("review", format!("复议机关应当为{}，请核对", forum.words())));
    }
    let level = facts.kind.court_level();
    if facts.court.as_ref().is_some_and(|court| level_of(&court.name, level) != level) {
        faults.push(InputFault::new("court", format!("对本机关的行政诉讼由{}管辖，请核对", level.words())));
    }
    // A word that is missing is one fault, not one of every pattern.
    let word = if facts.word.trim().is_empty() { "代字" } else { &facts.word };
    for pattern in facts.patterns.values() {
        if let Err(fault) = NumberPattern::parse(pattern, word) {
            faults.push(InputFault::new("patterns", format!("“{pattern}”：{fault}")));
        }
    }
    // A word that no shipped pattern takes would stop every letter.
    if let Err(fault) = NumberPattern::parse(Series::Reply.default_pattern(), word) {
        faults.push(InputFault::new("word", fault.to_string()));
    }
    faults
}

fn fault(field: &'static str, title: &str, value: &str) -> Option<InputFault> {
    if value.trim().is_empty() {
        Some(InputFault::new(field, format!("请填写{title}")))
    } else if value.chars().count() > LONGEST {
        Some(InputFault::new(field, format!("{title}不能超过{LONGEST}个字")))
    } else if value.chars().any(char::is_control) {
        Some(InputFault::new(field, format!("{title}中含有不可见的控制字符，请删去后重新填写")))
    } else {
        None
    }
}
