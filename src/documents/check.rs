//! The check before signing: a letter against its case and the law.
//!
//! The program words the law itself ([`super::remedy`], [`super::grids`]); what people may change is the
//! template text, the stated facts and the facts of the organ. So the check looks at the finished
//! letter, as a careful reader would, and at the context that it came from.
//!
//! * `check_case`: dates, number, addressee, delivery
//! * `check_demanded`: what each kind cannot go without
//! * `check_reply`: codes, facts, articles, remedy
//! * `check_words`: what must not stand there
//! * `check_prudent`: the date that stays inside
//! * `check_hollow`: whether a reason says anything

use chrono::NaiveDate;

use super::context::LetterContext;
use super::finding::{Finding, FindingCode, Severity};
use super::letter::{Block, Letter};
use super::reply::ItemContext;
use super::template::{ProblemKind, TemplateProblem, clean};
use super::{check_case, check_demanded, check_hollow, check_reply, check_words};
use crate::law::deadline::DeliveryMethod;

/// A letter, where it came from, and what the case's record says.
#[derive(Clone, Debug)]
pub struct CheckInput<'a> {
    pub letter: &'a Letter,
    pub context: &'a LetterContext,
    pub record: &'a Record,
    pub moment: Moment,
}

/// When it is checked: number and day are set at signing (decision 17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    Drafted,
    Signed,
}

/// What the record of the case says, and what a letter of it must not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub case_number: String,
    pub received_on: Option<NaiveDate>,
    /// 法定答复截止日 in force.
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    /// The applicant's name, as letters call it.
    pub applicant: String,
    /// Names, ID numbers, phones, addresses of the applicant.
    pub applicant_data: Vec<String>,
    /// The same of applicants of other cases that lie near: answered together, or the same request.
    pub other_applicants: Vec<String>,
    /// Names of the third parties of the case.
    pub third_parties: Vec<String>,
    /// Whether a third party was asked in writing (art 32).
    pub third_party_asked: bool,
    /// What is enclosed: its name, and its text where one could be read.
    pub attachments: Vec<Enclosure>,
    /// How it is to be delivered, and when, where that is known.
    pub delivery: Option<(DeliveryMethod, NaiveDate)>,
    /// Whether the applicant asked for an electronic way.
    pub electronic_wanted: bool,
}

/// Something enclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosure {
    pub name: String,
    pub text: String,
}

/// Everything that is wrong, errors first.
pub fn check(input: &CheckInput<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_case::find(input, &mut findings);
    check_demanded::find(input, &mut findings);
    check_reply::find(input, &mut findings);
    check_words::find(input, &mut findings);
    findings.sort_by_key(|finding| (finding.code.severity(), finding.code));
    findings.dedup();
    findings
}

/// Whether anything blocks.
pub fn blocks(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.code.severity() == Severity::Error)
}

/// The findings where the text gave no letter: why, and what is wrong with the facts themselves.
pub fn of_failure(problem: &TemplateProblem, context: &LetterContext) -> Vec<Finding> {
    let mut findings = vec![of_problem(problem)];
    check_demanded::reason(context, None, &mut findings);
    check_reply::find_in_context(context, &mut findings);
    findings
}

/// The finding for a text that gave no letter.
pub fn of_problem(problem: &TemplateProblem) -> Finding {
    let code = match problem.kind {
        ProblemKind::UnknownField => FindingCode::FieldUnknown,
        ProblemKind::EmptyField => FindingCode::FieldMissing,
        ProblemKind::Syntax | ProblemKind::TooLarge => FindingCode::TemplateBroken,
    };
    Finding::new(code, problem.to_string())
}

/// The texts of a letter that the office wrote, without the applicant's own words.
pub(super) fn own_words(letter: &Letter) -> Vec<&str> {
    let mut words: Vec<&str> = vec![&letter.title];
    words.extend(letter.addressee.as_deref());
    for block in &letter.body {
        match block {
            Block::Paragraph { text } | Block::Heading { text } => words.push(text),
            Block::Items { items } => words.extend(items.iter().map(String::as_str)),
            Block::Verbatim { .. }
            | Block::Grid(_)
            | Block::Codes { .. }
            | Block::CutLine
            | Block::PageBreak => {}
        }
    }
    words.extend(letter.attachments.iter().chain(&letter.notes).map(String::as_str));
    words
}

/// What is set off in a letter, as somebody worded it.
pub(super) fn verbatim(letter: &Letter) -> impl Iterator<Item = &str> {
    letter.body.iter().filter_map(|block| match block {
        Block::Verbatim { text } => Some(text.as_str()),
        _ => None,
    })
}

/// What is set off and is not the applicant's: to others than the applicant, it is the office that
/// says which information is meant.
pub(super) fn set_off<'l>(input: &CheckInput<'l>) -> Vec<&'l str> {
    let letter: &'l Letter = input.letter;
    let said: Vec<String> =
        applicants_words(input.context).map(clean).filter(|words| !words.is_empty()).collect();
    let mut own: Vec<&'l str> = verbatim(letter).collect();
    for words in &said {
        own = own.into_iter().flat_map(|text| text.split(words.as_str())).collect();
    }
    own
}

/// What the applicant wrote, as far as the letter is made from it.
pub(super) fn applicants_words(context: &LetterContext) -> impl Iterator<Item = &str> {
    let request = match context {
        LetterContext::CoHandling(context) => Some(context.request.as_str()),
        other => other.basics().map(|basics| basics.request.as_str()),
    };
    let items: &[ItemContext] = match context {
        LetterContext::Reply(reply) => &reply.items,
        _ => &[],
    };
    request.into_iter().chain(items.iter().map(|item| item.information.as_str()))
}

/// Whether words say something of the case, and not what would fit any.
pub fn says_something(words: &str) -> bool {
    !check_hollow::is_hollow(words)
}

/// The paragraphs alone.
pub(super) fn paragraphs(letter: &Letter) -> impl Iterator<Item = &str> {
    letter.body.iter().filter_map(|block| match block {
        Block::Paragraph { text } => Some(text.as_str()),
        _ => None,
    })
}

/// What stands in the tables.
pub(super) fn cells(letter: &Letter) -> impl Iterator<Item = &str> {
    let grids = letter.body.iter().filter_map(|block| match block {
        Block::Grid(grid) => Some(grid),
        _ => None,
    });
    grids.flat_map(|grid| grid.rows.iter().flatten().map(|cell| cell.text.as_str()))
}
