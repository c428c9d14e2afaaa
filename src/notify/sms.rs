//! SMS by a gateway over HTTP: a template approved by the operator, a signature, and a few parameters.
//!
//! An SMS costs money and cannot be taken back, and a gateway may have sent it without being able to
//! say so. So what is not certain becomes 不确定, and a person decides whether to send it again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::channel::{Address, Channel, ChannelKind, Message, Outcome, wrong_address};
use super::http::{Answer, CallFault, Caller};
use super::signing;
use super::words::{Links, words};
use crate::config::channels::SmsSettings;

/// Sends by one gateway.
#[derive(Debug)]
pub struct SmsGateway {
    settings: SmsSettings,
    links: Links,
    caller: Caller,
}

/// The request. `id` is the same at every attempt.
#[derive(Serialize)]
struct Request<'m> {
    id: &'m str,
    phone: &'m str,
    sign_name: &'m str,
    template: &'m str,
    parameters: BTreeMap<&'static str, &'m str>,
}

/// The answer: a code, as number or as text.
#[derive(Deserialize)]
struct Verdict {
    code: Value,
}

impl SmsGateway {
    pub fn new(settings: SmsSettings, links: Links, caller: Caller) -> SmsGateway {
        SmsGateway { settings, links, caller }
    }

    fn judge(&self, answer: &Answer) -> Outcome {
        match answer.status {
            200..=299 => self.judge_code(answer.body.as_deref()),
            408 | 425 | 429 => {
                Outcome::Later { why: format!("短信网关没有受理（HTTP {}）", answer.status) }
            }
            500..=599 => Outcome::Unknown {
                why: format!("短信网关出错（HTTP {}），不能确定是否已发出", answer.status),
            },
            status => Outcome::Refused { why: format!("短信网关拒绝（HTTP {status}）") },
        }
    }

    fn judge_code(&self, body: Option<&[u8]>) -> Outcome {
        let verdict = body.and_then(|body| serde_json::from_slice::<Verdict>(body).ok());
        let code = match verdict.map(|verdict| verdict.code) {
            Some(Value::String(code)) => code,
            Some(Value::Number(code)) => code.to_string(),
            _ => {
                return Outcome::Unknown {
                    why: "短信网关的答复无法读懂，不能确定是否已发出".to_owned()
                };
            }
        };
        if self.settings.success.contains(&code) {
            Outcome::Delivered
        } else if self.settings.retry.contains(&code) {
            Outcome::Later { why: format!("短信网关暂时不能发送（{}）", harmless(&code)) }
        } else {
            Outcome::Refused { why: format!("短信网关拒绝发送（{}）", harmless(&code)) }
        }
    }
}

/// A code and nothing else: a gateway that answers with a number or a sentence is not quoted.
fn harmless(code: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | ':');
    let digits = code.chars().filter(char::is_ascii_digit).count();
    if code.len() <= 40 && digits < 11 && code.chars().all(plain) { code } else { "代码从略" }
}

impl Channel for SmsGateway {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Sms
    }

    fn send(&self, message: &Message, at: DateTime<Utc>) -> Outcome {
        let Address::Phone(phone) = &message.to else { return wrong_address(self.kind()) };
        let said = words(&message.notice, &self.links, message.query_code.as_ref());
        let sms = said.sms();
        let Some(template) = self.settings.templates.get(&sms.occasion) else {
            return Outcome::Refused {
                why: "该类消息没有配置短信模板（channels.sms.templates）".to_owned()
            };
        };
        let request = Request {
            id: message.id.as_str(),
            phone: phone.digits(),
            sign_name: &self.settings.sign_name,
            template,
            parameters: sms.parameters.iter().map(|(name, value)| (*name, value.as_str())).collect(),
        };
        let Ok(body) = serde_json::to_vec(&request) else {
            return Outcome::Refused { why: "消息无法写成JSON".to_owned() };
        };
        let headers = signing::headers(&self.settings.secret, at, &body);
        match self.caller.post_json(self.settings.url.reveal(), &headers, &body) {
            Ok(answer) => self.judge(&answer),
            Err(CallFault::Barred(why)) => Outcome::Refused { why: why.to_owned() },
            Err(CallFault::NotSent(why)) => Outcome::Later { why: why.to_owned() },
            Err(CallFault::Unsure(why)) => {
                Outcome::Unknown { why: format!("{why}，不能确定是否已发出") }
            }
        }
    }
}
