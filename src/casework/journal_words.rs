//! 办理记录 in words: what happened, as a colleague reads it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::letter_context::of_measure;
use crate::documents::kind::LetterKind;
use crate::documents::texts::code_title;
use crate::law::act::{LinkKind, Measure, OrderedBy, ReturnTo, SealKind};
use crate::law::case_event::CaseEvent;
use crate::law::deadline::{Channel, DeliveryMethod, LapseGround, Party};
use crate::law::text::{Text, UnitId, UserId};
use crate::law::wording;

/// What ids of the journal stand for; a text that the reader may not see is not among them.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub units: BTreeMap<i64, String>,
    pub users: BTreeMap<i64, String>,
    pub texts: BTreeMap<i64, String>,
    /// By their numbers in the case.
    pub letters: BTreeMap<u32, &'static str>,
    pub measures: BTreeMap<u32, Proposed>,
    /// «“延期答复告知书”（PDF）».
    pub files: BTreeMap<u32, String>,
}

/// A measure and the letter that announces it, by their names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proposed {
    title: &'static str,
    letter: &'static str,
}

impl Names {
    /// Takes what an event gives a number to.
    pub fn note(&mut self, event: &CaseEvent) {
        match event {
            CaseEvent::LetterDrafted { letter, document, .. } => {
                self.letters.insert(*letter, LetterKind::find(document).map_or("文书", LetterKind::title));
            }
            CaseEvent::MeasureProposed { number, measure: what } => {
                let letter = of_measure(what).map_or("文书", LetterKind::title);
                self.measures.insert(*number, Proposed { title: measure(what), letter });
            }
            _ => {}
        }
    }

    /// «第2份，补正告知书».
    fn letter(&self, letter: u32) -> String {
        self.letters.get(&letter).map_or(format!("第{letter}份"), |kind| format!("第{letter}份，{kind}"))
    }

    /// «第1项，补正».
    fn measure(&self, number: u32) -> String {
        let title = self.measures.get(&number).map(|measure| measure.title);
        title.map_or(format!("第{number}项"), |title| format!("第{number}项，{title}"))
    }

    /// «第1项，补正告知书».
    fn letter_of(&self, number: u32) -> String {
        let letter = self.measures.get(&number).map(|measure| measure.letter);
        letter.map_or(format!("第{number}项"), |letter| format!("第{number}项，{letter}"))
    }

    fn file(&self, file: u32) -> &str {
        self.files.get(&file).map_or("", String::as_str)
    }

    fn unit(&self, unit: UnitId) -> &str {
        self.units.get(&unit.0).map_or("内设机构", String::as_str)
    }

    fn user(&self, user: UserId) -> &str {
        self.users.get(&user.0).map_or("", String::as_str)
    }

    /// The words of a text behind a heading; nothing where they are erased or not to be seen.
    fn text(&self, heading: &str, text: &Text) -> String {
        match text {
            Text::Stored(stored) => match self.texts.get(&stored.text) {
                Some(words) if !words.is_empty() => format!("{heading}：{words}"),
                _ => String::new(),
            },
            Text::Words(words) => format!("{heading}：{words}"),
        }
    }

    fn optional(&self, heading: &str, text: Option<&Text>) -> String {
        text.map(|text| self.text(heading, text)).unwrap_or_default()
    }
}

/// The name of a channel where there is little room.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::InPerson => "当面提交",
        Channel::Oral => "口头提出",
        Channel::RegisteredMail => "挂号信、特快专递",
        Channel::OrdinaryMail => "平常信函",
        Channel::Online => "互联网",
        Channel::Email => "电子邮件",
        Channel::Fax => "传真",
    }
}

/// The name of a way of delivery.
pub fn method(method: DeliveryMethod) -> &'static str {
    match method {
        DeliveryMethod::HandedOver => "直接送达",
        DeliveryMethod::Entrusted => "委托送达",
        DeliveryMethod::Post => "邮寄",
        DeliveryMethod::Electronic => "电子方式",
        DeliveryMethod::Courier => "快递企业",
    }
}

/// The name of a measure.
pub fn measure(measure: &Measure) -> &'static str {
    match measure {
        Measure::Correction { .. } => "补正",
        Measure::Consultation { party: Party::ThirdParty, .. } => "征求第三方意见",
        Measure::Consultation { .. } => "征求机关意见",
        Measure::Inquiry { .. } => "属性函询",
        Measure::Extension { .. } => "延期",
        Measure::Fee { .. } => "收费",
        Measure::Reasons { .. } => "要求说明理由",
        Measure::Delay { .. } => "延迟答复",
        Measure::Disclosure { .. } => "告知第三方决定公开",
        Measure::Lapse { ground: LapseGround::NotCorrected, .. } => "逾期不补正，不再处理",
        Measure::Lapse { ground: LapseGround::NotPaid, .. } => "逾期未缴费，不再处理",
    }
}

/// What happened: a heading and, where there is more to say, a sentence.
pub(super) fn words(event: &CaseEvent, names: &Names) -> (String, String) {
    intake(event, names)
        .or_else(|| measures(event, names))
        .or_else(|| reply(event, names))
        .or_else(|| end(event, names))
        .unwrap_or_else(|| papers(event, names))
}

fn said(what: impl Into<String>, more: impl Into<String>) -> Option<(String, String)> {
    Some((what.into(), more.into()))
}

fn joined(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("；")
}

fn on(what: &str, day: Option<NaiveDate>) -> String {
    day.map(|day| format!("{what}{}", wording::day(day))).unwrap_or_default()
}

fn intake(event: &CaseEvent, names: &Names) -> Option<(String, String)> {
    match event {
        CaseEvent::Registered { channel: by, signed_on, handed_over_on, items, .. } => said(
            "登记",
            joined(&[
                channel(*by).to_owned(),
                format!("申请内容{items}项"),
                on("签收日期", *signed_on),
                on("转到公开工作机构", *handed_over_on),
            ]),
        ),
        CaseEvent::ReceiptConfirmed { backdating, .. } => {
            let reason = backdating.as_ref().map(|backdating| &backdating.reason);
            said("确认收到之日", names.optional("补记理由", reason))
        }
        CaseEvent::FactCorrected { event, on: day, reason, .. } => said(
            "更正日期",
            joined(&[
                format!("第{event}项记录的日期更正为{}", wording::day(*day)),
                names.text("理由", reason),
            ]),
        ),
        CaseEvent::Assigned { unit, handler, reason } => {
            let person = handler.map(|handler| names.user(handler)).unwrap_or_default();
            said(
                "受理转办",
                joined(&[
                    format!("{} {person}", names.unit(*unit)).trim_end().to_owned(),
                    names.optional("原因", reason.as_ref()),
                ]),
            )
        }
        CaseEvent::SignedFor {} => said("承办签收", ""),
        CaseEvent::AssignmentReturned { reason } => said("退回转办", names.text("原因", reason)),
        CaseEvent::CoHandlingAsked { unit, about, answer_by, .. } => said(
            "请求会办",
            joined(&[
                names.unit(*unit).to_owned(),
                names.text("事项", about),
                wording::at_the_latest(*answer_by),
            ]),
        ),
        CaseEvent::CoHandlingAnswered { answer, .. } => said("答复会办", names.text("意见", answer)),
        CaseEvent::Linked { link, .. } => said(
            "关联案件",
            match link {
                LinkKind::AnsweredTogether => "一并答复",
                LinkKind::Repeats => "重复申请",
                LinkKind::SplitFrom => "由原申请拆分",
                LinkKind::Related => "相关案件",
            },
        ),
        CaseEvent::ItemsSplitOff { items, .. } => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            said("拆分申请", format!("第{}项另立一案", items.join("、")))
        }
        CaseEvent::Urged { message } => said("督办", names.text("要求", message)),
        CaseEvent::UrgeSheetNumbered { .. } => said("督办单编文号", ""),
        CaseEvent::UrgeSheetWithdrawn { reason, .. } => said("撤回督办", names.text("理由", reason)),
        _ => None,
    }
}

fn measures(event: &CaseEvent, names: &Names) -> Option<(String, String)> {
    match event {
        CaseEvent::MeasureProposed { number, measure: what } => {
            let more = match what {
                Measure::Correction { points: words, .. } => names.text("需要补正", words),
                Measure::Consultation { consultee, reason, .. } => {
                    joined(&[names.text("对象", consultee), names.text("理由", reason)])
                }
                Measure::Inquiry { addressee, about } => {
                    joined(&[names.text("对象", addressee), names.text("事项", about)])
                }
                Measure::Extension { days, reason, .. } => {
                    joined(&[format!("{}个工作日", days.0), names.text("理由", reason)])
                }
                Measure::Reasons { about } => names.text("事项", about),
                Measure::Delay { until, reason } => {
                    joined(&[wording::at_the_latest(*until), names.text("理由", reason)])
                }
                Measure::Disclosure { content, reason, .. } => {
                    joined(&[names.text("内容", content), names.text("理由", reason)])
                }
                Measure::Lapse { proof_of_receipt, .. } => names.text("送达凭证", proof_of_receipt),
                Measure::Fee { .. } => String::new(),
            };
            said(format!("提出办理事项：{}", measure(what)), joined(&[format!("第{number}项"), more]))
        }
        CaseEvent::MeasureApproved { number, .. } => said("批准办理事项", names.measure(*number)),
        CaseEvent::MeasureRefused { number, reason } => {
            said("不同意办理事项", joined(&[names.measure(*number), names.text("理由", reason)]))
        }
        CaseEvent::MeasureDispatched { number, in_time, tracking, .. } => {
            let late = if *in_time { "" } else { "晚于当时的截止日" };
            let mail = names.optional("邮件号", tracking.as_ref());
            said("发出文书", joined(&[names.letter_of(*number), late.to_owned(), mail]))
        }
        CaseEvent::MeasureReceived { number, .. } => said("对方签收文书", names.letter_of(*number)),
        CaseEvent::Corrected { submitted_on, content, .. } => said(
            "收到补正",
            joined(&[on("提交日期", *submitted_on), names.optional("内容", content.as_ref())]),
        ),
        CaseEvent::Answered { number, agrees, answer, .. } => {
            let agrees = match agrees {
                Some(true) => "同意公开",
                Some(false) => "不同意公开",
                None => "",
            };
            said(
                "收到答复意见",
                joined(&[names.measure(*number), agrees.to_owned(), names.text("意见", answer)]),
            )
        }
        CaseEvent::FeePaid { .. } => said("申请人缴费", ""),
        CaseEvent::ThirdPartyNotified { .. } => said("告知第三方决定公开", ""),
        _ => None,
    }
}

fn reply(event: &CaseEvent, names: &Names) -> Option<(String, String)> {
    match event {
        CaseEvent::OpinionProposed { opinion } => said("提出办理意见", names.text("意见", opinion)),
        CaseEvent::DecisionDrafted { primary, .. } => said("作出决定", code_title(*primary)),
        CaseEvent::SubmittedForApproval { .. } => said("报批", ""),
        CaseEvent::ApprovalPassed { signed_by, comment, .. } => {
            let paper = signed_by.map(|person| format!("线下签批：{}", names.user(person)));
            said("审批通过", joined(&[paper.unwrap_or_default(), names.optional("意见", comment.as_ref())]))
        }
        CaseEvent::ApprovalReturned { to, reason, .. } => {
            let to = match to {
                ReturnTo::Opinion => "退回提出办理意见",
                ReturnTo::Decision => "退回作出决定",
            };
            said("审批退回", joined(&[to.to_owned(), names.text("理由", reason)]))
        }
        CaseEvent::Sealed { seal, .. } => said(
            "用印",
            match seal {
                SealKind::Paper => "实物印章",
                SealKind::Electronic => "电子印章",
            },
        ),
        CaseEvent::ReplyDispatched {
            delivery,
            method: by,
            dispatched_on,
            signed_on,
            tracking,
            chosen,
            ..
        } => said(
            "送达答复",
            joined(&[
                format!("第{delivery}次"),
                method(*by).to_owned(),
                on("发出日期", *dispatched_on),
                on("签收日期", *signed_on),
                names.optional("邮件号", tracking.as_ref()),
                names.optional("申请人的选择", chosen.as_ref()),
            ]),
        ),
        CaseEvent::ReplySignedFor { delivery, .. } => said("申请人签收答复", format!("第{delivery}次送达")),
        CaseEvent::MailReturned { delivery, own_wrong_address, .. } => {
            let why = if *own_wrong_address { "本机关写错地址" } else { "其他原因" };
            said("邮件退回", joined(&[format!("第{delivery}次送达"), why.to_owned()]))
        }
        CaseEvent::AnsweredOnTheSpot { .. } => said("当场答复", ""),
        CaseEvent::Held { reason } => said("暂停提供", names.text("理由", reason)),
        CaseEvent::Released { reason } => said("恢复提供", names.text("理由", reason)),
        _ => None,
    }
}

fn end(event: &CaseEvent, names: &Names) -> Option<(String, String)> {
    match event {
        CaseEvent::WithdrawalRequested { .. } => said("申请人请求撤回", ""),
        CaseEvent::Withdrawn { proof, .. } => said("撤回申请", names.text("凭证", proof)),
        CaseEvent::Shelved { attempts, .. } => said("存查", names.text("联系经过", attempts)),
        CaseEvent::Revived { reason } => said("恢复办理", names.text("原因", reason)),
        CaseEvent::Archived { .. } => said("归档", ""),
        CaseEvent::Reopened { by, document, .. } => {
            let by = match by {
                OrderedBy::ReviewOrgan => "行政复议机关",
                OrderedBy::Court => "人民法院",
            };
            said("责令重新答复", joined(&[by.to_owned(), names.text("文书", document)]))
        }
        _ => None,
    }
}

/// What happened to files, letters and the calendar; the last, so that nothing is left without words.
fn papers(event: &CaseEvent, names: &Names) -> (String, String) {
    let (what, more) = match event {
        CaseEvent::FileAdded { file, what, .. } => {
            ("添加材料", format!("第{file}件，{}{}", what.title(), names.file(*file)))
        }
        CaseEvent::FileReleased { file } => ("向申请人提供文件", format!("第{file}件{}", names.file(*file))),
        CaseEvent::LetterDrafted { letter, .. } => ("拟制文书", names.letter(*letter)),
        CaseEvent::LetterTicked { letter, reason, .. } => {
            ("确认文书提示", joined(&[names.letter(*letter), names.text("理由", reason)]))
        }
        CaseEvent::LetterSigned { letter, .. } => ("签发文书", names.letter(*letter)),
        CaseEvent::LetterDispatched { letter, method: by, tracking, .. } => (
            "发出文书",
            joined(&[
                names.letter(*letter),
                method(*by).to_owned(),
                names.optional("邮件号", tracking.as_ref()),
            ]),
        ),
        CaseEvent::LetterVoided { letter, reason } => {
            ("作废文书", joined(&[names.letter(*letter), names.optional("理由", reason.as_ref())]))
        }
        CaseEvent::CalendarChanged { due_before, due_after, .. } => {
            ("放假安排公布，期限重新计算", joined(&[on("原截止日", *due_before), on("现截止日", *due_after)]))
        }
        _ => ("办理", String::new()),
    };
    (what.to_owned(), more)
}
