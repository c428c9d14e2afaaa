//! A real browser, driven by the W3C WebDriver protocol: Debian's chromium and its chromedriver.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

/// How long a page may take to become what a story waits for.
const PATIENCE: Duration = Duration::from_secs(30);
/// The name of an element's id in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A phone of the smallest usual width, and the screen of a counter.
pub const PHONE: (u32, u32) = (375, 812);
pub const DESK: (u32, u32) = (1366, 768);

/// A browser with one window; it ends with this.
pub struct Browser {
    driver: Child,
    agent: ureq::Agent,
    session: String,
}

/// Whether there is a browser; without one the stories are skipped, or fail if one is required.
pub fn is_there() -> bool {
    let there = program("chromium").is_some() && program("chromedriver").is_some();
    let required = std::env::var("GONGKAI_TEST_BROWSER").is_ok_and(|word| word == "require");
    assert!(
        there || !required,
        "GONGKAI_TEST_BROWSER=require, but chromium and chromedriver are not installed"
    );
    if !there {
        eprintln!("SKIPPED: chromium and chromedriver are not installed, no page was looked at");
    }
    there
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[allow(dead_code, reason = "each story needs some")]
impl Browser {
    pub fn start() -> Browser {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.by_ref().find_map(|line| {
            line.unwrap()
                .rsplit_once("started successfully on port ")
                .map(|(_, port)| port.trim_end_matches('.').to_owned())
        });
        // The rest of what it says is read so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let address = format!("http://127.0.0.1:{}/session", port.unwrap());
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .into();
        let options = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--lang=zh-CN", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--window-size=1366,900"
            ] },
        } } });
        let mut answer = agent.post(&address).send_json(&options).unwrap();
        let begun: Value = answer.body_mut().read_json().unwrap();
        let id = begun["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no browser: {begun}"));
        Browser { driver, agent, session: format!("{address}/{id}") }
    }

    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Result<Value, Value> {
        let address = format!("{}{path}", self.session);
        let mut answer = match (method, body) {
            ("GET", _) => self.agent.get(&address).call().unwrap(),
            ("DELETE", _) => self.agent.delete(&address).call().unwrap(),
            (_, body) => self.agent.post(&address).send_json(body.unwrap_or(json!({}))).unwrap(),
        };
        let ok = answer.status().is_success();
        let said: Value = answer.body_mut().with_config().limit(64 << 20).read_json().unwrap();
        if ok { Ok(said["value"].clone()) } else { Err(said["value"].clone()) }
    }

    #[track_caller]
    fn must(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        self.ask(method, path, body).unwrap_or_else(|why| panic!("{method} {path}: {why}"))
    }

    /// The window's size, as small as a phone's.
    pub fn resize(&self, (width, height): (u32, u32)) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.cdp("Emulation.setDeviceMetricsOverride", size);
    }

    /// Turns scripts on or off, from the next page on.
    pub fn scripts(&self, on: bool) {
        self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": !on }));
    }

    fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.must("POST", "/goog/cdp/execute", Some(json!({ "cmd": command, "params": parameters })))
    }

    /// Opens an address.
    #[track_caller]
    pub fn go(&self, address: &str) {
        self.must("POST", "/url", Some(json!({ "url": address })));
    }

    pub fn address(&self) -> String {
        self.must("GET", "/url", None).as_str().unwrap().to_owned()
    }

    fn find(&self, css: &str) -> Option<String> {
        let found =
            self.ask("POST", "/element", Some(json!({ "using": "css selector", "value": css }))).ok()?;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    /// The first element, once it is there.
    #[track_caller]
    pub fn wait_for(&self, css: &str) -> String {
        let from = Instant::now();
        loop {
            if let Some(id) = self.find(css) {
                return id;
            }
            assert!(from.elapsed() < PATIENCE, "no {css} on {}:\n{}", self.address(), self.seen("body"));
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until a text stands on the page.
    #[track_caller]
    pub fn wait_for_text(&self, css: &str, text: &str) {
        let from = Instant::now();
        while !self.seen(css).contains(text) {
            let (address, now) = (self.address(), self.seen("body"));
            assert!(from.elapsed() < PATIENCE, "no {text} in {css} on {address}:\n{now}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn is_shown(&self, css: &str) -> bool {
        self.find(css).is_some_and(|id| {
            self.ask("GET", &format!("/element/{id}/displayed"), None).is_ok_and(|shown| shown == true)
        })
    }

    /// The text of an element at this moment; nothing where there is none, as while one page gives way to another.
    fn seen(&self, css: &str) -> String {
        let text = |id: String| self.ask("GET", &format!("/element/{id}/text"), None).ok();
        let text = self.find(css).and_then(text).unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The text of an element as it is seen.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.of(css, "GET", "text", None).as_str().unwrap_or_default().to_owned()
    }

    /// What stands in a field.
    #[track_caller]
    pub fn value(&self, css: &str) -> String {
        self.of(css, "GET", "property/value", None).as_str().unwrap_or_default().to_owned()
    }

    /// Clicks the first element.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.of(css, "POST", "click", None);
    }

    /// Clicks what leads to another page, and waits until this one has gone: whoever acts at once would act on
    /// what is being taken away.
    #[track_caller]
    pub fn follow(&self, css: &str) {
        self.wait_for(css);
        let page = self.wait_for("html");
        self.click(css);
        let from = Instant::now();
        while self.ask("GET", &format!("/element/{page}/name"), None).is_ok() {
            assert!(from.elapsed() < PATIENCE, "{css} leads nowhere from {}", self.address());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Types into an element, after what stands there. Keys by [`keys`].
    #[track_caller]
    pub fn type_into(&self, css: &str, text: &str) {
        self.of(css, "POST", "value", Some(json!({ "text": text })));
    }

    /// Asks something of the first element; one that a page took along with it is looked for in the next.
    #[track_caller]
    fn of(&self, css: &str, method: &str, what: &str, body: Option<Value>) -> Value {
        let from = Instant::now();
        loop {
            let id = self.wait_for(css);
            self.settle();
            match self.ask(method, &format!("/element/{id}/{what}"), body.clone()) {
                Ok(answer) => return answer,
                Err(why) if why["error"] == "stale element reference" && from.elapsed() < PATIENCE => {}
                Err(why) => panic!("{what} {css} on {}: {why}", self.address()),
            }
        }
    }

    /// Waits until a page has all its parts: before that, its scripts do not hear what is typed.
    #[track_caller]
    fn settle(&self) {
        let state = json!({ "script": "return document.readyState", "args": [] });
        let from = Instant::now();
        while self.ask("POST", "/execute/sync", Some(state.clone())) != Ok(json!("complete")) {
            assert!(from.elapsed() < PATIENCE, "{} is still being loaded", self.address());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses keys where the focus is, one after the other; keys of `held` are held down meanwhile.
    #[track_caller]
    pub fn press(&self, held: &[char], text: &str) {
        let down = |sign: &char| json!({ "type": "keyDown", "value": sign.to_string() });
        let up = |sign: &char| json!({ "type": "keyUp", "value": sign.to_string() });
        let mut actions: Vec<Value> = held.iter().map(down).collect();
        actions.extend(text.chars().flat_map(|sign| [down(&sign), up(&sign)]));
        actions.extend(held.iter().rev().map(up));
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.settle();
        self.must("POST", "/actions", Some(body));
    }

    /// Runs a function body in the page.
    #[track_caller]
    pub fn run(&self, script: &str, args: &[Value]) -> Value {
        self.settle();
        self.must("POST", "/execute/sync", Some(json!({ "script": script, "args": args })))
    }

    /// Runs a function body whose last argument is called with the answer.
    #[track_caller]
    pub fn run_async(&self, script: &str, args: &[Value]) -> Value {
        self.must("POST", "/execute/async", Some(json!({ "script": script, "args": args })))
    }

    /// The whole page as a picture, kept under a name for people to look at.
    pub fn picture(&self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        std::fs::create_dir_all(&folder).unwrap();
        let shot =
            self.cdp("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true }));
        let png = base64::engine::general_purpose::STANDARD.decode(shot["data"].as_str().unwrap()).unwrap();
        let file = folder.join(format!("{name}.png"));
        std::fs::write(&file, png).unwrap();
        file
    }

    /// The window as a small picture, for people who read about it.
    pub fn small_picture(&self) -> Vec<u8> {
        let shot = self.cdp("Page.captureScreenshot", json!({ "format": "webp", "quality": 55 }));
        base64::engine::general_purpose::STANDARD.decode(shot["data"].as_str().unwrap()).unwrap()
    }

    /// Shows pages as on another medium, «print»; with no name as on the screen again.
    pub fn medium(&self, name: &str) {
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": name }));
    }

    /// The page as it prints, as a PDF.
    pub fn print(&self) -> Vec<u8> {
        let page = self.cdp("Page.printToPDF", json!({ "preferCSSPageSize": true }));
        base64::engine::general_purpose::STANDARD.decode(page["data"].as_str().unwrap()).unwrap()
    }

    /// What the browser complained of since it was last asked: refused by the policy, failed scripts.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.must("POST", "/se/log", Some(json!({ "type": "browser" })));
        let line = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        let severe = |entry: &&Value| entry["level"] == "SEVERE" || entry["source"] == "security";
        // An answer that says no, and a question that was left with its page, are no fault of the page.
        let harmless =
            ["Failed to load resource: the server responded", "htmx:sendAbort", "htmx:afterRequest"];
        let of_status = |message: &String| !harmless.iter().any(|words| message.contains(words));
        log.as_array().unwrap().iter().filter(severe).map(line).filter(of_status).collect()
    }

    /// How far the page is wider than the window, in pixels.
    pub fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        self.run(script, &[]).as_i64().unwrap()
    }

    /// What axe finds against WCAG 2.2 A and AA: the rule, and where.
    pub fn axe(&self) -> Vec<String> {
        self.run(AXE, &[]);
        let script = "const done = arguments[0]; \
            const tags = ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22a','wcag22aa']; \
            axe.run(document, { runOnly: { type: 'tag', values: tags } }) \
              .then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' — ' + v.nodes.slice(0, 4).map(n => n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | ')))) \
              .catch(e => done(['axe failed: ' + e]));";
        let found = self.run_async(script, &[]);
        found.as_array().unwrap().iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// axe-core, as its package has it.
const AXE: &str = include_str!("axe/axe.min.js");

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.ask("DELETE", "", None);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Keys by their signs in the protocol.
pub mod keys {
    #![allow(dead_code, reason = "the whole keyboard, for whichever story needs it")]
    pub const ENTER: &str = "\u{E007}";
    pub const TAB: &str = "\u{E004}";
    pub const ESCAPE: &str = "\u{E00C}";
    pub const DOWN: &str = "\u{E015}";
    pub const SHIFT: char = '\u{E008}';
    pub const CONTROL: char = '\u{E009}';
    pub const F2: &str = "\u{E032}";
    pub const F4: &str = "\u{E034}";
    pub const F8: &str = "\u{E038}";
    pub const F9: &str = "\u{E039}";
}
