//! 录入线下签批: a pass or a return that was signed on the paper 呈批单, with its scan (decision 16).

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::words::Head;
use super::{faults_of, see_other};
use crate::casework::approval_file;
use crate::casework::files::{self, Addition, NOTHING_CLASSIFIED, TakenIn};
use crate::casework::perform::{self, ActRequest};
use crate::casework::{self, IdempotencyKey};
use crate::http::problem::Problem;
use crate::http::upload::{Form, Upload, discard};
use crate::keys::Keys;
use crate::law::act::Act;
use crate::law::file::FileKind;
use crate::law::iso;
use crate::law::text::{Text, UserId};
use crate::pages::Engine;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{ONCE_FIELD, Staff, TOKEN_FIELD};
use crate::store::StoreError;

/// The form.
#[derive(Debug, Serialize)]
pub struct OfflinePage {
    pub head: Head,
    pub form: Filled,
    /// The post that the draft waits for.
    pub post: &'static str,
    pub signers: Vec<Choice>,
    pub closed: Option<String>,
    pub stale: bool,
    pub warning: &'static str,
}

impl Page for OfflinePage {
    const TEMPLATE: &'static str = "staff/decide/offline.html";
}

async fn make(staff: &Staff, number: &str, form: Filled) -> Result<OfflinePage, Fault> {
    let paper = approval_file::on_paper(staff.app(), staff.actor(), number.to_owned()).await?;
    let summary = &paper.file.case.summary;
    let form = form
        .with_default("version", summary.version.to_string())
        .with_default("on", staff.app().clock.today().to_string())
        .with_default("outcome", "");
    Ok(OfflinePage {
        head: Head::of(summary),
        form,
        post: paper.post,
        signers: paper.signers.into_iter().map(|(id, name)| choice(id.to_string(), name)).collect(),
        closed: paper.closed,
        stale: false,
        warning: NOTHING_CLASSIFIED,
    })
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let page = make(&staff, &number, Filled::default()).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// The words of the form; they stand before the file.
const WORDS: [&str; 5] = ["signer", "on", "outcome", "version", ONCE_FIELD];

/// Takes the scan and records the signature. Nothing of the file is read before it is known who sends it.
pub async fn record(
    engine: web::Data<Engine>,
    request: HttpRequest,
    staff: Staff,
    number: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let number = number.into_inner();
    if let Err(error) = approval_file::admit_paper(staff.app(), staff.actor(), number.clone()).await {
        discard(payload).await;
        return Err(error.into());
    }
    let _place = staff.service.gates.enter()?;
    let form = Form::read(&request, payload).await?;
    if !Keys::same_code(&form.word(TOKEN_FIELD).unwrap_or_default(), &staff.frame.token) {
        form.refuse().await;
        return Err(Problem::foreign_page().into());
    }
    let typed: BTreeMap<String, Vec<String>> =
        WORDS.into_iter().filter_map(|name| Some((name.to_owned(), vec![form.word(name).ok()?]))).collect();
    let fields = Fields::of_kept(&typed);
    let (upload, mut faults) = match form.file(staff.app()).await {
        Ok(upload) if upload.name.is_empty() && upload.content.size == 0 => {
            (None, vec![("file".to_owned(), "请选择签批件的扫描件".to_owned())])
        }
        Ok(upload) => (Some(upload), Vec::new()),
        Err(problem) => (None, vec![("file".to_owned(), problem.detail)]),
    };
    let read = read(&fields, &mut faults);
    let (Some(read), Some(upload), true) = (read, upload, faults.is_empty()) else {
        return rejected(&engine, &staff, &number, &fields, faults).await;
    };
    match perform(&staff, &number, &fields, read, upload).await {
        Ok(()) => Ok(see_other(format!(
            "{}?done=record_offline_approval",
            crate::pages::desk::words::case_address(&number)
        ))),
        Err(Failed::Stale) => {
            let mut page = make(&staff, &number, filled(&fields, Vec::new())).await?;
            page.stale = true;
            Ok(engine.answer(StatusCode::CONFLICT, &staff.frame, &page))
        }
        Err(Failed::Faults(faults)) => rejected(&engine, &staff, &number, &fields, faults).await,
        Err(Failed::Other(fault)) => Err(fault),
    }
}

fn filled(fields: &Fields, faults: Vec<(String, String)>) -> Filled {
    let mut form = Filled::of(fields).with_faults(faults);
    form.values.remove("version");
    form
}

async fn rejected(
    engine: &Engine,
    staff: &Staff,
    number: &str,
    fields: &Fields,
    mut faults: Vec<(String, String)>,
) -> Result<HttpResponse, Fault> {
    if !faults.iter().any(|(field, _)| field == "file") {
        faults.push(("file".to_owned(), "请重新选择扫描件：浏览器不保留选过的文件".to_owned()));
    }
    let page = make(staff, number, filled(fields, faults)).await?;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}

/// What was filled in, but for the scan.
struct Signed {
    signer: UserId,
    on: chrono::NaiveDate,
    passed: bool,
}

fn read(fields: &Fields, faults: &mut Vec<(String, String)>) -> Option<Signed> {
    let mut fault = |field: &str, message: &str| faults.push((field.to_owned(), message.to_owned()));
    let signer = fields.get("signer").parse().ok().map(UserId);
    if signer.is_none() {
        fault("signer", "请选择签批人");
    }
    let on = iso::parse_day(fields.get("on"));
    if on.is_none() {
        fault("on", "请填写签批日期，写作2026-03-02的形式");
    }
    let passed = match fields.get("outcome") {
        "passed" => Some(true),
        "returned" => Some(false),
        _ => {
            fault("outcome", "请选择通过或者退回");
            None
        }
    };
    Some(Signed { signer: signer?, on: on?, passed: passed? })
}

enum Failed {
    Stale,
    Faults(Vec<(String, String)>),
    Other(Fault),
}

impl From<casework::Error> for Failed {
    fn from(error: casework::Error) -> Failed {
        if matches!(error, casework::Error::Store(StoreError::Stale)) {
            return Failed::Stale;
        }
        match faults_of(error, "on", &[("signer", "signer"), ("file", "file"), ("scan", "file")]) {
            Ok(faults) => Failed::Faults(faults),
            Err(fault) => Failed::Other(fault),
        }
    }
}

/// Tried first, so that no scan is added for what is refused; then the scan, then the act.
async fn perform(
    staff: &Staff,
    number: &str,
    fields: &Fields,
    read: Signed,
    upload: Upload,
) -> Result<(), Failed> {
    let (app, actor) = (staff.app(), staff.actor());
    let Upload { name, content } = upload;
    let Signed { signer, on, passed } = read;
    let act = |scan: String| -> Result<Act, Failed> {
        let scan = Text::parse(&scan)
            .map_err(|fault| Failed::Faults(vec![("file".to_owned(), fault.to_string())]))?;
        Ok(Act::RecordOfflineApproval { signer, signed_on: on, passed, scan })
    };
    let seen = fields.get("version").parse().ok();
    let trial = act("呈批单扫描件".to_owned())?;
    let request = ActRequest { number: number.to_owned(), act: trial, if_match: seen, key: None };
    perform::dry_run(app, actor.clone(), request).await?;
    let content: TakenIn = staff
        .service
        .gates
        .take_in(app, content)
        .await
        .map_err(|problem| Failed::Faults(vec![("file".to_owned(), problem.detail)]))?;
    let key = staff.once(fields);
    let of = |act: &str| key.clone().map(|key| IdempotencyKey { key: format!("{}-{act}", key.key), ..key });
    let addition = Addition { kind: FileKind::Proof, name, content, by_applicant: false };
    let added = files::add(app, actor.clone(), number.to_owned(), addition, of("file")).await?;
    let scan = format!("呈批单扫描件，材料第{}件", added.file);
    // The scan itself moved the case on: what was seen was checked above.
    let request = ActRequest { number: number.to_owned(), act: act(scan)?, if_match: None, key: of("act") };
    perform::run(app, actor, request).await?;
    Ok(())
}
