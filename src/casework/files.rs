//! 案件材料: files come into a case, are listed, downloaded, and released to the applicant.
//!
//! The content is judged and stored before the transaction that makes it part of the case: a crash in
//! between leaves content that no case names, never a case that names what is not there. Every upload
//! is an event with the hash of the content; the name a person gave stands in a side table (decision 3).
//! No classified file may be uploaded (decision 29): the service cannot tell, so it says so.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::NamedActor;
use super::once::once;
use super::perform::append_of_program;
use super::trail::note_look;
use super::{Error, IdempotencyKey, checks};
use crate::app::App;
use crate::files::{self, ContentId, Draft, Fault, Limits, Media, Received, Soundness};
use crate::law::case_event::CaseEvent;
use crate::law::file::{FileKind, FileUse, may_use_files};
use crate::law::text::UserId;
use crate::store::cases::{CaseRow, load_case, load_case_by_number, lock_case, update_case};
use crate::store::files::{FileRow, Held, NewFile, held, insert_file, list_files, load_file};
use crate::store::{Hash, Scope, StoreError, Tx};

/// What every upload is told.
pub const NOTHING_CLASSIFIED: &str = "不得上传涉及国家秘密的文件";
/// An act on the case at the same time makes an upload read it again.
const ATTEMPTS: u32 = 5;

/// A file of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FileView {
    /// Its number in the case.
    pub file: i32,
    /// `application` `correction` `letter_scan` `proof` `third_party_answer` `information` `letter` `record`.
    pub kind: String,
    pub kind_title: String,
    /// None for a supervisor, and once it is erased.
    pub name: Option<String>,
    /// What it is by its content: `pdf`, `png`, `docx` …
    pub media: String,
    /// Bytes.
    pub size: i64,
    pub pages: Option<i32>,
    /// Of the content, as the journal has it.
    pub sha256: String,
    pub by_applicant: bool,
    /// RFC 3339 with +08:00.
    pub added_at: String,
    /// 签章扫描件: of a letter the version that counts.
    pub record: bool,
    /// Whether the applicant may download it.
    pub released: bool,
    /// Whether its content was removed when its retention ended.
    pub erased: bool,
}

/// Content that was judged and is stored, ready to become part of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenIn {
    pub id: ContentId,
    pub media: Media,
    pub pages: Option<u32>,
    pub size: u64,
}

/// A file on its way to whoever asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    pub id: ContentId,
    pub media: Media,
    /// With an extension of what it is.
    pub name: String,
    pub size: u64,
}

/// A file to add.
#[derive(Clone, Debug)]
pub struct Addition {
    pub kind: FileKind,
    /// As it was given.
    pub name: String,
    pub content: TakenIn,
    pub by_applicant: bool,
}

/// How much a file may be, by the settings.
pub fn limits(app: &App) -> Limits {
    let settings = &app.settings;
    Limits {
        bytes: u64::from(settings.file_megabytes) << 20,
        pages: settings.file_pages,
        pixels: u64::from(settings.file_megapixels) * 1_000_000,
        unpacked: u64::from(settings.file_unpacked_megabytes) << 20,
        ratio: u64::from(settings.file_unpacked_ratio),
    }
}

/// An empty draft for an upload.
///
/// # Errors
/// If the disk cannot be written.
pub fn begin(app: &App) -> Result<Draft, Error> {
    Ok(Draft::new(&app.storage.drafts, limits(app).bytes)?)
}

/// Judges an upload and stores its content. It blocks; the file stands in memory while it is judged.
///
/// # Errors
/// [`Error::Input`] for a file that is refused.
pub fn take_in_blocking(app: &App, mut received: Received) -> Result<TakenIn, Error> {
    let refused = |fault: Fault| Error::input("file", fault.to_string());
    received.not_empty().map_err(refused)?;
    let judged = {
        let bytes = received.bytes()?;
        files::judge(&bytes, &limits(app)).map_err(refused)?
    };
    let (id, size) = (received.id, received.size);
    app.storage.content.put(id, received.content()?)?;
    Ok(TakenIn { id, media: judged.media, pages: judged.pages, size })
}

/// Stores what the program made itself, such as a rendered letter. It blocks.
///
/// # Errors
/// The storage's.
pub fn keep_made_blocking(app: &App, bytes: &[u8], media: Media) -> Result<TakenIn, Error> {
    let mut draft = Draft::new(&app.storage.drafts, u64::MAX)?;
    draft.append(bytes)?;
    let mut received = draft.finish();
    let (id, size) = (received.id, received.size);
    app.storage.content.put(id, received.content()?)?;
    Ok(TakenIn { id, media, pages: None, size })
}

/// Whether this post may add files to this case, before a byte of one is read.
///
/// # Errors
/// [`Error::Forbidden`]; [`StoreError::NotFound`] for a case outside the post's scope; [`Error::Input`]
/// if the case is full.
pub async fn admit(app: &App, actor: NamedActor, number: String) -> Result<(), Error> {
    let within = app.clone();
    app.store
        .read(move |db| {
            let row = load_case_by_number(db, &checks::scope(&actor.actor), &number)?;
            permit(&actor, FileUse::Add)?;
            has_room(&within, held(db, row.id, false)?, 0, false)
        })
        .await
}

/// Makes stored content part of a case.
///
/// # Errors
/// As [`admit`].
pub async fn add(
    app: &App,
    actor: NamedActor,
    number: String,
    addition: Addition,
    key: Option<IdempotencyKey>,
) -> Result<FileView, Error> {
    let within = app.clone();
    retrying(app, move |tx| {
        once(tx, key.as_ref(), within.now(), |tx| {
            let mut row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            permit(&actor, FileUse::Add)?;
            if !addition.kind.is_brought() {
                let message = "文书由系统生成，不能上传；签章后的扫描件请选“签章扫描件”（record）";
                return Err(Error::input("kind", message));
            }
            let (file, name) = insert(&within, tx, &mut row, &actor, &addition)?;
            Ok(view(&file, Some(name)))
        })
    })
    .await
}

/// Runs a transaction again that another one overtook: an upload names no version of the case, and nobody
/// should have to send it twice.
pub(super) async fn retrying<T: Send + 'static>(
    app: &App,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Clone + Send + 'static,
) -> Result<T, Error> {
    let mut attempt = 1;
    loop {
        let work = work.clone();
        match app.store.write(move |tx| work(tx)).await {
            Err(Error::Store(StoreError::Stale)) if attempt < ATTEMPTS => attempt += 1,
            outcome => return outcome,
        }
    }
}

/// Writes a file into a case: its row, its name, its event, the case. Within the caller's transaction.
///
/// # Errors
/// [`Error::Input`] if the case is full; [`StoreError::Stale`] if it changed meanwhile.
pub(super) fn insert(
    app: &App,
    tx: &mut Tx<'_>,
    row: &mut CaseRow,
    actor: &NamedActor,
    addition: &Addition,
) -> Result<(FileRow, String), Error> {
    let (now, today) = (app.now(), app.clock.today());
    let Addition { kind, content, by_applicant, .. } = addition;
    // Many files of one case may arrive at once; each in its turn finds the next number free.
    lock_case(tx, row.id)?;
    *row = load_case(tx, &Scope::Everything, row.id)?;
    has_room(app, held(tx, row.id, false)?, content.size, false)?;
    if *by_applicant {
        has_room(app, held(tx, row.id, true)?, content.size, true)?;
    }
    let name = files::clean(&addition.name);
    let new = NewFile {
        case_id: row.id,
        kind: kind.word().to_owned(),
        media: content.media.word().to_owned(),
        size: i64::try_from(content.size).map_err(Error::corrupt)?,
        pages: content.pages.and_then(|pages| i32::try_from(pages).ok()),
        content: Hash::from(*content.id.as_bytes()),
        by_applicant: *by_applicant,
        added_by: actor.person().map(|UserId(id)| id),
        added_at: now,
    };
    let file = insert_file(tx, &new, &name)?;
    let added = CaseEvent::FileAdded {
        file: u32::try_from(file.ordinal).map_err(Error::corrupt)?,
        sha256: content.id.to_string(),
        what: *kind,
    };
    record(tx, row, &added, actor, now, today)?;
    Ok((file, name))
}

/// Appends an event that leaves every date and step of the case as it was.
pub(super) fn record(
    tx: &mut Tx<'_>,
    row: &mut CaseRow,
    event: &CaseEvent,
    actor: &NamedActor,
    now: crate::store::Instant,
    today: chrono::NaiveDate,
) -> Result<(), Error> {
    let head = append_of_program(tx, row, event, now, today, actor)?;
    row.set_journal_head(head);
    row.updated_at = now;
    update_case(tx, row)?;
    Ok(())
}

/// The files of a case. A supervisor sees that they are there, not what they are called.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the post's scope.
pub async fn list(app: &App, actor: NamedActor, number: String) -> Result<Vec<FileView>, Error> {
    app.store
        .read(move |db| {
            let row = load_case_by_number(db, &checks::scope(&actor.actor), &number)?;
            permit(&actor, FileUse::List)?;
            let named = may_use_files(actor.actor.role, FileUse::Read);
            let rows = list_files(db, row.id)?;
            Ok(rows.into_iter().map(|(file, name)| view(&file, named.then_some(name))).collect())
        })
        .await
}

/// A file of a case to download. Who did is written down, as with every look at personal data.
///
/// # Errors
/// [`Error::Forbidden`]; [`StoreError::NotFound`] also for a file that was erased.
pub async fn read(app: &App, actor: NamedActor, number: String, file: i32) -> Result<Download, Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            permit(&actor, FileUse::Read)?;
            let (found, name) = load_file(tx, row.id, file)?;
            let download = download(&found, &name)?;
            let detail = serde_json::json!({ "file": file });
            note_look(tx, &actor, "download_file", row.id, &detail, within.now())?;
            Ok(download)
        })
        .await
}

/// Copies the content of a download into a nameless file, once it is known to be unaltered. It blocks.
///
/// # Errors
/// [`StoreError::Corrupt`] for content that is missing or altered.
pub fn fetch_blocking(app: &App, download: &Download) -> Result<Received, Error> {
    let mut draft = Draft::new(&app.storage.drafts, u64::MAX)?;
    match files::fetch(&*app.storage.content, download.id, &mut draft)? {
        Soundness::Sound => Ok(draft.finish()),
        Soundness::Missing => Err(Error::corrupt(format!("the content {} is missing", download.id))),
        Soundness::Altered => Err(Error::corrupt(format!("the content {} is altered", download.id))),
    }
}

pub(super) fn download(file: &FileRow, name: &str) -> Result<Download, Error> {
    if file.erased_at.is_some() {
        return Err(StoreError::NotFound.into());
    }
    let media = Media::of_word(&file.media).ok_or_else(|| Error::corrupt("unknown media"))?;
    Ok(Download {
        id: ContentId::from(*file.content.as_bytes()),
        media,
        name: files::for_download(name, media),
        size: u64::try_from(file.size).map_err(Error::corrupt)?,
    })
}

pub(super) fn permit(actor: &NamedActor, wanted: FileUse) -> Result<(), Error> {
    if may_use_files(actor.actor.role, wanted) { Ok(()) } else { Err(Error::Forbidden) }
}

/// Whether so many more bytes fit into a case, or into what its applicant may bring.
pub(super) fn has_room(app: &App, held: Held, more: u64, of_applicant: bool) -> Result<(), Error> {
    let settings = &app.settings;
    let (files, megabytes) = if of_applicant {
        (settings.applicant_files, settings.applicant_megabytes)
    } else {
        (settings.case_files, settings.case_megabytes)
    };
    let who = if of_applicant { "申请人上传的文件" } else { "一件案件的文件" };
    if held.files >= i64::from(files) {
        return Err(Error::input(
            "file",
            format!("{who}最多{files}个，请合并成一个PDF，或者以邮寄等方式提交"),
        ));
    }
    let bytes = u64::try_from(held.bytes).unwrap_or_default().saturating_add(more);
    if bytes > u64::from(megabytes) << 20 {
        return Err(Error::input(
            "file",
            format!("{who}合计不能超过{megabytes}MB，请压缩图片或者以邮寄等方式提交"),
        ));
    }
    Ok(())
}

pub(super) fn view(file: &FileRow, name: Option<String>) -> FileView {
    let kind = FileKind::of_word(&file.kind);
    FileView {
        file: file.ordinal,
        kind: file.kind.clone(),
        kind_title: kind.map_or("", FileKind::title).to_owned(),
        name: name.filter(|_| file.erased_at.is_none()),
        media: file.media.clone(),
        size: file.size,
        pages: file.pages,
        sha256: file.content.to_string(),
        by_applicant: file.by_applicant,
        added_at: crate::app::shanghai(file.added_at.to_utc()).to_rfc3339(),
        record: kind == Some(FileKind::Record),
        released: file.released_at.is_some(),
        erased: file.erased_at.is_some(),
    }
}
