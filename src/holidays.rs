//! The notices that are shipped with the program, embedded from `holidays/`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use include_dir::{Dir, include_dir};

use crate::law::calendar::FIRST_YEAR;
use crate::law::notice::{Notice, NoticeFault};
use crate::law::notice_book::NoticeBook;
use crate::law::statute::FestivalDays;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/holidays");

/// Why a file of notices cannot be used: the file, and what is wrong with it.
#[derive(Debug, thiserror::Error)]
pub enum HolidayFileError {
    #[error("{file}：无法读取，{reason}")]
    Unreadable { file: String, reason: String },
    #[error("{file}：{fault}")]
    Refused { file: String, fault: NoticeFault },
    #[error("{0}")]
    Book(#[from] NoticeFault),
}

/// The book of all shipped notices.
///
/// # Errors
/// The first file that is refused, with the reason. A test keeps this from happening in a release.
pub fn shipped() -> Result<NoticeBook, HolidayFileError> {
    let mut files: Vec<_> =
        FILES.files().filter(|f| f.path().extension().is_some_and(|e| e == "json")).collect();
    files.sort_by_key(|f| f.path());
    let notices = files
        .into_iter()
        .map(|file| parse(&file.path().display().to_string(), file.contents()))
        .collect::<Result<_, _>>()?;
    Ok(NoticeBook::new(notices, festivals()?, Vec::new())?)
}

/// Reads one notice and checks it by itself.
///
/// # Errors
/// The file's name with what is wrong.
pub fn parse(file: &str, content: &[u8]) -> Result<Notice, HolidayFileError> {
    let notice: Notice = serde_json::from_slice(content).map_err(|error| HolidayFileError::Unreadable {
        file: file.to_owned(),
        reason: format!("第{}行第{}列不符合格式", error.line(), error.column()),
    })?;
    notice.check().map_err(|fault| HolidayFileError::Refused { file: file.to_owned(), fault })?;
    Ok(notice)
}

fn festivals() -> Result<BTreeMap<i32, FestivalDays>, HolidayFileError> {
    const FILE: &str = "festivals.csv";
    let unreadable = |line: usize| HolidayFileError::Unreadable {
        file: FILE.to_owned(),
        reason: format!("第{line}行不符合格式"),
    };
    let text = FILES.get_file(FILE).and_then(|f| f.contents_utf8()).ok_or_else(|| unreadable(0))?;
    let mut table = BTreeMap::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        let (year, days) = parse_festivals(line).ok_or_else(|| unreadable(index + 1))?;
        if year != FIRST_YEAR + index as i32 - 1 {
            return Err(unreadable(index + 1));
        }
        table.insert(year, days);
    }
    Ok(table)
}

fn parse_festivals(line: &str) -> Option<(i32, FestivalDays)> {
    let mut cells = line.trim().split(',');
    let year = cells.next()?.parse().ok()?;
    let mut next = || cells.next()?.parse::<NaiveDate>().ok();
    let days = FestivalDays {
        spring_festival: next()?,
        dragon_boat: next()?,
        mid_autumn: next()?,
        qingming: next()?,
    };
    Some((year, days))
}
