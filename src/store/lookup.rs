//! All that a public look-up needs, in one statement: it is the most frequent question of all, and on
//! PostgreSQL every statement costs as much as the rest of the answer.

use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::failures::Failures;
use super::hash::Hash;
use super::instant::Instant;
use super::schema::{calendar_state, case_events, cases, lookup_failures, organs};
use super::{Db, StoreError};

/// Who looks up what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<'a> {
    /// 登记编号
    pub number: &'a str,
    /// Its hash, as failures keep it.
    pub number_hash: Hash,
    /// From where.
    pub address: &'a str,
    /// Failures before this moment no longer count.
    pub since: Instant,
}

/// What is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// How often it failed.
    pub failures: Failures,
    /// The version of the calendar at the moment of the question.
    pub calendar_version: i64,
    /// The case, if there is one.
    pub case: Option<LookedUp>,
    /// Its journal in order, the payload and the actor of each event, with the version of their form.
    pub events: Vec<(i32, String, String)>,
}

/// The row of a case and of its organ, as far as an applicant sees them.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct LookedUp {
    /// The id.
    pub id: i64,
    /// See [`super::cases::CaseFields`].
    pub query_generation: i32,
    /// See [`super::cases::CaseFields`].
    pub state: String,
    /// See [`super::cases::CaseFields`].
    pub due_on: Option<NaiveDate>,
    /// See [`super::cases::CaseFields`].
    pub waiting_until: Option<NaiveDate>,
    /// See [`super::cases::CaseFields`].
    pub delivered_on: Option<NaiveDate>,
    /// See [`super::cases::CaseFields`].
    pub ended_on: Option<NaiveDate>,
    /// See [`super::cases::CaseFields`].
    pub calendar_version: String,
    /// See [`super::organs::OrganRow`].
    pub organ_id: i64,
    /// See [`super::organs::OrganRow`].
    pub organ_path: String,
    /// See [`super::organs::OrganRow`].
    pub organ_name: String,
    /// See [`super::organs::OrganRow`].
    pub organ_settings: String,
    /// See [`super::organs::OrganRow`].
    pub region: Option<String>,
}

type Row = (i64, Option<i64>, Option<i64>, Option<LookedUp>, Option<(i32, String, String)>);

/// Answers the question. One row for each event; one without any if there is no such case.
pub fn look_up(db: &mut Db, question: &Question<'_>) -> Result<Lookup, StoreError> {
    use lookup_failures as failures;
    let recent = failures::table.filter(failures::at.ge(question.since)).select(count_star());
    let of_target = recent.filter(failures::case_number_hash.eq(question.number_hash));
    let of_address = recent.filter(failures::address.eq(question.address.to_owned()));
    let of_case = (
        cases::id,
        cases::query_generation,
        cases::state,
        cases::due_on,
        cases::waiting_until,
        cases::delivered_on,
        cases::ended_on,
        cases::calendar_version,
        organs::id,
        organs::path,
        organs::name,
        organs::settings,
        organs::region,
    );
    let of_event = (case_events::kind_version, case_events::payload, case_events::actor);
    let rows: Vec<Row> = calendar_state::table
        .left_join(cases::table.on(cases::number.eq(question.number.to_owned())))
        .left_join(organs::table.on(organs::id.eq(cases::organ_id)))
        .left_join(case_events::table.on(case_events::case_id.eq(cases::id)))
        .order(case_events::seq)
        .select((
            calendar_state::version,
            of_target.single_value(),
            of_address.single_value(),
            of_case.nullable(),
            of_event.nullable(),
        ))
        .load(db)?;
    let mut found = Lookup {
        failures: Failures { of_target: 0, of_address: 0 },
        calendar_version: 0,
        case: None,
        events: Vec::with_capacity(rows.len()),
    };
    for (version, of_target, of_address, case, event) in rows {
        found.failures = Failures { of_target: of_target.unwrap_or(0), of_address: of_address.unwrap_or(0) };
        found.calendar_version = version;
        found.case = case;
        found.events.extend(event);
    }
    Ok(found)
}
