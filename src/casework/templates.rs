//! The texts of an organ's letters: shown, tried, changed and restored by the admin; and the texts in force
//! for a letter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::NamedActor;
use super::organ_facts::own_organ;
use super::trail::note;
use super::{Error, InputFault};
use crate::app::App;
use crate::documents::check::{CheckInput, Moment, check, of_failure};
use crate::documents::compose::{Signed, compose};
use crate::documents::context::LetterContext;
use crate::documents::finding::Severity;
use crate::documents::kind::LetterKind;
use crate::documents::letter::Letter;
use crate::documents::samples;
use crate::documents::template::TemplateProblem;
use crate::documents::texts::{TemplateId, Texts};
use crate::law::iso;
use crate::law::reply::ReplyCode;
use crate::store::Db;
use crate::store::templates::{
    NewTemplate, TemplateKey, TemplateRow, append_template, find_template, list_template_versions,
    restore_template,
};

/// The longest note on a change, in characters.
const LONGEST_NOTE: usize = 200;
const PAST: &str = "生效日期不能早于今天";

/// A text in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TemplateView {
    /// `reply`, `correction_notice`, `paragraph.A2` …
    pub kind: String,
    pub title: String,
    /// Whether the organ or one above it has a text of its own.
    pub own: bool,
    pub body: String,
}

/// A version of an organ's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TemplateVersion {
    pub version: i32,
    /// None: back to the text of the organ above, or the shipped one.
    pub body: Option<String>,
    pub effective_from: NaiveDate,
    pub note: String,
    /// RFC 3339 with +08:00.
    pub created_at: String,
}

/// A text to keep.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateInput {
    /// None takes the organ back to the text of the organ above.
    #[serde(default)]
    pub body: Option<String>,
    #[serde(deserialize_with = "iso::day")]
    pub effective_from: NaiveDate,
    /// Why it is changed.
    pub note: String,
}

/// An earlier version to take up again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreInput {
    pub version: i32,
    #[serde(deserialize_with = "iso::day")]
    pub effective_from: NaiveDate,
}

/// A text to try.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewInput {
    pub body: String,
}

/// What came of a text that was tried on a sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Preview {
    /// One `<article>` and the style it needs.
    pub html: String,
    pub style: String,
}

fn parse(kind: &str) -> Result<TemplateId, Error> {
    TemplateId::find(kind).ok_or(Error::Store(crate::store::StoreError::NotFound))
}

fn refused(problem: &TemplateProblem) -> Error {
    Error::input("body", problem.to_string())
}

/// What a text of this kind may name, as «申请人.名称».
///
/// # Errors
/// Not found for an unknown text.
pub fn fields(kind: &str) -> Result<Vec<String>, Error> {
    Ok(parse(kind)?.fields())
}

/// Whether this post keeps the texts of an organ, before anything it sends is read.
///
/// # Errors
/// As [`put`].
pub async fn admit(app: &App, actor: NamedActor, organ: i64) -> Result<(), Error> {
    app.store.read(move |db| own_organ(db, &actor, organ).map(drop)).await
}

/// Every text that is in force for an organ today.
///
/// # Errors
/// As [`put`].
pub async fn list(app: &App, actor: NamedActor, organ: i64) -> Result<Vec<TemplateView>, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let organ = own_organ(db, &actor, organ)?;
            let mut views = Vec::new();
            for id in TemplateId::all() {
                let own = find_template(db, &organ.path, &id.tag(), today)?.and_then(|row| row.body);
                views.push(TemplateView {
                    kind: id.tag(),
                    title: id.title(),
                    own: own.is_some(),
                    body: own.unwrap_or_else(|| id.shipped().to_owned()),
                });
            }
            Ok(views)
        })
        .await
}

/// The versions of an organ's own text, newest first.
///
/// # Errors
/// As [`put`].
pub async fn history(
    app: &App,
    actor: NamedActor,
    organ: i64,
    kind: String,
) -> Result<Vec<TemplateVersion>, Error> {
    let id = parse(&kind);
    app.store
        .read(move |db| {
            let organ = own_organ(db, &actor, organ)?;
            let rows = list_template_versions(db, organ.id, &id?.tag())?;
            Ok(rows.into_iter().map(version).collect())
        })
        .await
}

/// Adds a version that holds from a day on. It is kept only if it makes a letter of every sample.
///
/// # Errors
/// [`Error::Forbidden`] for other posts; not found for a foreign organ or an unknown text;
/// [`Error::Input`] for a text that is refused, with the line and how to mend it.
pub async fn put(
    app: &App,
    actor: NamedActor,
    organ: i64,
    kind: String,
    input: TemplateInput,
) -> Result<TemplateVersion, Error> {
    let (now, today) = (app.now(), app.clock.today());
    admit(app, actor.clone(), organ).await?;
    // A hostile text costs up to a second: it is tried before it stands in the way of others.
    let faults = faults(parse(&kind)?, &input, today);
    if !faults.is_empty() {
        return Err(Error::Input(faults));
    }
    app.store
        .write(move |tx| {
            let organ = own_organ(tx, &actor, organ)?;
            let new = NewTemplate {
                organ_id: organ.id,
                kind: &kind,
                body: input.body.as_deref(),
                effective_from: input.effective_from,
                note: input.note.trim(),
                created_by: Some(actor.actor.user.0),
            };
            let row = append_template(tx, &new, now)?;
            let detail = format!("organ {} {kind} version {}", organ.id, row.version);
            note(tx, &actor, "change_letter_template", detail, now)?;
            Ok(version(row))
        })
        .await
}

fn faults(id: TemplateId, input: &TemplateInput, today: NaiveDate) -> Vec<InputFault> {
    let mut faults = Vec::new();
    if let Some(body) = input.body.as_deref() {
        match id.check(body) {
            Ok(()) => faults.extend(found_in_samples(id, body).map(|found| InputFault::new("body", found))),
            Err(problem) => faults.push(InputFault::new("body", problem.to_string())),
        }
    }
    let note = input.note.trim();
    if note.is_empty() || note.chars().count() > LONGEST_NOTE || note.chars().any(char::is_control) {
        faults.push(InputFault::new("note", format!("请填写不超过{LONGEST_NOTE}字的修改说明")));
    }
    if input.effective_from < today {
        faults.push(InputFault::new("effective_from", PAST));
    }
    faults
}

/// What the check would say of letters of this text: its first error in a sample.
fn found_in_samples(id: TemplateId, body: &str) -> Option<String> {
    let texts = Texts::shipped().with(id, body.to_owned());
    let error = |context: LetterContext| {
        let found = match compose(&context, &texts, &Signed::default()) {
            Ok(letter) => {
                let record = samples::record(&context);
                let moment = Moment::Drafted;
                check(&CheckInput { letter: &letter, context: &context, record: &record, moment })
            }
            Err(problem) => of_failure(&problem, &context),
        };
        found.into_iter().find(|finding| finding.code.severity() == Severity::Error)
    };
    let finding = samples::of(id).into_iter().find_map(error)?;
    Some(format!("用样例试拟时发现，{}：{}[{}]", finding.code.title(), finding.words, finding.code.rule()))
}

/// Takes an earlier version up again, as a new one.
///
/// # Errors
/// As [`put`]; not found for an unknown version.
pub async fn restore(
    app: &App,
    actor: NamedActor,
    organ: i64,
    kind: String,
    input: RestoreInput,
) -> Result<TemplateVersion, Error> {
    let (now, today, id) = (app.now(), app.clock.today(), parse(&kind));
    app.store
        .write(move |tx| {
            let organ = own_organ(tx, &actor, organ)?;
            let id = id?;
            let kind = id.tag();
            if input.effective_from < today {
                return Err(Error::input("effective_from", PAST));
            }
            let old = TemplateKey { organ_id: organ.id, kind: &kind, version: input.version };
            let row = restore_template(tx, &old, input.effective_from, Some(actor.actor.user.0), now)?;
            if let Some(found) = row.body.as_deref().and_then(|body| found_in_samples(id, body)) {
                return Err(Error::input("version", found));
            }
            let detail = format!("organ {} {kind} version {}", organ.id, row.version);
            note(tx, &actor, "restore_letter_template", detail, now)?;
            Ok(version(row))
        })
        .await
}

/// Tries a text on the first sample of its kind.
///
/// # Errors
/// As [`put`].
pub async fn preview(
    app: &App,
    actor: NamedActor,
    organ: i64,
    kind: String,
    input: PreviewInput,
) -> Result<Preview, Error> {
    admit(app, actor, organ).await?;
    let id = parse(&kind)?;
    id.check(&input.body).map_err(|problem| refused(&problem))?;
    let letter = of_sample(id, &Texts::shipped().with(id, input.body))?;
    let html = app.printing.press().and_then(|press| press.html(&letter)).map_err(Error::corrupt)?;
    Ok(Preview { html, style: crate::documents::STYLE.to_owned() })
}

/// The first sample of a text, as a letter.
///
/// # Errors
/// [`Error::Input`] for a text that makes none.
pub fn of_sample(id: TemplateId, texts: &Texts) -> Result<Letter, Error> {
    let sample = samples::of(id).into_iter().next().ok_or_else(|| Error::corrupt("no sample"))?;
    compose(&sample, texts, &Signed::default()).map_err(|problem| refused(&problem))
}

fn version(row: TemplateRow) -> TemplateVersion {
    TemplateVersion {
        version: row.version,
        body: row.body,
        effective_from: row.effective_from,
        note: row.note,
        created_at: crate::app::shanghai(row.created_at.to_utc()).to_rfc3339(),
    }
}

/// The texts that a letter is made of, and where they came from.
pub(super) struct InForce {
    pub texts: Texts,
    /// The organ's version of the letter's own text, if it has one.
    pub version: Option<i64>,
    /// All of them as JSON, by their names, to be kept with the letter.
    pub kept: String,
}

/// The texts in force for an organ on a day.
///
/// # Errors
/// The database's.
pub(super) fn in_force(
    db: &mut Db,
    organ_path: &str,
    kind: LetterKind,
    codes: &[ReplyCode],
    on: NaiveDate,
) -> Result<InForce, Error> {
    let (mut texts, mut version, mut kept) = (Texts::shipped(), None, serde_json::Map::new());
    let paragraphs = codes.iter().copied().map(TemplateId::Paragraph);
    for id in [TemplateId::Letter(kind)].into_iter().chain(paragraphs) {
        if let Some(TemplateRow { id: row, body: Some(body), .. }) =
            find_template(db, organ_path, &id.tag(), on)?
        {
            if id == TemplateId::Letter(kind) {
                version = Some(row);
            }
            texts = texts.with(id, body);
        }
        kept.insert(id.tag(), texts.get(id).into());
    }
    Ok(InForce { texts, version, kept: serde_json::Value::Object(kept).to_string() })
}

#[cfg(test)]
mod tests {
    use super::{TemplateId, found_in_samples};

    #[test]
    fn what_is_shipped_may_be_kept() {
        for id in TemplateId::all() {
            assert_eq!(found_in_samples(id, id.shipped()), None, "{}", id.tag());
        }
    }
}
