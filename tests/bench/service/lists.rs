//! The list of cases, over HTTP, with every filter and order, among 10,000 cases and among 100,000.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::ground::Ground;
use crate::http::{Link, Request};
use crate::load::{millis, percentile};
use crate::many;

const FEW: usize = 10_000;
const MANY: usize = 100_000;
/// Each list is asked so often, or for so long.
const TIMES: usize = 20;
const PATIENCE: Duration = Duration::from_millis(200);
const GOAL: Duration = Duration::from_millis(50);

/// The filters, as a client writes them. `%` stands for what is only known at run time.
fn filters(ground: &Ground) -> Vec<String> {
    let mut all = vec![String::new(), "limit=200".to_owned()];
    all.push(format!("organ={}", ground.organs[1]));
    all.push(format!("unit={}", ground.unit));
    all.push(format!("handler={}", ground.handler));
    for step in ["registration", "acceptance", "approval", "archive"] {
        all.push(format!("step={step}"));
    }
    for light in [
        "unconfirmed",
        "closed_in_time",
        "closed_late",
        "ended",
        "awaiting_correction",
        "awaiting_payment",
        "paused",
        "overdue",
        "past_prudent",
        "due_today",
        "due_soon",
        "normal",
    ] {
        all.push(format!("light={light}"));
        all.push(format!("light={light}&sort=received&descending=true"));
    }
    for channel in ["online", "email", "fax"] {
        all.push(format!("channel={channel}"));
    }
    for text in ["龘靐", "征地", "征地 柳林", "征地补偿材料", "水", "补偿 村", "没有这样的"]
    {
        let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        all.push(format!("text={text}"));
        all.push(format!("text={text}&sort=submitted&descending=true"));
    }
    all.push("received_from=2026-02-01&received_to=2026-02-10".to_owned());
    all.push("received_from=2024-02-01&received_to=2024-02-10&sort=title".to_owned());
    all.push("due_from=2026-03-01&due_to=2026-03-05".to_owned());
    all.push("due_to=2021-01-01&light=overdue".to_owned());
    for sort in ["due", "prudent_due", "received", "submitted", "updated", "title", "applicant", "number"] {
        all.push(format!("sort={sort}"));
        all.push(format!("sort={sort}&descending=true"));
        all.push(format!("light=normal&sort={sort}"));
    }
    all.push("channel=email&step=archive&light=closed_late&sort=applicant".to_owned());
    all
}

/// The filters of the pages that ask for the same: a list by each kind of cut.
pub fn pages_of(ground: &Ground) -> Vec<String> {
    let mut all = vec![String::new(), format!("unit={}", ground.unit)];
    for light in ["unconfirmed", "overdue", "past_prudent", "due_today", "due_soon", "paused"] {
        all.push(format!("light={light}"));
    }
    for more in [
        "progress=open",
        "progress=open&provisional=1",
        "progress=open&undated=1",
        "progress=open&due_from=2026-03-10&due_to=2026-03-10",
        "progress=open&prudent_from=2026-03-03&prudent_to=2026-03-09",
        "progress=late&closed_from=2025-04-01&closed_to=2026-03-31&descending=1",
        "progress=replied&closed_from=2025-04-01&closed_to=2026-03-31&descending=1",
        "class=C&closed_from=2026-01-01&closed_to=2026-01-31&descending=1",
        "class=none&closed_from=2026-01-01&closed_to=2026-01-31&descending=1",
        "received_from=2026-01-01&received_to=2026-01-31&descending=1",
        "step=approval",
        "channel=email",
        "list=correction",
        "text=%E5%BE%81%E5%9C%B0",
    ] {
        all.push(more.to_owned());
    }
    all
}

/// The slowest of three posts for one filter.
struct Measured {
    p95: Duration,
    login: &'static str,
}

pub fn measure(ground: &mut Ground) {
    let begun = Instant::now();
    many::fill(ground, 0, FEW);
    settle(ground);
    let filters = filters(ground);
    let few = walk(ground, &filters);
    many::fill(ground, FEW, MANY);
    settle(ground);
    println!("filled in {:.0} s", begun.elapsed().as_secs_f64());
    let many = walk(ground, &filters);
    println!(
        "{:<74}{:>8}{:>9}{:>8}",
        "p95 of lists in ms, the slowest of three posts", "10,000", "100,000", "growth"
    );
    let mut missed = 0;
    for ((filter, few), many) in filters.iter().zip(&few).zip(&many) {
        let growth = many.p95.as_secs_f64() / few.p95.as_secs_f64();
        let mark = if many.p95 > GOAL { "  MISSED" } else { "" };
        missed += usize::from(many.p95 > GOAL);
        let name = format!("{} {filter}", many.login);
        println!("{name:<74}{:>8.1}{:>9.1}{growth:>7.1}×{mark}", millis(few.p95), millis(many.p95));
    }
    println!("    {missed} of {} lists miss the goal of {:.0} ms", filters.len(), millis(GOAL));
}

/// What the service's upkeep and the server's own do within a day.
pub fn settle(ground: &mut Ground) {
    many::analyse(ground);
    ground.restart();
}

fn walk(ground: &Ground, filters: &[String]) -> Vec<Measured> {
    let posts = ["clerk", "handler", "supervisor"].map(|login| (login, ground.sign_in(login)));
    let of = |filter: &String| {
        let all = posts.iter().map(|(login, token)| Measured { p95: p95(ground, token, filter), login });
        all.max_by_key(|measured| measured.p95).unwrap()
    };
    filters.iter().map(of).collect()
}

/// The first page, and where there is one the third.
fn p95(ground: &Ground, token: &str, filter: &str) -> Duration {
    let bearer = format!("Bearer {token}");
    let request = |after: &str| {
        let path = format!("/api/v1/cases?{filter}{after}").replace("?&", "?");
        Request::new("GET", &path, &[("Authorization", &bearer)], b"")
    };
    let mut link = Link::open(ground.address).unwrap();
    let (mut times, mut after) = (Vec::new(), String::new());
    let begun = Instant::now();
    for count in 0..TIMES {
        let asked = request(&after);
        let sent = Instant::now();
        let response = link.send(&asked).unwrap();
        times.push(sent.elapsed());
        assert_eq!(response.status, 200, "{filter}: {}", String::from_utf8_lossy(&response.body));
        if begun.elapsed() > PATIENCE && count >= 2 {
            break;
        }
        if count < 2 {
            let body: Value = serde_json::from_slice(&response.body).unwrap();
            after = body["next"].as_str().map_or(String::new(), |next| format!("&after={next}"));
        }
    }
    times.sort_unstable();
    percentile(&times, 95)
}
