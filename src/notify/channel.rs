//! What every channel is: it takes a message and says what became of it.

use std::fmt;

use chrono::{DateTime, Utc};

use super::contact::{MailAddress, PhoneNumber};
use super::notice::Notice;

/// A way out of the house. Sending blocks, so it runs off the async threads; it may take as long as
/// the channel's time-outs allow and a claim on a message must last longer than that.
pub trait Channel: Send + Sync {
    fn kind(&self) -> ChannelKind;

    /// Hands one message over. `at` is the present instant; dates and signatures are made of it.
    ///
    /// Sending the same message again is harmless as far as the channel can make it: mail carries the
    /// same Message-ID, a webhook and the SMS gateway the same id.
    fn send(&self, message: &Message, at: DateTime<Utc>) -> Outcome;
}

/// The channels there are, by the word that stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    Mail,
    Webhook,
    Robot,
    Sms,
}

impl ChannelKind {
    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            ChannelKind::Mail => "电子邮件",
            ChannelKind::Webhook => "网络回调",
            ChannelKind::Robot => "群机器人",
            ChannelKind::Sms => "短信",
        }
    }
}

/// What became of a message. Every `why` is for the person who looks after the channels: Chinese, and
/// without an address, a number, a key or a peer's own words, so that it may be kept and logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The peer has taken it over.
    Delivered,
    /// Not this time; the same message may go through later.
    Later { why: String },
    /// It will not go through as it is, however often it is tried.
    Refused { why: String },
    /// 不确定: it may or may not have been sent, and sending twice would be worse than asking a person.
    Unknown { why: String },
}

/// One message to one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub to: Address,
    pub notice: Notice,
    /// Put in only now: what waits to be sent holds no code (decision 10).
    pub query_code: Option<QueryCode>,
}

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Mail(MailAddress),
    Phone(PhoneNumber),
    /// The channel's own receiver: the group of a robot, the address of a webhook.
    OfChannel,
}

/// Names a message for good: the same at every attempt, another for every message, also between two
/// installations that send from one domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageId(String);

/// Why an id is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to read a message id: 1 to 64 of a-z, A-Z, 0-9, '-' and '_'")]
pub struct NotAMessageId;

impl MessageId {
    /// It stands in a mail header and in a file name, so only harmless signs pass.
    ///
    /// # Errors
    /// [`NotAMessageId`].
    pub fn parse(text: &str) -> Result<MessageId, NotAMessageId> {
        let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let fits = (1..=64).contains(&text.len()) && text.chars().all(harmless);
        if fits { Ok(MessageId(text.to_owned())) } else { Err(NotAMessageId) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 查询码 on its way to the applicant. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryCode(String);

impl QueryCode {
    pub fn new(code: impl Into<String>) -> QueryCode {
        QueryCode(code.into())
    }

    /// «1234 5678 9012»: in groups, as it is read out and typed.
    pub fn grouped(&self) -> String {
        let mut text = String::with_capacity(self.0.len() + 4);
        for (index, digit) in self.0.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                text.push(' ');
            }
            text.push(digit);
        }
        text
    }
}

impl fmt::Debug for QueryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("QueryCode(…)")
    }
}

/// The answer of a channel that was handed an address of another kind.
pub(super) fn wrong_address(kind: ChannelKind) -> Outcome {
    Outcome::Refused { why: format!("收件地址不适用于{}，请检查通知设置", kind.title()) }
}
