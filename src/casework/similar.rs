//! While an application is typed: earlier cases of the same person, cases about the same, and whether it was
//! answered already (重复申请).
//!
//! Only cases of the post's own scope are looked at. It is a hint: nothing is refused for it.

use serde::Serialize;

use super::journal::NamedActor;
use super::party::{self, Shown, sort_key};
use super::view::{CaseSummary, summary};
use super::{Error, checks};
use crate::app::App;
use crate::law::light::Standing;
use crate::law::roles::Role;
use crate::store::case_filter::CaseFilter;
use crate::store::case_list::{PageRequest, SortBy, list_cases};
use crate::store::cases::CaseRow;
use crate::store::parties::{list_parties, newest_versions};
use crate::store::search::Grams;
use crate::store::similar::{
    KnownBy, list_of_applicant_key, list_of_applicant_prefix, list_of_number, list_of_title_key,
    list_sharing_signs,
};
use crate::store::{Db, Scope};

/// The most that are shown of each list.
const MOST: usize = 8;
/// How many rows each question takes from the database.
const ROWS: i64 = 30;
/// How many cases with such a number of a file are looked at: the year is compared afterwards.
const MOST_OF_NUMBER: i64 = 150;
/// The most applicants offered.
const MOST_APPLICANTS: usize = 4;
/// A name shorter than this is not looked for: one sign begins thousands of names.
const SHORTEST_NAME: usize = 2;
/// A text of fewer pairs of signs tells nothing.
const FEWEST_PAIRS: usize = 4;
/// From this share of common pairs on, texts are similar.
const ALIKE: f64 = 0.6;

/// What was typed so far. What is empty is not looked for.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub name: String,
    pub id_number: String,
    pub phone: String,
    pub text: String,
}

/// What there is already.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Similar {
    /// Whose data may be taken over.
    pub applicants: Vec<EarlierApplicant>,
    /// Of the same person.
    pub of_person: Vec<Near>,
    /// About the same.
    pub of_content: Vec<Near>,
    /// Both, and answered: perhaps a 重复申请.
    pub repeated: Vec<Near>,
}

/// Someone who applied before, masked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EarlierApplicant {
    /// The newest case of theirs: by it the data are fetched.
    pub number: String,
    pub name: String,
    pub id_number: Option<String>,
    pub phone: Option<String>,
}

/// A case that is near, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Near {
    pub case: CaseSummary,
    /// «证件号码相同».
    pub why: &'static str,
    /// Not ended.
    pub open: bool,
}

/// Looks for what is near.
///
/// # Errors
/// [`Error::Forbidden`] for a post that registers no cases.
pub async fn find(app: &App, actor: NamedActor, typed: Typed) -> Result<Similar, Error> {
    if actor.actor.role != Role::Clerk {
        return Err(Error::Forbidden);
    }
    let (within, today) = (app.clone(), app.clock.today());
    app.store
        .read(move |db| {
            let scope = checks::scope(&actor.actor);
            let calendar = within.calendars.current(db)?.in_force(None);
            let person = of_person(db, &within, &scope, &typed)?;
            let content = of_content(db, &scope, &typed.text)?;
            let near = |(row, why): &(CaseRow, &'static str)| -> Result<Near, Error> {
                let case = summary(row, &calendar, actor.actor.role, today)?;
                let open = Standing::of_word(&row.state).is_some_and(|standing| !standing.ended());
                Ok(Near { case, why, open })
            };
            let near = |rows: &[(CaseRow, &'static str)]| -> Result<Vec<Near>, Error> {
                rows.iter().take(MOST).map(near).collect()
            };
            let answered: Vec<_> = content
                .iter()
                .filter(|(row, _)| row.delivered_on.is_some())
                .filter(|(row, _)| person.iter().any(|(own, _)| own.id == row.id))
                .cloned()
                .collect();
            Ok(Similar {
                applicants: applicants(db, &within, &person)?,
                repeated: near(&answered)?,
                of_person: near(&person)?,
                of_content: near(&content)?,
            })
        })
        .await
}

/// The strongest reason first; each case once.
fn of_person(
    db: &mut Db,
    app: &App,
    scope: &Scope,
    typed: &Typed,
) -> Result<Vec<(CaseRow, &'static str)>, Error> {
    let mut found = Found::default();
    if !typed.id_number.is_empty() {
        let index = party::index(&typed.id_number, &app.keys);
        found.add(list_of_number(db, scope, KnownBy::IdNumber, &index, ROWS)?, "证件号码相同");
    }
    if !typed.phone.is_empty() {
        let index = party::index(&typed.phone, &app.keys);
        found.add(list_of_number(db, scope, KnownBy::Phone, &index, ROWS)?, "电话相同");
    }
    if typed.name.chars().count() >= SHORTEST_NAME {
        found.add(list_of_applicant_key(db, scope, &sort_key(&typed.name), ROWS)?, "姓名相同");
        if found.0.is_empty() {
            let mut rows = list_of_applicant_prefix(db, scope, &readings(&typed.name), 200)?;
            rows.retain(|row| row.applicant_name.starts_with(&typed.name));
            found.add(rows, "姓名相近");
        }
    }
    Ok(found.0)
}

/// What the sort key of every name begins with that begins with this one.
fn readings(name: &str) -> String {
    let key = sort_key(name);
    key.strip_suffix(name).map(str::to_owned).unwrap_or(key)
}

pub(super) fn of_content(
    db: &mut Db,
    scope: &Scope,
    text: &str,
) -> Result<Vec<(CaseRow, &'static str)>, Error> {
    let mut found = Found::default();
    if Grams::of_text(text).pairs.len() < FEWEST_PAIRS {
        return Ok(found.0);
    }
    found.add(list_of_title_key(db, scope, &sort_key(text), ROWS)?, "内容相同");
    for document in document_numbers(text).into_iter().take(3) {
        let filter = CaseFilter { text: Some(document.query()), ..CaseFilter::default() };
        let page =
            PageRequest { sort: SortBy::Submitted, descending: true, after: None, limit: MOST_OF_NUMBER };
        let mut rows = list_cases(db, scope, &filter, &page)?;
        rows.retain(|row| document_numbers(&row.title).iter().any(|other| other.may_be(&document)));
        found.add(rows, "文号相同");
    }
    let mut rows = list_sharing_signs(db, scope, text, 2 * ROWS)?;
    rows.retain(|row| likeness(text, &row.title) >= ALIKE);
    found.add(rows, "内容相近");
    Ok(found.0)
}

#[derive(Default)]
struct Found(Vec<(CaseRow, &'static str)>);

impl Found {
    fn add(&mut self, rows: Vec<CaseRow>, why: &'static str) {
        for row in rows {
            if !self.0.iter().any(|(known, _)| known.id == row.id) {
                self.0.push((row, why));
            }
        }
    }
}

/// The different persons behind these cases, each with what identifies them masked.
fn applicants(
    db: &mut Db,
    app: &App,
    person: &[(CaseRow, &'static str)],
) -> Result<Vec<EarlierApplicant>, Error> {
    let (mut seen, mut applicants) = (Vec::new(), Vec::new());
    for (row, _) in person.iter().take(2 * MOST) {
        let parties = newest_versions(list_parties(db, row.id)?);
        let Some(first) = parties.iter().find(|party| party.role == "applicant" && party.erased_at.is_none())
        else {
            continue;
        };
        let fields = &first.fields;
        let identity = (fields.name.clone(), fields.id_number_index.clone(), fields.phone_index.clone());
        if seen.contains(&identity) {
            continue;
        }
        seen.push(identity);
        let masked = party::view(first, &app.keys, Shown::Masked)?;
        let number = row.number.clone();
        applicants.push(EarlierApplicant {
            number,
            name: masked.name,
            id_number: masked.id_number,
            phone: masked.phone,
        });
        if applicants.len() == MOST_APPLICANTS {
            break;
        }
    }
    Ok(applicants)
}

/// How much of the shorter text stands in the other, from 0 to 1, by pairs of signs.
fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (Grams::of_text(one).pairs, Grams::of_text(other).pairs);
    let common = one.intersection(&other).count();
    let shorter = one.len().min(other.len());
    // A short title would stand in every long text.
    if shorter < FEWEST_PAIRS { 0.0 } else { common as f64 / shorter as f64 }
}

/// «清政发〔2025〕3号»: the 代字, the year and the number.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DocumentNumber {
    word: String,
    year: String,
    number: String,
}

impl DocumentNumber {
    /// What a text search finds it by: the end of the 代字 alone, as it is compared, and no year, whose pairs
    /// of signs stand in nearly every text.
    fn query(&self) -> String {
        let signs = self.word.chars().count();
        let end: String = self.word.chars().skip(signs.saturating_sub(2)).collect();
        format!("{end} {}号", self.number)
    }

    /// Whether two may name the same file: people leave out the beginning of the 代字, or write words before it.
    fn may_be(&self, other: &DocumentNumber) -> bool {
        let same_end = self.word.chars().rev().zip(other.word.chars().rev()).take_while(|(a, b)| a == b);
        (&self.year, &self.number) == (&other.year, &other.number)
            && (self.word == other.word || same_end.count() >= 2)
    }
}

/// The 文号 in a text, with whichever brackets they were typed.
fn document_numbers(text: &str) -> Vec<DocumentNumber> {
    let signs: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for (at, sign) in signs.iter().enumerate() {
        if !['〔', '[', '［', '(', '（', '【'].contains(sign) {
            continue;
        }
        let (before, after) = signs.split_at(at);
        let after = after.get(1..).unwrap_or_default();
        let year: String = after.iter().take_while(|sign| sign.is_ascii_digit()).collect();
        let rest = after.get(year.len()..).unwrap_or_default();
        let Some((close, rest)) = rest.split_first() else { continue };
        let rest = if rest.first() == Some(&'第') { rest.get(1..).unwrap_or_default() } else { rest };
        let number: String = rest.iter().take_while(|sign| sign.is_ascii_digit()).collect();
        let ends = rest.get(number.len()) == Some(&'号');
        if year.len() != 4 || !"〕]］)）】".contains(*close) || number.is_empty() || !ends {
            continue;
        }
        let word: Vec<char> =
            before.iter().rev().take_while(|sign| sign.is_alphanumeric()).take(4).copied().collect();
        if word.is_empty() {
            continue;
        }
        let number = number.trim_start_matches('0').to_owned();
        found.push(DocumentNumber { word: word.into_iter().rev().collect(), year, number });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_number_is_read_whatever_its_brackets() {
        let of = |text: &str| document_numbers(text).pop();
        let plain = of("清水县供应计划（清政发〔2025〕3号）").unwrap();
        assert_eq!((plain.year.as_str(), plain.number.as_str()), ("2025", "3"));
        for text in ["请公开清政发[2025]3号", "县政发【2025】第03号", "清政发（2025）3号"]
        {
            assert!(of(text).unwrap().may_be(&plain), "{text}");
        }
        for text in ["清政发〔2025〕13号", "清政发〔2024〕3号", "清国土〔2025〕3号"] {
            assert!(!of(text).unwrap().may_be(&plain), "{text}");
        }
        assert_eq!(document_numbers("2025年第3号、（2025）、〔2025〕3号"), []);
    }

    #[test]
    fn texts_are_alike_when_one_nearly_stands_in_the_other() {
        let long = "清水县2025年国有建设用地供应计划及执行情况";
        assert!(likeness("2025年国有建设用地供应计划", long) >= ALIKE);
        assert!(likeness("清水县城关小学校车采购合同", long) < ALIKE);
        assert!(likeness("计划", long) < ALIKE);
    }

    #[test]
    fn every_longer_name_lies_after_the_readings_of_its_beginning() {
        assert!(sort_key("张三丰").starts_with(&readings("张三")));
        assert!(!sort_key("李四").starts_with(&readings("张三")));
    }
}
