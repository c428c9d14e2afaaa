//! Clients that ask as fast as they are answered.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::http::{Link, Request, Response};

pub const CLIENTS: usize = 32;
const WARM_UP: Duration = Duration::from_millis(500);
const SPAN: Duration = Duration::from_secs(4);

/// What was reached.
pub struct Rate {
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { per_second, p50, p99 } = self;
        write!(formatter, "{per_second:>8.0}/s   p50 {:>6.2} ms   p99 {:>6.2} ms", millis(*p50), millis(*p99))
    }
}

pub fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}

/// The value below which `percent` of a hundred lie.
pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted
        .get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// Asks with all clients at once. `make` gives the n-th request of a client.
pub fn press(
    address: SocketAddr,
    expect: u16,
    make: impl Fn(usize, usize) -> Request + Sync,
    seen: impl Fn(Response) + Sync,
) -> Rate {
    let all = Mutex::new(Vec::new());
    let begun = Instant::now();
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (all, make, seen) = (&all, &make, &seen);
            scope.spawn(move || {
                let mut link = Link::open(address).unwrap();
                let mut times = Vec::new();
                for count in 0.. {
                    let request = make(client, count);
                    let sent = Instant::now();
                    let response = link.send(&request).unwrap();
                    let (warm, over) = (begun.elapsed() > WARM_UP, begun.elapsed() > WARM_UP + SPAN);
                    if over {
                        break;
                    }
                    assert_eq!(response.status, expect, "{}", String::from_utf8_lossy(&response.body));
                    if warm {
                        times.push(sent.elapsed());
                    }
                    seen(response);
                }
                all.lock().unwrap().extend(times);
            });
        }
    });
    let mut times = all.into_inner().unwrap();
    times.sort_unstable();
    Rate {
        per_second: times.len() as f64 / SPAN.as_secs_f64(),
        p50: percentile(&times, 50),
        p99: percentile(&times, 99),
    }
}
