//! What an organ still lacks before it can take applications: people, units, what its letters say of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::organ_facts::{self, DatedFacts};
use super::organ_numbers::first_reply;
use super::organs::open_on;
use super::people::OrganSettings;
use super::row::word;
use super::{Error, checks};
use crate::law::roles::Role;
use crate::store::organs::{OrganRow, UnitRow, list_organs, list_units};
use crate::store::users::{list_posts_of_organ, load_user};
use crate::store::{Db, StoreError};

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lack {
    /// What, and what cannot be done without it.
    pub words: String,
    /// Where it is mended: `posts` `units` `facts` `numbers`.
    pub at: &'static str,
}

/// An organ whose readiness is asked for.
pub(super) struct Asked<'a> {
    pub organ: &'a OrganRow,
    pub units: &'a [UnitRow],
    /// The roles that somebody with an account in use holds there, one for each post.
    pub held: Vec<String>,
    /// Whether organs stand below it.
    pub has_below: bool,
    pub today: NaiveDate,
}

/// The name of an organ, and the number of its first reply of a year, by its id: two must not share one.
pub(super) type FirstNumbers = BTreeMap<i64, (String, String)>;

/// The posts without which a step has nobody (decision 15), and what then waits.
const NEEDED: [(Role, &str); 4] = [
    (Role::Clerk, "申请没有人登记"),
    (Role::Handler, "申请没有人承办"),
    (Role::OfficeHead, "补正、延期等没有人批准"),
    (Role::Approver, "答复没有人签发"),
];

/// The numbers of first replies of the organs that would write them.
pub(super) fn first_numbers(
    db: &mut Db,
    organs: &[OrganRow],
    today: NaiveDate,
) -> Result<FirstNumbers, Error> {
    let mut numbers = FirstNumbers::new();
    for organ in organs.iter().filter(|organ| open_on(organ.valid_to, today)) {
        if let Some(number) = first_reply(db, organ, today)? {
            numbers.insert(organ.id, (organ.name.clone(), number));
        }
    }
    Ok(numbers)
}

/// The organ to which applicants apply by this code.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none on `today`.
pub(super) fn load_applied_to(db: &mut Db, code: &str, today: NaiveDate) -> Result<OrganRow, Error> {
    let organ = checks::load_open_organ(db, code, today)?;
    if takes_applications(db, &organ, today)? { Ok(organ) } else { Err(StoreError::NotFound.into()) }
}

/// Whether applicants may apply to the organ: not to one that only keeps those below it. What is handed in there
/// is taken all the same (R29-3).
pub(super) fn takes_applications(db: &mut Db, organ: &OrganRow, today: NaiveDate) -> Result<bool, Error> {
    if list_units(db, organ.id)?.iter().any(|unit| open_on(unit.valid_to, today)) {
        return Ok(true);
    }
    for post in list_posts_of_organ(db, organ.id, None, today)? {
        if is_needed(&post.role) && load_user(db, post.user_id)?.disabled_at.is_none() {
            return Ok(true);
        }
    }
    let exists = |other: &OrganRow| other.valid_from <= today && open_on(other.valid_to, today);
    let below = |other: &OrganRow| other.parent_id == Some(organ.id) && exists(other);
    Ok(!list_organs(db, &organ.path)?.iter().any(below))
}

fn is_needed(role: &str) -> bool {
    NEEDED.iter().any(|(needed, _)| word(needed) == role)
}

/// What the organ lacks; nothing of one that has ended, or that only keeps those below it.
pub(super) fn lacks(db: &mut Db, asked: &Asked<'_>, numbers: &FirstNumbers) -> Result<Vec<Lack>, Error> {
    let Asked { organ, units, held, has_below, today } = asked;
    let open = units.iter().any(|unit| open_on(unit.valid_to, *today));
    let handles = held.iter().any(|role| is_needed(role));
    if !open_on(organ.valid_to, *today) || (*has_below && !open && !handles) {
        return Ok(Vec::new());
    }
    let mut lacks = Vec::new();
    let mut lack = |at, words: String| lacks.push(Lack { words, at });
    if !open {
        lack("units", "没有内设机构，申请没有地方转办".to_owned());
    }
    for (role, waits) in NEEDED {
        if !held.contains(&word(role)) {
            lack("posts", format!("没有{}，{waits}", role.title()));
        }
    }
    let levels = usize::from(OrganSettings::of(organ).reviewers);
    let reviewers = held.iter().filter(|role| **role == word(Role::Reviewer)).count();
    if reviewers < levels {
        lack("posts", format!("设了{levels}级审核，只有{reviewers}名审核岗，报批后没有人审核"));
    }
    for (at, words) in of_facts(organ_facts::find(db, organ.id, *today)?) {
        lack(at, words);
    }
    if let Some((_, number)) = numbers.get(&organ.id) {
        let same = numbers.iter().filter(|(id, (_, other))| **id != organ.id && other == number);
        let others: Vec<&str> = same.map(|(_, (name, _))| name.as_str()).collect();
        if !others.is_empty() {
            lack("numbers", format!("答复书的文号与{}的会相同，请核对机关代字", others.join("、")));
        }
    }
    Ok(lacks)
}

fn of_facts(facts: Option<DatedFacts>) -> Vec<(&'static str, String)> {
    let Some(DatedFacts { facts, .. }) = facts else {
        return vec![(
            "facts",
            "没有填写机关信息（地址、电话、复议机关、法院、机关代字），不能拟文书".to_owned(),
        )];
    };
    let mut lacks = Vec::new();
    if facts.review.is_empty() {
        lacks.push(("facts", "没有填写行政复议机关，带有救济告知的文书不能签发".to_owned()));
    }
    if facts.court.is_none() {
        lacks.push(("facts", "没有填写管辖法院，带有救济告知的文书不能签发".to_owned()));
    }
    lacks
}
