//! How messages leave the house: one table of settings for each channel. A channel that is not
//! configured does not exist; nothing is sent anywhere by default.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

use serde::Deserialize;

/// A password, a key, or an address that works like one. Never shown.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(value.into())
    }

    /// The value itself, to be handed to the peer and nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Every channel of an installation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelSettings {
    pub mail: Option<MailSettings>,
    /// Mail is written into this folder instead of being sent, for demonstrations.
    pub mail_folder: Option<PathBuf>,
    pub webhook: Option<WebhookSettings>,
    pub robot: Option<RobotSettings>,
    pub sms: Option<SmsSettings>,
    pub http: HttpSettings,
}

/// E-mail by SMTP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The name or address of the mail server.
    pub server: String,
    /// 465 with `tls`, 587 with `starttls`, 25 with `none`, unless given.
    pub port: Option<u16>,
    #[serde(default)]
    pub security: MailSecurity,
    /// None if the server takes mail without signing in.
    pub username: Option<String>,
    #[serde(default)]
    pub password: Secret,
    /// The address that mail comes from; its domain is also that of every Message-ID.
    pub from: String,
    /// How the sender is called, «清水县人民政府政务公开办».
    #[serde(default)]
    pub from_name: String,
    pub reply_to: Option<String>,
    /// The name this machine gives itself; the domain of `from` unless given.
    pub hello_name: Option<String>,
    /// How long one step of the conversation may take.
    #[serde(default = "mail_timeout")]
    pub timeout_seconds: u64,
    /// How many connections are kept open between messages.
    #[serde(default = "mail_pool")]
    pub pool: usize,
    /// The office's own certification authority, PEM. Then no other is trusted; without it, those
    /// the operating system trusts.
    pub ca_file: Option<PathBuf>,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// Encrypted from the first byte.
    #[default]
    Tls,
    /// Encrypted after STARTTLS; without it nothing is sent.
    StartTls,
    /// Not encrypted: only to a server on the same machine.
    None,
}

fn mail_timeout() -> u64 {
    30
}

fn mail_pool() -> usize {
    2
}

impl MailSettings {
    /// The port in use.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            MailSecurity::Tls => 465,
            MailSecurity::StartTls => 587,
            MailSecurity::None => 25,
        })
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let local = self.server == "localhost"
            || self.server.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        if self.security == MailSecurity::None && !local {
            faults.push(format!(
                "channels.mail.security为none时只能连接本机的邮件服务器，{}须改用tls或者starttls",
                self.server
            ));
        }
        if self.username.is_some() && self.password.is_empty() {
            faults.push(
                "channels.mail.username已填写，还须填写channels.mail.password（或者以_FILE变量给出）"
                    .to_owned(),
            );
        }
        if self.timeout_seconds == 0 {
            faults.push("channels.mail.timeout_seconds须大于0".to_owned());
        }
        faults
    }
}

/// What holds for everything sent by HTTP: webhooks, robots and the SMS gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpSettings {
    /// Networks of the house that may be called, as `10.1.0.0/16`; into these alone also without TLS.
    /// Every other address must be a public one.
    pub allow: Vec<Network>,
    /// From the first byte to the last of one call.
    pub timeout_seconds: u64,
    /// As with mail.
    pub ca_file: Option<PathBuf>,
}

impl Default for HttpSettings {
    fn default() -> HttpSettings {
        HttpSettings { allow: Vec::new(), timeout_seconds: 10, ca_file: None }
    }
}

/// A generic receiver of JSON.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    pub url: Secret,
    /// Signs each call.
    pub secret: Secret,
}

/// A robot in a group chat.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobotSettings {
    pub style: RobotStyle,
    /// Contains the robot's key.
    pub url: Secret,
    /// 加签 of 钉钉; none if the robot has no such check.
    pub secret: Option<Secret>,
}

/// Whose form a robot understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RobotStyle {
    /// 企业微信.
    WeCom,
    /// 钉钉.
    DingTalk,
}

/// A gateway for SMS over HTTP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsSettings {
    pub url: Secret,
    /// Signs each call.
    pub secret: Secret,
    /// 短信签名, without the brackets: «清水县政务公开».
    pub sign_name: String,
    /// The gateway's number of the template for each occasion; an occasion without one sends no SMS.
    pub templates: BTreeMap<SmsOccasion, String>,
    /// The values of `code` in the answer that mean success.
    #[serde(default = "sms_success")]
    pub success: Vec<String>,
    /// The values of `code` that mean: nothing was sent, try again later.
    #[serde(default)]
    pub retry: Vec<String>,
}

/// What an SMS can be about: each is a template approved by the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsOccasion {
    Received,
    CorrectionAsked,
    Extended,
    PaymentAsked,
    Answered,
    /// 找回查询码: number and code.
    CodeAsked,
    /// To the staff: number and last day.
    Alert,
    /// To the staff: something that concerns no single case.
    Office,
}

fn sms_success() -> Vec<String> {
    vec!["0".to_owned(), "OK".to_owned()]
}

impl ChannelSettings {
    /// All that is wrong, one sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.mail.iter().flat_map(MailSettings::faults).collect::<Vec<_>>();
        if self.mail.is_some() && self.mail_folder.is_some() {
            faults.push("channels.mail和channels.mail_folder只能填写一项".to_owned());
        }
        let secrets = [
            ("channels.webhook.url", self.webhook.as_ref().map(|webhook| &webhook.url)),
            ("channels.webhook.secret", self.webhook.as_ref().map(|webhook| &webhook.secret)),
            ("channels.robot.url", self.robot.as_ref().map(|robot| &robot.url)),
            ("channels.sms.url", self.sms.as_ref().map(|sms| &sms.url)),
            ("channels.sms.secret", self.sms.as_ref().map(|sms| &sms.secret)),
        ];
        let empty = secrets.iter().filter(|(_, secret)| secret.is_some_and(Secret::is_empty));
        faults.extend(empty.map(|(name, _)| format!("{name}不能为空")));
        if self.http.timeout_seconds == 0 {
            faults.push("channels.http.timeout_seconds须大于0".to_owned());
        }
        faults
    }
}

/// A range of addresses in CIDR form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

/// Not `ADDRESS/BITS` nor an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("网段应写作10.1.0.0/16或者fd00::/8的形式")]
pub struct NotANetwork;

impl Network {
    /// Reads `10.1.0.0/16`, `fd00::/8` or a single address.
    ///
    /// # Errors
    /// [`NotANetwork`] for anything else, also for more bits than the address has.
    pub fn parse(text: &str) -> Result<Network, NotANetwork> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, bits)| (a, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(whole), str::parse).map_err(|_| NotANetwork)?;
        if prefix > whole {
            return Err(NotANetwork);
        }
        Ok(Network { address, prefix })
    }

    /// Whether `address` lies within.
    pub fn contains(self, address: IpAddr) -> bool {
        let (own, other) = match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (wide_v4(own), wide_v4(other)),
            (IpAddr::V6(own), IpAddr::V6(other)) => (wide_v6(own), wide_v6(other)),
            _ => return false,
        };
        // A shift by the full width is no shift in Rust: a prefix of 0 contains everything.
        let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
        own & mask == other & mask
    }
}

/// Left-aligned, so that one mask serves both families.
fn wide_v4(address: Ipv4Addr) -> u128 {
    u128::from(address.to_bits()) << 96
}

fn wide_v6(address: Ipv6Addr) -> u128 {
    address.to_bits()
}

impl TryFrom<String> for Network {
    type Error = NotANetwork;

    fn try_from(text: String) -> Result<Network, NotANetwork> {
        Network::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> ChannelSettings {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_network_holds_what_its_bits_say() {
        let within = |network: &str, address: &str| {
            Network::parse(network).unwrap().contains(address.parse().unwrap())
        };
        assert!(within("10.1.0.0/16", "10.1.255.255"));
        assert!(!within("10.1.0.0/16", "10.2.0.0"));
        assert!(within("0.0.0.0/0", "203.0.113.9"));
        assert!(!within("0.0.0.0/0", "::1"), "the families are apart");
        assert!(within("127.0.0.1", "127.0.0.1"));
        assert!(!within("127.0.0.1", "127.0.0.2"));
        assert!(within("fd00::/8", "fd12::1"));
        assert!(!within("fd00::/8", "fe80::1"));
        for nonsense in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "host/8"] {
            assert_eq!(Network::parse(nonsense), Err(NotANetwork), "{nonsense}");
        }
    }

    #[test]
    fn mail_leaves_the_machine_only_encrypted() {
        let mail = |server: &str, security: &str| {
            let text = format!(
                "[mail]\nserver = \"{server}\"\nsecurity = \"{security}\"\nfrom = \"a@example.test\""
            );
            settings(&text).faults()
        };
        assert_eq!(mail("mail.example.test", "none").len(), 1);
        assert_eq!(mail("10.0.0.5", "none").len(), 1);
        assert_eq!(mail("mail.example.test", "starttls"), Vec::<String>::new());
        assert_eq!(mail("127.0.0.1", "none"), Vec::<String>::new());
        assert_eq!(mail("::1", "none"), Vec::<String>::new());
    }

    #[test]
    fn secrets_are_not_shown() {
        let text = r#"
            [mail]
            server = "mail.example.test"
            from = "a@example.test"
            username = "gongkai"
            password = "mima-1"
            [webhook]
            url = "https://hook.example.test/mima-2"
            secret = "mima-3"
            [robot]
            style = "dingtalk"
            url = "https://robot.example.test/?access_token=mima-4"
            secret = "mima-5"
            [sms]
            url = "https://sms.example.test/mima-6"
            secret = "mima-7"
            sign_name = "清水县政务公开"
            templates = { received = "SMS_1" }
        "#;
        let settings = settings(text);
        assert_eq!(settings.faults(), Vec::<String>::new());
        let shown = format!("{settings:?}");
        assert!(shown.contains("清水县政务公开") && !shown.contains("mima"), "{shown}");
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let faults = settings(
            "mail_folder = \"x\"\n[mail]\nserver = \"m\"\nfrom = \"a@b\"\nusername = \"u\"\ntimeout_seconds = 0\n\
             [webhook]\nurl = \"\"\nsecret = \"s\"\n[http]\ntimeout_seconds = 0",
        )
        .faults();
        assert_eq!(faults.len(), 5, "{faults:?}");
    }
}
