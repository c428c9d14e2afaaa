//! One letter: its form on the left, the letter as it would be kept on the right.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{faults_of, see_other, shape};
use crate::casework::announce::{self, Plan};
use crate::casework::letter_input::LetterInput;
use crate::casework::letter_shown::LetterShown;
use crate::casework::papers::{self, WhichPaper, Writing};
use crate::casework::view::CaseSummary;
use crate::casework::{self, letters::TickInput};
use crate::pages::Engine;
use crate::pages::acts::forms::Field;
use crate::pages::acts::read::ticks;
use crate::pages::desk::words::{LightMark, case_address};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::fields::{Faults, Reader};
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::StoreError;

/// A letter to be written.
#[derive(Debug, Serialize)]
pub struct WritePage {
    pub head: CaseSummary,
    pub href: String,
    pub light: LightMark,
    pub action: String,
    pub preview: String,
    pub title: &'static str,
    /// The measure it announces.
    pub about: Option<&'static str>,
    pub anew: bool,
    pub notes: Vec<&'static str>,
    pub fields: Vec<Field>,
    pub form: Filled,
    pub letters: LettersPart,
    /// Others did something meanwhile.
    pub stale: bool,
}

impl Page for WritePage {
    const TEMPLATE: &'static str = "papers/write.html";
}

/// The letter as it would be kept, as a part of the page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LettersPart {
    pub letters: Vec<LetterShown>,
    /// What has to be filled in before it can be made.
    pub missing: Vec<String>,
    /// The reasons that were typed for ticked warnings.
    pub form: Filled,
    pub may_tick: bool,
}

impl Page for LettersPart {
    const TEMPLATE: &'static str = "papers/letters.html";
}

/// Which letter an address means: a draft, the one of a measure, else a 更正告知书.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    letter: Option<i32>,
    measure: Option<u32>,
}

impl About {
    fn which(self) -> WhichPaper {
        match (self.letter, self.measure) {
            (Some(letter), _) => WhichPaper::Drafted(letter),
            (None, Some(measure)) => WhichPaper::OfMeasure(measure),
            (None, None) => WhichPaper::Rectification,
        }
    }

    fn address(self, number: &str, after: &str) -> String {
        let base = format!("{}/papers/write{after}", case_address(number));
        match (self.letter, self.measure) {
            (Some(letter), _) => format!("{base}?letter={letter}"),
            (None, Some(measure)) => format!("{base}?measure={measure}"),
            (None, None) => base,
        }
    }
}

async fn begin(staff: &Staff, number: &str, about: About) -> Result<Writing, Fault> {
    Ok(papers::begin(staff.app(), staff.actor(), number.to_owned(), about.which()).await?)
}

/// The page; with nothing typed, what was said of the letter before.
async fn make(
    staff: &Staff,
    number: &str,
    about: About,
    writing: Writing,
    typed: Option<Filled>,
) -> Result<WritePage, Fault> {
    let fields = shape::fields(writing.kind, &writing.input);
    let form = typed.unwrap_or_else(|| {
        let filled = fields.iter().filter(|field| !field.value.is_empty());
        filled.fold(Filled::default(), |form, field| form.with_default(&field.name, field.value.clone()))
    });
    let letters = tried(staff, number, about, &writing, &form).await?;
    Ok(WritePage {
        href: case_address(number),
        light: LightMark::of(&writing.case),
        action: about.address(number, ""),
        preview: about.address(number, "/preview"),
        title: writing.kind.title(),
        about: writing.about,
        anew: about.letter.is_some(),
        notes: shape::notes(writing.kind),
        fields,
        form,
        letters,
        stale: false,
        head: writing.case,
    })
}

async fn tried(
    staff: &Staff,
    number: &str,
    about: About,
    writing: &Writing,
    form: &Filled,
) -> Result<LettersPart, Fault> {
    let fields = Fields::of_kept(&form.values);
    let mut part = LettersPart { form: form.clone(), may_tick: true, ..LettersPart::default() };
    match read(writing, &fields, true) {
        Ok((input, ticks)) => {
            let plan = plan(number, about, input, ticks);
            part.letters = announce::preview(staff.app(), staff.actor(), plan).await?.letters;
        }
        Err(faults) => part.missing = faults.into_iter().map(|(_, message)| message).collect(),
    }
    Ok(part)
}

fn read(writing: &Writing, fields: &Fields, trial: bool) -> Result<(LetterInput, Vec<TickInput>), Faults> {
    let mut reader = if trial { Reader::of_trial(fields) } else { Reader::new(fields) };
    let input = shape::read(writing.kind, writing.input.clone(), &mut reader);
    let ticks = if trial { Vec::new() } else { ticks(&mut reader) };
    reader.finish(input, "文书没有填写完整").map(|input| (input, ticks))
}

fn plan(number: &str, about: About, input: LetterInput, ticks: Vec<TickInput>) -> Plan {
    Plan { number: number.to_owned(), letters: vec![input], anew: about.letter, ticks, ..Plan::default() }
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    number: web::Path<String>,
    about: web::Query<About>,
) -> Result<HttpResponse, Fault> {
    let writing = begin(&staff, &number, *about).await?;
    let page = make(&staff, &number, *about, writing, None).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// The letter as it would be kept. A script gets the part alone, a form without it the whole page.
pub async fn preview(
    engine: web::Data<Engine>,
    request: HttpRequest,
    sent: StaffForm,
    number: web::Path<String>,
    about: web::Query<About>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = sent;
    let writing = begin(&staff, &number, *about).await?;
    let form = Filled::of(&fields);
    if request.headers().contains_key("HX-Request") {
        let part = tried(&staff, &number, *about, &writing, &form).await?;
        return Ok(engine.answer(StatusCode::OK, &staff.frame, &part));
    }
    let page = make(&staff, &number, *about, writing, Some(form)).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Keeps the letter.
pub async fn keep(
    engine: web::Data<Engine>,
    sent: StaffForm,
    number: web::Path<String>,
    about: web::Query<About>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = sent;
    let back = || see_other(format!("{}/papers?done=written", case_address(&number)));
    let writing = match papers::begin(staff.app(), staff.actor(), number.clone(), about.which()).await {
        Ok(writing) => writing,
        // Sent a second time: the first wrote it.
        Err(casework::Error::Store(StoreError::NotFound)) if about.letter.is_none() => {
            papers::load(staff.app(), staff.actor(), number.clone()).await?;
            return Ok(back());
        }
        Err(error) => return Err(error.into()),
    };
    let faults = match read(&writing, &fields, false) {
        Ok((input, ticks)) => {
            let mut plan = plan(&number, *about, input, ticks);
            (plan.if_match, plan.key) = (fields.get("version").parse().ok(), staff.once(&fields));
            match announce::run(staff.app(), staff.actor(), plan).await {
                Ok(_) => return Ok(back()),
                Err(casework::Error::Store(StoreError::Stale)) => {
                    let form = Filled::of(&fields);
                    let mut page = make(&staff, &number, *about, writing, Some(form)).await?;
                    page.stale = true;
                    return Ok(engine.answer(StatusCode::CONFLICT, &staff.frame, &page));
                }
                Err(error) => {
                    let shown = shape::fields(writing.kind, &writing.input);
                    let known = |name: &str| name == "ticks" || shown.iter().any(|field| field.name == name);
                    faults_of(error, known, "letter-column")?
                }
            }
        }
        Err(faults) => faults,
    };
    let form = Filled::of(&fields).with_faults(faults);
    let page = make(&staff, &number, *about, writing, Some(form)).await?;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}
