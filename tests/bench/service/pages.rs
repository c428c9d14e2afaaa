//! Pages of the office among 10,000 cases and among 100,000, of three years and sixty units: the overview,
//! lists by every kind of filter, a case, and what is near a request that is just being typed.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::ground::{Ground, PASSWORD, TODAY};
use crate::http::Request;
use crate::load::{millis, percentile};
use crate::{lists, many};

const FEW: usize = 10_000;
const MANY: usize = 100_000;
const TIMES: usize = 40;
const PATIENCE: Duration = Duration::from_millis(3000);
const GOAL: Duration = Duration::from_millis(50);
/// Ten times the cases may take twice the time.
const MOST_GROWTH: f64 = 2.0;
/// Below this a growth is noise.
const SHORT: Duration = Duration::from_millis(5);

/// What is asked, by whom: a page, or a form with its fields.
struct Asked {
    login: &'static str,
    path: String,
    form: Option<String>,
}

/// Someone before the pages.
struct Desk {
    agent: ureq::Agent,
    base: String,
    cookie: String,
    token: String,
}

impl Desk {
    fn sign_in(ground: &Ground, login: &str) -> Desk {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent: ureq::Agent = config.max_redirects_will_error(false).build().into();
        let base = format!("http://{}", ground.address);
        let form = format!("login={login}&password={}", encoded(PASSWORD));
        let answer = agent
            .post(format!("{base}/staff/sign-in"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .send(form)
            .unwrap();
        let cookies = answer.headers().get_all("set-cookie");
        let cookie: Vec<&str> =
            cookies.into_iter().map(|set| set.to_str().unwrap().split(';').next().unwrap()).collect();
        let mut desk = Desk { agent, base, cookie: cookie.join("; "), token: String::new() };
        let page = desk.ask("/staff/cases", None);
        let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        token.clone_into(&mut desk.token);
        desk
    }

    fn ask(&self, path: &str, form: Option<&str>) -> String {
        let address = format!("{}{path}", self.base);
        let mut answer = match form {
            None => self.agent.get(&address).header("Cookie", &self.cookie).call().unwrap(),
            Some(form) => self
                .agent
                .post(&address)
                .header("Cookie", &self.cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .send(format!("token={}&{form}", self.token))
                .unwrap(),
        };
        let body = answer.body_mut().read_to_string().unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}: {body}");
        body
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A case with a journal, which those that are filled in lack.
fn register(ground: &Ground) -> String {
    let token = format!("Bearer {}", ground.sign_in("clerk"));
    let body = json!({
        "channel": "in_person", "on": TODAY,
        "applicant": { "kind": "natural_person", "name": "张三丰", "id_kind": "居民身份证",
            "id_number": "110105194912310021", "phone": "13812345678", "address": "清水县城关镇幸福路1号" },
        "items": [{ "description": "清水县2025年国有建设用地供应计划" }], "form": "纸质", "delivery": "邮寄"
    });
    let headers = [("Authorization", token.as_str())];
    let answer: Value =
        ground.ask(&Request::new("POST", "/api/v1/cases", &headers, body.to_string().as_bytes()));
    answer["number"].as_str().unwrap().to_owned()
}

fn all(ground: &Ground, number: &str) -> Vec<Asked> {
    let page = |login, path: String| Asked { login, path, form: None };
    let mut all = vec![
        page("supervisor", "/staff/overview".to_owned()),
        page("supervisor", "/staff/overview?by=unit&period=year".to_owned()),
        page("supervisor", format!("/staff/overview?unit={}", ground.unit)),
        page("clerk", format!("/staff/cases/{number}")),
        page("supervisor", format!("/staff/cases/{number}")),
    ];
    for filter in lists::pages_of(ground) {
        all.push(page("clerk", format!("/staff/cases?{filter}")));
        all.push(page("supervisor", format!("/staff/cases?{filter}")));
    }
    for text in ["征地补偿材料", "清水县城关镇土地出让材料第7号", "关于柳林村校舍维修的全部文件"]
    {
        let form = format!("name={}&items={}", encoded("张三7"), encoded(text));
        all.push(Asked { login: "clerk", path: "/staff/register/similar".to_owned(), form: Some(form) });
    }
    all
}

/// The middle and the slow end of one page.
#[derive(Clone, Copy)]
struct Measured {
    p50: Duration,
    p95: Duration,
}

/// The people of one ground before its pages.
struct Office {
    desks: [(&'static str, Desk); 2],
    asked: Vec<Asked>,
}

impl Office {
    fn with(ground: &mut Ground, cases: usize) -> Office {
        // First of all: what is filled in has ids of its own, beyond those the service gives.
        let number = register(ground);
        many::fill(ground, 0, cases);
        lists::settle(ground);
        let desks = ["clerk", "supervisor"].map(|login| (login, Desk::sign_in(ground, login)));
        Office { desks, asked: all(ground, &number) }
    }

    fn ask(&self, page: usize) -> Duration {
        let asked = &self.asked[page];
        let (_, desk) = self.desks.iter().find(|(login, _)| *login == asked.login).unwrap();
        let sent = Instant::now();
        desk.ask(&asked.path, asked.form.as_deref());
        sent.elapsed()
    }
}

/// One page among few cases and among many, in turns: a machine that is slower for a while is so for both.
fn in_turns(offices: &[Office; 2], page: usize) -> [Measured; 2] {
    for office in offices {
        office.ask(page);
    }
    let (mut times, begun) = ([Vec::new(), Vec::new()], Instant::now());
    while times[0].len() < TIMES && (times[0].len() < 5 || begun.elapsed() < PATIENCE) {
        for (office, times) in offices.iter().zip(&mut times) {
            times.push(office.ask(page));
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        Measured { p50: percentile(&times, 50), p95: percentile(&times, 95) }
    })
}

/// Measures; true if nothing grew more than it may.
pub fn measure(few: &mut Ground, many: &mut Ground) -> bool {
    let offices = [Office::with(few, FEW), Office::with(many, MANY)];
    println!(
        "{:<74}{:>9}{:>9}{:>9}{:>9}{:>8}",
        "pages in ms", "p50 few", "p95 few", "p50 many", "p95 many", "growth"
    );
    let mut sound = true;
    for (page, asked) in offices[0].asked.iter().enumerate() {
        let [few, many] = in_turns(&offices, page);
        let growth = many.p50.as_secs_f64() / few.p50.as_secs_f64();
        let grew = growth > MOST_GROWTH && many.p50 > SHORT;
        sound &= !grew;
        let marks = [(many.p95 > GOAL, "  SLOW"), (grew, "  GREW")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        let name = format!("{} {}", asked.login, asked.path);
        println!(
            "{name:<74}{:>9.1}{:>9.1}{:>9.1}{:>9.1}{growth:>7.1}×{marks}",
            millis(few.p50),
            millis(few.p95),
            millis(many.p50),
            millis(many.p95)
        );
    }
    sound
}
