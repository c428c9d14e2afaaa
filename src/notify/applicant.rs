//! What applicants are told, if they left an address: plain words, one message for each occasion.
//!
//! Dates are the statutory ones. The type of a date here can be made only from a deadline's `due_on`,
//! so the prudent date cannot come in by mistake (decision 32).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::channel::QueryCode;
use super::number::{CaseNumber, OrganName};
use super::words::{Links, Sms, Words, full};
use crate::config::channels::SmsOccasion;
use crate::law::deadline::Deadline;
use crate::law::wording::{at_the_latest, day};

/// 法定答复截止日, as an applicant may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatutoryDay(NaiveDate);

impl StatutoryDay {
    /// The statutory date of a deadline, while one runs.
    pub fn of(deadline: &Deadline) -> Option<StatutoryDay> {
        deadline.due_on.map(StatutoryDay)
    }
}

/// One message to an applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicantNotice {
    pub number: CaseNumber,
    pub organ: OrganName,
    pub occasion: Occasion,
}

/// Why an applicant is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Occasion {
    /// Registered. Without a date while the receipt is still to be confirmed with the applicant (R31-4).
    Received { due_on: Option<StatutoryDay> },
    /// 补正告知书 was sent (R30-2). The period runs from its actual receipt (P0-10), so a last day is
    /// named only where it is certain.
    CorrectionAsked { until: Option<NaiveDate> },
    /// 延期告知书 was sent (R33-4).
    Extended { from: StatutoryDay, to: StatutoryDay },
    /// 收费通知书 was sent (P0-7).
    PaymentAsked { until: Option<NaiveDate> },
    /// The reply was sent or lies ready.
    Answered,
    /// Somebody asked on the pages for the 查询码 of this number.
    CodeAsked,
}

impl ApplicantNotice {
    pub(super) fn words(&self, links: &Links, code: Option<&QueryCode>) -> Words {
        let (number, organ) = (&self.number, &self.organ);
        let url = links.public_url();
        let subject = format!("{organ}：{}（{number}）", self.heading());
        let closing = match code {
            Some(code) => format!(
                "查询进度请打开：{url}\n输入登记编号{number}和查询码{}。请妥善保管查询码，不要告诉他人。",
                code.grouped()
            ),
            None => format!("查询进度请打开：{url}\n输入登记编号{number}和回执上的查询码。"),
        };
        let text = format!(
            "您好：\n{}\n登记编号：{number}\n{closing}\n本消息由系统自动发出，请勿直接回复。\n{organ}",
            self.sentences()
        );
        Words { subject, text, sms: self.sms(code) }
    }

    fn heading(&self) -> &'static str {
        match self.occasion {
            Occasion::Received { .. } => "已收到您的政府信息公开申请",
            Occasion::CorrectionAsked { .. } => "您的政府信息公开申请需要补正",
            Occasion::Extended { .. } => "您的政府信息公开申请延期答复",
            Occasion::PaymentAsked { .. } => "您的政府信息公开申请需要缴费",
            Occasion::Answered => "您的政府信息公开申请已有答复",
            Occasion::CodeAsked => "您的政府信息公开申请的查询码",
        }
    }

    fn sentences(&self) -> String {
        match self.occasion {
            Occasion::Received { due_on: Some(StatutoryDay(due)) } => format!(
                "您的政府信息公开申请已经收到并登记。本机关将在法定期限内答复，{}。\n\
                 需要补正、征求第三方意见或者延长期限的，会另行告知。",
                at_the_latest(due)
            ),
            Occasion::Received { due_on: None } => {
                "您的政府信息公开申请已经到达并登记。工作人员会与您联系确认，答复期限自双方确认之日的次日起计算。"
                    .to_owned()
            }
            Occasion::CorrectionAsked { until } => format!(
                "您的申请还缺少必要的内容，补正告知书已按您选择的方式发出，请按其中所列事项补正{}。\n\
                 收到补正的申请后，答复期限重新计算。没有正当理由逾期不补正的，视为放弃申请，不再处理。",
                by(until)
            ),
            Occasion::Extended { from: StatutoryDay(from), to: StatutoryDay(to) } => format!(
                "经政府信息公开工作机构负责人同意，您的申请延长答复期限：\n\
                 原法定答复截止日：{}\n现法定答复截止日：{}（含当日）\n延期告知书已按您选择的方式发出。",
                full(from),
                full(to)
            ),
            Occasion::PaymentAsked { until } => format!(
                "您的申请须缴纳信息处理费，收费通知书已按您选择的方式发出，请按其中所列金额和方式缴费{}。\n\
                 缴费后，答复期限自缴费次日起重新计算。逾期未缴费的，视为放弃申请，不再处理。",
                by(until)
            ),
            Occasion::Answered => "对您的申请，本机关已经作出答复，并已按您选择的方式发出。\n\
                 答复的内容和对答复不服时的救济途径，请见答复书。"
                .to_owned(),
            Occasion::CodeAsked => "有人在网页上申请找回这件申请的查询码，现发送到您登记的联系方式。\n\
                 如果不是您本人操作，请不必理会；查询码只发给您本人。"
                .to_owned(),
        }
    }

    fn sms(&self, code: Option<&QueryCode>) -> Sms {
        let mut parameters = vec![("number", self.number.to_string())];
        let mut date = |name, date: Option<NaiveDate>| parameters.extend(date.map(|date| (name, day(date))));
        let occasion = match self.occasion {
            Occasion::Received { due_on } => {
                date("date", due_on.map(|StatutoryDay(due)| due));
                parameters.extend(code.map(|code| ("code", code.grouped())));
                SmsOccasion::Received
            }
            Occasion::CorrectionAsked { until } => {
                date("date", until);
                SmsOccasion::CorrectionAsked
            }
            Occasion::Extended { from: StatutoryDay(from), to: StatutoryDay(to) } => {
                date("from", Some(from));
                date("date", Some(to));
                SmsOccasion::Extended
            }
            Occasion::PaymentAsked { until } => {
                date("date", until);
                SmsOccasion::PaymentAsked
            }
            Occasion::Answered => SmsOccasion::Answered,
            Occasion::CodeAsked => {
                parameters.extend(code.map(|code| ("code", code.grouped())));
                SmsOccasion::CodeAsked
            }
        };
        Sms { occasion, parameters }
    }
}

/// «，最迟10月16日（含当日）», or nothing.
fn by(until: Option<NaiveDate>) -> String {
    until.map_or_else(String::new, |until| format!("，{}", at_the_latest(until)))
}
