//! The channels of an installation, made from its settings once, when the program starts.

use std::fmt::Display;
use std::sync::Arc;

use super::channel::{Channel, ChannelKind};
use super::contact::MailAddress;
use super::eml::Sender;
use super::http::Caller;
use super::mail::SmtpMail;
use super::mail_folder::MailFolder;
use super::robot::Robot;
use super::sms::SmsGateway;
use super::webhook::Webhook;
use super::words::Links;
use crate::config::channels::ChannelSettings;

/// Who mail in a folder comes from: nobody can answer it.
const FOLDER_SENDER: &str = "gongkai@localhost";

/// Those that are configured. Cloning shares them.
#[derive(Clone, Default)]
pub struct Channels(Vec<Arc<dyn Channel>>);

impl Channels {
    /// Makes every channel the settings name. Nothing is connected yet.
    ///
    /// # Errors
    /// Every fault at once, one sentence each.
    pub fn open(settings: &ChannelSettings, public_url: &str) -> Result<Channels, Vec<String>> {
        let mut faults = settings.faults();
        let mut channels: Vec<Arc<dyn Channel>> = Vec::new();
        let links = || Links::new(public_url);
        if let Some(mail) = &settings.mail {
            keep(&mut channels, &mut faults, SmtpMail::new(mail, links()));
        }
        if let Some(folder) = &settings.mail_folder {
            let made =
                MailAddress::parse(FOLDER_SENDER).map_err(|fault| fault.to_string()).and_then(|from| {
                    MailFolder::new(folder.clone(), Sender::nameless(from, links()))
                        .map_err(|error| format!("channels.mail_folder：无法建立文件夹：{error}"))
                });
            keep(&mut channels, &mut faults, made);
        }
        match Caller::new(&settings.http) {
            Ok(caller) => {
                let webhook = settings.webhook.clone();
                channels.extend(webhook.map(|own| shared(Webhook::new(own, links(), caller.clone()))));
                let robot = settings.robot.clone();
                channels.extend(robot.map(|own| shared(Robot::new(own, links(), caller.clone()))));
                let sms = settings.sms.clone();
                channels.extend(sms.map(|own| shared(SmsGateway::new(own, links(), caller))));
            }
            Err(fault) => faults.push(format!("channels.http.ca_file:{fault}")),
        }
        if faults.is_empty() { Ok(Channels(channels)) } else { Err(faults) }
    }

    /// Channels that were made already.
    pub fn of(channels: Vec<Arc<dyn Channel>>) -> Channels {
        Channels(channels)
    }

    /// The channel of a kind, if there is one.
    pub fn find(&self, kind: ChannelKind) -> Option<&Arc<dyn Channel>> {
        self.0.iter().find(|channel| channel.kind() == kind)
    }

    /// All, in no order that matters.
    pub fn kinds(&self) -> impl Iterator<Item = ChannelKind> + '_ {
        self.0.iter().map(|channel| channel.kind())
    }
}

fn shared(channel: impl Channel + 'static) -> Arc<dyn Channel> {
    Arc::new(channel)
}

fn keep<E: Display>(
    channels: &mut Vec<Arc<dyn Channel>>,
    faults: &mut Vec<String>,
    made: Result<impl Channel + 'static, E>,
) {
    match made {
        Ok(channel) => channels.push(Arc::new(channel)),
        Err(fault) => faults.push(fault.to_string()),
    }
}
