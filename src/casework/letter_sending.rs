//! What leaves the organ: rendered before the act's transaction from what the signature froze, stored and
//! released within it. Rendering takes milliseconds that nobody else should wait for.

use super::files::{Addition, TakenIn, insert, keep_made_blocking, record};
use super::journal::NamedActor;
use super::letter_matter::letter_fault;
use super::letter_print::{Format, render, signed_letter};
use super::letters::{is_reply, kind_of};
use super::perform::ActRequest;
use super::{Error, checks};
use crate::app::App;
use crate::documents::kind::LetterKind;
use crate::files::Media;
use crate::law::act::Act;
use crate::law::case_event::CaseEvent;
use crate::law::file::FileKind;
use crate::store::cases::{CaseRow, find_case_by_number};
use crate::store::files::{list_files, release_file};
use crate::store::letters::{LetterRow, LetterState, list_letters, load_newest_content, update_letter};
use crate::store::{Hash, StoreError, Tx};

/// Which letters an act concerns.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    Measure(u32),
    Reply,
    /// One that no act of the case sends, by its number.
    One(i32),
}

impl Wanted {
    /// Whether a letter is among them.
    ///
    /// # Errors
    /// [`Error::Store`] (corrupt) for an unknown kind.
    pub fn is(self, row: &LetterRow) -> Result<bool, Error> {
        Ok(match self {
            Wanted::Measure(number) => row.measure.is_some_and(|of| u32::try_from(of) == Ok(number)),
            Wanted::Reply => is_reply(kind_of(row)?),
            Wanted::One(number) => row.ordinal == number,
        })
    }
}

/// Whether its day and its 文号 are set.
pub(super) fn is_signed(row: &LetterRow) -> bool {
    [LetterState::Signed.word(), LetterState::Sealed.word()].contains(&row.fields.state.as_str())
}

/// A signed letter that is about to leave, rendered and stored.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    letter: i32,
    version: i64,
    name: String,
    docx: TakenIn,
    pdf: TakenIn,
}

/// Renders what an act would send, before its transaction and off the store's threads.
///
/// # Errors
/// The storage's.
pub(super) async fn prepare(
    app: &App,
    actor: &NamedActor,
    request: &ActRequest,
) -> Result<Vec<Outgoing>, Error> {
    match request.act {
        Act::DispatchMeasure { number, .. } => {
            prepare_for(app, actor, &request.number, Wanted::Measure(number)).await
        }
        Act::Deliver { .. } => prepare_for(app, actor, &request.number, Wanted::Reply).await,
        _ => Ok(Vec::new()),
    }
}

/// Renders the signed letters of a case that are meant and have not left.
///
/// # Errors
/// The storage's.
pub(super) async fn prepare_for(
    app: &App,
    actor: &NamedActor,
    number: &str,
    wanted: Wanted,
) -> Result<Vec<Outgoing>, Error> {
    let (scope, number) = (checks::scope(&actor.actor), number.to_owned());
    let signed = app
        .store
        .read(move |db| -> Result<_, Error> {
            // A case that this post does not see is refused by the act itself.
            let Some(row) = find_case_by_number(db, &scope, &number)? else { return Ok(Vec::new()) };
            let mut signed = Vec::new();
            for letter in list_letters(db, row.id)? {
                if wanted.is(&letter)? && is_signed(&letter) && letter.fields.pdf_file_id.is_none() {
                    let content = load_newest_content(db, letter.id)?;
                    signed.push((letter, content));
                }
            }
            Ok(signed)
        })
        .await?;
    if signed.is_empty() {
        return Ok(Vec::new());
    }
    let within = app.clone();
    let rendered = tokio::task::spawn_blocking(move || -> Result<Vec<Outgoing>, Error> {
        let mut outgoing = Vec::new();
        for (row, content) in &signed {
            let letter = signed_letter(row, content)?;
            let on = row.fields.signed_on.unwrap_or_default();
            let pdf = render(&within, &letter, Format::Pdf, on)?;
            let docx = render(&within, &letter, Format::Docx, on)?;
            outgoing.push(Outgoing {
                letter: row.ordinal,
                version: row.fields.version,
                name: file_name(row)?,
                pdf: keep_made_blocking(&within, &pdf, Media::Pdf)?,
                docx: keep_made_blocking(&within, &docx, Media::Docx)?,
            });
        }
        Ok(outgoing)
    });
    rendered.await.map_err(|error| Error::from(StoreError::down(error.to_string())))?
}

fn file_name(row: &LetterRow) -> Result<String, Error> {
    let number = row.fields.document_number.as_deref().unwrap_or_default();
    Ok(format!("{} {number}", kind_of(row)?.title()).trim().to_owned())
}

/// What is sent becomes a file of the case, and what goes to the applicant is released.
///
/// # Errors
/// [`Error::Input`] if there is nothing to send; [`StoreError::Stale`] if it was signed anew meanwhile.
pub(super) fn send(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    wanted: Wanted,
    outgoing: &[Outgoing],
) -> Result<(), Error> {
    let mut there = false;
    for mut letter in list_letters(tx, row.id)? {
        if !wanted.is(&letter)? || !is_signed(&letter) {
            continue;
        }
        there = true;
        if letter.fields.pdf_file_id.is_some() {
            continue;
        }
        let made = outgoing.iter().find(|made| made.letter == letter.ordinal);
        // It was signed, or signed anew, since it was rendered: the act is done again.
        let made = made.filter(|made| made.version == letter.fields.version).ok_or(StoreError::Stale)?;
        store(app, tx, actor, row, &mut letter, made)?;
    }
    if there || !app.settings.letters_required {
        return Ok(());
    }
    // A letter on paper, scanned, stands for it.
    let scanned = list_files(tx, row.id)?.iter().any(|(file, _)| file.kind == FileKind::Record.word());
    if scanned {
        return Ok(());
    }
    Err(Error::Input(vec![letter_fault(
        "没有已经签发的文书可以发出，请先拟制并签发，或者上传签章扫描件（record）",
    )]))
}

fn store(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    letter: &mut LetterRow,
    made: &Outgoing,
) -> Result<(), Error> {
    let mut add = |content: TakenIn| {
        let kind = FileKind::Letter;
        let addition = Addition { kind, name: made.name.clone(), content, by_applicant: false };
        insert(app, tx, row, actor, &addition).map(|(file, _)| file)
    };
    let (pdf, docx) = (add(made.pdf)?, add(made.docx)?);
    let now = app.now();
    letter.fields.pdf_file_id = Some(pdf.id);
    letter.fields.docx_file_id = Some(docx.id);
    letter.fields.record_hash = Some(Hash::from(*made.pdf.id.as_bytes()));
    update_letter(tx, letter, now)?;
    if !goes_to_the_applicant(kind_of(letter)?) {
        return Ok(());
    }
    release_file(tx, pdf.id, now)?;
    let released = CaseEvent::FileReleased { file: u32::try_from(pdf.ordinal).map_err(Error::corrupt)? };
    record(tx, row, &released, actor, now, app.clock.today())
}

fn goes_to_the_applicant(kind: LetterKind) -> bool {
    use LetterKind::*;
    matches!(
        kind,
        CorrectionNotice
            | ReasonsNotice
            | ExtensionNotice
            | DelayNotice
            | ConsultationNotice
            | FeeNotice
            | Reply
            | NotHandledNotice
            | NoLongerHandledNotice
            | ArchiveNotice
            | RectificationNotice
    )
}
