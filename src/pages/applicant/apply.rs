//! The pages on which an application is written.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::assemble::{self, ID_KINDS, ORGANISATION_KINDS};
use super::items;
use super::kept::{Kept, get};
use super::steps::{MOST_ITEMS, Step, item};
use crate::app::App;
use crate::casework::doubts::{self, ReadsLike};
use crate::casework::public_organs::{self, PublicOrgan};
use crate::casework::submission::KeptFile;
use crate::http::problem::Problem;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Guest, GuestForm, begin_visit};

/// One of the five pages.
#[derive(Debug, Serialize)]
pub struct StepPage {
    pub organ: PublicOrgan,
    pub step: StepView,
    pub form: Filled,
    /// Whether one comes from the last page to change something, and goes back there.
    pub returning: bool,
    /// Whether what was typed before is gone.
    pub lost: bool,
    pub organisation: bool,
    pub agent: bool,
    /// A gentle word about what the items read like.
    pub advice: Vec<&'static str>,
    /// The boxes for items, by their numbers.
    pub boxes: Vec<usize>,
    pub may_add: bool,
    pub files: Vec<FileLine>,
    pub choices: Choices,
}

impl Page for StepPage {
    const TEMPLATE: &'static str = "applicant/step.html";
}

/// Which page it is.
#[derive(Debug, Serialize)]
pub struct StepView {
    pub word: &'static str,
    pub title: &'static str,
    pub number: usize,
    /// Where the form goes.
    pub address: String,
    /// Where one came from.
    pub back: String,
}

/// A file that was taken in.
#[derive(Debug, Serialize)]
pub struct FileLine {
    /// From 1.
    pub number: usize,
    pub name: String,
    pub size: String,
}

/// What the lists of a page offer.
#[derive(Debug, Serialize)]
pub struct Choices {
    pub organisations: Vec<Choice>,
    pub ids: Vec<Choice>,
    pub forms: Vec<Choice>,
    pub ways: Vec<Choice>,
    pub most_items: usize,
    /// The most files, and megabytes of all of them, that an applicant may bring.
    pub most_files: u32,
    pub most_megabytes: u32,
}

/// One of a list.
#[derive(Debug, Serialize)]
pub struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
}

impl Choices {
    pub fn new(most_files: u32, most_megabytes: u32) -> Choices {
        let plain = |value: &'static str| Choice { value, label: value, hint: hint(value) };
        Choices {
            organisations: ORGANISATION_KINDS
                .iter()
                .map(|(value, label)| Choice { value, label, hint: "" })
                .collect(),
            ids: ID_KINDS.map(plain).into(),
            forms: assemble::FORMS.map(plain).into(),
            ways: assemble::WAYS.map(plain).into(),
            most_items: MOST_ITEMS,
            most_files,
            most_megabytes,
        }
    }
}

fn hint(choice: &str) -> &'static str {
    match choice {
        "邮寄" => "寄到您填写的通信地址",
        "电子邮件" => "发到您填写的电子邮箱，也可以在查询页面下载",
        "自行领取" => "到本机关领取，请带身份证件",
        "当场阅读、抄录" => "到本机关查阅",
        "电子文件" => "如PDF文件、电子表格",
        _ => "",
    }
}

/// «12 KB».
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => format!("{}.{} MB", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20),
    }
}

/// The kept files as lines of a list.
pub fn lines(files: &[KeptFile]) -> Vec<FileLine> {
    let line = |(number, file): (usize, &KeptFile)| FileLine {
        number,
        name: file.name.clone(),
        size: size(file.size),
    };
    (1..).zip(files).map(line).collect()
}

/// Where one goes on.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Way {
    #[serde(default)]
    back: String,
    #[serde(default)]
    lost: String,
}

impl Way {
    fn returning(&self) -> bool {
        self.back == "check"
    }
}

/// Sends the browser on.
pub fn go(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

/// To the first page, with word that nothing is left of what was typed.
pub fn start_anew(organ: &str) -> HttpResponse {
    go(&format!("/organs/{organ}/apply?lost=1"))
}

pub(super) fn page(
    app: &App,
    organ: PublicOrgan,
    step: Step,
    kept: Option<&Kept>,
    form: Filled,
    way: &Way,
) -> StepPage {
    let code = organ.code.clone();
    let known = |name: &str| kept.map(|kept| kept.get(name)).unwrap_or_default();
    let boxes = boxes(&form);
    let check = format!("/organs/{code}/apply/check");
    let back = match (way.returning(), step.before()) {
        (true, _) => check,
        (false, Some(before)) => before.address(&code),
        (false, None) => format!("/organs/{code}"),
    };
    let query = if way.returning() { "?back=check" } else { "" };
    let reads_like = match step {
        Step::Wanted => doubts::of_items(
            (1..=MOST_ITEMS)
                .filter_map(|number| Some(get(&form.values, &item(number))).filter(|text| !text.is_empty())),
        ),
        _ => Vec::new(),
    };
    StepPage {
        step: StepView {
            word: step.word(),
            title: step.title(),
            number: step.number(),
            address: format!("{}{query}", step.address(&code)),
            back,
        },
        returning: way.returning(),
        lost: !way.lost.is_empty(),
        organisation: known("kind") == "organisation",
        agent: known("agent") == "yes",
        advice: reads_like.into_iter().map(ReadsLike::advice).collect(),
        may_add: boxes < MOST_ITEMS,
        boxes: (1..=boxes).collect(),
        files: kept.map(|kept| lines(&kept.files())).unwrap_or_default(),
        choices: Choices::new(app.settings.applicant_files, app.settings.applicant_megabytes),
        organ,
        form,
    }
}

/// How many boxes are shown: as many as were asked for, and every one that holds something.
fn boxes(form: &Filled) -> usize {
    let asked = get(&form.values, "count").parse().unwrap_or(1);
    let filled = (1..=MOST_ITEMS).filter(|number| form.values.contains_key(&item(*number))).max();
    filled.unwrap_or(1).max(asked).clamp(1, MOST_ITEMS)
}

/// The first page.
pub async fn show_first(
    engine: web::Data<Engine>,
    guest: Guest,
    organ: web::Path<String>,
    way: web::Query<Way>,
) -> Result<HttpResponse, Fault> {
    shown(&engine, guest, organ.into_inner(), Step::Who, &way).await
}

/// Any other page.
pub async fn show(
    engine: web::Data<Engine>,
    guest: Guest,
    at: web::Path<(String, String)>,
    way: web::Query<Way>,
) -> Result<HttpResponse, Fault> {
    let (organ, step) = at.into_inner();
    let step = Step::of_word(&step).ok_or_else(Problem::not_found)?;
    shown(&engine, guest, organ, step, &way).await
}

async fn shown(
    engine: &Engine,
    guest: Guest,
    organ: String,
    step: Step,
    way: &Way,
) -> Result<HttpResponse, Fault> {
    let app = guest.app();
    let organ = public_organs::load(app, organ).await?;
    let kept = Kept::find(app, guest.secret.as_deref(), &organ.code).await?;
    if step != Step::Who {
        let Some(kept) = &kept else { return Ok(start_anew(&organ.code)) };
        // Nobody comes to a page before the pages that it builds on.
        let unfinished = Step::ALL.into_iter().take_while(|before| *before != step);
        if let Some(before) = unfinished.into_iter().find(|before| !before.faults(&kept.fields).is_empty()) {
            return Ok(go(&before.address(&organ.code)));
        }
    }
    let form = kept.as_ref().map(|kept| Filled::kept(kept.fields.clone())).unwrap_or_default();
    let page = page(app, organ, step, kept.as_ref(), form, way);
    Ok(engine.answer(StatusCode::OK, &guest.frame, &page))
}

/// Takes the first page in; who has no cookie gets one.
pub async fn take_first(
    engine: web::Data<Engine>,
    request: HttpRequest,
    organ: web::Path<String>,
    way: web::Query<Way>,
    form: GuestForm,
) -> Result<HttpResponse, Fault> {
    let app = form.guest.app();
    form.guest.service.admit()?;
    let organ = public_organs::load(app, organ.into_inner()).await?;
    let (secret, cookie) = match form.guest.secret {
        Some(_) => (form.visitor(&request)?, None),
        None => begin_visit(app).map(|(secret, cookie)| (secret, Some(cookie)))?,
    };
    let mut kept = match Kept::find(app, Some(&secret), &organ.code).await? {
        Some(kept) => kept,
        None => Kept::begin(app, &secret, &organ.code)?,
    };
    kept.take(&form.fields, Step::Who.fields());
    let faults = Step::Who.faults(&kept.fields);
    if !faults.is_empty() {
        return Ok(rejected(&engine, &form, organ, Step::Who, Some(&kept), &way, faults));
    }
    let mut answer = next(app, &organ.code, Step::Who, &kept, &way).await?;
    if let Some(cookie) = cookie {
        answer.add_cookie(&cookie).map_err(|error| crate::store::StoreError::down(error.to_string()))?;
    }
    Ok(answer)
}

/// Takes any other page in.
pub async fn take(
    engine: web::Data<Engine>,
    request: HttpRequest,
    at: web::Path<(String, String)>,
    way: web::Query<Way>,
    form: GuestForm,
) -> Result<HttpResponse, Fault> {
    let app = form.guest.app();
    let (organ, step) = at.into_inner();
    let step = Step::of_word(&step).filter(|step| *step != Step::Who).ok_or_else(Problem::not_found)?;
    form.guest.service.admit()?;
    let organ = public_organs::load(app, organ).await?;
    if form.guest.secret.is_none() {
        return Ok(start_anew(&organ.code));
    }
    let secret = form.visitor(&request)?;
    let Some(mut kept) = Kept::find(app, Some(&secret), &organ.code).await? else {
        return Ok(start_anew(&organ.code));
    };
    if step == Step::Wanted {
        items::take(&mut kept, &form.fields);
        if let Some(to) = items::rearrange(&mut kept, form.fields.get("act")) {
            kept.save(app).await?;
            let query = if way.returning() { "?back=check" } else { "" };
            return Ok(go(&format!("{}{query}#{}", step.address(&organ.code), item(to))));
        }
    } else {
        kept.take(&form.fields, step.fields());
    }
    let faults = step.faults(&kept.fields);
    if !faults.is_empty() {
        return Ok(rejected(&engine, &form, organ, step, Some(&kept), &way, faults));
    }
    if step == Step::Wanted && items::must_be_seen(&mut kept) {
        kept.save(app).await?;
        let query = if way.returning() { "?back=check" } else { "" };
        return Ok(go(&format!("{}{query}", step.address(&organ.code))));
    }
    next(app, &organ.code, step, &kept, &way).await
}

fn rejected(
    engine: &Engine,
    form: &GuestForm,
    organ: PublicOrgan,
    step: Step,
    kept: Option<&Kept>,
    way: &Way,
    faults: Vec<(String, String)>,
) -> HttpResponse {
    let filled = Filled::of(&form.fields).with_faults(faults);
    let page = page(form.guest.app(), organ, step, kept, filled, way);
    engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &form.guest.frame, &page)
}

/// Keeps the page and goes on: to the next one, or back to the last, where one came from.
async fn next(app: &App, organ: &str, step: Step, kept: &Kept, way: &Way) -> Result<HttpResponse, Fault> {
    kept.save(app).await?;
    let check = format!("/organs/{organ}/apply/check");
    let to = match step.after() {
        Some(after) if !way.returning() => after.address(organ),
        _ => check,
    };
    Ok(go(&to))
}
