//! The letter against the record of its case: who, when, under which number, how it travels.

use chrono::{Datelike, NaiveDate};

use super::check::{CheckInput, Moment, cells, own_words, verbatim};
use super::check_prudent;
use super::context::LetterContext;
use super::finding::{Finding, FindingCode as Code};
use super::parts::Day;
use super::template::clean;
use crate::law::deadline::{DeliveryMethod, EXTENSION_CAP, USUAL_CORRECTION_DAYS};

pub(super) fn find(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    addressee(input, findings);
    request(input, findings);
    record_dates(input, findings);
    periods(input, findings);
    check_prudent::find(input, findings);
    signing(input, findings);
    delivery(input, findings);
}

fn addressee(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    let Some(basics) = input.context.basics() else { return };
    if basics.applicant.name != input.record.applicant {
        let words = format!(
            "文书中的申请人为「{}」，案件登记的为「{}」，请重新生成文书",
            basics.applicant.name, input.record.applicant
        );
        findings.push(Finding::new(Code::AddresseeWrong, words));
    }
    if !input.context.kind().form_has_addressee() {
        return;
    }
    match input.letter.addressee.as_deref().map(str::trim) {
        Some(called) if called.contains(&clean(&basics.applicant.name)) => {}
        Some(called) if !called.is_empty() => {
            let words = format!("主送写成「{called}」，应当是申请人「{}」", basics.applicant.name);
            findings.push(Finding::new(Code::AddresseeWrong, words));
        }
        _ => findings
            .push(Finding::new(Code::FieldMissing, "缺少主送，请在模板中写上「主送：{{ 申请人.名称 }}」")),
    }
}

/// T-2: the applicant's words, whole. A mixed reply has them item by item.
fn request(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    let Some(basics) = input.context.basics() else { return };
    if !input.context.kind().form_has_addressee() {
        return;
    }
    let shown: Vec<&str> = verbatim(input.letter).collect();
    let whole = |words: &str| shown.iter().any(|text| text.contains(&clean(words)));
    let items_whole = match input.context {
        LetterContext::Reply(reply) if reply.items.len() > 1 => {
            reply.items.iter().all(|item| whole(&item.information))
        }
        _ => false,
    };
    if !whole(&basics.request) && !items_whole {
        findings.push(Finding::new(
            Code::RequestChanged,
            "申请内容应当原文照录，请在模板中写上「> {{ 申请内容 }}」，不要改写或者节录",
        ));
    }
}

fn record_dates(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    let mut compare = |name: &str, shown: Option<Day>, recorded: Option<NaiveDate>| {
        if let (Some(shown), Some(recorded)) = (shown, recorded)
            && shown.0 != recorded
        {
            let words =
                format!("{name}写成{}，案件中为{}，请重新生成文书", shown.words(), Day(recorded).words());
            findings.push(Finding::new(Code::DateDisagrees, words));
        }
    };
    let record = input.record;
    let received = match input.context {
        LetterContext::Registration(context) => Some(context.received_on),
        LetterContext::Approval(context) => Some(context.received_on),
        LetterContext::Urge(context) => Some(context.received_on),
        other => other.basics().map(|basics| basics.received_on),
    };
    compare("收到申请之日", received, record.received_on);
    let due = match input.context {
        LetterContext::Receipt(context) => Some(context.due_on),
        LetterContext::Registration(context) => Some(context.due_on),
        LetterContext::Approval(context) => Some(context.due_on),
        LetterContext::Urge(context) => Some(context.due_on),
        LetterContext::Extension(context) => Some(context.due_before),
        LetterContext::Delay(context) => Some(context.due_before),
        _ => None,
    };
    compare("法定答复截止日", due, record.due_on);
    let number = input.context.basics().map(|basics| &basics.case_number);
    if number.is_some_and(|number| *number != record.case_number) {
        findings.push(Finding::new(Code::DateDisagrees, "文书中的登记编号与案件不一致，请重新生成文书"));
    }
    if let Some(received) = received
        && let Some(basics) = input.context.basics()
        && basics.received_on == received
        && !mentions(input, &received.words())
    {
        let words = "没有写明收到申请的日期，请在模板中写上「{{ 收到日期 }}」";
        findings.push(Finding::new(Code::FieldMissing, words));
    }
}

pub(super) fn mentions(input: &CheckInput<'_>, words: &str) -> bool {
    own_words(input.letter).into_iter().chain(cells(input.letter)).any(|text| text.contains(words))
}

fn periods(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    let mut wrong = |code, words: &str| findings.push(Finding::new(code, words));
    match input.context {
        LetterContext::Correction(context) => {
            if !USUAL_CORRECTION_DAYS.contains(&context.period) {
                wrong(Code::PeriodUnusual, "补正期限一般为5至15个工作日，请确认并说明理由");
            }
            if context.points.is_empty() {
                wrong(Code::FieldMissing, "没有写明需要补正的事项，应当一次性告知全部事项");
            }
        }
        LetterContext::Extension(context) => {
            if context.days.0 == 0 || context.days > EXTENSION_CAP {
                wrong(Code::DateOrder, "延长的期限应当为1至20个工作日");
            }
            if context.due_after <= context.due_before {
                wrong(Code::DateOrder, "延长后的期限应当晚于原答复期限");
            }
        }
        LetterContext::Delay(context) if context.until <= context.due_before => {
            wrong(Code::DateOrder, "延迟答复的期限应当晚于原答复期限");
        }
        LetterContext::NoLongerHandled(context) if context.ended_on <= context.served_on => {
            wrong(Code::DateOrder, "期限届满的日期应当晚于告知书送达的日期");
        }
        LetterContext::Disclosure(context) if context.release_on <= context.asked_on => {
            wrong(Code::DateOrder, "拟公开的日期应当晚于征求意见的日期");
        }
        _ => {}
    }
}

fn signing(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    let letter = input.letter;
    if let Some(number) = &letter.number
        && !is_number(number)
    {
        let words = format!("文号「{number}」格式有误，年份应当用六角括号〔〕，序号不加前导零");
        findings.push(Finding::new(Code::NumberMalformed, words));
    }
    if input.moment < Moment::Signed {
        return;
    }
    if input.context.kind().series().is_some() && letter.number.is_none() {
        findings.push(Finding::new(Code::NumberMissing, "没有文号，请在签发时编号"));
    }
    let signed_on = letter.signature.as_ref().map(|signature| signature.signed_on);
    let Some(signed_on) = signed_on else { return };
    let Some(signed_on) = signed_on else {
        findings.push(Finding::new(Code::SigningDayMissing, "没有成文日期，成文日期为签发之日"));
        return;
    };
    if let Some(received) = input.record.received_on
        && signed_on < received
    {
        findings.push(Finding::new(Code::DateDisagrees, "成文日期早于收到申请之日，请核对"));
    }
    // P0-3: the applicant has until 24:00 of the last day.
    if let LetterContext::NoLongerHandled(context) = input.context
        && signed_on <= context.ended_on.0
    {
        let words = "期限届满之日的次日起才能作出不再处理的告知，请在届满后签发";
        findings.push(Finding::new(Code::DateOrder, words));
    }
    let year = letter.number.as_deref().and_then(year_of);
    if year.is_some_and(|year| year != signed_on.year()) {
        findings.push(Finding::new(Code::NumberMalformed, "文号的年份与成文日期的年份不一致"));
    }
    if answers(input) && input.record.due_on.is_some_and(|due| signed_on > due) {
        findings.push(Finding::new(
            Code::LateReply,
            "成文日期已经晚于法定答复截止日，请立即送达，并说明超期原因",
        ));
    }
}

fn answers(input: &CheckInput<'_>) -> bool {
    matches!(input.context, LetterContext::Reply(_) | LetterContext::Archive(_))
}

fn delivery(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    let record = input.record;
    let unsaid = input.context.kind().has_remedy() && input.context.organ().online_review.is_none();
    if record.electronic_wanted && unsaid {
        findings.push(Finding::new(
            Code::OnlineReviewUnsaid,
            "申请人选择了电子方式，而文书没有写明网上申请行政复议的渠道，签发后不能以电子方式送达，\
             请在机关信息中填写后重新生成文书；改用其他方式送达的，请说明理由",
        ));
    }
    let Some((method, on)) = record.delivery else { return };
    if method == DeliveryMethod::Courier {
        findings.push(Finding::new(
            Code::ImproperCourier,
            "国家机关公文不得由快递企业寄递，请改由邮政企业寄送，或者直接送达",
        ));
    }
    if method == DeliveryMethod::Electronic && unsaid {
        findings.push(Finding::new(
            Code::OnlineReviewMissing,
            "通过互联网渠道送达决定的，应当同时告知网上提交行政复议申请的渠道，请在机关信息中填写",
        ));
    }
    if answers(input) && record.due_on.is_some_and(|due| on > due) {
        let words = "送达日期晚于法定答复截止日，请立即送达，并说明超期原因";
        findings.push(Finding::new(Code::LateReply, words));
    }
}

/// `…〔2026〕12号`: the year in its brackets, a number without leading zeros.
fn is_number(number: &str) -> bool {
    let Some((before, rest)) = number.split_once('〔') else { return false };
    let Some((year, rest)) = rest.split_once('〕') else { return false };
    let digits: String = rest.trim_start_matches('第').chars().take_while(char::is_ascii_digit).collect();
    !before.is_empty()
        && year.len() == 4
        && year.chars().all(|sign| sign.is_ascii_digit())
        && !digits.is_empty()
        && !digits.starts_with('0')
        && rest.contains('号')
}

fn year_of(number: &str) -> Option<i32> {
    let (_, rest) = number.split_once('〔')?;
    rest.split_once('〕')?.0.parse().ok()
}
