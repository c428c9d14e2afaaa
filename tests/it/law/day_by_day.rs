//! A second calendar, as plain as can be: it reads the notices by itself and walks from day to day.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};
use serde_json::Value;

use super::given::day;

/// Every exception of the notices 2007–2026, amendments included.
#[derive(Default)]
pub struct Exceptions {
    pub off: BTreeSet<NaiveDate>,
    pub worked: BTreeSet<NaiveDate>,
}

static EXCEPTIONS: LazyLock<Exceptions> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/holidays");
    let mut notices: Vec<Value> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
        .collect();
    notices.sort_by_key(|n| n["published"].as_str().unwrap().to_owned());
    let mut all = Exceptions::default();
    for notice in &notices {
        let days = |field: &str| -> Vec<NaiveDate> {
            notice[field].as_array().into_iter().flatten().map(|d| day(d.as_str().unwrap())).collect()
        };
        for taken_back in days("no_longer_off") {
            all.off.remove(&taken_back);
        }
        for taken_back in days("no_longer_worked") {
            all.worked.remove(&taken_back);
        }
        all.off.extend(days("off"));
        all.worked.extend(days("worked"));
    }
    all
});

pub fn exceptions() -> &'static Exceptions {
    &EXCEPTIONS
}

/// Until the end of what the notices cover.
pub fn is_working(day: NaiveDate) -> bool {
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => exceptions().worked.contains(&day),
        _ => !exceptions().off.contains(&day),
    }
}

/// Working days in (from, to].
pub fn count(from: NaiveDate, to: NaiveDate) -> usize {
    from.iter_days().skip(1).take_while(|d| *d <= to).filter(|d| is_working(*d)).count()
}

pub fn nth_after(start: NaiveDate, n: usize) -> NaiveDate {
    start.iter_days().skip(1).filter(|d| is_working(*d)).nth(n - 1).unwrap()
}
