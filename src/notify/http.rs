//! One call out of the house: POST, short, to an address that was looked at, and no further.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Timeout};

use super::reach::{Nearness, Resolve, SystemResolver, nearness};
use super::trust::{Trust, TrustFault, tls_fault};
use crate::config::channels::{HttpSettings, Network};

/// The longest answer that is read. What matters in one fits into a few lines.
const LONGEST_ANSWER: u64 = 64 * 1024;
/// ureq keeps no more addresses of one name.
const MOST_ADDRESSES: usize = 16;

/// Makes calls. Cloning shares what was loaded.
#[derive(Clone)]
pub struct Caller {
    resolver: Arc<dyn Resolve>,
    allowed: Arc<[Network]>,
    limit: Duration,
    tls: TlsConfig,
}

impl fmt::Debug for Caller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Caller").field("allowed", &self.allowed).field("limit", &self.limit).finish()
    }
}

/// What the peer said. A redirect is an answer like any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// None if it was too long, was cut off, or came too late: the status still holds.
    pub body: Option<Vec<u8>>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// By our own rules: it will be no different next time.
    #[error("{0}")]
    Barred(&'static str),
    /// The peer has certainly not received the request.
    #[error("{0}")]
    NotSent(&'static str),
    /// The peer may have received the request.
    #[error("{0}")]
    Unsure(&'static str),
}

impl Caller {
    /// With the operating system's resolver.
    ///
    /// # Errors
    /// [`TrustFault`] if the settings name a file of certificates that cannot be read.
    pub fn new(settings: &HttpSettings) -> Result<Caller, TrustFault> {
        Caller::with_resolver(settings, Arc::new(SystemResolver))
    }

    /// With a resolver of the caller's choice.
    ///
    /// # Errors
    /// As [`Caller::new`].
    pub fn with_resolver(settings: &HttpSettings, resolver: Arc<dyn Resolve>) -> Result<Caller, TrustFault> {
        let trust = Trust::load(settings.ca_file.as_deref())?;
        let roots = trust.certificates().map(|der| Certificate::from_der(der).to_owned());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::from(roots))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .build();
        let limit = Duration::from_secs(settings.timeout_seconds);
        Ok(Caller { resolver, allowed: settings.allow.as_slice().into(), limit, tls })
    }

    /// The same with another limit for a whole call, for tests that wait for it to pass.
    pub fn within(self, limit: Duration) -> Caller {
        Caller { limit, ..self }
    }

    /// Posts JSON. No redirect is followed, no proxy is used, no connection is kept.
    ///
    /// # Errors
    /// [`CallFault`]; none of its texts names the address, which may hold a key.
    pub fn post_json(&self, url: &str, headers: &[(&str, String)], body: &[u8]) -> Result<Answer, CallFault> {
        let uri: Uri = url.parse().map_err(|_| CallFault::Barred("地址不是有效的网址"))?;
        let addresses = self.addresses(&uri)?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(self.limit))
            .tls_config(self.tls.clone())
            .max_idle_connections(0)
            .user_agent("gongkai")
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::new(), Checked(addresses));
        let request =
            headers.iter().fold(agent.post(&uri), |request, (name, value)| request.header(*name, value));
        let answer = request.content_type("application/json; charset=utf-8").send(body);
        let answer = answer.map_err(|error| fault(&error))?;
        let status = answer.status().as_u16();
        let read = answer.into_body().into_with_config().limit(LONGEST_ANSWER).read_to_vec();
        // Whatever went wrong in the body, the status has come: the request was received.
        Ok(Answer { status, body: read.ok() })
    }

    /// Resolves the name once and looks at every address it has. A name that leads to both a public
    /// and a barred address is meant to deceive.
    fn addresses(&self, uri: &Uri) -> Result<Vec<SocketAddr>, CallFault> {
        let plain = match uri.scheme_str() {
            Some("https") => false,
            Some("http") => true,
            _ => return Err(CallFault::Barred("地址须以https://开头")),
        };
        let authority = uri.authority().ok_or(CallFault::Barred("地址中没有主机名"))?;
        if authority.as_str().contains('@') {
            return Err(CallFault::Barred("地址中不能含有用户名和密码"));
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let port = authority.port_u16().unwrap_or(if plain { 80 } else { 443 });
        let found = self.resolver.resolve(host, port, self.limit);
        let found = found.map_err(|_| CallFault::NotSent("无法解析对方的主机名"))?;
        if found.is_empty() {
            return Err(CallFault::NotSent("无法解析对方的主机名"));
        }
        for address in &found {
            match nearness(address.ip(), &self.allowed) {
                Nearness::Barred => {
                    return Err(CallFault::Barred(
                        "对方在内部网段或者保留网段，未列入允许的网段（channels.http.allow）",
                    ));
                }
                Nearness::Public if plain => {
                    return Err(CallFault::Barred("对方不在允许的网段，须使用https"));
                }
                Nearness::Public | Nearness::Allowed => {}
            }
        }
        Ok(found)
    }
}

/// Answers with what was looked at, whatever is asked.
#[derive(Debug)]
struct Checked(Vec<SocketAddr>);

impl Resolver for Checked {
    fn resolve(
        &self,
        _: &Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        for address in self.0.iter().take(MOST_ADDRESSES) {
            addresses.push(*address);
        }
        Ok(addresses)
    }
}

/// Only what certainly happened before the first byte of the request is [`CallFault::NotSent`].
fn fault(error: &ureq::Error) -> CallFault {
    use std::io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable};
    match error {
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => CallFault::NotSent("连接对方超时"),
        ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => CallFault::NotSent("无法连接对方"),
        ureq::Error::Io(io)
            if matches!(io.kind(), ConnectionRefused | HostUnreachable | NetworkUnreachable) =>
        {
            CallFault::NotSent("无法连接对方")
        }
        ureq::Error::Io(io) if matches!(tls_fault(io), Some(rustls::Error::InvalidCertificate(_))) => {
            CallFault::NotSent("加密连接失败，请检查对方的证书")
        }
        ureq::Error::Timeout(_) => CallFault::Unsure("对方没有在时限内答复"),
        _ => CallFault::Unsure("与对方的连接中断"),
    }
}
