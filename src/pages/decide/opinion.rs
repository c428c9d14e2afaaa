//! 提出办理意见 and 作出决定: the opinion with the way through the questions, and every item's reply.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::kept::{Kept, RECORD};
use super::letters;
use super::wizard::{self, Place as At};
use super::words::code_label;
use super::{faults_of, see_other};
use crate::casework::decision::Decision;
use crate::casework::perform::{self, ActRequest};
use crate::casework::{self, IdempotencyKey};
use crate::law::act::{Act, ItemReply};
use crate::law::iso;
use crate::law::text::Text;
use crate::pages::Engine;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::StoreError;

/// What will be decided, before it is.
#[derive(Clone, Debug, Serialize)]
pub struct OpinionView {
    pub results: Vec<(u16, String, String)>,
    /// Items of which something is missing, with the way to them.
    pub missing: Vec<(u16, String)>,
    /// What goes into the record beside the words.
    pub record: Vec<String>,
    /// An opinion stands: it may be mended, and need not be.
    pub stands: bool,
    /// The day of confirmation is asked for.
    pub unconfirmed: bool,
}

/// The step, and what stands in its fields.
pub fn view(staff: &Staff, decision: &Decision, kept: &Kept, form: Filled) -> (OpinionView, Filled) {
    let states: Vec<_> = decision.case.items.iter().map(|item| kept.state(item.item)).collect();
    let result = |state: &super::kept::ItemState| {
        let code = state.code.filter(|_| state.complete)?;
        Some((state.item, wizard::description(decision, state.item), code_label(code)))
    };
    let results: Vec<_> = states.iter().filter_map(result).collect();
    let missing = states.iter().filter(|state| !state.complete);
    let typed = kept.get("opinion");
    let suggested = || {
        let line = |(item, _, label): &(u16, String, String)| format!("第{item}项拟答复：{label}。");
        results.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let opinion = if typed.is_empty() { suggested() } else { typed.to_owned() };
    let form = form
        .with_default("opinion", opinion)
        .with_default("version", decision.case.summary.version.to_string())
        .with_default("confirmed", staff.app().clock.today().to_string());
    let shown = OpinionView {
        missing: missing
            .map(|state| {
                (
                    state.item,
                    format!(
                        "{}/decide?item={}",
                        super::words::Head::of(&decision.case.summary).href,
                        state.item
                    ),
                )
            })
            .collect(),
        record: states.iter().filter_map(super::kept::ItemState::record).collect(),
        stands: decision.has_opinion,
        unconfirmed: decision.unconfirmed,
        results,
    };
    (shown, form)
}

/// The words of the opinion with its record. The record of an earlier opinion stays where no question was
/// asked since.
fn whole(decision: &Decision, kept: &Kept, words: &str) -> String {
    let records: Vec<String> =
        decision.case.items.iter().filter_map(|item| kept.state(item.item).record()).collect();
    let earlier = || decision.opinion.as_deref()?.split_once(RECORD).map(|(_, record)| record.to_owned());
    let record = if records.is_empty() { earlier() } else { Some(records.join("\n")) };
    match record {
        Some(record) => format!("{words}{RECORD}{record}"),
        None => words.to_owned(),
    }
}

struct Ready {
    opinion: Act,
    /// Whether the opinion that stands says the same already.
    stands: bool,
    items: Vec<ItemReply>,
}

fn read(decision: &Decision, kept: &Kept, fields: &Fields) -> Result<Ready, Vec<(String, String)>> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, message: String| faults.push((field.to_owned(), message));
    let whole = whole(decision, kept, fields.get("opinion"));
    let opinion = match (fields.get("opinion").is_empty(), Text::parse(&whole)) {
        (true, _) => {
            fault("opinion", "请填写办理意见".to_owned());
            None
        }
        (false, Err(error)) => {
            fault("opinion", format!("办理意见（连同向导记录）：{error}"));
            None
        }
        (false, Ok(text)) => Some(text),
    };
    let mut confirmed_on = None;
    if decision.unconfirmed {
        confirmed_on = iso::parse_day(fields.get("confirmed"));
        if confirmed_on.is_none() {
            fault("confirmed", "请填写与申请人确认收到之日，写作2026-03-02的形式".to_owned());
        }
    }
    let mut items = Vec::new();
    for item in &decision.case.items {
        match kept.state(item.item).reply() {
            Some(reply) => items.push(reply),
            None => fault("opinion", format!("第{}项还没有填完，请从左边打开补上", item.item)),
        }
    }
    match opinion {
        Some(opinion) if faults.is_empty() => Ok(Ready {
            stands: decision.has_opinion && decision.opinion.as_deref() == Some(whole.as_str()),
            opinion: Act::ProposeOpinion { opinion, confirmed_on },
            items,
        }),
        _ => Err(faults),
    }
}

/// A key for each act of one form.
pub fn key(staff: &Staff, fields: &Fields, act: &str) -> Option<IdempotencyKey> {
    staff.once(fields).map(|key| IdempotencyKey { key: format!("{}-{act}", key.key), ..key })
}

/// Proposes the opinion, drafts the decision, and writes its letter.
pub async fn decide(
    engine: web::Data<Engine>,
    sent: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let (staff, fields) = (&sent.staff, &sent.fields);
    let (decision, mut kept) = wizard::open(staff, &number).await?;
    kept.set("opinion", fields.get("opinion"));
    let ready = match read(&decision, &kept, fields) {
        Ok(ready) => ready,
        Err(faults) => {
            kept.save(staff).await?;
            let form = Filled::of(fields).with_faults(faults);
            return wizard::rejected(&engine, staff, decision, &kept, At::Opinion, form).await;
        }
    };
    match perform_both(staff, &number, fields, ready).await {
        Ok(()) => kept.save(staff).await?,
        // It stands on the page alone: what was kept since may be another window's.
        Err(casework::Error::Store(StoreError::Stale)) => {
            return wizard::stale(&engine, &sent, &number, At::Opinion).await;
        }
        Err(error) => {
            kept.save(staff).await?;
            let faults = faults_of(error, "opinion", &[("confirmed_on", "confirmed")])?;
            let (decision, kept) = wizard::open(staff, &number).await?;
            // The opinion may stand by now: the form goes on from the case as it is.
            let mut form = Filled::of(fields).with_faults(faults);
            form.values.remove("version");
            return wizard::rejected(&engine, staff, decision, &kept, At::Opinion, form).await;
        }
    }
    // A letter that cannot be written yet is said by the next step, where it is mended.
    let (decision, kept) = wizard::open(staff, &number).await?;
    drop(letters::write_letter(staff, &decision, kept.get("attachments")).await);
    Ok(see_other(wizard::address(&decision, At::Letter)))
}

async fn perform_both(
    staff: &Staff,
    number: &str,
    fields: &Fields,
    ready: Ready,
) -> Result<(), casework::Error> {
    let mut seen = fields.get("version").parse().ok();
    if !ready.stands {
        let key = key(staff, fields, "opinion");
        let request = ActRequest { number: number.to_owned(), act: ready.opinion, if_match: seen, key };
        let case = perform::run(staff.app(), staff.actor(), request).await?;
        seen = Some(case.summary.version);
    }
    let act = Act::DraftDecision { items: ready.items };
    let key = key(staff, fields, "decision");
    let request = ActRequest { number: number.to_owned(), act, if_match: seen, key };
    perform::run(staff.app(), staff.actor(), request).await.map(drop)
}
