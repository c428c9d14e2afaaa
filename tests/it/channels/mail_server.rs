//! A small mail server that keeps what it was given and misbehaves as it is told.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What the server does with the next conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Kind,
    /// Answers this line to the command that begins so.
    Answers {
        to: &'static str,
        with: &'static str,
    },
    /// Answers this line to the whole mail.
    AnswersMail {
        with: &'static str,
    },
    /// Takes the whole mail and says nothing more.
    FallsSilent,
    /// Hangs up after some bytes of the mail.
    CutsTheMail,
    /// Takes the whole mail, keeps it, and hangs up without a word.
    TakesAndCuts,
    /// Answers 250 and hangs up.
    ThanksAndCuts,
}

/// How the server protects its conversations.
#[derive(Clone)]
pub enum Protection {
    None,
    StartTls(Arc<ServerConfig>),
    FromTheStart(Arc<ServerConfig>),
}

#[derive(Default)]
struct Kept {
    mails: Vec<String>,
    /// All commands, those of the sign-in as they came; encrypted ones with a mark.
    commands: Vec<String>,
    conversations: usize,
    manner: Option<Manner>,
}

pub struct MailServer {
    pub port: u16,
    kept: Arc<Mutex<Kept>>,
}

impl MailServer {
    pub fn start() -> MailServer {
        MailServer::protected(Protection::None)
    }

    pub fn protected(protection: Protection) -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let kept: Arc<Mutex<Kept>> = Arc::default();
        let shared = kept.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, protection) = (shared.clone(), protection.clone());
                thread::spawn(move || Conversation::begin(stream, protection, kept));
            }
        });
        MailServer { port, kept }
    }

    pub fn behave(&self, manner: Manner) {
        self.kept.lock().unwrap().manner = Some(manner);
    }

    pub fn mails(&self) -> Vec<String> {
        self.kept.lock().unwrap().mails.clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.kept.lock().unwrap().commands.clone()
    }

    pub fn conversations(&self) -> usize {
        self.kept.lock().unwrap().conversations
    }
}

trait Line: Read + Write + Send {}
impl<T: Read + Write + Send> Line for T {}

struct Conversation {
    stream: Option<Box<dyn Line>>,
    raw: TcpStream,
    encrypted: bool,
    upgrade: Option<Arc<ServerConfig>>,
    kept: Arc<Mutex<Kept>>,
}

impl Conversation {
    fn begin(stream: TcpStream, protection: Protection, kept: Arc<Mutex<Kept>>) {
        let raw = stream.try_clone().unwrap();
        kept.lock().unwrap().conversations += 1;
        let upgrade = match &protection {
            Protection::StartTls(config) => Some(config.clone()),
            _ => None,
        };
        let mut conversation =
            Conversation { stream: Some(Box::new(stream)), raw, encrypted: false, upgrade, kept };
        if let Protection::FromTheStart(config) = protection {
            conversation.encrypt(config);
        }
        // Whoever hangs up in the middle ends it.
        conversation.hold();
    }

    fn encrypt(&mut self, config: Arc<ServerConfig>) {
        let stream = self.raw.try_clone().unwrap();
        self.stream = Some(Box::new(StreamOwned::new(ServerConnection::new(config).unwrap(), stream)));
        self.encrypted = true;
    }

    fn say(&mut self, line: &str) -> Option<()> {
        let stream = self.stream.as_mut()?;
        stream.write_all(format!("{line}\r\n").as_bytes()).ok()?;
        stream.flush().ok()
    }

    fn hear(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let mut byte = [0];
        while !line.ends_with(b"\r\n") {
            self.stream.as_mut()?.read_exact(&mut byte).ok()?;
            line.push(byte[0]);
        }
        Some(String::from_utf8(line).unwrap().trim_end().to_owned())
    }

    fn manner(&self) -> Manner {
        self.kept.lock().unwrap().manner.unwrap_or(Manner::Kind)
    }

    fn hold(&mut self) -> Option<()> {
        self.say("220 mail.example.test ready")?;
        loop {
            let command = self.hear()?;
            let mark = if self.encrypted { "TLS " } else { "" };
            self.kept.lock().unwrap().commands.push(format!("{mark}{command}"));
            let told = match self.manner() {
                Manner::Answers { to, with } if command.starts_with(to) => Some(with),
                _ => None,
            };
            match (told, command.split(' ').next().unwrap_or_default()) {
                (Some(with), _) => self.say(with)?,
                (None, "EHLO") => self.greet()?,
                (None, "STARTTLS") if self.upgrade.is_some() => {
                    self.say("220 go ahead")?;
                    let config = self.upgrade.take()?;
                    self.encrypt(config);
                }
                (None, "AUTH") => self.say("235 2.7.0 signed in")?,
                (None, "DATA") => {
                    self.say("354 go on")?;
                    self.take_mail()?;
                }
                (None, "QUIT") => return self.say("221 bye"),
                (None, _) => self.say("250 2.0.0 ok")?,
            }
        }
    }

    fn greet(&mut self) -> Option<()> {
        if self.upgrade.is_some() {
            self.say("250-mail.example.test\r\n250-STARTTLS\r\n250 AUTH PLAIN")
        } else {
            self.say("250-mail.example.test\r\n250 AUTH PLAIN")
        }
    }

    fn take_mail(&mut self) -> Option<()> {
        if self.manner() == Manner::CutsTheMail {
            let mut some = [0; 16];
            self.stream.as_mut()?.read_exact(&mut some).ok()?;
            return self.hang_up();
        }
        let mut mail = String::new();
        loop {
            let line = self.hear()?;
            if line == "." {
                break;
            }
            mail.push_str(line.strip_prefix('.').unwrap_or(&line));
            mail.push_str("\r\n");
        }
        if let Manner::AnswersMail { with } = self.manner() {
            return self.say(with);
        }
        self.kept.lock().unwrap().mails.push(mail);
        match self.manner() {
            // Until the other side gives up.
            Manner::FallsSilent => self.hear().map(|_| ()),
            Manner::TakesAndCuts => self.hang_up(),
            Manner::ThanksAndCuts => {
                self.say("250 2.0.0 taken")?;
                self.hang_up()
            }
            _ => self.say("250 2.0.0 taken"),
        }
    }

    fn hang_up(&mut self) -> Option<()> {
        let _ = self.raw.shutdown(Shutdown::Both);
        None
    }
}

/// A certificate made for 127.0.0.1 by nobody but itself, and a server that shows it.
pub fn self_made() -> (Arc<ServerConfig>, String) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (Arc::new(config), made.cert.pem())
}
