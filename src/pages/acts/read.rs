//! From a form that was filled in to an act, with the letters that announce it.

use super::read_measures;
use crate::casework::letter_input::LetterInput;
use crate::casework::letters::TickInput;
use crate::casework::offered::{Ask, Task};
use crate::law::act::{Act, ActKind, Backdating, ItemReply, LinkKind, OrderedBy, SealKind, StatedFact};
use crate::law::case_event::DayField;
use crate::law::deadline::DeliveryMethod;
use crate::law::reply::ReplyCode;
use crate::law::text::{UnitId, UserId};
use crate::pages::fields::{Faults, Reader};
use crate::pages::form::Fields;

/// What somebody wants.
#[derive(Clone, Debug)]
pub enum Wish {
    Act(Act),
    /// The items that leave the case.
    Split(Vec<u16>),
    /// A letter, by its number in the case.
    Sign(i32),
    /// Another case, by its number.
    Link(String, LinkKind),
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Asked {
    pub wish: Wish,
    pub letters: Vec<LetterInput>,
    pub ticks: Vec<TickInput>,
}

/// Reads a form; of a trial, words that are missing are no fault.
///
/// # Errors
/// What has to be mended.
pub fn read(ask: &Ask, fields: &Fields, items: &[u16], trial: bool) -> Result<Asked, Faults> {
    let mut reader = if trial { Reader::of_trial(fields) } else { Reader::new(fields) };
    let mut letters = Vec::new();
    let wish = match ask.task {
        Task::Propose(kind) => read_measures::propose(kind, &mut reader, &mut letters).map(Wish::Act),
        Task::Split => split(&mut reader),
        Task::SignLetter => ask.number.and_then(|number| i32::try_from(number).ok()).map(Wish::Sign),
        Task::Act(ActKind::Link) => link(&mut reader),
        Task::Act(kind) => {
            let number = ask.number.unwrap_or_default();
            of_case(kind, number, items, &mut reader, &mut letters).map(Wish::Act)
        }
    };
    let ticks = if trial { Vec::new() } else { ticks(&mut reader) };
    reader.finish(wish, "没有这一项事项，请核对").map(|wish| Asked { wish, letters, ticks })
}

/// The warnings that somebody answers for: a box and a reason each.
pub(in crate::pages) fn ticks(reader: &mut Reader<'_>) -> Vec<TickInput> {
    let names: Vec<String> = reader.fields.typed().into_keys().collect();
    let mut ticks = Vec::new();
    for name in names {
        let finding = name.strip_prefix("tick-").filter(|_| !name.ends_with("-reason"));
        let Some(finding) = finding.filter(|_| reader.ticked(&name)) else { continue };
        if let Some(reason) = reader.line(&format!("{name}-reason"), "确认无误的理由") {
            ticks.push(TickInput { finding: finding.to_owned(), reason });
        }
    }
    ticks
}

fn split(reader: &mut Reader<'_>) -> Option<Wish> {
    let items: Vec<u16> = reader.fields.all("items").iter().filter_map(|item| item.parse().ok()).collect();
    if items.is_empty() {
        reader.fault("items", "请选择要拆分出去的内容");
        return None;
    }
    Some(Wish::Split(items))
}

fn link(reader: &mut Reader<'_>) -> Option<Wish> {
    let kind = match reader.get("kind") {
        "repeats" => LinkKind::Repeats,
        "answered_together" => LinkKind::AnsweredTogether,
        _ => LinkKind::Related,
    };
    Some(Wish::Link(reader.line("case", "另一件案件的登记编号")?, kind))
}

fn backdating(reader: &mut Reader<'_>) -> Option<Backdating> {
    reader.backdating("backdate")
}

fn of_case(
    kind: ActKind,
    number: u32,
    items: &[u16],
    reader: &mut Reader<'_>,
    letters: &mut Vec<LetterInput>,
) -> Option<Act> {
    use ActKind as Kind;
    Some(match kind {
        Kind::ConfirmReceipt => {
            let (on, backdating) = (reader.day("on"), backdating(reader));
            Act::ConfirmReceipt { on: on?, backdating }
        }
        Kind::CorrectFact => correct_fact(reader)?,
        Kind::Assign => {
            let unit = reader.number("unit", "请选择承办机构").map(UnitId);
            let handler = reader.get("handler").parse().ok().map(UserId);
            let reason = reader.text("reason");
            Act::Assign { unit: unit?, handler, reason }
        }
        Kind::SignFor => Act::SignFor {},
        Kind::ReturnAssignment => Act::ReturnAssignment { reason: reader.words("reason", "退回理由")? },
        Kind::ApproveMeasure => Act::ApproveMeasure { number },
        Kind::RefuseMeasure => {
            Act::RefuseMeasure { number, reason: reader.words("reason", "不同意的理由")? }
        }
        Kind::DispatchMeasure => {
            let (on, tracking, backdating) =
                (reader.day("on"), reader.tracking("tracking"), backdating(reader));
            Act::DispatchMeasure { number, on: on?, tracking, backdating }
        }
        Kind::RecordReceipt => Act::RecordReceipt { number, on: reader.day("on")? },
        Kind::RecordCorrection => {
            let (on, submitted_on) = (reader.day("on"), reader.optional_day("submitted_on"));
            let content = reader.text("content");
            Act::RecordCorrection { on: on?, submitted_on: submitted_on?, content }
        }
        Kind::RecordAnswer => {
            let (on, answer) = (reader.day("on"), reader.words("answer", "答复内容"));
            let agrees = match reader.get("agrees") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            Act::RecordAnswer { number, on: on?, agrees, answer: answer? }
        }
        Kind::RecordPayment => Act::RecordPayment { on: reader.day("on")? },
        Kind::AskCoHandling => ask_co_handling(reader, letters)?,
        Kind::AnswerCoHandling => {
            Act::AnswerCoHandling { number, answer: reader.words("answer", "答复内容")? }
        }
        Kind::ProposeOpinion => {
            let confirmed_on = reader.optional_day("confirmed_on");
            let opinion = reader.words("opinion", "办理意见");
            Act::ProposeOpinion { opinion: opinion?, confirmed_on: confirmed_on? }
        }
        _ => return of_reply(kind, number, items, reader),
    })
}

fn of_reply(kind: ActKind, number: u32, items: &[u16], reader: &mut Reader<'_>) -> Option<Act> {
    use ActKind as Kind;
    Some(match kind {
        Kind::SubmitForApproval => Act::SubmitForApproval {},
        Kind::Seal => Act::Seal {
            kind: if reader.get("kind") == "electronic" { SealKind::Electronic } else { SealKind::Paper },
        },
        Kind::Deliver => deliver(reader)?,
        Kind::RecordDelivery => Act::RecordDelivery { delivery: number, on: reader.day("on")? },
        Kind::RecordReturnedMail => {
            let own_wrong_address = reader.get("own") == "yes";
            Act::RecordReturnedMail { delivery: number, on: reader.day("on")?, own_wrong_address }
        }
        Kind::RequestWithdrawal => Act::RequestWithdrawal {},
        Kind::Withdraw => {
            let (on, proof) = (reader.day("on"), reader.words("proof", "核实情况"));
            Act::Withdraw { on: on?, proof: proof? }
        }
        Kind::AnswerOnTheSpot => on_the_spot(items, reader)?,
        Kind::Hold => Act::Hold { reason: reader.words("reason", "理由")? },
        Kind::Release => Act::Release { reason: reader.words("reason", "理由")? },
        Kind::Shelve => Act::Shelve { attempts: reader.words("attempts", "联系申请人的经过")? },
        Kind::Revive => Act::Revive { reason: reader.words("reason", "取得联系的经过")? },
        Kind::Archive => Act::Archive {},
        Kind::Reopen => {
            let by = if reader.get("by") == "court" { OrderedBy::Court } else { OrderedBy::ReviewOrgan };
            let served_on = reader.day("served_on");
            let document = reader.words("document", "文书名称和文号");
            Act::Reopen { by, served_on: served_on?, document: document? }
        }
        _ => return None,
    })
}

fn correct_fact(reader: &mut Reader<'_>) -> Option<Act> {
    let day = reader.get("day").split_once('|').and_then(|(event, field)| {
        let field = match field {
            "on" => DayField::On,
            "signed_on" => DayField::SignedOn,
            "received_on" => DayField::ReceivedOn,
            "submitted_on" => DayField::SubmittedOn,
            "dispatched_on" => DayField::DispatchedOn,
            _ => return None,
        };
        Some((event.parse().ok()?, field))
    });
    if day.is_none() {
        reader.fault("day", "请选择要更正的日期");
    }
    let on = reader.day("on");
    let reason = reader.words("reason", "更正理由");
    let proof = reader.text("backdate-proof");
    let second_person = reader.get("backdate-second").parse().ok().map(UserId);
    let (event, field) = day?;
    let reason = reason?;
    // The reason of the correction is the reason of the day.
    let backed = proof.is_some() || second_person.is_some();
    let backdating = backed.then(|| Backdating { reason: reason.clone(), proof, second_person });
    Some(Act::CorrectFact { event, field, on: on?, reason, backdating })
}

fn ask_co_handling(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Act> {
    let unit = reader.number("unit", "请选择协办机构").map(UnitId);
    let about = reader.words("about", "协办事项");
    let answer_by = reader.day("answer_by");
    if reader.ticked("letter") {
        letters.push(LetterInput { kind: "co_handling_request".to_owned(), ..LetterInput::default() });
    }
    Some(Act::AskCoHandling { unit: unit?, about: about?, answer_by: answer_by? })
}

fn deliver(reader: &mut Reader<'_>) -> Option<Act> {
    let method = match reader.get("method") {
        "handed_over" => DeliveryMethod::HandedOver,
        "entrusted" => DeliveryMethod::Entrusted,
        "electronic" => DeliveryMethod::Electronic,
        "courier" => DeliveryMethod::Courier,
        _ => DeliveryMethod::Post,
    };
    let dispatched_on = reader.optional_day("dispatched_on");
    let signed_on = reader.optional_day("signed_on");
    let tracking = reader.tracking("tracking");
    let chosen = reader.text("chosen");
    let backdating = backdating(reader);
    let (dispatched_on, signed_on) = (dispatched_on?, signed_on?);
    Some(Act::Deliver { method, dispatched_on, signed_on, tracking, chosen, backdating })
}

fn on_the_spot(items: &[u16], reader: &mut Reader<'_>) -> Option<Act> {
    let unit = reader.number("unit", "请选择承办机构").map(UnitId);
    let mut replies = Vec::new();
    for item in items {
        let name = format!("code-{item}");
        let known = |code: &ReplyCode| format!("{code:?}") == reader.get(&name);
        let code = ReplyCode::ALL.into_iter().find(known);
        if code.is_none() {
            reader.fault(&name, format!("请选择第{item}项的答复"));
        }
        let words = reader.words(&format!("fact-{item}"), &format!("第{item}项的说明"));
        if let (Some(code), Some(words)) = (code, words) {
            let stated = |fact: &_| StatedFact { fact: *fact, words: words.clone() };
            let facts = code.demanded().iter().map(stated).collect();
            replies.push(ItemReply { item: *item, code, facts });
        }
    }
    let authorisation = reader.words("authorisation", "签发人的常设授权");
    let signature = reader.words("signature", "申请人签字或者笔录所在");
    Some(Act::AnswerOnTheSpot {
        unit: unit?,
        items: replies,
        authorisation: authorisation?,
        signature: signature?,
    })
}
