//! 发出 of a letter that no act of the case sends.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{faults_of, see_other};
use crate::casework::letter_dispatch::{self, Dispatch};
use crate::casework::letter_shown::{self, LetterShown, Which};
use crate::casework::office::Handler;
use crate::casework::papers;
use crate::casework::view::CaseSummary;
use crate::casework::{act_choices, tracking};
use crate::documents::kind::{LetterKind, Signer};
use crate::law::deadline::DeliveryMethod;
use crate::law::text::Text;
use crate::pages::Engine;
use crate::pages::acts::forms::Field;
use crate::pages::desk::words::{LightMark, case_address, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::fields::{Faults, Reader};
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};

/// A letter that leaves.
#[derive(Debug, Serialize)]
pub struct DispatchPage {
    pub head: CaseSummary,
    pub href: String,
    pub light: LightMark,
    pub letter: i32,
    pub title: &'static str,
    pub fields: Vec<Field>,
    pub form: Filled,
    /// Who may stand for a day besides the actor.
    pub people: Vec<Handler>,
    pub letters: Vec<LetterShown>,
    /// Nobody ticks a signed letter off.
    pub may_tick: bool,
}

impl Page for DispatchPage {
    const TEMPLATE: &'static str = "papers/dispatch.html";
}

const METHODS: [(&str, &str, DeliveryMethod); 4] = [
    ("post", "邮寄（邮政企业）", DeliveryMethod::Post),
    ("handed_over", "直接送达", DeliveryMethod::HandedOver),
    ("electronic", "电子方式", DeliveryMethod::Electronic),
    ("entrusted", "委托送达", DeliveryMethod::Entrusted),
];

pub(super) fn fields(kind: LetterKind, today: chrono::NaiveDate) -> Vec<Field> {
    let methods = METHODS.map(|(value, label, _)| choice(value, label)).to_vec();
    let mut fields = vec![
        Field::new("pick", "method", "发出方式").from(methods).with("post"),
        Field::new("day", "on", "发出日期").with(today.to_string()),
        Field::new("text", "tracking", "邮件号").hint("邮寄的填写"),
    ];
    if kind.signer() == Signer::AllLevels {
        fields.push(Field::new("tick", "sealed", "文书已经用印"));
    }
    fields
}

async fn make(
    staff: &Staff,
    number: &str,
    letter: i32,
    kind: LetterKind,
    form: Option<Filled>,
) -> Result<DispatchPage, Fault> {
    let app = staff.app();
    let found = papers::load(app, staff.actor(), number.to_owned()).await?;
    let fields = fields(kind, app.clock.today());
    let form = form.unwrap_or_else(|| {
        let filled = fields.iter().filter(|field| !field.value.is_empty());
        filled.fold(Filled::default(), |form, field| form.with_default(&field.name, field.value.clone()))
    });
    Ok(DispatchPage {
        href: case_address(number),
        light: LightMark::of(&found.case),
        letter,
        title: kind.title(),
        fields,
        form,
        people: act_choices::load(app, staff.actor(), number.to_owned()).await?.people,
        letters: letter_shown::kept(app, staff.actor(), number.to_owned(), Which::One(letter)).await?,
        may_tick: false,
        head: found.case,
    })
}

fn read(fields: &Fields) -> Result<Dispatch, Faults> {
    let mut reader = Reader::new(fields);
    let method = METHODS.iter().find(|(value, _, _)| *value == reader.get("method"));
    let method = method.map_or(DeliveryMethod::Post, |(_, _, method)| *method);
    let on = reader.day("on");
    let tracking = reader.text("tracking").map(|text| match text {
        Text::Words(words) => Text::Words(tracking::mend(&words).to_uppercase()),
        stored @ Text::Stored(_) => stored,
    });
    let (sealed, backdating) = (reader.ticked("sealed"), reader.backdating("backdate"));
    let read = on.map(|on| Dispatch { method, on, tracking, sealed, backdating });
    reader.finish(read, "请填写发出日期")
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    place: web::Path<(String, i32)>,
) -> Result<HttpResponse, Fault> {
    let (number, letter) = place.into_inner();
    let kind = letter_dispatch::admit(staff.app(), staff.actor(), number.clone(), letter).await?;
    let page = make(&staff, &number, letter, kind, None).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Records it.
pub async fn send(
    engine: web::Data<Engine>,
    sent: StaffForm,
    place: web::Path<(String, i32)>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = sent;
    let (number, letter) = place.into_inner();
    let kind = letter_dispatch::admit(staff.app(), staff.actor(), number.clone(), letter).await?;
    let faults = match read(&fields) {
        Ok(dispatch) => {
            let key = staff.once(&fields);
            let sent =
                letter_dispatch::run(staff.app(), staff.actor(), number.clone(), letter, dispatch, key).await;
            match sent {
                Ok(()) => {
                    return Ok(see_other(format!("{}/papers?done=dispatched", case_address(&number))));
                }
                Err(error) => {
                    let known = |name: &str| {
                        ["method", "on", "tracking", "sealed", "backdate-reason", "backdate-second"]
                            .contains(&name)
                    };
                    faults_of(error, known, "act-form")?
                }
            }
        }
        Err(faults) => faults,
    };
    let form = Filled::of(&fields).with_faults(faults);
    let page = make(&staff, &number, letter, kind, Some(form)).await?;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}
