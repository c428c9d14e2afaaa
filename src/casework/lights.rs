//! 红黄灯清单: the cases whose date is near or past, in whose hands they are and since when, when somebody
//! was warned, and who has acknowledged it. The lights are those of every list.

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::export::MOST_EXPORTED;
use super::journal::NamedActor;
use super::list::{self, ListQuery, MOST_ROWS};
use super::trail::note;
use super::urgings::moment;
use super::view::CaseSummary;
use crate::app::App;
use crate::law::light::Light;
use crate::store::alerts::{Warned, list_warned};
use crate::store::case_filter::Test;
use crate::store::case_list::SortBy;
use crate::store::journal::list_days_of_kinds;

/// The lights of the list, the worst first.
pub const WARNING: [Light; 4] = [Light::Overdue, Light::PastPrudent, Light::DueToday, Light::DueSoon];

/// The events that put a case into somebody's hands.
const HANDED: [&str; 4] = ["registered", "assigned", "assignment_returned", "signed_for"];

/// What is asked of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// One of [`WARNING`]; all of them if none.
    pub light: Option<Light>,
    pub organ: Option<i64>,
    pub unit: Option<i64>,
    /// Whether the alert that stands was acknowledged.
    pub acknowledged: Option<bool>,
    pub after: Option<String>,
}

/// The alert that was fired last about the date of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastAlert {
    /// Working days after the date, negative before it.
    pub level: i32,
    /// In words.
    pub fired_at: String,
    pub acknowledged_at: Option<String>,
    /// Who acknowledged it.
    pub by: Vec<String>,
}

/// A case of the list.
#[derive(Clone, Debug)]
pub struct Warning {
    pub case: CaseSummary,
    /// Since when it lies where it lies.
    pub since: Option<NaiveDate>,
    pub alert: Option<LastAlert>,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Warnings {
    pub lines: Vec<Warning>,
    /// How many there are in all.
    pub total: i64,
    /// How many there are of each of [`WARNING`], whatever light is asked for.
    pub counts: Vec<(Light, i64)>,
    pub next: Option<String>,
}

impl Asked {
    fn query(&self, light: Option<Light>) -> ListQuery {
        let mut query = ListQuery { light, sort: SortBy::PrudentDue, ..ListQuery::default() };
        query.filter.organ_id = self.organ;
        query.filter.unit_id = self.unit;
        query.filter.all_of.extend(self.acknowledged.map(Test::AlertAcknowledged));
        query
    }
}

/// The number of cases of each light, by the same query as the list.
async fn counts(app: &App, actor: NamedActor, asked: &Asked) -> Result<Vec<(Light, i64)>, Error> {
    let queries = WARNING.iter().map(|light| asked.query(Some(*light))).collect();
    let counts = list::count(app, actor, queries).await?;
    Ok(WARNING.into_iter().zip(counts).collect())
}

/// A page of the list.
///
/// # Errors
/// As [`list::run`].
pub async fn run(app: &App, actor: NamedActor, asked: Asked) -> Result<Warnings, Error> {
    let counts = counts(app, actor.clone(), &asked).await?;
    let total = counts
        .iter()
        .filter(|(light, _)| asked.light.is_none_or(|wanted| wanted == *light))
        .map(|(_, count)| count)
        .sum();
    let mut query = narrowed(app, &asked).await?;
    query.after = asked.after.clone();
    let page = list::run(app, actor, query).await?;
    let lines = with_alerts(app, page.cases).await?;
    Ok(Warnings { lines, total, counts, next: page.next })
}

/// Every case of the list, as far as one may export; and whether there are more. It is written down.
///
/// # Errors
/// As [`list::run`].
pub async fn export(app: &App, actor: NamedActor, asked: Asked) -> Result<(Vec<Warning>, bool), Error> {
    let mut query = narrowed(app, &asked).await?;
    query.limit = Some(MOST_ROWS);
    let mut lines = Vec::new();
    loop {
        let page = list::run(app, actor.clone(), query.clone()).await?;
        lines.extend(with_alerts(app, page.cases).await?);
        query.after = page.next;
        if query.after.is_none() || lines.len() >= MOST_EXPORTED {
            break;
        }
    }
    let more = query.after.is_some();
    let (now, number) = (app.now(), lines.len());
    app.store.write(move |tx| note(tx, &actor, "export_lights", format!("{number} cases"), now)).await?;
    Ok((lines, more))
}

/// The query of one light, or of all four.
async fn narrowed(app: &App, asked: &Asked) -> Result<ListQuery, Error> {
    if asked.light.is_some() {
        return Ok(asked.query(asked.light));
    }
    let mut query = asked.query(None);
    let today = app.clock.today();
    let within = app.clone();
    query.filter.any_of = app
        .store
        .read(move |db| -> Result<_, Error> {
            let calendar = within.calendars.current(db)?.in_force(None);
            let mut tests = Vec::new();
            for light in WARNING {
                tests.push(list::tests_of(light, today, &calendar)?);
            }
            Ok(tests)
        })
        .await?;
    Ok(query)
}

/// The cases are those that [`list::run`] let through.
async fn with_alerts(app: &App, cases: Vec<CaseSummary>) -> Result<Vec<Warning>, Error> {
    app.store
        .read(move |db| {
            let ids: Vec<i64> = cases.iter().map(|case| case.id).collect();
            let days = list_days_of_kinds(db, &ids, &HANDED)?;
            let warned = list_warned(db, &ids)?;
            let line = |case: CaseSummary| {
                let since = days.iter().filter(|(id, _)| *id == case.id).map(|(_, day)| *day).next_back();
                let alert = warned.iter().find(|warned| warned.case_id == case.id).map(last_alert);
                Warning { since, alert, case }
            };
            Ok(cases.into_iter().map(line).collect())
        })
        .await
}

fn last_alert(warned: &Warned) -> LastAlert {
    LastAlert {
        level: warned.level,
        fired_at: moment(warned.fired_at),
        acknowledged_at: warned.acknowledged_at.map(moment),
        by: warned.by.clone(),
    }
}
