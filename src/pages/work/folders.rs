//! 我的待办: five folders, each case with why it stands where it stands, and signing for several at once.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::see_other;
use crate::app::App;
use crate::casework::folders::{self, Asked, Folder, MOST_RANKED, Opened, Ranked};
use crate::casework::office::{self, Office};
use crate::casework::perform::{self, ActRequest};
use crate::casework::{self, IdempotencyKey};
use crate::law::act::Act;
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::desk::words::{LightMark, case_address};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm, in_query};
use crate::store::StoreError;

/// So many cases stand on a page, and no more are signed for at once.
const MOST_SIGNED: usize = folders::ROWS;

/// A folder.
#[derive(Debug, Serialize)]
pub struct WorkPage {
    pub form: Filled,
    pub tabs: Vec<Tab>,
    /// `to_sign` `in_hand` `paused` `to_approve` `done`.
    pub folder: &'static str,
    pub title: &'static str,
    /// What is in it, for this post.
    pub hint: &'static str,
    /// Whether this post can look at its own alone, whether it does, and the address of the other choice.
    pub may_narrow: bool,
    pub own: bool,
    pub other: String,
    pub rows: Vec<Row>,
    /// Whether anything can be signed for here.
    pub signing: bool,
    /// How many were signed for just now, and what was not.
    pub signed: Option<usize>,
    pub refused: Vec<Unsigned>,
    pub first: Option<String>,
    pub next: Option<String>,
    /// Where the folder holds more than are ranked.
    pub beyond: Option<Beyond>,
}

/// More cases than are ranked by their urgency.
#[derive(Clone, Debug, Serialize)]
pub struct Beyond {
    /// In the whole folder, ranked, and the rest.
    pub all: i64,
    pub ranked: i64,
    pub rest: i64,
    /// The whole folder in 台账.
    pub href: String,
}

impl Beyond {
    fn of(all: i64, folder: Folder, own: bool) -> Option<Beyond> {
        let rest = all - MOST_RANKED;
        let mine = if own { "&mine=1" } else { "" };
        let href = format!("/staff/cases?folder={}{mine}", folder.tag());
        // What is done stands in the order of its last change, all of it.
        (rest > 0 && folder != Folder::Done).then_some(Beyond { all, ranked: MOST_RANKED, rest, href })
    }
}

impl Page for WorkPage {
    const TEMPLATE: &'static str = "staff/work.html";
}

/// A folder and its number of cases.
#[derive(Debug, Serialize)]
pub struct Tab {
    pub title: &'static str,
    pub count: i64,
    pub href: String,
    pub current: bool,
}

/// A case of the folder.
#[derive(Debug, Serialize)]
pub struct Row {
    pub number: String,
    pub href: String,
    pub light: LightMark,
    pub applicant: String,
    pub title: String,
    pub step: String,
    pub unit: String,
    pub handler: String,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    /// «超期2个工作日 · 退回修改».
    pub why: String,
    pub to_sign: bool,
}

/// A case that could not be signed for.
#[derive(Clone, Debug, Serialize)]
pub struct Unsigned {
    pub number: String,
    pub why: String,
}

fn hint(folder: Folder, role: Role) -> &'static str {
    match (folder, role) {
        (Folder::ToSign, Role::Handler) => "已经转办到本机构，尚未签收",
        (Folder::ToSign, _) => "已经转办，承办机构尚未签收",
        (Folder::InHand, Role::Handler) => "已经签收，正在办理",
        (Folder::InHand, _) => "本机关其他在办的案件，含尚未转办的",
        (Folder::Paused, _) => "等待补正、缴费或者征求意见，办理期限不计",
        (Folder::ToApprove, Role::Handler) => "已经报批或者提出办理事项，等待审批",
        (Folder::ToApprove, Role::OfficeHead) => "等待您批准的办理事项",
        (Folder::ToApprove, Role::Approver) => "等待您签发的答复",
        (Folder::ToApprove, _) => "等待您审核的答复",
        (Folder::Done, _) => "已经办结、不再处理、撤回或者存查",
    }
}

fn address(folder: Folder, own: bool) -> String {
    format!("/staff/work?folder={}{}", folder.tag(), if own { "&own=1" } else { "" })
}

impl Row {
    fn of(ranked: &Ranked, folder: Folder, role: Role, office: &Office) -> Row {
        let case = &ranked.case;
        let mut href = case_address(&case.number);
        // Which of its measures waits for the office head, the page of the case says.
        if folder == Folder::ToApprove && matches!(role, Role::Reviewer | Role::Approver) {
            href.push_str("/approve");
        }
        Row {
            number: case.number.clone(),
            href,
            light: LightMark::of(case),
            applicant: case.applicant.clone(),
            title: case.title.clone(),
            step: case.step_title.clone(),
            unit: office.unit(case.unit).unwrap_or("尚未转办").to_owned(),
            handler: office.handler(case.handler).unwrap_or_default().to_owned(),
            due_on: case.due_on,
            prudent_due_on: case.prudent_due_on,
            why: ranked.score.reasons.join(" · "),
            to_sign: ranked.to_sign,
        }
    }
}

/// The page of an opened folder.
fn page_of(opened: &Opened, asked: &Asked, role: Role, office: &Office) -> WorkPage {
    let Asked { folder, own, .. } = *asked;
    let tab = |(tab, count): &(Folder, i64)| Tab {
        title: tab.title(),
        count: *count,
        href: address(*tab, own),
        current: *tab == folder,
    };
    let rows: Vec<Row> = opened.rows.iter().map(|row| Row::of(row, folder, role, office)).collect();
    let all = opened.counts.iter().find(|(tab, _)| *tab == folder).map_or(0, |(_, count)| *count);
    let next = |after: &String| format!("{}&after={}", address(folder, own), in_query(after));
    WorkPage {
        form: Filled::default(),
        tabs: opened.counts.iter().map(tab).collect(),
        folder: folder.tag(),
        title: folder.title(),
        hint: hint(folder, role),
        may_narrow: role == Role::Handler,
        own,
        other: address(folder, !own),
        signing: rows.iter().any(|row| row.to_sign),
        rows,
        signed: None,
        refused: Vec::new(),
        first: asked.after.is_some().then(|| address(folder, own)),
        next: opened.next.as_ref().map(next),
        beyond: Beyond::of(all, folder, own),
    }
}

async fn make(app: &App, staff: &Staff, asked: Asked) -> Result<WorkPage, Fault> {
    let role = staff.session.actor.actor.role;
    let opened = folders::open(app, staff.actor(), asked.clone()).await?;
    let office = office::load(app, staff.actor()).await?;
    Ok(page_of(&opened, &asked, role, &office))
}

/// What is asked for; an address that was never given opens the folder from its beginning.
fn asked(fields: &Fields, role: Role) -> Asked {
    Asked {
        folder: Folder::find(fields.get("folder")).unwrap_or(Folder::first_of(role)),
        own: role == Role::Handler && fields.get("own") == "1",
        after: fields.filled("after"),
    }
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(pairs.into_inner());
    let asked = asked(&fields, staff.session.actor.actor.role);
    let mut page = make(staff.app(), &staff, asked).await?;
    page.signed = fields.get("signed").parse().ok();
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Signs for those that were ticked, each judged by itself.
pub async fn sign(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let app = staff.app();
    if staff.session.actor.actor.role != Role::Handler {
        return Err(casework::Error::Forbidden.into());
    }
    let mut picked = fields.all("pick");
    picked.dedup();
    picked.truncate(MOST_SIGNED);
    let (mut signed, mut refused) = (0, Vec::new());
    for number in &picked {
        let number = (*number).to_owned();
        let request = ActRequest {
            number: number.clone(),
            act: Act::SignFor {},
            if_match: None,
            key: key(&staff, &fields, &number),
        };
        match perform::run(app, staff.actor(), request).await {
            Ok(_) => signed += 1,
            Err(error) => refused.push(Unsigned { number, why: why(error)? }),
        }
    }
    let own = fields.get("own") == "1";
    if refused.is_empty() && !picked.is_empty() {
        return Ok(see_other(format!("{}&signed={signed}", address(Folder::ToSign, own))));
    }
    let mut page = make(app, &staff, Asked { folder: Folder::ToSign, own, after: None }).await?;
    let form = Filled::of(&fields);
    page.form = if picked.is_empty() {
        form.with_faults(vec![("pick".to_owned(), "请先勾选要签收的案件".to_owned())])
    } else {
        form.with_faults(vec![("pick".to_owned(), format!("有{}件没有签收，原因见下", refused.len()))])
    };
    page.signed = Some(signed).filter(|signed| *signed > 0);
    page.refused = refused;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}

/// Each case of a form that is sent twice is signed for once.
fn key(staff: &Staff, fields: &Fields, number: &str) -> Option<IdempotencyKey> {
    let mut key = staff.once(fields)?;
    key.key = format!("{}:{number}", key.key);
    (key.key.len() <= IdempotencyKey::LONGEST && key.key.is_ascii()).then_some(key)
}

/// Why one case was not signed for; what concerns the whole form stays a fault.
fn why(error: casework::Error) -> Result<String, Fault> {
    match error {
        casework::Error::Refused(refusal) => Ok(refusal.to_string()),
        casework::Error::Store(StoreError::NotFound) => Ok("没有找到这件案件".to_owned()),
        casework::Error::Store(StoreError::Stale) => Ok("刚刚有人办理过，请重新打开后再签收".to_owned()),
        casework::Error::Input(faults) => {
            Ok(faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("；"))
        }
        other => Err(other.into()),
    }
}

/// A page of these rows, for samples.
pub(super) fn sample(opened: &Opened, asked: &Asked, role: Role, office: &Office) -> WorkPage {
    page_of(opened, asked, role, office)
}
