//! The last look at an application, and its submission: once, however often it is sent.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::apply::{FileLine, go, lines, start_anew};
use super::assemble;
use super::kept::Kept;
use super::steps::{Step, first_unfinished};
use super::submitted::{self, Done};
use crate::app::App;
use crate::casework::id_check;
use crate::casework::public_organs::{self, PublicOrgan};
use crate::casework::{IdempotencyKey, submission};
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Guest, GuestForm};
use crate::store::Hash;

/// Everything that was filled in.
#[derive(Debug, Serialize)]
pub struct CheckPage {
    pub organ: PublicOrgan,
    pub form: Filled,
    pub sections: Vec<Section>,
    pub files: Vec<FileLine>,
    pub back: String,
    pub files_address: String,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "applicant/check.html";
}

/// What stands on one of the pages.
#[derive(Debug, Serialize)]
pub struct Section {
    pub title: &'static str,
    /// Where it is changed.
    pub address: String,
    pub rows: Vec<Row>,
}

/// One answer.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The field it was typed into.
    pub field: String,
    pub label: String,
    pub value: String,
    /// What is odd about it.
    pub doubt: Option<&'static str>,
}

fn row(field: &str, label: &str, value: &str) -> Option<Row> {
    let row = || Row { field: field.into(), label: label.into(), value: value.into(), doubt: None };
    (!value.is_empty()).then(row)
}

pub(super) fn sections(organ: &str, kept: &Kept, today: NaiveDate) -> Vec<Section> {
    let section = |step: Step, rows: Vec<Option<Row>>| Section {
        title: step.title(),
        address: format!("{}?back=check", step.address(organ)),
        rows: rows.into_iter().flatten().collect(),
    };
    let item = |(number, text): (usize, &str)| row(&format!("item-{number}"), &format!("第{number}项"), text);
    let items = (1..).zip(assemble::items(&kept.fields)).map(item).collect();
    let form = assemble::form(&kept.fields).unwrap_or_default();
    vec![
        section(Step::Who, who(kept)),
        section(Step::Contact, contact(kept, today)),
        section(Step::Wanted, items),
        section(
            Step::Delivery,
            vec![row("form", "提供形式", &form), row("delivery", "获取方式", kept.get("delivery"))],
        ),
    ]
}

fn who(kept: &Kept) -> Vec<Option<Row>> {
    let organisation = kept.get("kind") == "organisation";
    let agent =
        if kept.get("agent") == "yes" { "委托代理人办理" } else { "本人或者本单位办理" };
    vec![
        row("kind", "申请人", if organisation { "法人或者其他组织" } else { "公民" }),
        row("agent", "办理方式", agent),
    ]
}

fn contact(kept: &Kept, today: NaiveDate) -> Vec<Option<Row>> {
    let organisation = kept.get("kind") == "organisation";
    let kinds = assemble::ORGANISATION_KINDS;
    let chosen = kinds.iter().find(|(word, _)| *word == kept.get("organisation_kind"));
    let number = kept.get("id_number");
    let doubt = id_check::doubt(assemble::id_kind(&kept.fields), number, today);
    let id = row("id_number", assemble::id_kind(&kept.fields), number).map(|row| Row { doubt, ..row });
    let mut rows = vec![row("name", if organisation { "名称" } else { "姓名" }, kept.get("name")), id];
    if organisation {
        rows.insert(0, row("organisation_kind", "单位类型", chosen.map_or("", |(_, title)| title)));
        rows.push(row("representative", "法定代表人或者负责人", kept.get("representative")));
        rows.push(row("contact", "联系人", kept.get("contact")));
    }
    rows.push(row("phone", "联系电话", kept.get("phone")));
    rows.push(row("email", "电子邮箱", kept.get("email")));
    rows.push(row("address", "通信地址", kept.get("address")));
    rows.push(row("postcode", "邮政编码", kept.get("postcode")));
    if kept.get("agent") == "yes" {
        rows.push(row("agent_name", "代理人姓名", kept.get("agent_name")));
        rows.push(row("agent_id_number", "代理人身份证号码", kept.get("agent_id_number")));
        rows.push(row("agent_phone", "代理人电话", kept.get("agent_phone")));
    }
    rows
}

fn page(organ: PublicOrgan, kept: &Kept, form: Filled, today: NaiveDate) -> CheckPage {
    CheckPage {
        sections: sections(&organ.code, kept, today),
        files: lines(&kept.files()),
        back: Step::Files.address(&organ.code),
        files_address: Step::Files.address(&organ.code),
        organ,
        form,
    }
}

/// Shows everything.
pub async fn show(
    engine: web::Data<Engine>,
    guest: Guest,
    organ: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let app = guest.app();
    let organ = public_organs::load(app, organ.into_inner()).await?;
    let Some(kept) = Kept::find(app, guest.secret.as_deref(), &organ.code).await? else {
        return Ok(start_anew(&organ.code));
    };
    if let Some(step) = first_unfinished(&kept.fields) {
        return Ok(go(&step.address(&organ.code)));
    }
    let page = page(organ, &kept, Filled::default(), app.clock.today());
    Ok(engine.answer(StatusCode::OK, &guest.frame, &page))
}

/// Submits.
pub async fn submit(
    engine: web::Data<Engine>,
    request: HttpRequest,
    organ: web::Path<String>,
    form: GuestForm,
) -> Result<HttpResponse, Fault> {
    let guest = &form.guest;
    let app = guest.app();
    let organ = public_organs::load(app, organ.into_inner()).await?;
    let secret = form.visitor(&request)?;
    let done = format!("/organs/{}/submitted", organ.code);
    let Some(kept) = Kept::find(app, Some(&secret), &organ.code).await? else {
        // Sent a second time: the first one has taken the draft with it.
        let there = Done::find(app, &secret, &organ.code).await?.is_some();
        return Ok(if there { go(&done) } else { start_anew(&organ.code) });
    };
    if let Some(step) = first_unfinished(&kept.fields) {
        return Ok(go(&step.address(&organ.code)));
    }
    guest.service.admit()?;
    match register(app, &organ.code, &kept).await.map_err(Fault::from) {
        Ok(submitted) => {
            submitted::Done::of(&submitted).save(app, &secret, &organ.code).await?;
            kept.discard(app).await?;
            Ok(go(&done))
        }
        Err(fault) => {
            let faults = fault.input()?;
            let form = Filled::default().with_faults(faults);
            let page = page(organ, &kept, form, app.clock.today());
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &guest.frame, &page))
        }
    }
}

async fn register(
    app: &App,
    organ: &str,
    kept: &Kept,
) -> Result<submission::Submitted, crate::casework::Error> {
    let input = assemble::application(&kept.fields, app.clock.today());
    let key = IdempotencyKey {
        owner: format!("visit:{}", kept.name()),
        key: kept.name().to_owned(),
        request: Hash::of(organ.as_bytes()),
    };
    submission::run(app, organ.to_owned(), input, kept.files(), Some(key)).await
}
