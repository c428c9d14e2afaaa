//! What each kind of letter cannot go without (T-3): the words must stand in the finished letter,
//! whatever the template text was edited into.

use super::check::{CheckInput, cells, own_words};
use super::check_hollow::is_hollow;
use super::context::LetterContext;
use super::finding::{Finding, FindingCode as Code};
use super::letter::Block;
use super::template::clean;
use crate::law::deadline::{CONSULTATION_DAYS, LapseGround, PAYMENT_DAYS};

/// A demanded element: how the message calls it, and the words that must be there.
type Demand = (&'static str, String);

pub(super) fn find(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    if input.letter.title.trim().is_empty() {
        findings.push(Finding::new(Code::FieldMissing, "没有标题，请在模板第一行写上「标题：…」"));
    }
    let text = whole_text(input);
    for (name, words) in demands(input.context) {
        if !text.contains(&clean(&words)) {
            let words = format!("没有写明{name}（{}），请在模板中补上", shortened(&words));
            findings.push(Finding::new(Code::FieldMissing, words));
        }
    }
    reason(input.context, Some(&text), findings);
}

/// The reason is there, and stands in the letter, if there is one.
pub(super) fn reason(context: &LetterContext, text: Option<&str>, findings: &mut Vec<Finding>) {
    let Some((name, reason)) = reasons(context) else { return };
    if is_hollow(reason) {
        let words = format!("{name}空缺或者只有套话，请写明具体的事实和理由");
        findings.push(Finding::new(Code::ReasonEmpty, words));
    } else if text.is_some_and(|text| !text.contains(&clean(reason))) {
        let words = format!("没有写明{name}，请在模板中补上");
        findings.push(Finding::new(Code::ReasonEmpty, words));
    }
}

/// Everything that stands in the letter, a line a piece.
pub(super) fn whole_text(input: &CheckInput<'_>) -> String {
    let verbatim = input.letter.body.iter().filter_map(|block| match block {
        Block::Verbatim { text } => Some(text.as_str()),
        _ => None,
    });
    let texts = own_words(input.letter).into_iter().chain(cells(input.letter)).chain(verbatim);
    texts.collect::<Vec<_>>().join("\n")
}

fn shortened(words: &str) -> String {
    const LONGEST: usize = 20;
    if words.chars().count() <= LONGEST {
        return words.to_owned();
    }
    words.chars().take(LONGEST).chain(['…']).collect()
}

fn working_days(days: u16) -> String {
    format!("{days}个工作日")
}

fn demands(context: &LetterContext) -> Vec<Demand> {
    match context {
        LetterContext::Receipt(context) => vec![
            ("登记编号", context.basics.case_number.clone()),
            ("收到申请之日的依据", super::grids::receipt_basis(context.channel)),
            ("应答复日期", context.due_on.words()),
        ],
        LetterContext::Correction(context) => {
            let points = context.points.iter().map(|point| ("需要补正的事项", point.clone()));
            let fixed = [
                ("补正期限", working_days(context.period.0)),
                ("逾期不补正的后果", "不再处理".to_owned()),
                ("补正后重新计算期限", "重新计算".to_owned()),
            ];
            points.chain(fixed).collect()
        }
        LetterContext::Extension(context) => vec![
            ("原答复期限", context.due_before.words()),
            ("延长的期限", working_days(context.days.0)),
            ("延长后的期限", context.due_after.words()),
            ("公开工作机构负责人同意", "负责人同意".to_owned()),
        ],
        LetterContext::Delay(context) => vec![("延迟至的日期", context.until.words())],
        LetterContext::Fee(context) => vec![
            ("应缴金额", format!("{}元", context.basis.amount().0)),
            ("缴费期限", working_days(PAYMENT_DAYS.0)),
            ("收费依据", "国办函〔2020〕109号".to_owned()),
            ("缴纳方式", context.payment.clone()),
            ("逾期不缴的后果", "不再处理".to_owned()),
            ("缴费后重新计算期限", "重新计算".to_owned()),
        ],
        LetterContext::NoLongerHandled(context) => {
            let basis = match context.ground {
                LapseGround::NotCorrected => "《中华人民共和国政府信息公开条例》第三十条",
                LapseGround::NotPaid => "国办函〔2020〕109号",
            };
            vec![
                ("此前告知书的文号", context.notice.clone()),
                ("告知书送达的日期", context.served_on.words()),
                ("期限届满的日期", context.ended_on.words()),
                ("法律依据", basis.to_owned()),
            ]
        }
        LetterContext::Archive(context) => {
            vec![("档案馆名称", context.archive.clone()), ("查阅方式", context.access.clone())]
        }
        LetterContext::Rectification(context) => {
            context.competent.iter().map(|organ| ("有权更正的行政机关", organ.clone())).collect()
        }
        other => demands_on_others(other),
    }
}

/// What goes to others than the applicant.
fn demands_on_others(context: &LetterContext) -> Vec<Demand> {
    match context {
        LetterContext::ThirdParty(context) => vec![
            ("征求意见的信息", context.information.clone()),
            ("答复的期限", working_days(CONSULTATION_DAYS.0)),
            ("逾期未提出意见的后果", "逾期未提出意见".to_owned()),
        ],
        LetterContext::OrganConsultation(context) => {
            // R34-1: only joint makers consent by silence.
            let silence = if context.joint { "视为同意公开" } else { "逾期未提出意见" };
            vec![
                ("征求意见的信息", context.information.clone()),
                ("答复的期限", working_days(CONSULTATION_DAYS.0)),
                ("逾期未提出意见的后果", silence.to_owned()),
            ]
        }
        LetterContext::Disclosure(context) => vec![("决定公开的内容", context.content.clone())],
        LetterContext::DeliveryRecord(context) => {
            vec![("送达文书的文号", context.number.clone()), ("受送达人", context.addressee.clone())]
        }
        _ => Vec::new(),
    }
}

fn reasons(context: &LetterContext) -> Option<(&'static str, &str)> {
    match context {
        LetterContext::Correction(context) => Some(("不明确之处", &context.unclear)),
        LetterContext::Reasons(context) => Some(("申请的数量、频次情况", &context.about)),
        LetterContext::Extension(context) => Some(("延期的理由", &context.reason)),
        LetterContext::Delay(context) => Some(("延迟答复的理由", &context.reason)),
        LetterContext::ThirdParty(context) => Some(("涉及的合法权益", &context.interest)),
        LetterContext::OrganConsultation(context) => Some(("征求意见的理由", &context.reason)),
        LetterContext::Disclosure(context) => Some(("决定公开的理由", &context.reason)),
        LetterContext::Rectification(context) => Some(("更正情况的说明", &context.explanation)),
        _ => None,
    }
}
