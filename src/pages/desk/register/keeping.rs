//! What is typed is kept on the server every few seconds; another window's change is shown, never overwritten.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate, Timelike};
use serde::Serialize;

use super::input::{APPLICANT, CHANNEL, OF_DAY, kept};
use super::only_clerks;
use crate::app::{App, shanghai};
use crate::casework::drafts::{self, Owner};
use crate::casework::journal::NamedActor;
use crate::casework::{self};
use crate::http::problem::Problem;
use crate::pages::errors::Fault;
use crate::pages::form::Fields;
use crate::pages::visitor::StaffForm;
use crate::store::{Instant, StoreError};

/// Which of the two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// 登记.
    One,
    /// 批量登记来信.
    Batch,
}

impl Which {
    pub(super) fn of_path(path: &str) -> Which {
        if path.starts_with("/staff/batch") { Which::Batch } else { Which::One }
    }

    /// From the field that names the page.
    pub(super) fn of_fields(fields: &Fields) -> Which {
        Which::named(fields.get("page")).unwrap_or(Which::One)
    }

    fn named(name: &str) -> Option<Which> {
        [Which::One, Which::Batch].into_iter().find(|which| which.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Which::One => "register",
            Which::Batch => "batch",
        }
    }

    pub(super) fn path(self) -> &'static str {
        match self {
            Which::One => "/staff/register",
            Which::Batch => "/staff/batch",
        }
    }

    /// Whose draft it is: what is typed under one organ's post never appears under another's.
    pub(super) fn owner(self, app: &App, actor: &NamedActor) -> Owner {
        let form = format!("{}:{}", self.name(), actor.actor.organ.0);
        Owner::person(app, actor.actor.user.0, &form)
    }

    /// Where the next letter finds what it shares with the one before.
    pub(super) fn shared_owner(self, app: &App, actor: &NamedActor) -> Owner {
        let form = format!("{}-shared:{}", self.name(), actor.actor.organ.0);
        Owner::person(app, actor.actor.user.0, &form)
    }
}

/// The forms that this person has begun and not saved yet, by their addresses.
pub(in crate::pages::desk) async fn begun(app: &App, actor: &NamedActor) -> Result<Vec<&'static str>, Fault> {
    let mut begun = Vec::new();
    for which in [Which::One, Which::Batch] {
        if drafts::find(app, which.owner(app, actor)).await?.is_some() {
            begun.push(which.path());
        }
    }
    Ok(begun)
}

/// What the next letter shares with this one: as ticked, and the ticks.
pub(super) fn shared(fields: &Fields, today: NaiveDate) -> BTreeMap<String, Vec<String>> {
    let ticked = fields.all("keep");
    let groups: [(&str, &[&str]); 3] = [("channel", &CHANNEL), ("applicant", &APPLICANT), ("days", &OF_DAY)];
    let mut all = kept(fields, today);
    all.retain(|name, _| {
        name == "keep"
            || groups.iter().any(|(tick, names)| ticked.contains(tick) && names.contains(&name.as_str()))
    });
    all.entry("keep".to_owned()).or_default();
    all
}

/// «11月22日10:32».
pub(super) fn restored_words(at: Instant) -> String {
    let at = shanghai(at.to_utc());
    format!("{}月{}日{}:{:02}", at.month(), at.day(), at.hour(), at.minute())
}

/// What a script learns of what was kept.
#[derive(Serialize)]
struct Kept {
    version: i64,
    /// At what time it was kept.
    at: Option<String>,
    /// What another window kept meanwhile, to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<BTreeMap<String, Vec<String>>>,
}

/// Keeps what was typed so far. Where another window has kept something since, 409 with what it kept.
pub async fn keep(form: StaffForm, which: web::Path<String>) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    only_clerks(&staff)?;
    let which = Which::named(&which).ok_or_else(Problem::not_found)?;
    let app = staff.app();
    let owner = which.owner(app, &staff.actor());
    let seen = fields.get("draft_version").parse().unwrap_or(0);
    let answer = |status: StatusCode, kept: &Kept| {
        HttpResponse::build(status).insert_header((CACHE_CONTROL, "no-store")).json(kept)
    };
    match drafts::put(app, owner, kept(&fields, app.clock.today()), Some(seen)).await {
        Ok(version) => {
            let at = Some(restored_words(app.now()));
            Ok(answer(StatusCode::OK, &Kept { version, at, fields: None }))
        }
        Err(casework::Error::Store(StoreError::Stale)) => {
            let other = drafts::find(app, owner).await?.unwrap_or_default();
            let at = other.updated_at.map(restored_words);
            Ok(answer(StatusCode::CONFLICT, &Kept { version: other.version, at, fields: Some(other.fields) }))
        }
        Err(error) => Err(error.into()),
    }
}

/// 清空: throws away what was kept.
pub async fn discard(form: StaffForm, which: web::Path<String>) -> Result<HttpResponse, Fault> {
    only_clerks(&form.staff)?;
    let which = Which::named(&which).ok_or_else(Problem::not_found)?;
    let (app, actor) = (form.staff.app(), form.staff.actor());
    drafts::discard(app, which.owner(app, &actor)).await?;
    drafts::discard(app, which.shared_owner(app, &actor)).await?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, which.path())).finish())
}
