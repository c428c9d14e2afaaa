//! Every case has exactly one light, and a list by light holds exactly the cases that have it.

use chrono::{Days, NaiveDate};
use gongkai::app::Calendars;
use gongkai::casework::list::tests_of;
use gongkai::law::light::{Light, LightFacts, Standing};
use gongkai::store::case_filter::CaseFilter;
use gongkai::store::case_list::{PageRequest, SortBy, list_cases};
use gongkai::store::{Scope, StoreError, cases};

use crate::county::{County, Registration, day};
use crate::databases::TestDatabase;

on_both_databases!(a_list_by_light_holds_the_cases_that_have_it);

fn a_list_by_light_holds_the_cases_that_have_it(db: &TestDatabase) {
    let county = County::found(&db.store);
    let today = day("2026-10-10");
    let calendars = Calendars::shipped().unwrap();
    let calendar = db.store.read_blocking(move |db| calendars.current(db)).unwrap().in_force(None);
    let combinations = combinations(today);
    let pattern = Registration::of(&county.education, "土地出让合同");
    let stored = combinations.clone();
    let ids: Vec<i64> = db
        .store
        .write_blocking(move |tx| {
            let numbered = stored.into_iter().zip(1..);
            let insert = |((standing, due, prudent, paused), serial): (Combination, i32)| {
                let mut fields = pattern.fields(serial);
                fields.state = standing.word().to_owned();
                (fields.due_on, fields.prudent_due_on, fields.paused_until) = (due, prudent, paused);
                cases::insert_case(tx, fields).map(|row| row.id)
            };
            numbered.map(insert).collect::<Result<_, StoreError>>()
        })
        .unwrap();
    let light_of = |(standing, due_on, prudent_due_on, paused_until): Combination| {
        let facts = LightFacts { standing, due_on, prudent_due_on, paused_until };
        Light::on(today, facts, &calendar.main).unwrap()
    };
    let expected: Vec<(i64, Light)> = ids.into_iter().zip(combinations.into_iter().map(light_of)).collect();
    for light in Light::ALL {
        let filter =
            CaseFilter { all_of: tests_of(light, today, &calendar).unwrap(), ..CaseFilter::default() };
        let page = PageRequest { sort: SortBy::Number, descending: false, after: None, limit: 10_000 };
        let listed =
            db.store.read_blocking(move |db| list_cases(db, &Scope::Everything, &filter, &page)).unwrap();
        let mut listed: Vec<i64> = listed.into_iter().map(|row| row.id).collect();
        listed.sort_unstable();
        assert!(expected.iter().any(|(_, of)| *of == light), "the table reaches {light:?}");
        let having: Vec<i64> = expected.iter().filter(|(_, of)| *of == light).map(|(id, _)| *id).collect();
        assert_eq!(listed, having, "{light:?}");
    }
}

type Combination = (Standing, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);

/// Every standing with dates well before, on, just after and well after today, over a worked Saturday.
fn combinations(today: NaiveDate) -> Vec<Combination> {
    let days = [0u64, 9, 10, 11, 17, 18, 19, 30].map(|offset| today - Days::new(10) + Days::new(offset));
    let mut combinations = Vec::new();
    for standing in Standing::ALL {
        for due in days {
            for prudent in days.into_iter().filter(|prudent| *prudent <= due) {
                for paused in [None, Some(days[1]), Some(days[2]), Some(days[3])] {
                    combinations.push((standing, Some(due), Some(prudent), paused));
                }
            }
        }
    }
    combinations
}
