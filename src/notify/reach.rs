//! Which addresses may be called. Whoever may set an address of a webhook could otherwise make this
//! program knock at doors inside the house, so every address is looked at after the name was resolved,
//! and the connection goes to the address that was looked at: a name that answers otherwise a moment
//! later changes nothing.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Duration;

use crate::config::channels::Network;

/// Finds the addresses of a name.
pub trait Resolve: Send + Sync {
    /// # Errors
    /// If the name is unknown or nobody answers within `limit`.
    fn resolve(&self, host: &str, port: u16, limit: Duration) -> io::Result<Vec<SocketAddr>>;
}

/// The operating system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: &str, port: u16, limit: Duration) -> io::Result<Vec<SocketAddr>> {
        let (sender, answer) = mpsc::sync_channel(1);
        let host = host.to_owned();
        // The system's call knows no limit; a thread that is late finds nobody listening and ends.
        std::thread::Builder::new().spawn(move || {
            let found = (host.as_str(), port).to_socket_addrs().map(Iterator::collect);
            let _ = sender.send(found);
        })?;
        answer.recv_timeout(limit).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// How near an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// In a network the settings allow.
    Allowed,
    /// Out in the world.
    Public,
    /// Private, of this machine, of this link, of many, or of no one: not to be called.
    Barred,
}

/// Judges one address.
pub fn nearness(address: IpAddr, allowed: &[Network]) -> Nearness {
    // ::ffff:10.0.0.1 is 10.0.0.1 by another name.
    let address = address.to_canonical();
    if allowed.iter().any(|network| network.contains(address)) {
        return Nearness::Allowed;
    }
    let public = match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    };
    if public { Nearness::Public } else { Nearness::Barred }
}

/// After the special-purpose registry of IPv4 (RFC 6890 and what came later). 100.64.0.0/10 and
/// 169.254.0.0/16 hold the metadata services of clouds.
fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
            | [224..=255, ..]
    )
}

/// Only 2000::/3 is given out, and in it some ranges are not for use: 2001::/23 (Teredo among them),
/// 2001:db8::/32, 3fff::/20, and 2002::/16, which hides an IPv4 address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(address: &str, allowed: &[&str]) -> Nearness {
        let allowed: Vec<_> = allowed.iter().map(|network| Network::parse(network).unwrap()).collect();
        nearness(address.parse().unwrap(), &allowed)
    }

    #[test]
    fn nothing_inside_the_house_is_called_unasked() {
        for address in [
            "0.0.0.0",
            "10.0.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:0:a00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert_eq!(judge(address, &[]), Nearness::Barred, "{address}");
        }
        for address in ["1.2.4.8", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "2400:3200::1"] {
            assert_eq!(judge(address, &[]), Nearness::Public, "{address}");
        }
    }

    #[test]
    fn what_the_settings_allow_is_called() {
        assert_eq!(judge("10.1.2.3", &["10.1.0.0/16"]), Nearness::Allowed);
        assert_eq!(judge("10.2.2.3", &["10.1.0.0/16"]), Nearness::Barred);
        assert_eq!(judge("::ffff:10.1.2.3", &["10.1.0.0/16"]), Nearness::Allowed);
        assert_eq!(judge("fd00::5", &["10.0.0.0/8", "fd00::/8"]), Nearness::Allowed);
    }
}
