//! An office with everyone in it, a clock that tests set, and a mail server or none.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use gongkai::app::{App, FixedClock};
use gongkai::casework::inbox::{self, AcknowledgementInput, EntryView};
use gongkai::casework::journal::NamedActor;
use gongkai::casework::people::{OrganSetup, PersonSetup, set_up_organ, set_up_person};
use gongkai::casework::perform::{self, ActRequest};
use gongkai::casework::register;
use gongkai::casework::view::CaseView;
use gongkai::config::Settings;
use gongkai::config::channels::{ChannelSettings, MailSecurity, MailSettings, Secret};
use gongkai::law::case_event::Actor;
use gongkai::law::roles::Role;
use gongkai::law::text::{OrganId, UnitId, UserId};
use gongkai::notify::deliver::{self, Delivered};
use gongkai::notify::open::Channels;
use gongkai::notify::sweep::{self, Swept};
use gongkai::store::users::set_email;
use gongkai::store::{Store, Tx};
use serde_json::Value;

use crate::app::{PASSWORD, app_over, application, day};
use crate::databases::TestDatabase;

/// What the clocks in Shanghai show, as an instant.
pub fn moment(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    local.and_utc() - TimeDelta::hours(8)
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}

/// Settings that send mail to a server on this machine.
pub fn mail_to(port: u16) -> ChannelSettings {
    let mail = MailSettings {
        server: "127.0.0.1".to_owned(),
        port: Some(port),
        security: MailSecurity::None,
        username: None,
        password: Secret::default(),
        from: "gongkai@example.test".to_owned(),
        from_name: String::new(),
        reply_to: None,
        hello_name: None,
        timeout_seconds: 1,
        pool: 1,
        ca_file: None,
    };
    ChannelSettings { mail: Some(mail), ..ChannelSettings::default() }
}

pub struct Office {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub channels: Channels,
    pub unit: i64,
    people: BTreeMap<&'static str, NamedActor>,
}

const PEOPLE: [(&str, Role, bool); 9] = [
    ("supervisor", Role::Supervisor, false),
    ("admin", Role::Admin, false),
    ("clerk", Role::Clerk, false),
    ("handler", Role::Handler, true),
    ("colleague", Role::Handler, true),
    ("reviewer", Role::Reviewer, false),
    ("office-head", Role::OfficeHead, false),
    ("approver", Role::Approver, false),
    ("deputy", Role::Clerk, false),
];

impl Office {
    /// Opens at a moment. Everybody has a mail address: `handler@office.test` …
    pub fn open(db: &TestDatabase, at: &str, channels: ChannelSettings) -> Office {
        let clock = Arc::new(FixedClock::new(moment(at)));
        let settings = Settings { channels, letters_required: false, ..Settings::default() };
        let app = app_over(db, clock.clone(), settings);
        let channels = Channels::open(&app.settings.channels, &app.settings.public_url).unwrap();
        let (unit, people) = populate(&app);
        Office { app, clock, channels, unit, people }
    }

    /// The same office in another process: another store, the same database and clock.
    pub fn beside(&self, store: Store) -> Office {
        Office {
            app: App { store, ..self.app.clone() },
            clock: self.clock.clone(),
            channels: self.channels.clone(),
            unit: self.unit,
            people: self.people.clone(),
        }
    }

    pub fn at(&self, text: &str) {
        self.clock.set(moment(text));
    }

    pub fn person(&self, name: &str) -> NamedActor {
        self.people[name].clone()
    }

    pub fn user(&self, name: &str) -> i64 {
        self.people[name].actor.user.0
    }

    /// Registers what was handed in at the counter on a day.
    pub fn register(&self, on: &str) -> String {
        self.register_with("in_person", on, None)
    }

    pub fn register_with(&self, channel: &str, on: &str, email: Option<&str>) -> String {
        let mut input = application(channel, on);
        input["applicant"]["email"] = email.map_or(Value::Null, Value::from);
        let input = serde_json::from_value(input).unwrap();
        block_on(register::run(&self.app, self.person("clerk"), input, None)).unwrap().number
    }

    /// A case that the handler signed for.
    pub fn case_of_handler(&self, on: &str) -> String {
        let number = self.register(on);
        self.hand_to_handler(&number);
        number
    }

    pub fn hand_to_handler(&self, number: &str) {
        let handler = self.user("handler");
        self.act(
            "clerk",
            number,
            serde_json::json!({ "act": "assign", "unit": self.unit, "handler": handler }),
        );
        self.act("handler", number, serde_json::json!({ "act": "sign_for" }));
    }

    #[track_caller]
    pub fn act(&self, who: &str, number: &str, act: Value) -> CaseView {
        let act = serde_json::from_value(act).unwrap();
        let request = ActRequest { number: number.to_owned(), act, if_match: None, key: None };
        block_on(perform::run(&self.app, self.person(who), request)).unwrap()
    }

    /// From the opinion to the posted reply.
    pub fn answer(&self, number: &str) {
        self.seal(number);
        let today = gongkai::app::Clock::today(&*self.clock);
        let posted = serde_json::json!({ "act": "deliver", "method": "post", "dispatched_on": today });
        self.act("clerk", number, posted);
    }

    /// From the opinion to the sealed reply.
    pub fn seal(&self, number: &str) {
        use serde_json::json;
        self.act("handler", number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
        let draft = json!({ "act": "draft_decision", "items": [{ "item": 1, "code": "A2",
            "facts": [{ "fact": "access", "words": "邮寄复印件" }] }] });
        self.act("handler", number, draft);
        self.act("handler", number, json!({ "act": "submit_for_approval" }));
        self.act("reviewer", number, json!({ "act": "pass" }));
        self.act("approver", number, json!({ "act": "pass" }));
        self.act("clerk", number, json!({ "act": "seal", "kind": "paper" }));
    }

    pub fn sweep(&self) -> Swept {
        sweep::run(&self.app).unwrap()
    }

    pub fn deliver(&self) -> Delivered {
        deliver::run(&self.app, &self.channels, "one").unwrap()
    }

    /// Sweeps and delivers at a moment.
    pub fn round(&self, at: &str) -> Delivered {
        self.at(at);
        self.sweep();
        self.deliver()
    }

    /// What holds in a person's inbox, newest first.
    pub fn inbox(&self, who: &str) -> Vec<EntryView> {
        block_on(inbox::list(&self.app, self.person(who), true, None)).unwrap().entries
    }

    /// The levels about the reply that hold in a person's inbox.
    pub fn levels(&self, who: &str) -> Vec<i32> {
        let of_reply =
            |entry: &EntryView| entry.matter["kind"].as_str().is_some_and(|kind| kind.starts_with("reply_"));
        self.inbox(who).iter().filter(|entry| of_reply(entry)).map(|entry| entry.level).collect()
    }

    pub fn acknowledge(&self, who: &str, entry: i64, expected_on: Option<&str>) {
        let input = AcknowledgementInput { expected_on: expected_on.map(day) };
        block_on(inbox::acknowledge(&self.app, self.person(who), entry, input)).unwrap();
    }
}

fn populate(app: &App) -> (i64, BTreeMap<&'static str, NamedActor>) {
    let passwords = app.passwords.clone();
    app.store
        .write_blocking(move |tx: &mut Tx<'_>| -> Result<_, gongkai::casework::Error> {
            let since = day("2000-01-01");
            let set_up = |parent, code, name, kind, units| OrganSetup { parent, code, name, kind, units };
            let (county, _) =
                set_up_organ(tx, &set_up(None, "QS", "清水县人民政府", "government", &[]), since)?;
            let units = ["规划股"];
            let (organ, ids) = set_up_organ(
                tx,
                &set_up(Some(county.id), "QSZR", "清水县自然资源局", "department", &units),
                since,
            )?;
            let mut people = BTreeMap::new();
            for (login, role, in_unit) in PEOPLE {
                let home = if matches!(role, Role::Supervisor | Role::Admin) { &county } else { &organ };
                let unit = in_unit.then_some(ids[0]);
                let setup =
                    PersonSetup { login, name: login, password: PASSWORD, organ: home.id, unit, role };
                let post = set_up_person(tx, &passwords, &[1; 16], &setup, since)?;
                set_email(tx, post.user_id, Some(&format!("{login}@office.test")))?;
                let actor = Actor {
                    user: UserId(post.user_id),
                    role,
                    organ: OrganId(home.id),
                    organ_path: home.path.clone(),
                    unit: unit.map(UnitId),
                    on_behalf_of: None,
                };
                people.insert(
                    login,
                    NamedActor { actor, name: login.to_owned(), organ_name: home.name.clone() },
                );
            }
            // Two clerks would hear of the same; the deputy has a post only in the tests of delegation.
            let deputy: i64 = people["deputy"].actor.user.0;
            let posts = gongkai::store::users::list_posts_of_user(tx, deputy, since)?;
            gongkai::store::users::end_post(tx, posts[0].id, day("2000-01-02"))?;
            Ok((ids[0], people))
        })
        .unwrap()
}
