//! The texts of messages, as a careful colleague in the office would write them.
//!
//! The law's rules and the two dates stand in [`crate::law`]; here is only how they are told. What is
//! told to applicants is in [`super::applicant`]: it never knows the prudent date (decision 32).

use std::fmt::Write;

use chrono::NaiveDate;

use super::channel::QueryCode;
use super::notice::{Alert, AnswerTo, Matter, Notice, Office, OverdueRung, ReplyDates, Target, Via};
use crate::config::channels::SmsOccasion;
use crate::law::deadline::WorkingDays;
use crate::law::wording::{at_the_latest, day, weekday};

/// What a message says. Only this module and its siblings make one, from a [`Notice`] alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) sms: Sms,
}

/// The words an SMS puts into the operator's template. The template has the sentence.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    pub occasion: SmsOccasion,
    /// In the order in which they are documented for the template: `number`, `matter`, `date`, `code` …
    pub parameters: Vec<(&'static str, String)>,
}

impl Words {
    /// One line without anybody's name: fit for a subject and a list.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The whole text, in lines.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn sms(&self) -> &Sms {
        &self.sms
    }
}

/// Where the reader goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// Of the service as its readers reach it, without a slash at the end.
    public_url: String,
}

impl Links {
    pub fn new(public_url: &str) -> Links {
        Links { public_url: public_url.trim_end_matches('/').to_owned() }
    }

    pub fn public_url(&self) -> &str {
        &self.public_url
    }
}

/// Puts a notice into words.
pub fn words(notice: &Notice, links: &Links, code: Option<&QueryCode>) -> Words {
    match notice {
        Notice::Alert(alert) => of_alert(alert, links),
        Notice::Office(office) => of_office(office, links),
        Notice::Digest(digest) => digest.words(links),
        Notice::Applicant(applicant) => applicant.words(links, code),
    }
}

fn of_alert(alert: &Alert, links: &Links) -> Words {
    let (number, matter) = (&alert.number, &alert.matter);
    let mut text = String::with_capacity(400);
    match alert.via {
        Via::Own => {}
        Via::Escalated => text.push_str("前一环节在4个办公小时内没有确认知悉，现提请您处理。\n"),
        Via::Delegated => text.push_str("您正在代他人办理，以下提醒转给您。\n"),
    }
    let _ = write!(text, "{number}：{}\n{}\n", situation(matter), to_do(matter));
    let _ = write!(text, "办理：{}", links.public_url);
    let parameters = vec![
        ("number", number.to_string()),
        ("matter", label(matter).to_owned()),
        ("date", day(date_of(matter))),
    ];
    Words { subject: headline(alert), text, sms: Sms { occasion: SmsOccasion::Alert, parameters } }
}

/// The one line of an alert: «今日到期：QSX-2026-00004，最迟10月16日（含当日）».
pub(super) fn headline(alert: &Alert) -> String {
    let mut line = format!("{}：{}", label(&alert.matter), alert.number);
    let _ = match &alert.matter {
        Matter::ReplySoon { left, dates } => {
            write!(line, "，还剩{}个工作日，{}", left.0, at_the_latest(dates.prudent_due_on))
        }
        Matter::ReplyPastPrudent { left: WorkingDays(0), .. } => write!(line, "，今日为法定答复截止日"),
        Matter::ReplyPastPrudent { left, dates } => {
            write!(line, "，距法定截止日还剩{}个工作日，{}", left.0, at_the_latest(dates.due_on))
        }
        Matter::ReplyOverdue { days, due_on, .. } => {
            write!(line, "，{}到期，已超期{}个工作日", day(*due_on), days.0)
        }
        Matter::CorrectionNotice { day, last_day } => {
            write!(line, "，今日为第{}个工作日，{}", day.0, at_the_latest(*last_day))
        }
        Matter::CorrectionEnded { until } | Matter::PaymentEnded { until } => {
            write!(line, "，期限为{}", day(*until))
        }
        Matter::NotSignedFor { assigned_on } => write!(line, "，{}转办", day(*assigned_on)),
        Matter::ServedNotSigned { served_on } => write!(line, "，{}送达", day(*served_on)),
        Matter::NotDispatched { approved_on } => write!(line, "，{}批准", day(*approved_on)),
        Matter::SupervisionUnanswered { answer_by } => write!(line, "，应于{}前反馈", day(*answer_by)),
        other => write!(line, "，{}", at_the_latest(date_of(other))),
    };
    if alert.via == Via::Delegated {
        line.push_str("（代办）");
    }
    line
}

/// What a matter is called, in a few characters.
pub(super) fn label(matter: &Matter) -> &'static str {
    match matter {
        Matter::ReplySoon { .. } => "临期",
        Matter::ReplyToday { again: false, .. } => "今日到期",
        Matter::ReplyToday { again: true, .. } => "今日到期（再次提醒）",
        Matter::ReplyPastPrudent { .. } => "已过从严日期",
        Matter::ReplyOverdue { rung: OverdueRung::First | OverdueRung::Weekly, .. } => "超期",
        Matter::ReplyOverdue { rung: OverdueRung::Circular, .. } => "超期，列入通报稿",
        Matter::Supervision { .. } => "督办",
        Matter::SupervisionUnanswered { .. } => "督办未反馈",
        Matter::CorrectionNotice { .. } => "补正告知",
        Matter::CorrectionEnding { .. } => "补正即将期满",
        Matter::CorrectionEnded { .. } => "补正期满",
        Matter::PaymentEnding { .. } => "缴费即将期满",
        Matter::PaymentEnded { .. } => "缴费期满",
        Matter::ConsultationEnding { .. } => "征求意见即将期满",
        Matter::Unconfirmed { .. } => "待确认",
        Matter::NotSignedFor { .. } => "待签收",
        Matter::TargetMissed { .. } => "内部时限",
        Matter::InquiryEnding { .. } => "属性函询",
        Matter::CoHandlingEnding { .. } => "会办",
        Matter::ServedNotSigned { .. } => "送达未签收",
        Matter::AnswerDue { to: AnswerTo::Review | AnswerTo::SummaryReview, .. } => "复议答复",
        Matter::AnswerDue { to: AnswerTo::Suit, .. } => "应诉答辩",
        Matter::Reopened { .. } => "责令重新答复",
        Matter::NotDispatched { .. } => "已批准未发出",
    }
}

/// The day a matter turns on.
pub(super) fn date_of(matter: &Matter) -> NaiveDate {
    match matter {
        Matter::ReplySoon { dates, .. } | Matter::ReplyToday { dates, .. } | Matter::Reopened { dates } => {
            dates.prudent_due_on
        }
        Matter::ReplyPastPrudent { dates, .. } => dates.due_on,
        Matter::ReplyOverdue { due_on, .. } => *due_on,
        Matter::Supervision { answer_by, .. } | Matter::SupervisionUnanswered { answer_by } => *answer_by,
        Matter::CorrectionNotice { last_day, .. } => *last_day,
        Matter::CorrectionEnding { until }
        | Matter::CorrectionEnded { until }
        | Matter::PaymentEnding { until }
        | Matter::PaymentEnded { until }
        | Matter::ConsultationEnding { until }
        | Matter::InquiryEnding { until }
        | Matter::CoHandlingEnding { until } => *until,
        Matter::Unconfirmed { confirm_by, .. } => *confirm_by,
        Matter::NotSignedFor { assigned_on } => *assigned_on,
        Matter::TargetMissed { by, .. } | Matter::AnswerDue { by, .. } => *by,
        Matter::ServedNotSigned { served_on } => *served_on,
        Matter::NotDispatched { approved_on } => *approved_on,
    }
}

/// How things stand.
fn situation(matter: &Matter) -> String {
    match matter {
        Matter::ReplySoon { left, dates } => {
            format!("距答复期限还剩{}个工作日。{}", left.0, both_dates(dates))
        }
        Matter::ReplyToday { dates, .. } => format!("今日是答复的最后一日。{}", both_dates(dates)),
        Matter::ReplyPastPrudent { left: WorkingDays(0), dates } => {
            format!("从严截止日已过，今日是法定期限的最后一日。{}", both_dates(dates))
        }
        Matter::ReplyPastPrudent { left, dates } => {
            format!("从严截止日已过，距法定答复截止日还剩{}个工作日。{}", left.0, both_dates(dates))
        }
        Matter::ReplyOverdue { rung, days, due_on } => overdue(*rung, days.0, *due_on),
        Matter::Supervision { due_on, .. } => {
            format!("法定答复截止日{}已过，尚未答复申请人，现予督办。", full(*due_on))
        }
        Matter::SupervisionUnanswered { answer_by } => {
            format!("督办应于{}前反馈，至今没有反馈。", full(*answer_by))
        }
        Matter::CorrectionNotice { day, last_day } => {
            format!("今日是收到申请后的第{}个工作日，补正告知书{}发出。", day.0, at_the_latest(*last_day))
        }
        Matter::CorrectionEnding { until } => format!("申请人{}补正，至今没有收到。", at_the_latest(*until)),
        Matter::CorrectionEnded { until } => {
            format!("申请人的补正期限已于{}届满，没有收到补正。", full(*until))
        }
        Matter::PaymentEnding { until } => format!("申请人{}缴费，至今没有收到。", at_the_latest(*until)),
        Matter::PaymentEnded { until } => format!("申请人的缴费期限已于{}届满，没有收到费用。", full(*until)),
        Matter::ConsultationEnding { until } => {
            format!("被征求意见方{}答复，至今没有收到意见。", at_the_latest(*until))
        }
        Matter::Unconfirmed { came_in_on, .. } => {
            format!("申请于{}到达，还没有与申请人确认收到。", full(*came_in_on))
        }
        Matter::NotSignedFor { assigned_on } => {
            format!("已于{}转办，承办单位还没有签收。", full(*assigned_on))
        }
        Matter::TargetMissed { target, by } => {
            format!("「{}」的内部时限是{}，尚未完成。", target_name(*target), full(*by))
        }
        Matter::CoHandlingEnding { until } => {
            format!("会办意见{}提出，至今没有收到。", at_the_latest(*until))
        }
        Matter::InquiryEnding { until } => format!("属性函询{}回复，至今没有收到。", at_the_latest(*until)),
        Matter::ServedNotSigned { served_on } => {
            format!("答复已于{}送出，申请人的签收凭证还没有收回。", full(*served_on))
        }
        Matter::AnswerDue { to, by } => answer_due(*to, *by),
        Matter::Reopened { dates } => {
            format!("生效的决定或者裁判责令重新答复，期限重新起算。{}", both_dates(dates))
        }
        Matter::NotDispatched { approved_on } => {
            format!(
                "文书已于{}批准，还没有发出。期限以发出之日为准，批准本身不改变期限。",
                full(*approved_on)
            )
        }
    }
}

/// What the reader is asked to do.
fn to_do(matter: &Matter) -> &'static str {
    match matter {
        Matter::ReplySoon { .. } => {
            "请抓紧拟定答复、报批并送达。确需延期的，须在截止日前经公开工作机构负责人同意并告知申请人。"
        }
        Matter::ReplyToday { .. } => "请于今日内送达答复，或者发出已批准的延期告知书。处理后不再提醒。",
        Matter::ReplyPastPrudent { .. } => "请立即送达答复：按从严口径已经逾期，法定截止日之前送达仍不逾期。",
        Matter::ReplyOverdue { .. } => "请立即答复申请人，并说明超期原因。确认知悉不改变期限。",
        Matter::Supervision { .. } => "请按期反馈：说明原因、已采取的措施和答复申请人的日期。",
        Matter::SupervisionUnanswered { .. } => "请立即反馈督办，并答复申请人。",
        Matter::CorrectionNotice { .. } => {
            "申请内容不明确的，请一次性告知需要补正的事项和期限；第7个工作日之后才告知的，从严口径下不重新计算答复期限。不需要补正的，请继续办理。"
        }
        Matter::CorrectionEnding { .. } => "请留意补正材料，必要时与申请人联系。",
        Matter::CorrectionEnded { .. } => {
            "无正当理由逾期不补正的，可以提出不再处理，经公开工作机构负责人批准后告知申请人；系统不会自行办结。"
        }
        Matter::PaymentEnding { .. } => "请核对到账情况，必要时与申请人联系。",
        Matter::PaymentEnded { .. } => {
            "逾期未缴费的，可以提出不再处理，经公开工作机构负责人批准后告知申请人；系统不会自行办结。"
        }
        Matter::ConsultationEnding { .. } => {
            "期满后答复期限继续计算。第三方逾期未答复的，由本机关依照条例决定是否公开；共同制作机关逾期未答复的，视为同意公开。"
        }
        Matter::Unconfirmed { .. } => {
            "请与申请人确认并记录确认之日。通过互联网、传真提交的，双方确认之日为收到申请之日；以平常信函提交的，应当于收到当日确认。"
        }
        Matter::NotSignedFor { .. } => "请签收；不属于本单位办理的，请写明理由退回。答复期限不因转办停止。",
        Matter::TargetMissed { .. } => "请尽快完成。内部时限只作提醒，不影响法定期限。",
        Matter::CoHandlingEnding { .. } => "请会办机构提出意见。会办不停止答复期限。",
        Matter::InquiryEnding { .. } => "请催办属性函询。函询不停止答复期限。",
        Matter::ServedNotSigned { .. } => {
            "请向申请人或者邮政企业查询，收回送达回证；退回的，请重新送达并记录。"
        }
        Matter::AnswerDue { .. } => "请按期提交答复（答辩）意见和作出行为的证据、依据。",
        Matter::Reopened { .. } => "请按责令的要求重新办理并答复申请人。",
        Matter::NotDispatched { .. } => "请尽快发出并记录发出之日。",
    }
}

fn overdue(rung: OverdueRung, days: u16, due_on: NaiveDate) -> String {
    let since = format!("法定答复截止日是{}，已超期{days}个工作日。", full(due_on));
    match rung {
        OverdueRung::First => since + "监督岗已同时收到提醒，并已启动督办。",
        OverdueRung::Circular => since + "本案已列入通报稿。",
        OverdueRung::Weekly => since + "答复之前每周提醒一次。",
    }
}

fn answer_due(to: AnswerTo, by: NaiveDate) -> String {
    let what = match to {
        AnswerTo::Review => "本机关须向行政复议机构提出书面答复",
        AnswerTo::SummaryReview => "本机关须向行政复议机构提出书面答复（简易程序）",
        AnswerTo::Suit => "本机关须向人民法院提交答辩状",
    };
    format!("{what}，{}。", at_the_latest(by))
}

fn both_dates(dates: &ReplyDates) -> String {
    let mut text = if dates.due_on == dates.prudent_due_on {
        format!("法定答复截止日与从严截止日同为{}。", full(dates.due_on))
    } else {
        format!("从严截止日是{}，法定答复截止日是{}。", full(dates.prudent_due_on), full(dates.due_on))
    };
    if dates.provisional {
        text.push_str("所在年份的放假通知尚未发布，日期暂定。");
    }
    text
}

/// «2026年10月16日（星期五）».
pub(super) fn full(date: NaiveDate) -> String {
    format!("{}（{}）", day(date), weekday(date))
}

fn target_name(target: Target) -> &'static str {
    match target {
        Target::Register => "登记",
        Target::Assign => "转办",
        Target::Draft => "拟稿",
        Target::SubmitForApproval => "报批",
        Target::Deliver => "送达",
    }
}

fn of_office(office: &Office, links: &Links) -> Words {
    let (subject, detail) = office_lines(office);
    let text = format!("{detail}\n办理：{}", links.public_url);
    let parameters = vec![("matter", subject.clone())];
    Words { subject, text, sms: Sms { occasion: SmsOccasion::Office, parameters } }
}

/// The one line, and what to do about it.
pub(super) fn office_lines(office: &Office) -> (String, String) {
    match office {
        Office::HolidayNoticeMissing { year, provisional_cases } => (
            format!("{year}年放假通知尚未导入"),
            format!(
                "{year}年的放假通知还没有导入，现有{provisional_cases}件的期限因此暂定。\
                 国务院办公厅发布通知后，请导入日历；导入前会列出各件日期的变化。"
            ),
        ),
        Office::ChannelDown { channel, waiting } => (
            format!("{}通道故障", channel.title()),
            format!(
                "{}连续发送失败，{waiting}条消息在等待。请检查通道设置和网络；恢复后会自动补发，不会丢失。",
                channel.title()
            ),
        ),
        Office::CaseNotSwept { number } => (
            format!("提醒未能生成：{number}"),
            format!(
                "{number}的提醒没有生成，其他案件不受影响。请先人工核对期限，并以gongkai explain查看原因。"
            ),
        ),
    }
}
