//! 督办: all of them, by how far they are; and 通报: the draft of the next circular with the reasons of each date.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::must_be;
use crate::casework::office;
use crate::casework::supervision;
use crate::casework::urgings::{self, ListedUrging, UrgingLine};
use crate::casework::view;
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::desk::words::{Choice, LightMark, case_address, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::Staff;
use crate::store::urgings::{UrgingFilter, UrgingState};

/// Lines of the circular's draft whose reasons are shown on one page.
const LINES: usize = 20;

/// The list.
#[derive(Debug, Serialize)]
pub struct UrgingsPage {
    pub form: Filled,
    pub tiles: Vec<StateTile>,
    pub organs: Vec<Choice>,
    pub rows: Vec<UrgingRowView>,
    pub next: Option<String>,
    pub later: bool,
    pub address: String,
    /// Whether this post drafts the circular.
    pub supervises: bool,
}

impl Page for UrgingsPage {
    const TEMPLATE: &'static str = "manage/urgings.html";
}

/// A state and how many 督办 are in it.
#[derive(Debug, Serialize)]
pub struct StateTile {
    pub name: &'static str,
    pub tag: &'static str,
    pub count: i64,
    /// `red` `amber` `quiet`.
    pub colour: &'static str,
    pub chosen: bool,
}

/// A 督办 in the list.
#[derive(Debug, Serialize)]
pub struct UrgingRowView {
    pub number: String,
    pub href: String,
    pub organ: String,
    pub title: String,
    pub light: LightMark,
    pub urging: UrgingLine,
}

impl UrgingRowView {
    pub fn of(listed: &ListedUrging) -> UrgingRowView {
        UrgingRowView {
            number: listed.case.number.clone(),
            href: format!("{}/urgings", case_address(&listed.case.number)),
            organ: listed.organ.clone(),
            title: listed.case.title.clone(),
            light: LightMark::of(&listed.case),
            urging: listed.urging.clone(),
        }
    }
}

/// The tiles of the states.
pub fn tiles(counts: &[(UrgingState, i64)], chosen: Option<UrgingState>) -> Vec<StateTile> {
    let tile = |(state, count): &(UrgingState, i64)| StateTile {
        name: state.title(),
        tag: state.tag(),
        count: *count,
        colour: match state {
            UrgingState::Late => "red",
            UrgingState::Waiting | UrgingState::Replied => "amber",
            UrgingState::Closed => "quiet",
        },
        chosen: chosen == Some(*state),
    };
    counts.iter().map(tile).collect()
}

fn address(filter: &UrgingFilter) -> String {
    let state = filter.state.map(|state| format!("state={}", state.tag()));
    let organ = filter.organ_id.map(|organ| format!("organ={organ}"));
    state.into_iter().chain(organ).collect::<Vec<_>>().join("&")
}

/// The 督办 over the cases that this post sees.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(pairs.into_inner());
    let filter = UrgingFilter {
        state: UrgingState::find(fields.get("state")),
        organ_id: fields.get("organ").parse().ok(),
        before: fields.get("before").parse().ok(),
    };
    let found = urgings::list(staff.app(), staff.actor(), filter.clone()).await?;
    let office = office::load(staff.app(), staff.actor()).await?;
    let page = UrgingsPage {
        form: Filled::of(&fields),
        tiles: tiles(&found.counts, filter.state),
        organs: office.organs.iter().map(|(id, name)| choice(id.to_string(), name)).collect(),
        rows: found.lines.iter().map(UrgingRowView::of).collect(),
        next: found.next.map(|before| format!("{}&before={before}", address(&filter))),
        later: filter.before.is_some(),
        address: address(&filter),
        supervises: staff.session.actor.actor.role == Role::Supervisor,
    };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// The draft of the circular.
#[derive(Debug, Serialize)]
pub struct CircularPage {
    pub lines: Vec<CircularRow>,
    pub total: usize,
    /// The next page, from 1.
    pub next: Option<usize>,
    pub page: usize,
}

impl Page for CircularPage {
    const TEMPLATE: &'static str = "manage/circular.html";
}

/// A case in the draft, with the reasons of its date.
#[derive(Debug, Serialize)]
pub struct CircularRow {
    pub number: String,
    pub href: String,
    pub organ: String,
    /// 法定答复截止日 that was missed.
    pub due_on: NaiveDate,
    /// How the date came about, step by step.
    pub reasons: Vec<String>,
}

#[derive(serde::Deserialize)]
pub struct PageNumber {
    page: Option<usize>,
}

/// The draft of the circular, for a supervisor.
pub async fn circular(
    engine: web::Data<Engine>,
    staff: Staff,
    asked: web::Query<PageNumber>,
) -> Result<HttpResponse, Fault> {
    must_be(&staff, &[Role::Supervisor])?;
    let all = supervision::circular(staff.app(), staff.actor()).await?;
    let page = asked.page.unwrap_or(1).max(1);
    let mut lines = Vec::new();
    for line in all.iter().skip((page - 1).saturating_mul(LINES)).take(LINES) {
        let explained = view::load_explained(staff.app(), staff.actor(), line.number.clone()).await?;
        lines.push(CircularRow {
            number: line.number.clone(),
            href: case_address(&line.number),
            organ: line.organ.clone(),
            due_on: line.due_on,
            reasons: explained.steps.into_iter().map(|step| step.what).collect(),
        });
    }
    let next = (page.saturating_mul(LINES) < all.len()).then_some(page + 1);
    let page = CircularPage { lines, total: all.len(), next, page };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}
