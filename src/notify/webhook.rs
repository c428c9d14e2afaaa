//! A generic receiver: JSON, signed, with an id by which it can tell a repeat.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::channel::{Address, Channel, ChannelKind, Message, Outcome, wrong_address};
use super::http::{CallFault, Caller};
use super::notice::Notice;
use super::signing;
use super::words::{Links, date_of, words};
use crate::app::shanghai;
use crate::config::channels::WebhookSettings;
use crate::law::iso;

/// Sends each message to one address.
///
/// The receiver recomputes `X-Gongkai-Signature` as `sha256=` and the hexadecimal HMAC-SHA256 of
/// `X-Gongkai-Timestamp`, a dot and the body, refuses old timestamps, and takes an `id` once.
#[derive(Debug)]
pub struct Webhook {
    settings: WebhookSettings,
    links: Links,
    caller: Caller,
}

#[derive(Serialize)]
struct Call<'m> {
    id: &'m str,
    sent_at: String,
    subject: &'m str,
    text: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'m str>,
    #[serde(serialize_with = "iso::write_optional_day", skip_serializing_if = "Option::is_none")]
    date: Option<chrono::NaiveDate>,
    notice: &'m Notice,
}

impl Webhook {
    pub fn new(settings: WebhookSettings, links: Links, caller: Caller) -> Webhook {
        Webhook { settings, links, caller }
    }

    fn body(&self, message: &Message, at: DateTime<Utc>) -> Result<Vec<u8>, serde_json::Error> {
        // A 查询码 is the applicant's: it goes to the applicant alone.
        let said = words(&message.notice, &self.links, None);
        let (number, date) = match &message.notice {
            Notice::Alert(alert) => (Some(alert.number.as_str()), Some(date_of(&alert.matter))),
            Notice::Applicant(applicant) => (Some(applicant.number.as_str()), None),
            Notice::Office(_) | Notice::Digest(_) => (None, None),
        };
        serde_json::to_vec(&Call {
            id: message.id.as_str(),
            sent_at: shanghai(at).to_rfc3339_opts(SecondsFormat::Secs, false),
            subject: said.subject(),
            text: said.text(),
            number,
            date,
            notice: &message.notice,
        })
    }
}

impl Channel for Webhook {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Webhook
    }

    fn send(&self, message: &Message, at: DateTime<Utc>) -> Outcome {
        let Address::OfChannel = message.to else { return wrong_address(self.kind()) };
        let Ok(body) = self.body(message, at) else {
            return Outcome::Refused { why: "消息无法写成JSON".to_owned() };
        };
        let headers = signing::headers(&self.settings.secret, at, &body);
        match self.caller.post_json(self.settings.url.reveal(), &headers, &body) {
            Ok(answer) => of_status(answer.status),
            Err(CallFault::Barred(why)) => Outcome::Refused { why: why.to_owned() },
            // A repeat has the same id, so asking again is safe.
            Err(CallFault::NotSent(why) | CallFault::Unsure(why)) => Outcome::Later { why: why.to_owned() },
        }
    }
}

fn of_status(status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Delivered,
        300..=399 => Outcome::Refused {
            why: format!("对方要求转到别处（HTTP {status}），不予跟随；请填写最终地址"),
        },
        408 | 425 | 429 | 500..=599 => {
            Outcome::Later { why: format!("对方暂时不能接收（HTTP {status}）") }
        }
        _ => Outcome::Refused { why: format!("对方拒收（HTTP {status}）") },
    }
}
