//! What stands against signing a letter: the findings of the check, as if it were signed today.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::letter_context;
use super::letter_made::Origin;
use super::letter_matter::{Matter, letter_fault};
use super::letters::{content, kind_of};
use super::{Error, InputFault};
use crate::app::App;
use crate::documents::check::{CheckInput, Moment, check};
use crate::documents::finding::{Finding, Severity};
use crate::documents::kind::LetterKind;
use crate::documents::letter::Letter;
use crate::store::Db;
use crate::store::letter_ticks::list_ticks;
use crate::store::letters::{ContentRow, LetterRow};

/// One thing to mend or to tick off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    pub code: String,
    pub title: String,
    /// `error` blocks, `warning` needs a tick with a reason.
    pub severity: String,
    /// The rule it rests on.
    pub rule: String,
    /// What is wrong and how to mend it.
    pub words: String,
    pub ticked: bool,
}

/// A letter with its findings.
pub(super) struct Judged {
    pub content: ContentRow,
    pub origin: Origin,
    pub findings: Vec<FindingView>,
}

impl Judged {
    /// The titles of what stands against signing it.
    pub fn open(&self) -> Vec<String> {
        self.unanswered().map(|finding| finding.title.clone()).collect()
    }

    /// What keeps it from being signed, for the person who wants to.
    pub fn faults(&self) -> Vec<InputFault> {
        let fault = |finding: &FindingView| {
            let what = if finding.severity == "error" {
                ""
            } else {
                "（确认无误的，请由承办人说明理由）"
            };
            letter_fault(format!("{}：{}{what}[{}]", finding.title, finding.words, finding.rule))
        };
        self.unanswered().map(fault).collect()
    }

    /// Errors, and warnings that nobody has answered for.
    fn unanswered(&self) -> impl Iterator<Item = &FindingView> {
        self.findings.iter().filter(|finding| finding.severity == "error" || !finding.ticked)
    }
}

/// Judges the newest content of a draft as if it were signed on the matter's day.
///
/// # Errors
/// The database's.
pub(super) fn judge(app: &App, db: &mut Db, matter: &Matter, row: &LetterRow) -> Result<Judged, Error> {
    let content = content(db, row)?;
    let origin = Origin::of(&content)?;
    let kind = kind_of(row)?;
    let mut findings = Vec::new();
    match letter_context::make(db, matter, kind, &origin.input) {
        Ok(context) if context == origin.context => {}
        Ok(_) | Err(Error::Input(_)) => findings.push(outdated()),
        Err(error) => return Err(error),
    }
    findings.extend(examine(app, matter, kind, &letter(&content)?, &origin)?);
    let ticks = list_ticks(db, row.id, content.version)?;
    for finding in &mut findings {
        finding.ticked = ticks.iter().any(|tick| tick.finding == finding.code);
    }
    Ok(Judged { content, origin, findings })
}

/// What the check and the fonts say of a letter as if it were signed on the matter's day.
///
/// # Errors
/// [`Error::Store`] (corrupt) for fonts or a record that cannot be read.
pub(super) fn examine(
    app: &App,
    matter: &Matter,
    kind: LetterKind,
    letter: &Letter,
    origin: &Origin,
) -> Result<Vec<FindingView>, Error> {
    let mut findings = Vec::new();
    let letter = as_signed(letter, &trial_number(matter, kind)?, matter.today);
    let record = matter.record(app, &origin.input.attachments)?;
    let input =
        CheckInput { letter: &letter, context: &origin.context, record: &record, moment: Moment::Signed };
    let found = check(&input);
    findings.extend(found.iter().map(of_check));
    let press = app.printing.press().map_err(Error::corrupt)?;
    findings.extend(press.missing_signs(&letter).map_err(Error::corrupt)?.map(|missing| FindingView {
        code: "signs_missing".to_owned(),
        title: "字体缺字".to_owned(),
        severity: "warning".to_owned(),
        rule: "GB/T 9704".to_owned(),
        words: missing.to_string(),
        ticked: false,
    }));
    Ok(findings)
}

/// The letter as it was kept: without number and day.
pub(super) fn letter(content: &ContentRow) -> Result<Letter, Error> {
    serde_json::from_str(&content.body).map_err(Error::corrupt)
}

/// The letter with what the signature brings.
pub(super) fn as_signed(letter: &Letter, number: &Option<String>, on: NaiveDate) -> Letter {
    let mut letter = letter.clone();
    letter.number.clone_from(number);
    if let Some(signature) = &mut letter.signature {
        signature.signed_on = Some(on);
    }
    letter
}

/// What its number will look like; the serial is drawn when it is signed.
fn trial_number(matter: &Matter, kind: LetterKind) -> Result<Option<String>, Error> {
    let year = matter.today.year();
    kind.series().map(|series| matter.facts.number(series, year, 1)).transpose()
}

fn of_check(finding: &Finding) -> FindingView {
    FindingView {
        code: super::row::word(finding.code),
        title: finding.code.title().to_owned(),
        severity: if finding.code.severity() == Severity::Error { "error" } else { "warning" }.to_owned(),
        rule: finding.code.rule().to_owned(),
        words: finding.words.clone(),
        ticked: false,
    }
}

/// The case says something else now than when the letter was written.
fn outdated() -> FindingView {
    FindingView {
        code: "outdated".to_owned(),
        title: "文书与案件现状不一致".to_owned(),
        severity: "error".to_owned(),
        rule: "T-3".to_owned(),
        words: "文书拟好之后，案件或者机关信息有了变化，请重新生成文书".to_owned(),
        ticked: false,
    }
}
