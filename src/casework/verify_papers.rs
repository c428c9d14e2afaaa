//! Whether the files, letters and 督办单 of a case are those its journal speaks of.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Error;
use crate::law::case::Recorded;
use crate::law::case_event::CaseEvent;
use crate::store::Db;
use crate::store::files::{FileRow, list_files};
use crate::store::letters::{LetterRow, LetterState, list_contents, list_letters};
use crate::store::urge_sheets::{UrgeSheetRow, list_urge_sheets};

/// What differs, named as people name it; empty if all agrees.
///
/// # Errors
/// The database's.
pub(super) fn compare(db: &mut Db, case_id: i64, journal: &[Recorded]) -> Result<Vec<String>, Error> {
    let mut differing = Vec::new();
    if files_of(journal) != stored_files(db, case_id)? {
        differing.push("文件".to_owned());
    }
    let (told, stored) = (letters_of(journal), stored_letters(db, case_id)?);
    for number in told.keys().chain(stored.keys()).collect::<std::collections::BTreeSet<_>>() {
        let agree =
            told.get(number).zip(stored.get(number)).is_some_and(|(told, stored)| told.agrees(stored));
        if !agree {
            differing.push(format!("第{number}份文书"));
        }
    }
    if urge_sheets_of(journal) != stored_urge_sheets(db, case_id)? {
        differing.push("督办单".to_owned());
    }
    Ok(differing)
}

/// What the journal says of 督办单, by the number of the 督办: whose number, and whether taken back.
type UrgeSheets = BTreeMap<i64, (Option<UrgeNumber>, bool)>;

/// Organ, series, year, serial, and the day of numbering.
type UrgeNumber = (i64, String, i32, u32, NaiveDate);

fn urge_sheets_of(journal: &[Recorded]) -> UrgeSheets {
    let mut sheets = UrgeSheets::new();
    for recorded in journal {
        match &recorded.event {
            CaseEvent::UrgeSheetNumbered { urging, organ, series, year, serial, on } => {
                let number = (organ.0, series.clone(), *year, *serial, *on);
                sheets.entry(*urging).or_default().0 = Some(number);
            }
            CaseEvent::UrgeSheetWithdrawn { urging, .. } => sheets.entry(*urging).or_default().1 = true,
            _ => {}
        }
    }
    sheets
}

fn stored_urge_sheets(db: &mut Db, case_id: i64) -> Result<UrgeSheets, Error> {
    let sheet = |row: UrgeSheetRow| {
        let UrgeSheetRow { organ_id, series, document_year, document_serial, numbered_on, .. } = row;
        let serial = document_serial.and_then(|serial| u32::try_from(serial).ok());
        let number = (|| Some((organ_id, series?, document_year?, serial?, numbered_on?)))();
        (row.urging_id, (number, row.withdrawn_at.is_some()))
    };
    Ok(list_urge_sheets(db, case_id)?.into_iter().map(sheet).collect())
}

/// What the journal says of the files: the number, what it is, the hash of its content, whether released.
type Files = BTreeMap<i64, (String, String, bool)>;

fn files_of(journal: &[Recorded]) -> Files {
    let mut files = Files::new();
    for recorded in journal {
        match &recorded.event {
            CaseEvent::FileAdded { file, sha256, what } => {
                files.insert(i64::from(*file), (what.word().to_owned(), sha256.clone(), false));
            }
            CaseEvent::FileReleased { file } => {
                files.entry(i64::from(*file)).and_modify(|(.., released)| *released = true);
            }
            _ => {}
        }
    }
    files
}

fn stored_files(db: &mut Db, case_id: i64) -> Result<Files, Error> {
    let rows = list_files(db, case_id)?.into_iter();
    let fact = |row: FileRow| {
        (i64::from(row.ordinal), (row.kind, row.content.to_string(), row.released_at.is_some()))
    };
    Ok(rows.map(|(row, _)| fact(row)).collect())
}

/// A letter, as the journal tells it or as its row and contents say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Letter {
    document: String,
    /// Of every version, oldest first; none for one that was erased when its time was over.
    digests: Vec<Option<String>>,
    signature: Option<Signature>,
    voided: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Signature {
    series: Option<String>,
    year: Option<i32>,
    serial: Option<u32>,
    on: NaiveDate,
}

impl Letter {
    /// What was signed is what was last written, and both say the same.
    fn agrees(&self, stored: &Letter) -> bool {
        let versions = self.digests.len() == stored.digests.len()
            && self.digests.iter().zip(&stored.digests).all(|(told, kept)| kept.is_none() || told == kept);
        // The number of a voided letter stands in the list of those that were given up.
        let signature = stored.voided || self.signature == stored.signature;
        versions && signature && self.document == stored.document && self.voided == stored.voided
    }
}

fn letters_of(journal: &[Recorded]) -> BTreeMap<u32, Letter> {
    let mut letters: BTreeMap<u32, Letter> = BTreeMap::new();
    for recorded in journal {
        match &recorded.event {
            CaseEvent::LetterDrafted { letter, document, digest } => {
                let told = letters.entry(*letter).or_default();
                told.document.clone_from(document);
                told.digests.push(Some(digest.clone()));
            }
            CaseEvent::LetterSigned { letter, digest, series, year, serial, on } => {
                let told = letters.entry(*letter).or_default();
                let signature = Signature { series: series.clone(), year: *year, serial: *serial, on: *on };
                // What was signed must be what was last written; else nothing stored can agree with it.
                let signed_last = told.digests.last() == Some(&Some(digest.clone()));
                told.signature = Some(signature).filter(|_| signed_last);
            }
            CaseEvent::LetterVoided { letter, .. } => letters.entry(*letter).or_default().voided = true,
            _ => {}
        }
    }
    letters
}

fn stored_letters(db: &mut Db, case_id: i64) -> Result<BTreeMap<u32, Letter>, Error> {
    let mut letters = BTreeMap::new();
    for row in list_letters(db, case_id)? {
        let mut contents = list_contents(db, row.id)?;
        contents.reverse();
        let digest = |content: &crate::store::letters::ContentRow| {
            content.erased_at.is_none().then(|| content.hash().to_string())
        };
        let digests = contents.iter().map(digest).collect();
        letters.insert(u32::try_from(row.ordinal).map_err(Error::corrupt)?, stored(row, digests));
    }
    Ok(letters)
}

fn stored(row: LetterRow, digests: Vec<Option<String>>) -> Letter {
    let LetterRow { kind, fields, .. } = row;
    let signature = fields.signed_on.map(|on| Signature {
        series: fields.series,
        year: fields.document_year,
        serial: fields.document_serial.and_then(|serial| u32::try_from(serial).ok()),
        on,
    });
    Letter { document: kind, digests, signature, voided: fields.state == LetterState::Voided.word() }
}
