//! A message as mail (RFC 5322), ready to be sent or filed.

use std::time::SystemTime;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};

use super::channel::{Address, ChannelKind, Message, MessageId, Outcome, wrong_address};
use super::contact::{ContactFault, MailAddress};
use super::words::{Links, words};
use crate::config::channels::MailSettings;

/// In octets; 56 signs of base64, with the marks and the header's name 74.
const LONGEST_PIECE: usize = 42;

/// Who mail comes from, and what its texts link to.
#[derive(Clone, Debug)]
pub struct Sender {
    pub(super) from: MailAddress,
    name: Option<String>,
    reply_to: Option<MailAddress>,
    links: Links,
}

/// Why a mail cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("failed to write a mail")]
pub struct Unwritable(#[from] lettre::error::Error);

impl Sender {
    /// # Errors
    /// [`ContactFault`] for an address that is none.
    pub fn of(settings: &MailSettings, links: Links) -> Result<Sender, ContactFault> {
        let reply_to = settings.reply_to.as_deref().map(MailAddress::parse).transpose()?;
        let name: String = settings.from_name.chars().filter(|c| !c.is_control()).collect();
        let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        Ok(Sender { from: MailAddress::parse(&settings.from)?, name, reply_to, links })
    }

    /// A sender that nobody answers, for the demonstration's folder.
    pub fn nameless(from: MailAddress, links: Links) -> Sender {
        Sender { from, name: None, reply_to: None, links }
    }

    /// Names a message to every mail server: equal ids give equal names, so a repeat is recognised.
    pub fn message_id(&self, id: &MessageId) -> String {
        format!("<{}@{}>", id.as_str(), self.from.domain())
    }

    /// The sender's name and address. lettre keeps both on one line, which a Chinese name makes longer
    /// than the 76 octets of RFC 2047; here each encoded word and the address have their own.
    fn originator(&self) -> HeaderValue {
        let mailbox = Mailbox::new(self.name.clone(), self.from.inner().clone());
        let mut encoded = String::new();
        for word in self.name.iter().flat_map(|name| pieces(name)) {
            encoded.push_str(&format!("=?utf-8?b?{}?=\r\n ", BASE64_STANDARD.encode(word)));
        }
        encoded.push_str(&format!("<{}>", self.from.inner()));
        let name = HeaderName::new_from_ascii_str("From");
        HeaderValue::dangerous_new_pre_encoded(name, mailbox.to_string(), encoded)
    }

    /// To whom a message goes, and the mail; or why it never can.
    pub(super) fn prepare<'m>(
        &self,
        message: &'m Message,
        at: DateTime<Utc>,
    ) -> Result<(&'m MailAddress, Vec<u8>), Outcome> {
        let Address::Mail(to) = &message.to else { return Err(wrong_address(ChannelKind::Mail)) };
        match self.write(message, to, at) {
            Ok(mail) => Ok((to, mail)),
            Err(_) => Err(Outcome::Refused { why: "消息无法写成邮件".to_owned() }),
        }
    }

    /// The whole mail: plain text, one recipient, no name of theirs.
    ///
    /// # Errors
    /// [`Unwritable`], which checked addresses do not cause.
    pub(super) fn write(
        &self,
        message: &Message,
        to: &MailAddress,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, Unwritable> {
        let said = words(&message.notice, &self.links, message.query_code.as_ref());
        // RFC 3834: holiday replies and bounces must not answer a machine.
        let automatic =
            HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let mut mail = lettre::Message::builder()
            .message_id(Some(self.message_id(&message.id)))
            .date(SystemTime::from(at))
            .raw_header(self.originator())
            .to(Mailbox::new(None, to.inner().clone()))
            .subject(said.subject())
            .raw_header(automatic)
            .header(ContentType::TEXT_PLAIN);
        if let Some(reply_to) = &self.reply_to {
            mail = mail.reply_to(Mailbox::new(None, reply_to.inner().clone()));
        }
        Ok(mail.body(said.text().to_owned())?.formatted())
    }
}

/// Cuts a name between signs, so that each piece is an encoded word that fits on the first line too.
fn pieces(mut name: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    while !name.is_empty() {
        let (piece, rest) = name.split_at(name.floor_char_boundary(LONGEST_PIECE));
        pieces.push(piece);
        name = rest;
    }
    pieces
}
