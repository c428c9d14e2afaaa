//! 在线提交: an application from the pages, with the attachments that were taken in while it was written.
//!
//! What was taken in before there is a case stands in the storage alone; its visitor's draft remembers it as
//! [`KeptFile`]. Once the case is registered every file becomes part of it; sent again, nothing is doubled.

use serde::{Deserialize, Serialize};

use super::application::ApplicationInput;
use super::files::{Addition, TakenIn, insert, retrying};
use super::register::{self, Registered};
use super::{Error, IdempotencyKey, checks};
use crate::app::App;
use crate::files::{ContentId, Media, clean};
use crate::law::file::FileKind;
use crate::store::cases::load_case_by_number;
use crate::store::files::list_files;
use crate::store::organs::load_organ;
use crate::store::{Hash, Scope, Tx};

/// A file that was taken in and is part of no case yet, as a draft remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// As the applicant named it.
    pub name: String,
    /// Bytes.
    pub size: u64,
    content: String,
    media: String,
    pages: Option<u32>,
}

impl KeptFile {
    /// What is remembered of content that was taken in.
    pub fn new(name: &str, content: TakenIn) -> KeptFile {
        KeptFile {
            name: clean(name),
            size: content.size,
            content: content.id.to_string(),
            media: content.media.word().to_owned(),
            pages: content.pages,
        }
    }

    fn content(&self) -> Result<TakenIn, Error> {
        let id: ContentId = self.content.parse().map_err(Error::corrupt)?;
        let media = Media::of_word(&self.media).ok_or_else(|| Error::corrupt("unknown media"))?;
        Ok(TakenIn { id, media, pages: self.pages, size: self.size })
    }
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    pub registered: Registered,
    /// The names of attachments that did not become part of the case; they can be brought again.
    pub left_out: Vec<String>,
}

/// Whether so many kept files, and one more, are within what an applicant may bring.
///
/// # Errors
/// [`Error::Input`] with what to do instead.
pub fn must_have_room(app: &App, kept: &[KeptFile], more: u64) -> Result<(), Error> {
    let bytes = kept.iter().map(|file| file.size).sum::<u64>();
    let held = crate::store::files::Held {
        files: i64::try_from(kept.len()).map_err(Error::corrupt)?,
        bytes: i64::try_from(bytes).map_err(Error::corrupt)?,
    };
    super::files::has_room(app, held, more, true)
}

/// Registers an application and makes its attachments part of it.
///
/// # Errors
/// As [`register::submit`]. Once it is registered it stands, whatever becomes of a file.
pub async fn run(
    app: &App,
    organ_code: String,
    input: ApplicationInput,
    files: Vec<KeptFile>,
    key: Option<IdempotencyKey>,
) -> Result<Submitted, Error> {
    let registered = register::submit(app, organ_code, input, key).await?;
    let mut left_out = Vec::new();
    for file in files {
        let (within, number, kept) = (app.clone(), registered.number.clone(), file.clone());
        if let Err(error) = retrying(app, move |tx| attach(&within, tx, &number, &kept)).await {
            tracing::error!(%error, "an attachment did not become part of its case");
            left_out.push(file.name);
        }
    }
    Ok(Submitted { registered, left_out })
}

/// Unless the applicant's same file is there already.
fn attach(app: &App, tx: &mut Tx<'_>, number: &str, file: &KeptFile) -> Result<(), Error> {
    let content = file.content()?;
    let mut row = load_case_by_number(tx, &Scope::Everything, number)?;
    crate::store::cases::lock_case(tx, row.id)?;
    let hash = Hash::from(*content.id.as_bytes());
    let there = list_files(tx, row.id)?
        .iter()
        .any(|(known, name)| known.by_applicant && known.content == hash && *name == file.name);
    if there {
        return Ok(());
    }
    let organ = load_organ(tx, row.organ_id)?;
    let actor = checks::applicant(organ.id, &organ.path, &organ.name);
    let addition =
        Addition { kind: FileKind::Application, name: file.name.clone(), content, by_applicant: true };
    insert(app, tx, &mut row, &actor, &addition)?;
    Ok(())
}
