//! 每日提醒: everything a person should know in the morning, in one message.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::notice::{Alert, Matter, Office};
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

/// The parts of a digest, in their order: what cannot wait comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Overdue,
    Today,
    Soon,
    Waits,
    Remedies,
    Tasks,
}

impl Section {
    const ALL: [Section; 6] =
        [Section::Overdue, Section::Today, Section::Soon, Section::Waits, Section::Remedies, Section::Tasks];

    fn title(self) -> &'static str {
        match self {
            Section::Overdue => "已超期",
            Section::Today => "今日到期",
            Section::Soon => "临期",
            Section::Waits => "补正、缴费和征求意见",
            Section::Remedies => "复议和诉讼",
            Section::Tasks => "待办事项",
        }
    }

    fn of(matter: &Matter) -> Section {
        use Matter::*;
        match matter {
            ReplyOverdue { .. } | Supervision { .. } | SupervisionUnanswered { .. } => Section::Overdue,
            ReplyToday { .. } => Section::Today,
            ReplySoon { .. } | ReplyPastPrudent { .. } | Reopened { .. } => Section::Soon,
            CorrectionNotice { .. }
            | CorrectionEnding { .. }
            | CorrectionEnded { .. }
            | PaymentEnding { .. }
            | PaymentEnded { .. }
            | ConsultationEnding { .. } => Section::Waits,
            AnswerDue { .. } => Section::Remedies,
            Unconfirmed { .. }
            | NotSignedFor { .. }
            | TargetMissed { .. }
            | InquiryEnding { .. }
            | CoHandlingEnding { .. }
            | ServedNotSigned { .. }
            | NotDispatched { .. } => Section::Tasks,
        }
    }
}

impl Digest {
    pub(super) fn words(&self, links: &Links) -> Words {
        let count = self.alerts.len() + self.office.len();
        let subject = format!("每日提醒：{}月{}日，共{count}项", self.day.month(), self.day.day());
        let mut text = format!("{}，以下{count}项请您关注。\n", day(self.day));
        for section in Section::ALL {
            let within = self.alerts.iter().filter(|alert| Section::of(&alert.matter) == section);
            let mut alerts: Vec<&Alert> = within.collect();
            alerts.sort_by_key(|alert| (date_of(&alert.matter), &alert.number));
            let lines: Vec<String> = alerts.into_iter().map(headline).collect();
            push_section(&mut text, section.title(), &lines);
        }
        let office: Vec<String> = self.office.iter().map(|office| office_lines(office).0).collect();
        push_section(&mut text, "系统事项", &office);
        let _ = write!(text, "\n办理：{}", links.public_url());
        let parameters = vec![("matter", subject.clone())];
        Words { subject, text, sms: Sms { occasion: SmsOccasion::Office, parameters } }
    }
}

fn push_section(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}（{}项）", lines.len());
    for (index, line) in lines.iter().enumerate() {
        let _ = writeln!(text, "{}. {line}", index + 1);
    }
}
