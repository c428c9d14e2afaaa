//! A browser without a screen: cookies, pages, and forms as they are sent.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::app::{PASSWORD, TestApp};

/// Someone before the pages.
pub struct Visitor<'a> {
    pub app: &'a TestApp,
    agent: ureq::Agent,
    cookies: Mutex<BTreeMap<String, String>>,
    /// The last page, whose token and name a form carries.
    last: Mutex<String>,
}

/// A page as it came.
#[derive(Debug)]
pub struct PageAnswer {
    pub status: u16,
    pub html: String,
    pub headers: ureq::http::HeaderMap,
}

impl PageAnswer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    #[track_caller]
    pub fn shows(&self, words: &str) {
        assert!(self.html.contains(words), "no {words} in {} {}", self.status, self.html);
    }

    #[track_caller]
    pub fn hides(&self, words: &str) {
        assert!(!self.html.contains(words), "{words} in {}", self.html);
    }
}

impl TestApp {
    /// Someone who opens the pages.
    pub fn visitor(&self) -> Visitor<'_> {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = config.max_redirects_will_error(false).build().into();
        Visitor { app: self, agent, cookies: Mutex::default(), last: Mutex::default() }
    }

    /// Someone of the office, signed in.
    #[track_caller]
    pub fn at_desk(&self, login: &str) -> Visitor<'_> {
        let visitor = self.visitor();
        let answer = visitor.post("/staff/sign-in", &[("login", login), ("password", PASSWORD)]);
        assert_eq!(answer.status, 303, "{}", answer.html);
        visitor
    }
}

impl Visitor<'_> {
    pub fn get(&self, path: &str) -> PageAnswer {
        self.send("GET", path, &[], None)
    }

    /// A page that must be there.
    #[track_caller]
    pub fn opens(&self, path: &str) -> PageAnswer {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.html);
        answer
    }

    /// Sends fields alone.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> PageAnswer {
        self.send("POST", path, &[], Some(encoded(fields)))
    }

    /// Sends fields as the form of the last page would: with its token and its name.
    pub fn submit(&self, path: &str, fields: &[(&str, &str)]) -> PageAnswer {
        let page = self.last.lock().unwrap().clone();
        let (token, once) = (hidden(&page, "token"), hidden(&page, "once"));
        let own = [("token", token.as_str()), ("once", once.as_str())];
        self.post(path, &[&own, fields].concat())
    }

    /// Sends a form that must be taken, and gives where the browser is sent.
    #[track_caller]
    pub fn submits(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.submit(path, fields);
        assert_eq!(answer.status, 303, "{path}: {}", answer.html);
        answer.location().to_owned()
    }

    /// What the last page's forms carry.
    pub fn token(&self) -> String {
        hidden(&self.last.lock().unwrap(), "token")
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<String>,
    ) -> PageAnswer {
        let kind = "application/x-www-form-urlencoded";
        self.send_bytes(method, path, headers, form.map(|form| (kind, form.into_bytes())))
    }

    /// Sends a body of any kind.
    pub fn send_bytes(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, Vec<u8>)>,
    ) -> PageAnswer {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.app.address));
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("Cookie", cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (kind, bytes) = body.unwrap_or(("text/plain", Vec::new()));
        request = request.header("Content-Type", kind);
        let mut response = self.agent.run(request.body(bytes).unwrap()).unwrap();
        for set in response.headers().get_all("set-cookie") {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let html = String::from_utf8_lossy(&response.body_mut().read_to_vec().unwrap()).into_owned();
        if method == "GET" || status == 422 {
            html.clone_into(&mut self.last.lock().unwrap());
        }
        PageAnswer { status, html, headers }
    }
}

fn hidden(page: &str, name: &str) -> String {
    let begin = format!("name=\"{name}\" value=\"");
    let rest = page.split(&begin).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Fields as a browser encodes them.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}
