//! The whole service over real HTTP, on a test database, with a clock that tests set.

use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;

use chrono::NaiveDate;
use gongkai::app::{App, Calendars, FixedClock, Printing, Storage, SystemRandom};
use gongkai::casework::organ_facts::keep;
use gongkai::casework::people::{OrganSetup, PersonSetup, set_up_organ, set_up_person};
use gongkai::config::Settings;
use gongkai::files::Folder;
use gongkai::keys::Keys;
use gongkai::law::roles::Role;
use gongkai::passwords::Passwords;
use gongkai::server;
use gongkai::store::organs::find_organ_by_code;
use serde_json::{Value, json};

use crate::databases::TestDatabase;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub const PASSWORD: &str = "清水河畔的秘密";

/// The service, a county with two organs, and a person for every post.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub address: String,
    pub units: Vec<i64>,
    pub other_units: Vec<i64>,
    agent: ureq::Agent,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub etag: Option<String>,
    pub headers: ureq::http::HeaderMap,
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self.body
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The code of a problem, after checking that it is one, and in Chinese.
    #[track_caller]
    pub fn problem(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{}", self.body);
        let content_type = self.header("content-type").unwrap_or_default();
        assert!(content_type.starts_with("application/problem+json"), "{content_type}: {}", self.body);
        let detail = self.body["detail"].as_str().unwrap_or_default();
        assert!(!detail.is_ascii(), "a problem speaks Chinese: {}", self.body);
        self.body["type"].as_str().unwrap().strip_prefix("urn:gongkai:").unwrap()
    }
}

/// The fonts are read once for all stories.
static PRINTING: LazyLock<Arc<Printing>> = LazyLock::new(|| Arc::new(Printing::default()));

/// Builds the parts of a service over a test database.
pub fn app_over(db: &TestDatabase, clock: Arc<FixedClock>, settings: Settings) -> App {
    let passwords = Passwords::cheap();
    App {
        store: db.store.clone(),
        clock,
        random: Arc::new(SystemRandom),
        calendars: Arc::new(Calendars::shipped().unwrap()),
        keys: Keys::derive(&[7; 32]).unwrap(),
        settings: Arc::new(settings),
        decoy_hash: passwords.hash("nobody", &[0; 16]).unwrap().into(),
        passwords,
        storage: Storage {
            content: Arc::new(Folder::open(&db.folder().join("files")).unwrap()),
            drafts: db.folder().join("uploads"),
        },
        printing: PRINTING.clone(),
    }
}

impl TestApp {
    pub fn start(db: &TestDatabase, today: &str) -> TestApp {
        // Most stories are about the case; those about its letters ask for them.
        TestApp::start_with(db, today, Settings { letters_required: false, ..Settings::default() })
    }

    pub fn start_with(db: &TestDatabase, today: &str, settings: Settings) -> TestApp {
        let clock = Arc::new(FixedClock::noon(day(today)));
        let app = app_over(db, clock.clone(), settings);
        let (units, other_units) = populate(&app);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (send, receive) = channel();
        let served = app.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = server::serve(served, listener, 1, None).unwrap();
                send.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let handle = receive.recv().unwrap();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        TestApp { app, clock, address, units, other_units, agent, handle, thread: Some(thread) }
    }

    pub fn set_day(&self, on: &str) {
        self.clock.set_day(day(on));
    }

    /// Fills in what letters say of the two organs.
    pub fn fill_in_facts(&self) {
        let at = self.app.now();
        let fill = move |tx: &mut gongkai::store::Tx<'_>| -> Result<(), gongkai::casework::Error> {
            for (code, word) in [("QSZR", "清自然资"), ("QSJY", "清教")] {
                let organ = find_organ_by_code(tx, code)?.unwrap();
                let input = serde_json::from_value(facts("2000-01-01", word)).unwrap();
                keep(tx, &organ, &input, None, at)?;
            }
            Ok(())
        };
        self.app.store.write_blocking(fill).unwrap();
    }

    /// Sends a request without any rights.
    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.request(method, path, None, &[], body.map(|body| body.to_string().into_bytes()))
    }

    /// Sends bytes as they are.
    pub fn request(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let mut response = self.run(method, path, token, headers, body);
        let text = response.body_mut().read_to_string().unwrap();
        // What is no JSON is kept as a text, for a message about it.
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        };
        let headers = response.headers().clone();
        let etag = headers.get("etag").map(|etag| etag.to_str().unwrap().to_owned());
        Answer { status: response.status().as_u16(), body, etag, headers }
    }

    /// Asks for a file: the status, the headers, and the bytes as they came.
    pub fn download(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> (u16, ureq::http::HeaderMap, Vec<u8>) {
        let body = body.map(|body| body.to_string().into_bytes());
        let mut response = self.run(method, path, token, &[], body);
        let bytes = response.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap();
        (response.status().as_u16(), response.headers().clone(), bytes)
    }

    /// Sends a form: its words, and a file under a name.
    pub fn upload(
        &self,
        path: &str,
        token: Option<&str>,
        words: &[(&str, &str)],
        name: &str,
        content: &[u8],
    ) -> Answer {
        self.request("POST", path, token, &[FORM], Some(form(words, name, content)))
    }

    fn run(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> ureq::http::Response<ureq::Body> {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}/api/v1{path}", self.address));
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request = request.header("Content-Type", "application/json");
        }
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.agent.run(request.body(body.unwrap_or_default()).unwrap()).unwrap()
    }

    /// Signs a person in.
    #[track_caller]
    pub fn sign_in(&self, login: &str) -> Person<'_> {
        let input = json!({ "login": login, "password": PASSWORD });
        let session = self.send("POST", "/sessions", Some(&input)).ok();
        Person {
            app: self,
            login: login.to_owned(),
            token: session["access_token"].as_str().unwrap().to_owned(),
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let stop = self.handle.stop(false);
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(stop);
        self.thread.take().unwrap().join().unwrap();
    }
}

/// A signed-in person.
pub struct Person<'a> {
    pub app: &'a TestApp,
    pub login: String,
    pub token: String,
}

impl Person<'_> {
    pub fn get(&self, path: &str) -> Answer {
        self.app.request("GET", path, Some(&self.token), &[], None)
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, &[], body)
    }

    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.app.request("POST", path, Some(&self.token), headers, Some(body.to_string().into_bytes()))
    }

    /// A request without a body.
    pub fn act_on(&self, method: &str, path: &str) -> Answer {
        self.app.request(method, path, Some(&self.token), &[], None)
    }

    /// Adds a file to a case.
    pub fn upload(&self, number: &str, kind: &str, name: &str, content: &[u8]) -> Answer {
        let path = format!("/cases/{number}/files");
        self.app.upload(&path, Some(&self.token), &[("kind", kind)], name, content)
    }

    /// Asks for an act.
    pub fn act(&self, number: &str, act: &Value) -> Answer {
        self.post(&format!("/cases/{number}/acts"), act)
    }

    /// Does an act that must succeed.
    #[track_caller]
    pub fn does(&self, number: &str, act: Value) -> Value {
        self.act(number, &act).ok()
    }
}

/// Logins are the post and, where there are several, the organ: `clerk`, `handler`, `other-clerk` …
fn populate(app: &App) -> (Vec<i64>, Vec<i64>) {
    let passwords = app.passwords.clone();
    app.store
        .write_blocking(move |tx| -> Result<_, gongkai::casework::Error> {
            let since = day("2000-01-01");
            let county = OrganSetup {
                parent: None,
                code: "QS",
                name: "清水县人民政府",
                kind: "government",
                units: &[],
            };
            let (county, _) = set_up_organ(tx, &county, since)?;
            let mut department = |code, name| {
                let units = ["办公室", "规划股"];
                let setup =
                    OrganSetup { parent: Some(county.id), code, name, kind: "department", units: &units };
                set_up_organ(tx, &setup, since)
            };
            let (own, units) = department("QSZR", "清水县自然资源局")?;
            let (other, other_units) = department("QSJY", "清水县教育局")?;
            let mut add = |login: &str, organ, unit, role| {
                let person = PersonSetup { login, name: login, password: PASSWORD, organ, unit, role };
                set_up_person(tx, &passwords, &[1; 16], &person, since).map(|_| ())
            };
            for (login, role) in [
                ("supervisor", Role::Supervisor),
                ("admin", Role::Admin),
                ("security", Role::Security),
                ("auditor", Role::Auditor),
            ] {
                add(login, county.id, None, role)?;
            }
            for (prefix, organ, units) in [("", own.id, &units), ("other-", other.id, &other_units)] {
                add(&format!("{prefix}clerk"), organ, None, Role::Clerk)?;
                add(&format!("{prefix}handler"), organ, Some(units[1]), Role::Handler)?;
                add(&format!("{prefix}colleague"), organ, Some(units[1]), Role::Handler)?;
                add(&format!("{prefix}neighbour"), organ, Some(units[0]), Role::Handler)?;
                add(&format!("{prefix}reviewer"), organ, None, Role::Reviewer)?;
                add(&format!("{prefix}office-head"), organ, None, Role::OfficeHead)?;
                add(&format!("{prefix}approver"), organ, None, Role::Approver)?;
            }
            Ok((units, other_units))
        })
        .unwrap()
}

/// What the letters of a department of the county say of it.
pub fn facts(valid_from: &str, word: &str) -> Value {
    json!({ "valid_from": valid_from, "facts": {
        "kind": "department", "office": "办公室", "address": "清水县文化路12号", "postcode": "741400",
        "phone": "0938-7150012", "contact": "王晓燕", "word": word,
        "review": [{ "name": "清水县人民政府", "address": "清水县永清路1号清水县司法局行政复议受理室" }],
        "court": { "name": "清水县人民法院", "address": "清水县中山路30号" },
    } })
}

/// The content type of what [`form`] writes.
pub const FORM: (&str, &str) = ("Content-Type", "multipart/form-data; boundary=grenze");

/// A form as browsers send it.
pub fn form(words: &[(&str, &str)], name: &str, content: &[u8]) -> Vec<u8> {
    let mut body = String::new();
    for (word, value) in words {
        body += &format!("--grenze\r\nContent-Disposition: form-data; name=\"{word}\"\r\n\r\n{value}\r\n");
    }
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    body += &format!(
        "--grenze\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let mut body = body.into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--grenze--\r\n");
    body
}

/// A natural person's application.
pub fn application(channel: &str, on: &str) -> Value {
    json!({
        "channel": channel,
        "on": on,
        "applicant": {
            "kind": "natural_person", "name": "张三丰", "id_kind": "居民身份证", "id_number": "110105194912310021",
            "phone": "13812345678", "address": "清水县城关镇幸福路1号"
        },
        "items": [{ "description": "清水县2025年国有建设用地供应计划（清政发〔2025〕3号）" }],
        "form": "纸质", "delivery": "邮寄"
    })
}
