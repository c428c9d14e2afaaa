//! A year of a county on the real calendar of 2026: how often each person was reached, and whether anybody
//! was late unwarned.
//!
//! In full, with the printed figures:
//! `cargo test --release --test it alerts::year::in_full -- --ignored --nocapture`; `GONGKAI_TEST_CASES` for fewer
//! than 20,000 cases

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use gongkai::app::{App, FixedClock, shanghai};
use gongkai::casework::inbox::{self, AcknowledgementInput};
use gongkai::casework::journal::NamedActor;
use gongkai::casework::people::{OrganSetup, PersonSetup, set_up_organ, set_up_person};
use gongkai::casework::perform::{self, ActRequest};
use gongkai::casework::register;
use gongkai::config::Settings;
use gongkai::config::channels::ChannelSettings;
use gongkai::holidays;
use gongkai::law::calendar::Calendar;
use gongkai::law::case_event::Actor;
use gongkai::law::office_hours::OFFICE_HOURS;
use gongkai::law::roles::Role;
use gongkai::law::text::{OrganId, UnitId, UserId};
use gongkai::notify::channel::{Channel, ChannelKind, Message, Outcome};
use gongkai::notify::notice::Notice;
use gongkai::notify::open::Channels;
use gongkai::notify::{deliver, sweep};
use gongkai::store::StoreError;
use gongkai::store::alerts::{AlertRow, load_alert};
use gongkai::store::inbox::list_entries_of_alert;
use gongkai::store::users::set_email;
use gongkai::store::watches::list_numbers;
use serde_json::{Value, json};

use super::office::block_on;
use crate::app::{PASSWORD, app_over, application, day};
use crate::databases::TestDatabase;

/// How large the county is.
struct Size {
    organs: usize,
    units: usize,
    handlers: usize,
    cases: usize,
}

#[test]
fn in_small() {
    live(&Size { organs: 2, units: 2, handlers: 3, cases: 120 });
}

#[test]
#[ignore = "minutes long, see above"]
fn in_full() {
    let cases = std::env::var("GONGKAI_TEST_CASES").ok().map_or(20_000, |cases| cases.parse().unwrap());
    live(&Size { organs: 12, units: 5, handlers: 5, cases });
}

/// When somebody looks; acts are done at ten.
const ROUNDS: [(u32, u32); 8] = [(8, 30), (9, 0), (11, 0), (12, 30), (13, 0), (15, 0), (16, 30), (17, 30)];
/// Nobody looks from the eve of National Day to the day after it, both included.
const DOWN: (&str, &str) = ("2026-09-30", "2026-10-08");

/// A mail as it went out.
struct Sent {
    at: DateTime<Utc>,
    to: String,
    id: String,
    numbers: BTreeSet<String>,
    digest: bool,
}

#[derive(Default)]
struct Postman(Mutex<Vec<Sent>>);

impl Channel for Postman {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Mail
    }

    fn send(&self, message: &Message, at: DateTime<Utc>) -> Outcome {
        let (numbers, digest) = match &message.notice {
            Notice::Alert(alert) => (BTreeSet::from([alert.number.to_string()]), false),
            Notice::Digest(digest) => {
                (digest.alerts.iter().map(|alert| alert.number.to_string()).collect(), true)
            }
            _ => return Outcome::Delivered,
        };
        let to = format!("{:?}", message.to);
        let id = message.id.as_str().to_owned();
        self.0.lock().unwrap().push(Sent { at, to, id, numbers, digest });
        Outcome::Delivered
    }
}

/// An organ and its people.
struct Organ {
    clerk: NamedActor,
    office_head: NamedActor,
    reviewer: NamedActor,
    approver: NamedActor,
    handlers: Vec<NamedActor>,
}

/// What happens to a case.
#[derive(Clone, Copy, Debug)]
enum Step {
    Register { received: NaiveDate },
    Extend,
    Consult,
    Consulted,
    Answer,
    Reopen,
}

struct County {
    app: App,
    clock: Arc<FixedClock>,
    calendar: Calendar,
    organs: Vec<Organ>,
    numbers: Vec<String>,
    deliveries: Vec<u32>,
}

fn live(size: &Size) {
    let db = TestDatabase::sqlite();
    let clock = Arc::new(FixedClock::noon(day("2026-01-04")));
    // Mail is queued as if it went to a folder; the postman takes it instead.
    let folder = tempfile::tempdir().unwrap();
    let channels =
        ChannelSettings { mail_folder: Some(folder.path().to_owned()), ..ChannelSettings::default() };
    let app =
        app_over(&db, clock.clone(), Settings { channels, letters_required: false, ..Settings::default() });
    let organs = populate(&app, size);
    let calendar = holidays::shipped().unwrap().national(None);
    let blank = vec![String::new(); size.cases];
    let mut county = County { app, clock, calendar, organs, numbers: blank, deliveries: vec![0; size.cases] };
    let postman = Arc::new(Postman::default());
    let channels = Channels::of(vec![postman.clone()]);
    let mut plan = plan(size, &county.calendar);
    for today in day("2026-01-04").iter_days().take_while(|today| *today <= day("2026-12-31")) {
        let down = today >= day(DOWN.0) && today <= day(DOWN.1);
        let mut steps = plan.remove(&today);
        for (hour, minute) in ROUNDS {
            let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
            if hour >= 11
                && let Some(steps) = steps.take()
            {
                county.set(today, NaiveTime::from_hms_opt(10, 0, 0).unwrap());
                steps.into_iter().for_each(|(case, step)| county.play(case, step, today));
            }
            county.set(today, time);
            if !down {
                let swept = sweep::run(&county.app).unwrap();
                assert_eq!(swept.faults, []);
                county.acknowledge(hour);
                deliver::run(&county.app, &channels, "one").unwrap();
            }
        }
    }
    judge(&county, &postman.0.lock().unwrap());
}

/// What happens on which day. Every case is one of a few fates, spread over the year.
fn plan(size: &Size, calendar: &Calendar) -> BTreeMap<NaiveDate, Vec<(usize, Step)>> {
    let mut plan: BTreeMap<NaiveDate, Vec<(usize, Step)>> = BTreeMap::new();
    let main = &calendar.main;
    let first = day("2026-01-04");
    for case in 0..size.cases {
        let on = |n: usize| main.nth_after(first, n as u32 + 1).unwrap();
        let start = case * 7 % 200;
        let mut add = |n: usize, step: Step| plan.entry(on(start + n)).or_default().push((case, step));
        let recorded = Step::Register { received: on(start) };
        let spread = case / 20 % 8;
        match case % 20 {
            // Recorded when it was overdue already: the mail room had kept it.
            0 => {
                let received = on(start);
                plan.entry(on(start + 24)).or_default().push((case, Step::Register { received }));
                plan.entry(on(start + 27)).or_default().push((case, Step::Answer));
            }
            1..=3 => {
                add(0, recorded);
                add(21 + spread, Step::Answer);
            }
            4 | 5 => {
                add(0, recorded);
                add(14, Step::Extend);
                add(if spread < 2 { 33 } else { 22 + spread }, Step::Answer);
            }
            6 | 7 => {
                add(0, recorded);
                add(4 + spread, Step::Consult);
                add(10 + spread, Step::Consulted);
                add(if spread < 2 { 29 } else { 20 }, Step::Answer);
            }
            8 => {
                add(0, recorded);
                add(9, Step::Answer);
                add(20, Step::Reopen);
                add(if spread < 2 { 42 } else { 32 }, Step::Answer);
            }
            _ => {
                add(0, recorded);
                add(5 + (case % 20 + spread) % 16, Step::Answer);
            }
        }
    }
    plan
}

impl County {
    fn set(&self, day: NaiveDate, time: NaiveTime) {
        self.clock.set(day.and_time(time).and_utc() - TimeDelta::hours(8));
    }

    fn place(&self, case: usize) -> (&Organ, &NamedActor) {
        let organ = &self.organs[case % self.organs.len()];
        (organ, &organ.handlers[case / self.organs.len() % organ.handlers.len()])
    }

    fn act(&self, who: &NamedActor, case: usize, act: Value) {
        let act = serde_json::from_value(act).unwrap();
        let request = ActRequest { number: self.numbers[case].clone(), act, if_match: None, key: None };
        block_on(perform::run(&self.app, who.clone(), request)).unwrap();
    }

    fn play(&mut self, case: usize, step: Step, today: NaiveDate) {
        let (organ, handler) = self.place(case);
        let measure = |measure: Value| json!({ "act": "propose_measure", "measure": measure });
        match step {
            Step::Register { received } => {
                let input = serde_json::from_value(application("in_person", &received.to_string())).unwrap();
                let done = block_on(register::run(&self.app, organ.clerk.clone(), input, None));
                let (unit, user) = (handler.actor.unit, handler.actor.user);
                let (clerk, handler) = (organ.clerk.clone(), handler.clone());
                self.numbers[case] = done.unwrap().number;
                self.act(&clerk, case, json!({ "act": "assign", "unit": unit, "handler": user }));
                self.act(&handler, case, json!({ "act": "sign_for" }));
            }
            Step::Extend => {
                let extension = json!({ "measure": "extension", "days": 10, "reason": "需要汇总" });
                self.act(handler, case, measure(extension));
                self.act(&organ.office_head, case, json!({ "act": "approve_measure", "number": 1 }));
                self.act(&organ.clerk, case, json!({ "act": "dispatch_measure", "number": 1, "on": today }));
            }
            Step::Consult => {
                let consultation = json!({ "measure": "consultation", "party": "third_party",
                    "consultee": "某公司", "reason": "含报价" });
                self.act(handler, case, measure(consultation));
                self.act(&organ.office_head, case, json!({ "act": "approve_measure", "number": 1 }));
                self.act(handler, case, json!({ "act": "dispatch_measure", "number": 1, "on": today }));
                self.act(handler, case, json!({ "act": "record_receipt", "number": 1, "on": today }));
            }
            Step::Consulted => {
                let answer = json!({ "act": "record_answer", "number": 1, "on": today, "agrees": true, "answer": "同意" });
                self.act(handler, case, answer);
            }
            Step::Answer => self.answer(case, today),
            Step::Reopen => {
                let order = json!({ "act": "reopen", "by": "review_organ", "served_on": today, "document": "复议决定书" });
                self.act(&organ.clerk, case, order);
            }
        }
    }

    fn answer(&mut self, case: usize, today: NaiveDate) {
        self.deliveries[case] += 1;
        let delivery = self.deliveries[case];
        let (organ, handler) = self.place(case);
        self.act(handler, case, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
        let draft = json!({ "act": "draft_decision", "items": [{ "item": 1, "code": "A2",
            "facts": [{ "fact": "access", "words": "邮寄复印件" }] }] });
        self.act(handler, case, draft);
        self.act(handler, case, json!({ "act": "submit_for_approval" }));
        self.act(&organ.reviewer, case, json!({ "act": "pass" }));
        self.act(&organ.approver, case, json!({ "act": "pass" }));
        self.act(&organ.clerk, case, json!({ "act": "seal", "kind": "paper" }));
        self.act(&organ.clerk, case, json!({ "act": "deliver", "method": "post", "dispatched_on": today }));
        self.act(&organ.clerk, case, json!({ "act": "record_delivery", "delivery": delivery, "on": today }));
    }

    /// At eleven two handlers of three look into their inbox and acknowledge what is there.
    fn acknowledge(&self, hour: u32) {
        if hour != 11 {
            return;
        }
        for (index, handler) in self.organs.iter().flat_map(|organ| &organ.handlers).enumerate() {
            if index % 3 == 0 {
                continue;
            }
            let entries = block_on(inbox::list(&self.app, handler.clone(), true, None)).unwrap().entries;
            for entry in entries.iter().filter(|entry| entry.acknowledged_at.is_none()) {
                let input = AcknowledgementInput { expected_on: None };
                block_on(inbox::acknowledge(&self.app, handler.clone(), entry.id, input)).unwrap();
            }
        }
    }

    /// Every alert of the year, with the number of its case.
    fn alerts(&self) -> Vec<(AlertRow, String)> {
        let read = self.app.store.read_blocking(|db| {
            let (mut rows, mut gap, mut id) = (Vec::new(), 0, 1);
            // Ids are drawn one after the other; those of an undone transaction are missing.
            while gap < 1000 {
                match load_alert(db, id) {
                    Ok(row) => (gap, _) = (0, rows.push(row)),
                    Err(StoreError::NotFound) => gap += 1,
                    Err(other) => return Err(other),
                }
                id += 1;
            }
            let cases: Vec<i64> =
                rows.iter().filter_map(|row| row.case_id).collect::<BTreeSet<_>>().into_iter().collect();
            let mut numbers = BTreeMap::new();
            for page in cases.chunks(500) {
                numbers.extend(list_numbers(db, page)?);
            }
            let named = |row: AlertRow| {
                let number = row.case_id.and_then(|id| numbers.get(&id)).cloned().unwrap_or_default();
                (row, number)
            };
            Ok(rows.into_iter().map(named).collect())
        });
        read.unwrap()
    }
}

fn judge(county: &County, sent: &[Sent]) {
    let (alerts, main) = (county.alerts(), &county.calendar.main);
    let local = |at: DateTime<Utc>| shanghai(at).naive_local();
    // None outside office hours, none doubled.
    let outside = sent.iter().filter(|mail| !OFFICE_HOURS.is_open(local(mail.at), main).unwrap()).count();
    let ids: BTreeSet<&str> = sent.iter().map(|mail| mail.id.as_str()).collect();
    let doubled = sent.len() - ids.len();
    // Every case that became overdue was warned of twice, but for those recorded as overdue.
    let mut overdue: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
    for (alert, number) in alerts.iter().filter(|(alert, _)| alert.subject == "reply_due") {
        let first = overdue.entry(number).or_insert(alert.fired_at.to_utc());
        *first = (*first).min(alert.fired_at.to_utc());
    }
    let recorded_late: BTreeSet<&str> = county.numbers.iter().step_by(20).map(String::as_str).collect();
    let mut unwarned = Vec::new();
    for (number, at) in overdue.iter().filter(|(number, _)| !recorded_late.contains(*number)) {
        let warnings = sent.iter().filter(|mail| mail.at < *at && mail.numbers.contains(*number)).count();
        if warnings < 2 {
            unwarned.push((*number, warnings));
        }
    }
    // How often each person was reached on a day.
    let mut days: BTreeMap<(&str, NaiveDate), (u32, u32)> = BTreeMap::new();
    for mail in sent {
        let (digests, pushes) = days.entry((&mail.to, local(mail.at).date())).or_default();
        let morning = mail.digest && local(mail.at).time() == OFFICE_HOURS.opens;
        *(if morning { digests } else { pushes }) += 1;
    }
    let calm = days.values().filter(|(digests, pushes)| *digests <= 1 && *pushes <= 3).count();
    let share = calm as f64 / days.len() as f64;
    let (unheard, late) = escalations(county, &alerts);
    println!(
        "{} cases: {} overdue ({} first recorded so), {} unwarned; {} mails on {} days of people, {:.2} % of them \
         with at most 3 pushes and one digest; {} outside office hours, {} doubled; {} unacknowledged at −1, {} not \
         escalated in time",
        county.numbers.len(),
        overdue.len(),
        overdue.keys().filter(|number| recorded_late.contains(*number)).count(),
        unwarned.len(),
        sent.len(),
        days.len(),
        share * 100.0,
        outside,
        doubled,
        unheard,
        late.len()
    );
    assert_eq!((outside, doubled), (0, 0));
    assert!(overdue.len() > county.numbers.len() / 10, "some are late: {}", overdue.len());
    assert_eq!(unwarned, []);
    assert!(share >= 0.99, "{share}");
    assert!(unheard > 0, "some do not acknowledge");
    assert_eq!(late, [] as [String; 0]);
}

/// How many alerts at −1 nobody acknowledged for four office hours, and those that then went no further by
/// the next look.
fn escalations(county: &County, alerts: &[(AlertRow, String)]) -> (usize, Vec<String>) {
    let main = &county.calendar.main;
    let local = |at: DateTime<Utc>| shanghai(at).naive_local();
    let (mut unheard, mut late) = (0, Vec::new());
    for (alert, number) in alerts.iter().filter(|(alert, _)| alert.subject == "reply" && alert.level == -1) {
        let fired = local(alert.fired_at.to_utc());
        let due = OFFICE_HOURS.after(fired, TimeDelta::hours(4), main).unwrap();
        let before = |at: Option<gongkai::store::Instant>| at.is_some_and(|at| local(at.to_utc()) <= due);
        let down = due.date() >= day(DOWN.0) && due.date() <= day(DOWN.1);
        if before(alert.acknowledged_at) || before(alert.ended_at) || down {
            continue;
        }
        unheard += 1;
        let id = alert.id;
        let entries = county.app.store.read_blocking(move |db| list_entries_of_alert(db, id)).unwrap();
        let told = |entry: &gongkai::store::inbox::EntryRow| {
            let at = local(entry.created_at.to_utc());
            entry.created_at > alert.fired_at && at <= due
        };
        if !entries.iter().any(told) {
            late.push(number.clone());
        }
    }
    (unheard, late)
}

fn populate(app: &App, size: &Size) -> Vec<Organ> {
    let (passwords, size) = (app.passwords.clone(), (size.organs, size.units, size.handlers));
    let made = app.store.write_blocking(move |tx| -> Result<_, gongkai::casework::Error> {
        let since = day("2000-01-01");
        // One hash for all: nobody signs in.
        let person = |tx: &mut gongkai::store::Tx<'_>,
                      login: &str,
                      organ: &gongkai::store::organs::OrganRow,
                      unit,
                      role| {
            let setup = PersonSetup { login, name: login, password: PASSWORD, organ: organ.id, unit, role };
            let post = set_up_person(tx, &passwords, &[1; 16], &setup, since)?;
            // The domain is all that shows of an address, so that it tells people apart.
            set_email(tx, post.user_id, Some(&format!("a@{login}.test")))?;
            let actor = Actor {
                user: UserId(post.user_id),
                role,
                organ: OrganId(organ.id),
                organ_path: organ.path.clone(),
                unit: unit.map(UnitId),
                on_behalf_of: None,
            };
            Ok::<_, gongkai::casework::Error>(NamedActor {
                actor,
                name: login.to_owned(),
                organ_name: organ.name.clone(),
            })
        };
        let county =
            OrganSetup { parent: None, code: "QS", name: "清水县", kind: "government", units: &[] };
        let (county, _) = set_up_organ(tx, &county, since)?;
        person(tx, "supervisor", &county, None, Role::Supervisor)?;
        person(tx, "admin", &county, None, Role::Admin)?;
        let mut organs = Vec::new();
        for number in 0..size.0 {
            let names: Vec<String> = (0..size.1).map(|unit| format!("第{unit}股")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (code, name) = (format!("QS{number}"), format!("清水县第{number}局"));
            let setup = OrganSetup {
                parent: Some(county.id),
                code: &code,
                name: &name,
                kind: "department",
                units: &names,
            };
            let (organ, units) = set_up_organ(tx, &setup, since)?;
            let mut of = |role, what: &str| person(tx, &format!("{what}{number}"), &organ, None, role);
            let (clerk, office_head) = (of(Role::Clerk, "clerk")?, of(Role::OfficeHead, "head")?);
            let (reviewer, approver) = (of(Role::Reviewer, "reviewer")?, of(Role::Approver, "approver")?);
            let mut handlers = Vec::new();
            for (index, unit) in units.iter().flat_map(|unit| vec![*unit; size.2]).enumerate() {
                let login = format!("handler{number}-{index}");
                handlers.push(person(tx, &login, &organ, Some(unit), Role::Handler)?);
            }
            organs.push(Organ { clerk, office_head, reviewer, approver, handlers });
        }
        Ok(organs)
    });
    made.unwrap()
}
