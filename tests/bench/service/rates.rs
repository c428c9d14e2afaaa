//! Registrations and look-ups by 32 clients, against what the machine does without us.

use std::net::TcpListener;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use actix_web::{HttpResponse, HttpServer, web};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};
use gongkai::store::Address;
use serde_json::{Value, json};

use crate::ground::{Ground, TODAY, workers};
use crate::http::Request;
use crate::load::{Rate, millis, press};

const COMMITTING: Duration = Duration::from_secs(3);

/// A route that does nothing.
pub fn bare_route() -> Rate {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let answer = || async { HttpResponse::Ok().body("ok") };
            let app = move || actix_web::App::new().route("/bare", web::get().to(answer));
            let server = HttpServer::new(app).workers(workers()).listen(listener).unwrap().run();
            send.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    let handle = receive.recv().unwrap();
    let rate = press(address, 200, |_, _| Request::new("GET", "/bare", &[], b""), |_| ());
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(handle.stop(false));
    rate
}

pub fn measure(ground: &Ground, bare: &Rate) {
    let (commits, share) = match &ground.database {
        Address::Sqlite(path) => (bare_commits_on_sqlite(path), 200.0),
        Address::Postgres(url) => (bare_commits_on_postgres(url), 30.0),
    };
    println!("{:<58}{commits:>8.0}/s", "bare durable one-row commits, one client");
    let registered = registrations(ground);
    println!("{:<58}{registered}", "registrations, 32 clients");
    let ratio = registered.per_second / commits * 100.0;
    println!(
        "    {ratio:.0} % of the bare commits (goal ≥ {share:.0} %), p99 {:.1} ms (goal < 50 ms)",
        millis(registered.p99)
    );
    let looked_up = look_ups(ground);
    let share = if matches!(ground.database, Address::Sqlite(_)) { 15.0 } else { 10.0 };
    println!("{:<58}{looked_up}", "public look-ups, 32 clients");
    println!(
        "    {:.1} % of the bare route (goal ≥ {share:.0} %)",
        looked_up.per_second / bare.per_second * 100.0
    );
}

const BARE: &str = "CREATE TABLE bare (id INTEGER PRIMARY KEY, word TEXT NOT NULL)";

/// As durable as the service's own: one row, one commit, one sync.
fn bare_commits_on_sqlite(path: &str) -> f64 {
    let mut conn = SqliteConnection::establish(&format!("{path}.bare")).unwrap();
    conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").unwrap();
    conn.batch_execute(BARE).unwrap();
    counted(|id| {
        diesel::sql_query(format!("INSERT INTO bare VALUES ({id}, 'word')")).execute(&mut conn).unwrap();
    })
}

fn bare_commits_on_postgres(url: &str) -> f64 {
    let mut conn = PgConnection::establish(url).unwrap();
    conn.batch_execute(BARE).unwrap();
    counted(|id| {
        diesel::sql_query(format!("INSERT INTO bare VALUES ({id}, 'word')")).execute(&mut conn).unwrap();
    })
}

fn counted(mut commit: impl FnMut(u32)) -> f64 {
    let begun = Instant::now();
    let mut count = 0;
    while begun.elapsed() < COMMITTING {
        commit(count);
        count += 1;
    }
    f64::from(count) / begun.elapsed().as_secs_f64()
}

fn application(channel: &str, mark: &str) -> Value {
    json!({
        "channel": channel, "on": TODAY,
        "applicant": { "kind": "natural_person", "name": "张三丰", "id_kind": "居民身份证",
            "id_number": "110105194912310021", "phone": "13812345678", "address": "清水县城关镇幸福路1号" },
        "items": [{ "description": format!("清水县2025年国有建设用地供应计划（清政发〔2025〕{mark}号）") }],
        "form": "纸质", "delivery": "邮寄"
    })
}

/// As applicants send them: online, with a key, over all organs.
fn registrations(ground: &Ground) -> Rate {
    let submit = |client: usize, count: usize| {
        let key = format!("{client}-{count}");
        let path = format!("/api/v1/public/organs/QS{:02}/applications", client % ground.organs.len());
        let body = application("online", &key).to_string();
        Request::new("POST", &path, &[("Idempotency-Key", &key)], body.as_bytes())
    };
    press(ground.address, 201, submit, |_| ())
}

/// Of cases whose clock runs, so that there are dates to explain.
fn look_ups(ground: &Ground) -> Rate {
    let token = format!("Bearer {}", ground.sign_in("clerk"));
    let cases = Mutex::new(Vec::new());
    for mark in 0..200 {
        let body = application("in_person", &mark.to_string()).to_string();
        let headers = [("Authorization", token.as_str())];
        let registered = ground.ask(&Request::new("POST", "/api/v1/cases", &headers, body.as_bytes()));
        let body = json!({ "number": registered["number"], "code": registered["query_code"] }).to_string();
        cases.lock().unwrap().push(body);
    }
    let cases = cases.into_inner().unwrap();
    let ask = |client: usize, count: usize| {
        let case = &cases[(client * 31 + count) % cases.len()];
        Request::new("POST", "/api/v1/public/status", &[], case.as_bytes())
    };
    press(ground.address, 200, ask, |_| ())
}
