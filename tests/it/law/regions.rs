//! Regional days off over the national calendar (P0-14, K-4).

use std::collections::BTreeMap;

use gongkai::law::calendar::DayKind;
use gongkai::law::notice_book::{NoticeBook, RegionalNotice, UnknownRegion};
use gongkai::law::statute::FestivalDays;

use super::given::{book, calendar, day};

const REGION: &str = "450000";
const DOCUMENT: &str = "桂政办发〔2026〕1号";

/// 三月三 off on Monday 20 April 2026, Saturday 25 April worked for it, and the nationally worked
/// Saturday 9 May free.
fn with_region() -> NoticeBook {
    let festivals: BTreeMap<i32, FestivalDays> = BTreeMap::new();
    let regional = RegionalNotice {
        region: REGION.to_owned(),
        document: DOCUMENT.to_owned(),
        published: day("2026-02-01"),
        off: vec![day("2026-04-20")],
        worked: vec![day("2026-04-25")],
        not_worked: vec![day("2026-05-09")],
    };
    NoticeBook::new(book().notices().to_vec(), festivals, vec![regional]).unwrap()
}

#[test]
fn a_region_adds_a_day_off_works_a_weekend_and_cancels_a_worked_one() {
    let with = with_region();
    let here = with.calendar(None, Some(REGION)).unwrap();
    for (on, national, regional) in
        [("2026-04-20", true, false), ("2026-04-25", false, true), ("2026-05-09", true, false)]
    {
        assert_eq!(calendar().main.is_working(day(on)), Ok(national), "{on} in the nation");
        assert_eq!(
            with.calendar(None, None).unwrap().main.is_working(day(on)),
            Ok(national),
            "{on} elsewhere"
        );
        for work in [&here.main, &here.early, &here.late] {
            assert_eq!(work.is_working(day(on)), Ok(regional), "{on} in the region");
        }
    }
    assert_eq!(calendar().main.count(day("2026-04-01"), day("2026-05-31")), Ok(39));
    assert_eq!(here.main.count(day("2026-04-01"), day("2026-05-31")), Ok(38));
}

#[test]
fn the_regional_document_explains_its_days() {
    let here = with_region().calendar(None, Some(REGION)).unwrap();
    let fact = here.explain(day("2026-04-20")).unwrap();
    assert_eq!((fact.kind, fact.document.as_deref()), (DayKind::DayOff { holiday: None }, Some(DOCUMENT)));
    let fact = here.explain(day("2026-04-25")).unwrap();
    assert_eq!((fact.kind, fact.document.as_deref()), (DayKind::SwapWorkday, Some(DOCUMENT)));
    let fact = here.explain(day("2026-05-09")).unwrap();
    assert_eq!(fact.kind, DayKind::Weekend { holiday: None });
}

#[test]
fn a_region_may_work_a_national_day_off() {
    let mut regional = RegionalNotice {
        region: REGION.to_owned(),
        document: DOCUMENT.to_owned(),
        published: day("2026-02-01"),
        off: vec![],
        worked: vec![day("2026-04-06")],
        not_worked: vec![],
    };
    let works = |regional: &RegionalNotice| {
        let with =
            NoticeBook::new(book().notices().to_vec(), BTreeMap::new(), vec![regional.clone()]).unwrap();
        with.calendar(None, Some(REGION)).unwrap().main.is_working(day("2026-04-06")).unwrap()
    };
    assert!(works(&regional));
    regional.worked.clear();
    assert!(!works(&regional));
}

#[test]
fn a_regional_notice_is_known_from_its_publication_and_versions_are_told_apart() {
    let with = with_region();
    let before = with.calendar(Some(day("2026-01-31")), Some(REGION)).unwrap();
    let after = with.calendar(Some(day("2026-02-01")), Some(REGION)).unwrap();
    assert_eq!(before.main.is_working(day("2026-04-20")), Ok(true));
    assert_eq!(after.main.is_working(day("2026-04-20")), Ok(false));
    assert_ne!(before.version, after.version);
    assert_ne!(after.version, with.calendar(None, None).unwrap().version);
    assert_eq!(with.last_change_by(day("2026-03-01")), Some(day("2026-02-01")));
    let pinned = with.versions(Some(REGION)).find(|v| v.version == before.version).unwrap();
    assert_eq!(pinned.main.is_working(day("2026-04-20")), Ok(true));
    let pinned = with.versions(Some(REGION)).find(|v| v.version == after.version).unwrap();
    assert_eq!(pinned.main.is_working(day("2026-04-20")), Ok(false));
    assert_eq!(pinned.version, after.version);
}

#[test]
fn a_region_nobody_told_of_is_unknown() {
    let unknown = Some(UnknownRegion("110000".to_owned()));
    assert_eq!(with_region().calendar(None, Some("110000")).err(), unknown);
    assert_eq!(book().calendar(None, Some("110000")).err(), unknown);
    assert_eq!(with_region().regions().into_iter().collect::<Vec<_>>(), [REGION]);
}
