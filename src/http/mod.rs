//! What the REST interface and the pages share of HTTP: problems, files up and down, limits, and who asks.

pub mod download;
pub mod problem;
pub mod upload;

use std::net::IpAddr;
use std::num::NonZeroU32;

use actix_web::HttpRequest;
use actix_web::http::Uri;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::app::App;
use problem::{Problem, too_many};

/// The largest body that is read, but for a file.
pub const LARGEST_BODY: usize = 1 << 20;

/// What every handler shares.
pub struct Service {
    pub app: App,
    /// Public look-ups of all clients together, on this process (decision 10).
    lookups: DefaultDirectRateLimiter,
    pub gates: upload::Gates,
}

impl Service {
    pub fn new(app: App) -> Service {
        let per_second = NonZeroU32::new(app.settings.lookups_per_second).unwrap_or(NonZeroU32::MIN);
        Service {
            app,
            lookups: RateLimiter::direct(Quota::per_second(per_second)),
            gates: upload::Gates::default(),
        }
    }

    /// Within what one process takes of all public requests together.
    ///
    /// # Errors
    /// 429 beyond it.
    pub fn admit(&self) -> Result<(), Problem> {
        self.lookups.check().map_err(|_| too_many(1))
    }
}

/// The address a request comes from. Only a trusted proxy is believed about others (decision 12).
pub fn client_address(request: &HttpRequest, app: &App) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |address| address.ip());
    let trusted = &app.settings.trusted_proxies;
    if !trusted.contains(&peer) {
        return peer;
    }
    let forwarded = request.headers().get_all("X-Forwarded-For").filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> =
        forwarded.flat_map(|value| value.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    // The nearest hop that is no proxy of ours; what stands before it anyone can write.
    hops.into_iter().rev().find(|hop| !trusted.contains(hop)).unwrap_or(peer)
}

/// U+0000 in an address names nothing, and no database takes it in a question.
///
/// # Errors
/// What the one who asked is told.
pub fn check_address(address: &Uri) -> Result<(), Problem> {
    if address.path_and_query().is_some_and(|asked| asked.as_str().contains("%00")) {
        return Err(Problem::malformed("地址或者查询条件中有不可见的控制字符，请删去后重试"));
    }
    Ok(())
}
