//! The page of an act: what it moves on top, the form on the left, the letter on the right.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::forms::{self, Field, Form, Ground};
use super::read::{self, Asked, Wish};
use super::read_measures;
use crate::casework::act_choices::{self, MeasureInWords};
use crate::casework::announce::{self, Plan, Trial};
use crate::casework::case_file;
use crate::casework::letter_shown::{self, LetterShown, Which};
use crate::casework::offered::{self, Ask, MeasureKind, Task};
use crate::casework::office::{self, Handler};
use crate::casework::view::{CaseSummary, ItemView};
use crate::law::act::ActKind;
use crate::pages::Engine;
use crate::pages::desk::case_page::{Change, Conflict, Open};
use crate::pages::desk::words::{LightMark, case_address};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::fields::Reader;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::Staff;

/// An act to be done.
#[derive(Debug, Serialize)]
pub struct ActPage {
    pub head: CaseSummary,
    pub light: LightMark,
    /// The case, and where the form goes.
    pub href: String,
    pub action: String,
    pub tag: &'static str,
    pub title: String,
    /// The number of the last event that was shown.
    pub seen: i32,
    pub items: Vec<ItemView>,
    pub form: Filled,
    pub shape: Form,
    /// What the law says before anybody overrides it.
    pub objection: Option<String>,
    /// The measure that the act is about.
    pub measure: Option<MeasureInWords>,
    /// Who may stand for a day besides the actor.
    pub people: Vec<Handler>,
    /// Whether the page approves or refuses.
    pub approves: Option<Approves>,
    pub effect: EffectPart,
    pub conflict: Option<Conflict>,
}

impl Page for ActPage {
    const TEMPLATE: &'static str = "acts/act.html";
}

/// Where the two buttons of an approval go.
#[derive(Clone, Debug, Serialize)]
pub struct Approves {
    pub approve: String,
    pub refuse: String,
}

/// What the act would do, as a part of the page: dates and letters.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EffectPart {
    /// None where the act moves no date and writes nothing.
    pub dates: Option<Dates>,
    /// What has to be filled in before it can be tried.
    pub missing: Vec<String>,
    /// Why it would be refused now.
    pub refused: Vec<String>,
    /// The fee in words.
    pub fee: Option<String>,
    pub letters: Vec<LetterShown>,
    /// The reasons that were typed for ticked warnings.
    pub form: Filled,
    /// Whether warnings can be answered for here.
    pub may_tick: bool,
    /// Whether the letters come with the dates, to be put beside the form by a script.
    pub apart: bool,
}

impl Page for EffectPart {
    const TEMPLATE: &'static str = "acts/effect.html";
}

/// Days before and after.
#[derive(Clone, Debug, Serialize)]
pub struct Dates {
    pub received: Change,
    pub due: Change,
    pub prudent: Change,
    /// Until when somebody else's answer is awaited.
    pub waiting: Change,
    pub after: Open,
    /// As if the approved letter left today.
    pub at_dispatch: bool,
}

impl Dates {
    fn of(trial: &Trial) -> Dates {
        let (before, after) = (&trial.before, &trial.after);
        Dates {
            received: Change::of(before.received_on, after.received_on),
            due: Change::of(before.due_on, after.due_on),
            prudent: Change::of(before.prudent_due_on, after.prudent_due_on),
            waiting: Change::of(before.waiting_until, after.waiting_until),
            after: Open::of(after),
            at_dispatch: trial.at_dispatch,
        }
    }
}

/// Loads what the form is made of.
async fn ground(staff: &Staff, number: &str, ask: &Ask) -> Result<Ground, Fault> {
    let app = staff.app();
    let objection = match ask.task {
        Task::Propose(kind) => offered::objection(app, staff.actor(), number.to_owned(), kind).await?,
        _ => None,
    };
    let names_units =
        matches!(ask.task, Task::Act(ActKind::Assign | ActKind::AskCoHandling | ActKind::AnswerOnTheSpot));
    Ok(Ground {
        file: case_file::load(app, staff.actor(), number.to_owned()).await?,
        choices: act_choices::load(app, staff.actor(), number.to_owned()).await?,
        units: if names_units { office::load(app, staff.actor()).await?.units } else { Vec::new() },
        objection,
        today: app.clock.today(),
    })
}

/// The letters that already stand beside an act.
fn standing(ask: &Ask) -> Option<Which> {
    use ActKind as Kind;
    match (ask.task, ask.number) {
        (Task::Act(Kind::ApproveMeasure | Kind::RefuseMeasure | Kind::DispatchMeasure), Some(number)) => {
            Some(Which::Measure(number))
        }
        (Task::Act(Kind::SubmitForApproval | Kind::Seal | Kind::Deliver), _) => Some(Which::Reply),
        (Task::SignLetter, Some(number)) => i32::try_from(number).ok().map(Which::One),
        _ => None,
    }
}

/// Whether the act signs what stands beside it, so that warnings can be answered for.
fn approves(ask: &Ask) -> bool {
    matches!(ask.task, Task::Act(ActKind::ApproveMeasure | ActKind::RefuseMeasure))
}

/// What stands in the fields before anybody typed.
fn with_defaults(shape: &Form) -> Filled {
    let value = |field: &&Field| !field.value.is_empty();
    let fields = shape.fields.iter().filter(value);
    fields.fold(Filled::default(), |form, field| form.with_default(&field.name, field.value.clone()))
}

/// The plan of what was read.
pub fn plan(number: &str, asked: Asked) -> Plan {
    let act = match asked.wish {
        Wish::Act(act) => Some(act),
        _ => None,
    };
    Plan { number: number.to_owned(), act, letters: asked.letters, ticks: asked.ticks, ..Plan::default() }
}

/// What the form, as it is filled in, would do.
///
/// # Errors
/// Not found for a case that does not exist for this post.
pub async fn effect(
    staff: &Staff,
    number: &str,
    ask: &Ask,
    items: &[u16],
    form: &Filled,
) -> Result<EffectPart, Fault> {
    let app = staff.app();
    let fields = Fields::of_kept(&form.values);
    let mut part = EffectPart { form: form.clone(), may_tick: true, ..EffectPart::default() };
    if matches!(ask.task, Task::Propose(MeasureKind::Fee)) {
        part.fee = read_measures::basis(&mut Reader::of_trial(&fields)).map(fee_in_words);
    }
    if let Some(which) = standing(ask) {
        part.letters = letter_shown::kept(app, staff.actor(), number.to_owned(), which).await?;
        part.may_tick = approves(ask);
    }
    let asked = if approves(ask) {
        let act = ask.number.map(|number| crate::law::act::Act::ApproveMeasure { number });
        let asked = act.map(|act| Asked { wish: Wish::Act(act), letters: Vec::new(), ticks: Vec::new() });
        asked.ok_or_else(Vec::new)
    } else {
        read::read(ask, &fields, items, true)
    };
    match asked {
        Ok(asked) if matches!(asked.wish, Wish::Act(_)) => {
            let trial = announce::preview(app, staff.actor(), plan(number, asked)).await?;
            part.dates = Some(Dates::of(&trial));
            part.letters.extend(trial.letters);
            part.refused = trial.refused;
        }
        Ok(_) => {}
        Err(faults) => part.missing = faults.into_iter().map(|(_, message)| message).collect(),
    }
    Ok(part)
}

fn fee_in_words(basis: crate::law::fee::FeeBasis) -> String {
    let tier = |tier: &crate::law::fee::Tier| format!("{}×{}元", tier.count, tier.price.0);
    let tiers: Vec<String> = basis.tiers().iter().map(tier).collect();
    match basis.amount().0 {
        0 => "没有超出免费的数量，不需要收费".to_owned(),
        amount => format!("应收{amount}元（{}）", tiers.join("+")),
    }
}

/// The page; with nothing typed, what stands in the fields at first.
///
/// # Errors
/// Not found for a case that does not exist for this post.
pub async fn make(staff: &Staff, number: &str, ask: &Ask, form: Option<Filled>) -> Result<ActPage, Fault> {
    let ground = ground(staff, number, ask).await?;
    let shape = forms::form(ask, &ground);
    let form = form.unwrap_or_else(|| with_defaults(&shape));
    let items: Vec<u16> = ground.file.case.items.iter().map(|item| item.item).collect();
    let shows = shape.alive || standing(ask).is_some();
    let effect = if shows { effect(staff, number, ask, &items, &form).await? } else { EffectPart::default() };
    let about_measure = matches!(
        ask.task,
        Task::Act(
            ActKind::ApproveMeasure
                | ActKind::RefuseMeasure
                | ActKind::DispatchMeasure
                | ActKind::RecordReceipt
                | ActKind::RecordAnswer
        )
    );
    let measures = ground.choices.measures.into_iter();
    let measure = measures.filter(|_| about_measure).find(|one| Some(one.number) == ask.number);
    let href = case_address(number);
    let of_number = |tag: &str| format!("{href}/do/{tag}?number={}", ask.number.unwrap_or_default());
    Ok(ActPage {
        light: LightMark::of(&ground.file.case.summary),
        action: ask.href(number),
        tag: ask.task.tag(),
        title: title(ask, measure.as_ref()),
        seen: ground.file.journal.first().map_or(0, |entry| entry.seq),
        items: ground.file.case.items,
        head: ground.file.case.summary,
        form,
        shape,
        objection: ground.objection,
        measure,
        people: ground.choices.people,
        approves: approves(ask).then(|| Approves {
            approve: of_number(ActKind::ApproveMeasure.tag()),
            refuse: of_number(ActKind::RefuseMeasure.tag()),
        }),
        effect,
        conflict: None,
        href,
    })
}

fn title(ask: &Ask, measure: Option<&MeasureInWords>) -> String {
    match (approves(ask), measure) {
        (true, Some(measure)) => format!("审批：{}", measure.title),
        (false, Some(measure)) => format!("{}：{}", ask.task.title(), measure.title),
        _ => ask.task.title().to_owned(),
    }
}

/// The page with what has to be mended.
///
/// # Errors
/// As [`make`].
pub async fn rejected(
    engine: &Engine,
    staff: &Staff,
    number: &str,
    ask: &Ask,
    fields: &Fields,
    faults: Vec<(String, String)>,
) -> Result<HttpResponse, Fault> {
    let mut page = make(staff, number, ask, Some(Filled::of(fields))).await?;
    let placed = faults.into_iter().map(|(field, message)| (place(&page, field), message)).collect();
    page.form = page.form.with_faults(placed);
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}

/// A fault stands at its field; what belongs to none stands at the form.
fn place(page: &ActPage, field: String) -> String {
    let known = |name: &str| page.shape.fields.iter().any(|one| one.name == name);
    let of_ticks = field == "ticks" || field.starts_with("tick-");
    let backdates = field.starts_with("backdate-") && page.shape.backdating;
    if known(&field) || of_ticks || backdates {
        return field;
    }
    match field.as_str() {
        "letter" | "measure" | "kind" if !page.effect.letters.is_empty() => "letter-column".to_owned(),
        "backdating" if page.shape.backdating => "backdate-second".to_owned(),
        _ => "act-form".to_owned(),
    }
}

/// Shows what others did meanwhile beside what was typed here. Nothing is lost, nothing is done.
///
/// # Errors
/// As [`make`].
pub async fn stale(
    engine: &Engine,
    staff: &Staff,
    number: &str,
    ask: &Ask,
    fields: &Fields,
) -> Result<HttpResponse, Fault> {
    let seen: i32 = fields.get("seen").parse().unwrap_or(i32::MAX);
    let mut page = make(staff, number, ask, Some(Filled::of(fields))).await?;
    let file = case_file::load(staff.app(), staff.actor(), number.to_owned()).await?;
    let since = file.journal.into_iter().filter(|entry| entry.seq > seen).collect();
    let typed = page.shape.fields.iter().filter_map(|field| {
        let value = fields.filled(&field.name)?;
        let option = field.options.iter().find(|option| option.value == value);
        Some((field.label.clone(), option.map_or(value, |option| option.label.clone())))
    });
    let typed = typed.collect();
    page.conflict = Some(Conflict { since, typed });
    Ok(engine.answer(StatusCode::CONFLICT, &staff.frame, &page))
}
