//! 每日提醒: everything a person should know in the morning, in one message.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::notice::{Alert, AnswerTo, Matter, Office};
use super::words::{Links, Sms, Words, date_of, headline, office_lines};
use crate::config::channels::SmsOccasion;
use crate::law::wording::day;

/// The list of one person on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    pub day: NaiveDate,
    pub alerts: Vec<Alert>,
    pub office: Vec<Office>,
}

/// The parts of a digest: what cannot wait comes first.
const SECTIONS: [(&str, fn(&Matter) -> bool); 6] = [
    ("已超期", |matter| {
        use Matter::*;
        matches!(matter, ReplyOverdue { .. } | Supervision { .. } | SupervisionUnanswered { .. })
    }),
    ("今日到期", |matter| matches!(matter, Matter::ReplyToday { .. })),
    ("临期", |matter| matches!(matter, Matter::ReplySoon { .. } | Matter::Reopened { .. })),
    ("补正、缴费和征求意见", |matter| {
        use Matter::*;
        matches!(
            matter,
            CorrectionNotice { .. }
                | CorrectionEnding { .. }
                | CorrectionEnded { .. }
                | PaymentEnding { .. }
                | PaymentEnded { .. }
                | ConsultationEnding { .. }
        )
    }),
    ("复议和诉讼", |matter| {
        matches!(
            matter,
            Matter::AnswerDue { to: AnswerTo::Review | AnswerTo::SummaryReview | AnswerTo::Suit, .. }
        )
    }),
    ("待办事项", |matter| {
        use Matter::*;
        matches!(
            matter,
            Unconfirmed { .. }
                | NotSignedFor { .. }
                | TargetMissed { .. }
                | InquiryEnding { .. }
                | ServedNotSigned { .. }
                | NotDispatched { .. }
        )
    }),
];

impl Digest {
    pub(super) fn words(&self, links: &Links) -> Words {
        let count = self.alerts.len() + self.office.len();
        let subject = format!("每日提醒:{}月{}日,共{count}项", self.day.month(), self.day.day());
        let mut text = format!("{},以下{count}项请您关注。\n", day(self.day));
        for (title, belongs) in SECTIONS {
            let mut section: Vec<&Alert> =
                self.alerts.iter().filter(|alert| belongs(&alert.matter)).collect();
            section.sort_by(|a, b| (date_of(&a.matter), &a.number).cmp(&(date_of(&b.matter), &b.number)));
            let lines = section.iter().map(|alert| headline(alert)).collect::<Vec<_>>();
            push_section(&mut text, title, &lines);
        }
        let office: Vec<String> = self.office.iter().map(|office| office_lines(office).0).collect();
        push_section(&mut text, "系统事项", &office);
        let _ = write!(text, "\n办理:{}", links.public_url());
        let parameters = vec![("matter", subject.clone())];
        Words { subject, text, sms: Sms { occasion: SmsOccasion::Office, parameters } }
    }
}

fn push_section(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}({}项)", lines.len());
    for (index, line) in lines.iter().enumerate() {
        let _ = writeln!(text, "{}. {line}", index + 1);
    }
}
