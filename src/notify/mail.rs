//! E-mail by SMTP. Blocking, over a few connections that are kept between messages.
//!
//! A mail counts as delivered when the server has answered 250 to the whole of it. If the connection
//! breaks before, the server may have taken it all the same; it is sent again with the same
//! Message-ID, so that the second is recognised as the first.

use std::error::Error as _;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::channel::{Channel, ChannelKind, Message, Outcome};
use super::contact::{ContactFault, MailAddress};
use super::eml::Sender;
use super::trust::{Trust, TrustFault, tls_fault};
use super::words::Links;
use crate::config::channels::{MailSecurity, MailSettings};

/// Servers hang up on those who are silent for longer; RFC 5321 asks them for five minutes.
const LONGEST_IDLE: TimeDelta = TimeDelta::seconds(60);

/// Sends by one mail server.
pub struct SmtpMail {
    server: String,
    port: u16,
    limit: Duration,
    hello: ClientId,
    tls: Option<(MailSecurity, TlsParameters)>,
    credentials: Option<Credentials>,
    sender: Sender,
    pool: usize,
    parked: Mutex<Vec<Parked>>,
}

struct Parked {
    connection: SmtpConnection,
    since: DateTime<Utc>,
}

/// Why the channel cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailFault {
    #[error("channels.mail.from或者channels.mail.reply_to：{0}")]
    Contact(#[from] ContactFault),
    #[error("channels.mail.ca_file:{0}")]
    Trust(#[from] TrustFault),
    #[error("channels.mail：无法准备加密连接")]
    Tls(#[source] SmtpError),
}

/// How far a conversation came: a 5xx means something else at each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Connecting,
    Sender,
    Recipient,
    Content,
}

impl SmtpMail {
    /// Prepares the channel; connects only when something is to be sent.
    ///
    /// # Errors
    /// [`MailFault`] for settings that cannot work.
    pub fn new(settings: &MailSettings, links: Links) -> Result<SmtpMail, MailFault> {
        let sender = Sender::of(settings, links)?;
        let hello = settings.hello_name.clone().unwrap_or_else(|| sender.from.domain().to_owned());
        let tls = match settings.security {
            MailSecurity::None => None,
            security => Some((security, tls_parameters(settings)?)),
        };
        let credentials = settings
            .username
            .as_ref()
            .map(|name| Credentials::new(name.clone(), settings.password.reveal().to_owned()));
        Ok(SmtpMail {
            server: settings.server.clone(),
            port: settings.port(),
            limit: Duration::from_secs(settings.timeout_seconds),
            hello: ClientId::Domain(hello),
            tls,
            credentials,
            sender,
            pool: settings.pool,
            parked: Mutex::new(Vec::new()),
        })
    }

    /// The same with another limit for each step, for tests that wait for it to pass.
    pub fn within(self, limit: Duration) -> SmtpMail {
        SmtpMail { limit, ..self }
    }

    fn connection(&self, at: DateTime<Utc>) -> Result<SmtpConnection, SmtpError> {
        while let Some(mut parked) = self.take_parked() {
            if at - parked.since <= LONGEST_IDLE && parked.connection.test_connected() {
                return Ok(parked.connection);
            }
        }
        self.connect()
    }

    fn take_parked(&self) -> Option<Parked> {
        self.parked.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn park(&self, mut connection: SmtpConnection, since: DateTime<Utc>) {
        let mut parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        if parked.len() < self.pool {
            parked.push(Parked { connection, since });
        } else {
            drop(parked);
            connection.abort();
        }
    }

    fn connect(&self) -> Result<SmtpConnection, SmtpError> {
        let wrapped = match &self.tls {
            Some((MailSecurity::Tls, parameters)) => Some(parameters),
            _ => None,
        };
        let server = (self.server.as_str(), self.port);
        let mut connection = SmtpConnection::connect(server, Some(self.limit), &self.hello, wrapped, None)?;
        if let Some((MailSecurity::StartTls, parameters)) = &self.tls {
            connection.starttls(parameters, &self.hello)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        Ok(connection)
    }

    fn transmit(
        &self,
        connection: &mut SmtpConnection,
        to: &MailAddress,
        mail: &[u8],
    ) -> Result<(), (Stage, SmtpError)> {
        let from = Mail::new(Some(self.sender.from.inner().clone()), Vec::new());
        connection.command(from).map_err(|error| (Stage::Sender, error))?;
        let recipient = Rcpt::new(to.inner().clone(), Vec::new());
        connection.command(recipient).map_err(|error| (Stage::Recipient, error))?;
        connection.command(Data).map_err(|error| (Stage::Content, error))?;
        connection.message(mail).map_err(|error| (Stage::Content, error))?;
        Ok(())
    }
}

impl Channel for SmtpMail {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Mail
    }

    fn send(&self, message: &Message, at: DateTime<Utc>) -> Outcome {
        let (to, mail) = match self.sender.prepare(message, at) {
            Ok(prepared) => prepared,
            Err(refused) => return refused,
        };
        let mut connection = match self.connection(at) {
            Ok(connection) => connection,
            Err(error) => return judge(Stage::Connecting, &error),
        };
        match self.transmit(&mut connection, to, &mail) {
            Ok(()) => {
                self.park(connection, at);
                Outcome::Delivered
            }
            Err((stage, error)) => {
                // Whoever answered is told goodbye; whoever is silent would only be waited for again.
                if error.status().is_some() {
                    connection.abort();
                }
                judge(stage, &error)
            }
        }
    }
}

/// A refusal of the recipient or of the content concerns this message. One of the sign-in or of the
/// sender concerns all of them: the settings are wrong or the server is, both can be mended, and no
/// message should be given up for it.
fn judge(stage: Stage, error: &SmtpError) -> Outcome {
    let Some(status) = error.status() else {
        return Outcome::Later { why: without_status(stage, error) };
    };
    let code = enhanced(error).map_or_else(|| status.to_string(), |more| format!("{status} {more}"));
    match (stage, error.is_permanent()) {
        (Stage::Recipient, true) => {
            Outcome::Refused { why: format!("邮件服务器不接受收件地址（{code}）") }
        }
        (Stage::Content, true) => {
            Outcome::Refused { why: format!("邮件服务器拒收邮件（{code}）") }
        }
        (Stage::Connecting, true) => Outcome::Later {
            why: format!("邮件服务器拒绝连接或者登录（{code}），请检查channels.mail"),
        },
        (Stage::Sender, true) => Outcome::Later {
            why: format!("邮件服务器不接受发件地址（{code}），请检查channels.mail.from"),
        },
        (_, false) => Outcome::Later { why: format!("邮件服务器暂时不能接收（{code}）") },
    }
}

fn without_status(stage: Stage, error: &SmtpError) -> String {
    let broken = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    let what = if error.is_tls() || broken.is_some_and(|io| tls_fault(io).is_some()) {
        "与邮件服务器的加密连接失败，请检查证书"
    } else if error.is_client() {
        "邮件服务器不支持所要求的加密或者登录方式"
    } else if broken.is_some_and(timed_out) {
        "邮件服务器没有在时限内答复"
    } else if stage == Stage::Connecting {
        "无法连接邮件服务器"
    } else {
        "与邮件服务器的连接中断"
    };
    what.to_owned()
}

/// lettre looks for `TimedOut` only, and on Unix a socket whose limit has passed says `WouldBlock`.
fn timed_out(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

/// The enhanced code of RFC 3463, «5.1.1». The rest of the answer may quote the address.
fn enhanced(error: &SmtpError) -> Option<String> {
    let answer = error.source()?.to_string();
    let first = answer.split_whitespace().next()?;
    let parts: Vec<&str> = first.split('.').collect();
    let number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(number)).then(|| first.to_owned())
}

fn tls_parameters(settings: &MailSettings) -> Result<TlsParameters, MailFault> {
    let trust = Trust::load(settings.ca_file.as_deref())?;
    let mut builder =
        TlsParameters::builder(settings.server.clone()).certificate_store(CertificateStore::None);
    for der in trust.certificates() {
        let certificate = Certificate::from_der(der.to_vec()).map_err(MailFault::Tls)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(MailFault::Tls)
}
