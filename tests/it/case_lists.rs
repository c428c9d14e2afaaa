//! Lists of cases: every filter, every order, and pages that neither lose nor repeat a case.

use chrono::Days;
use gongkai::store::case_filter::{CaseFilter, Day, Order, Test};
use gongkai::store::case_list::{
    Cursor, PageRequest, SortBy, count_cases, list_and_count, list_cases, list_walked,
};
use gongkai::store::cases::{CaseRow, update_case};
use gongkai::store::{Db, Scope, StoreError};

use crate::county::{County, Registration, at, day, register};
use crate::databases::TestDatabase;

on_both_databases!(
    pages_neither_lose_nor_repeat_a_case,
    cases_without_a_day_come_last,
    a_light_is_a_predicate_over_stored_days,
    filters_narrow_within_the_scope,
    words_are_found_in_titles,
);

const SORTS: [SortBy; 9] = [
    SortBy::Received,
    SortBy::Due,
    SortBy::PrudentDue,
    SortBy::Submitted,
    SortBy::Updated,
    SortBy::Ended,
    SortBy::Title,
    SortBy::Applicant,
    SortBy::Number,
];

fn page(sort: SortBy, descending: bool, limit: i64) -> PageRequest {
    PageRequest { sort, descending, after: None, limit }
}

fn list(database: &TestDatabase, scope: &Scope, filter: &CaseFilter, page: &PageRequest) -> Vec<CaseRow> {
    let (scope, filter, page) = (scope.clone(), filter.clone(), page.clone());
    let both = move |db: &mut Db| {
        let sorted = list_cases(db, &scope, &filter, &page)?;
        let (counted, total) = list_and_count(db, &scope, &filter, &page)?;
        assert_eq!((&counted, total), (&sorted, count_cases(db, &scope, &filter)?));
        Ok::<_, StoreError>((sorted, list_walked(db, &scope, &filter, &page)?))
    };
    let (sorted, walked) = database.store.read_blocking(both).unwrap();
    assert_eq!(sorted, walked, "a short list and a long one have one order");
    sorted
}

/// The titles of all cases that pass, which must be as many as counted.
fn titles(database: &TestDatabase, scope: &Scope, filter: &CaseFilter) -> Vec<String> {
    let rows = list(database, scope, filter, &page(SortBy::Number, false, 100));
    let (scope, filter) = (scope.clone(), filter.clone());
    let counted = database.store.read_blocking(move |db| count_cases(db, &scope, &filter)).unwrap();
    assert_eq!(counted, rows.len() as i64);
    let mut titles: Vec<_> = rows.iter().map(|row| row.title.clone()).collect();
    titles.sort();
    titles
}

/// Twenty-three cases with ties in every column and some without dates.
fn many_cases(database: &TestDatabase) -> County {
    let county = County::found(&database.store);
    let education = county.education.clone();
    database
        .store
        .write_blocking(move |tx| {
            for number in 0..23 {
                let mut case = Registration::of(&education, &format!("题目{}", number % 4));
                let received = day("2026-03-02") + Days::new(number % 5);
                case.received_on = (number % 6 != 0).then_some(received);
                case.due_on = (number % 6 != 0).then_some(received + Days::new(28));
                case.recorded_at = at((number % 3) as i64);
                case.register(tx)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    county
}

fn pages_neither_lose_nor_repeat_a_case(database: &TestDatabase) {
    many_cases(database);
    let filter = CaseFilter::default();
    for sort in SORTS {
        for descending in [false, true] {
            let whole = list(database, &Scope::Everything, &filter, &page(sort, descending, 100));
            assert_eq!(whole.len(), 23);
            for limit in [1, 4, 23] {
                let mut request = page(sort, descending, limit);
                let mut gathered = Vec::new();
                loop {
                    let rows = list(database, &Scope::Everything, &filter, &request);
                    let Some(last) = rows.last() else {
                        break;
                    };
                    request.after = Some(Cursor::of(last, sort));
                    gathered.extend(rows);
                }
                assert_eq!(gathered, whole, "{sort:?} {descending} {limit}");
            }
        }
    }
}

fn cases_without_a_day_come_last(database: &TestDatabase) {
    many_cases(database);
    for descending in [false, true] {
        let request = page(SortBy::Due, descending, 100);
        let rows = list(database, &Scope::Everything, &CaseFilter::default(), &request);
        let days: Vec<_> = rows.iter().map(|row| row.due_on).collect();
        assert!(days[..19].iter().all(Option::is_some) && days[19..].iter().all(Option::is_none));
        let ordered = |pair: &[CaseRow]| {
            let (one, next) = ((pair[0].due_on, pair[0].id), (pair[1].due_on, pair[1].id));
            if descending { one > next } else { one < next }
        };
        assert!(rows[..19].windows(2).all(ordered));
    }
}

fn a_light_is_a_predicate_over_stored_days(database: &TestDatabase) {
    let county = County::found(&database.store);
    let organ = &county.housing;
    let [overdue, today, paused, late, _fresh] = ["超期", "今日到期", "征求意见", "逾期办结", "待确认"]
        .map(|title| register(&database.store, organ, title));
    let save = |mut row: CaseRow, change: fn(&mut CaseRow)| {
        change(&mut row);
        database.store.write_blocking(move |tx| update_case(tx, &mut row)).unwrap();
    };
    save(overdue, |row| row.due_on = Some(day("2026-03-19")));
    save(today, |row| row.due_on = Some(day("2026-03-20")));
    save(paused, |row| {
        row.due_on = Some(day("2026-03-19"));
        row.waiting_for = Some("consultation".into());
    });
    save(late, |row| {
        row.due_on = Some(day("2026-03-10"));
        row.ended_on = Some(day("2026-03-11"));
        row.delivered_on = Some(day("2026-03-11"));
        row.state = "ended".into();
    });
    let now = day("2026-03-20");
    let open = Test::Unset(Day::Ended);
    let lit = |any_of: Vec<Vec<Test>>| {
        let filter = CaseFilter { any_of, ..CaseFilter::default() };
        titles(database, &Scope::Organs(vec![organ.id]), &filter)
    };
    let red = vec![open.clone(), Test::NotWaiting, Test::Is(Day::Due, Order::Before, now)];
    let due = vec![open.clone(), Test::NotWaiting, Test::Is(Day::Due, Order::Same, now)];
    assert_eq!(lit(vec![red.clone()]), ["超期"]);
    assert_eq!(lit(vec![red, due]), ["今日到期", "超期"]);
    assert_eq!(lit(vec![vec![Test::WaitingFor(vec!["consultation".into()])]]), ["征求意见"]);
    assert_eq!(lit(vec![vec![Test::Against(Day::Delivered, Order::After, Day::Due)]]), ["逾期办结"]);
    assert_eq!(lit(vec![vec![Test::StateNotIn(vec!["running".into()])]]), ["逾期办结"]);
    assert_eq!(lit(vec![]).len(), 5);
}

fn filters_narrow_within_the_scope(database: &TestDatabase) {
    let county = County::found(&database.store);
    let mut mine = register(&database.store, &county.education, "本单位");
    mine.unit_id = Some(county.unit.id);
    mine.step = "accept".into();
    mine.channel = "counter".into();
    mine.provisional = true;
    database.store.write_blocking(move |tx| update_case(tx, &mut mine)).unwrap();
    register(&database.store, &county.housing, "住建");
    register(&database.store, &county.neighbour, "邻县");
    let by = |narrow: &dyn Fn(&mut CaseFilter)| {
        let mut filter = CaseFilter::default();
        narrow(&mut filter);
        titles(database, &Scope::Everything, &filter)
    };
    let (unit, housing) = (county.unit.id, county.housing.id);
    let path = county.county.path.clone();
    assert_eq!(by(&|f| f.organ_id = Some(housing)), ["住建"]);
    assert_eq!(by(&|f| f.subtree = Some(path.clone())), ["住建", "本单位"]);
    assert_eq!(by(&|f| f.unit_id = Some(unit)), ["本单位"]);
    assert_eq!(by(&|f| f.handler_id = Some(1)), Vec::<String>::new());
    assert_eq!(by(&|f| f.steps = vec!["accept".into()]), ["本单位"]);
    assert_eq!(by(&|f| f.channels = vec!["counter".into()]), ["本单位"]);
    assert_eq!(by(&|f| f.all_of = vec![Test::Provisional(true)]), ["本单位"]);
    assert_eq!(by(&|f| f.all_of = vec![Test::Unassigned]).len(), 3);
    let within = |from, to| Test::SubmittedWithin(at(from), at(to));
    assert_eq!(by(&|f| f.all_of = vec![within(0, 1)]).len(), 3);
    assert_eq!(by(&|f| f.all_of = vec![within(-1, 0)]).len(), 0);
    // A filter never widens the scope.
    let neighbour = CaseFilter { organ_id: Some(county.neighbour.id), ..CaseFilter::default() };
    let own = Scope::Subtrees(vec![county.county.path]);
    assert_eq!(titles(database, &own, &neighbour), Vec::<String>::new());
}

fn words_are_found_in_titles(database: &TestDatabase) {
    let county = County::found(&database.store);
    for title in ["2025年度校舍维修预算", "校舍安全鉴定", "住房维修资金 100%到账", "𠮷安路征地"]
    {
        register(&database.store, &county.education, title);
    }
    let found = |text: &str| {
        let filter = CaseFilter { text: Some(text.into()), ..CaseFilter::default() };
        titles(database, &Scope::Everything, &filter)
    };
    assert_eq!(found("校舍"), ["2025年度校舍维修预算", "校舍安全鉴定"]);
    assert_eq!(found("维修 预算"), ["2025年度校舍维修预算"]);
    assert_eq!(found("２０２５"), ["2025年度校舍维修预算"]);
    assert_eq!(found("𠮷"), ["𠮷安路征地"]);
    assert_eq!(found("地"), ["𠮷安路征地"]);
    assert_eq!(found("%"), titles(database, &Scope::Everything, &CaseFilter::default()));
    assert!(found("档案").is_empty());
}
