//! 卷内目录 (R45-1): what the file of a case holds, in the order in which it lies in it.

use chrono::NaiveDate;

use super::Error;
use super::letter_matter::Matter;
use super::letter_recorded::{answers, stands, submitted_on};
use super::letters::kind_of;
use crate::documents::kind::LetterKind;
use crate::documents::parts::Day;
use crate::documents::sheets::{FileEntry, FileIndexContext};
use crate::law::case::Approval;
use crate::law::deadline::DeliveryMethod;
use crate::law::file::FileKind;
use crate::store::Db;
use crate::store::files::{FileRow, list_files};
use crate::store::letters::{LetterRow, list_letters};

/// The places in a file, from its cover to its end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Application,
    CameWithIt,
    Receipt,
    Measures,
    Approval,
    Reply,
    Delivery,
    Attachments,
}

/// A document with its place, and its day, by which those of one place are put in order.
type Placed = (Place, Option<NaiveDate>, FileEntry);

/// Longer titles of a file are cut.
const LONGEST_TITLE: usize = 40;

/// The context of the list.
///
/// # Errors
/// The database's.
pub(super) fn make(db: &mut Db, matter: &Matter) -> Result<FileIndexContext, Error> {
    let letters: Vec<LetterRow> = list_letters(db, matter.row.id)?.into_iter().filter(stands).collect();
    let files = list_files(db, matter.row.id)?;
    let mut placed = sheets(matter);
    for letter in &letters {
        placed.push(of_letter(matter, letter, &files)?);
    }
    // What was made of a letter, or is the scan of it, is that letter.
    let of_letters: Vec<i64> = letters.iter().filter_map(|letter| letter.fields.record_file_id).collect();
    let own = |file: &FileRow| file.kind != FileKind::Letter.word() && !of_letters.contains(&file.id);
    let brought = files.iter().filter(|(file, _)| file.erased_at.is_none() && own(file));
    placed.extend(brought.map(|(file, name)| of_file(matter, file, name)));
    placed.sort_by_key(|(place, on, _)| (*place, *on));
    Ok(FileIndexContext {
        organ: matter.facts.organ.clone(),
        case_number: matter.row.number.clone(),
        title: format!("{}申请公开{}", matter.addressee().name, title(&matter.items())),
        entries: placed.into_iter().map(|(_, _, entry)| entry).collect(),
    })
}

fn entry(matter: &Matter, title: &str, on: Option<NaiveDate>) -> FileEntry {
    FileEntry {
        number: None,
        author: matter.facts.organ.name.clone(),
        title: title.to_owned(),
        on: on.map(Day),
        pages: None,
    }
}

/// The sheets that the case has by now; how many pages they take is seen on paper.
fn sheets(matter: &Matter) -> Vec<Placed> {
    let mut placed = Vec::new();
    let on = Some(submitted_on(matter));
    let application = entry(matter, LetterKind::ApplicationFilled.title(), on);
    let author = matter.addressee().name;
    placed.push((Place::Application, on, FileEntry { author, ..application }));
    if let Some(received) = matter.deadline.received_on {
        let receipt = entry(matter, LetterKind::ReceiptOffice.title(), Some(received));
        placed.push((Place::Receipt, Some(received), FileEntry { pages: Some(1), ..receipt }));
    }
    if let Approval::Signed { on, .. } = matter.case.approval {
        let sheet = entry(matter, LetterKind::ApprovalSheet.title(), Some(on));
        placed.push((Place::Approval, Some(on), sheet));
    }
    for delivery in &matter.case.deliveries {
        let on_paper = matches!(
            delivery.method,
            DeliveryMethod::HandedOver | DeliveryMethod::Entrusted | DeliveryMethod::Post
        );
        let on = delivery.signed_on.or(delivery.dispatched_on);
        if on_paper {
            placed.push((Place::Delivery, on, entry(matter, LetterKind::DeliveryRecord.title(), on)));
        }
    }
    placed
}

fn of_letter(matter: &Matter, letter: &LetterRow, files: &[(FileRow, String)]) -> Result<Placed, Error> {
    let kind = kind_of(letter)?;
    let place = match kind {
        kind if answers(kind) => Place::Reply,
        LetterKind::DisclosureNotice | LetterKind::RectificationNotice => Place::Reply,
        _ => Place::Measures,
    };
    let on = letter.fields.signed_on;
    let file = letter.fields.record_file_id.or(letter.fields.pdf_file_id);
    let pages = files.iter().find(|(row, _)| Some(row.id) == file).and_then(|(row, _)| pages(row));
    let number = letter.fields.document_number.clone();
    Ok((place, on, FileEntry { number, pages, ..entry(matter, kind.title(), on) }))
}

fn of_file(matter: &Matter, file: &FileRow, name: &str) -> Placed {
    let kind = FileKind::of_word(&file.kind);
    let place = match kind {
        Some(FileKind::Application | FileKind::LetterScan) => Place::CameWithIt,
        Some(FileKind::Correction | FileKind::ThirdPartyAnswer) => Place::Measures,
        Some(FileKind::Proof) => Place::Delivery,
        _ => Place::Attachments,
    };
    let applicants = file.by_applicant
        || matches!(kind, Some(FileKind::Application | FileKind::Correction | FileKind::LetterScan));
    let on = Some(crate::app::shanghai(file.added_at.to_utc()).date_naive());
    let author = match kind {
        Some(FileKind::ThirdPartyAnswer) => "第三方".to_owned(),
        _ if applicants => matter.addressee().name,
        _ => matter.facts.organ.name.clone(),
    };
    (place, on, FileEntry { author, pages: pages(file), ..entry(matter, name, on) })
}

fn pages(file: &FileRow) -> Option<u16> {
    file.pages.and_then(|pages| u16::try_from(pages).ok())
}

/// What was asked for, by its first item.
fn title(items: &[(u16, String)]) -> String {
    let Some((_, first)) = items.first() else { return String::new() };
    let line = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let line =
        ["请求公开", "申请公开", "要求公开"].iter().find_map(|verb| line.strip_prefix(verb)).unwrap_or(&line);
    let line = line.trim_end_matches(['。', '；', '，', '、', '.', ';']);
    let mut words: String = line.chars().take(LONGEST_TITLE).collect();
    if words.len() < line.len() {
        words.push_str("……");
    }
    match items.len() {
        1 => words,
        count => format!("{words}等{count}项"),
    }
}

#[cfg(test)]
mod tests {
    use super::title;

    fn of(items: &[&str]) -> String {
        let items: Vec<(u16, String)> = (1..).zip(items.iter().map(|item| (*item).to_owned())).collect();
        title(&items)
    }

    #[test]
    fn a_file_is_called_by_its_first_item() {
        assert_eq!(of(&["请求公开征地补偿安置方案。"]), "征地补偿安置方案");
        assert_eq!(of(&["征地补偿\n安置方案；", "批准文件", "公告"]), "征地补偿 安置方案等3项");
        let long = "批准文件".repeat(30);
        assert_eq!(of(&[&long]), format!("{}……", "批准文件".repeat(10)));
    }
}
