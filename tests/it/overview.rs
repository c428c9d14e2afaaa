//! 监督总览: every number is what the journals say, and opens a list of just as many.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection as _;
use gongkai::casework::journal::from_row;
use gongkai::casework::row::{Cached, cached, word};
use gongkai::law::act::ActKind;
use gongkai::law::case::Case;
use gongkai::law::light::{Light, LightFacts, Standing};
use gongkai::law::text::OrganId;
use gongkai::notify::background::keep_house;
use gongkai::store::cases::{find_case, insert_case};
use gongkai::store::journal::load_events;
use gongkai::store::organs::list_organs;
use gongkai::store::{Address, Scope, StoreError, migrations};
use serde_json::json;

use crate::app::{TestApp, application, day};
use crate::county::{County, Registration};
use crate::databases::TestDatabase;
use crate::page_client::Visitor;
use crate::states::{Office, STATES, TODAY};

on_both_databases!(
    every_number_is_what_the_journals_say_and_opens_just_as_many,
    an_act_moves_the_numbers_at_once,
    only_a_supervisor_sees_it_and_only_the_own_subtree,
    a_tally_that_was_altered_is_found,
    many_cases_make_few_tallies,
    a_database_of_the_last_version_is_counted,
);

/// A link with what it says.
#[derive(Debug, Clone)]
struct Link {
    address: String,
    number: i64,
}

fn unescape(text: &str) -> String {
    text.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Every link to a list, with the number that stands in it.
fn links(html: &str) -> Vec<Link> {
    let main = &html[html.find("<main").unwrap()..];
    let mut found = Vec::new();
    for anchor in main.split("<a ").skip(1) {
        let tag = unescape(anchor.split('>').next().unwrap());
        let Some(address) = tag.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()) else {
            continue;
        };
        if !address.starts_with("/staff/cases") {
            continue;
        }
        let inner = anchor.split("</a>").next().unwrap();
        let words: String =
            inner.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
        // «在办 12件», «12» or the title of an area, «10月16日 工作日 3件».
        let digits: Vec<&str> =
            words.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let number = digits.last().unwrap_or_else(|| panic!("no number in {anchor}")).parse().unwrap();
        found.push(Link { address: address.to_owned(), number });
    }
    found
}

/// How many cases the list shows, over all of its pages.
fn listed(visitor: &Visitor<'_>, address: &str) -> i64 {
    let (mut next, mut rows, mut said) = (Some(address.to_owned()), 0, None);
    while let Some(address) = next {
        let page = visitor.opens(&address).html;
        rows += page.matches("class=\"ledger__number\"").count() as i64;
        let total = page.split("role=\"status\">共").nth(1).unwrap().split('件').next().unwrap();
        said = said.or(Some(total.parse::<i64>().unwrap()));
        next = page
            .split("<a ")
            .find(|anchor| anchor.split('>').next().unwrap().contains("rel=\"next\""))
            .map(|anchor| unescape(anchor.split("href=\"").nth(1).unwrap().split('"').next().unwrap()));
    }
    assert_eq!(said, Some(rows), "{address}");
    rows
}

/// A case as its journal tells it.
struct Told {
    organ: i64,
    path: String,
    row: Cached,
    light: Light,
}

/// Folds every journal anew.
fn told(app: &TestApp) -> Vec<Told> {
    let (of, today) = (app.app.clone(), app.app.clock.today());
    app.app
        .store
        .read_blocking(move |db| {
            let calendar = of.calendars.current(db)?.in_force(None);
            let organs: BTreeMap<i64, String> =
                list_organs(db, "/")?.into_iter().map(|organ| (organ.id, organ.path)).collect();
            let mut all = Vec::new();
            for id in 1.. {
                let Some(row) = find_case(db, &Scope::Everything, id)? else { break };
                let journal = load_events(db, id)?.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
                let path = organs[&row.organ_id].clone();
                let case = Case::fold(OrganId(row.organ_id), &path, &journal);
                let folded = cached(&case, &calendar)?;
                let facts = LightFacts {
                    standing: Standing::of_word(&folded.state).unwrap(),
                    due_on: folded.due_on,
                    prudent_due_on: folded.prudent_due_on,
                    paused_until: folded.paused_until,
                };
                let light = Light::on(today, facts, &calendar.main).unwrap();
                all.push(Told { organ: row.organ_id, path, row: folded, light });
            }
            Ok::<_, gongkai::casework::Error>(all)
        })
        .unwrap()
}

/// What an address asks, judged by the words of the address alone.
fn asked(told: &Told, address: &str) -> bool {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let row = &told.row;
    let day_of = |name: &str| match name.rsplit_once('_').unwrap().0 {
        "received" => row.received_on,
        "due" => row.due_on,
        "prudent" => row.prudent_due_on,
        _ => row.ended_on,
    };
    query.split('&').all(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        match (name, value) {
            ("organ", path) => told.path.starts_with(path),
            ("own", _) => query.contains(&format!("/{}/&", told.organ)),
            ("unit", id) => row.unit_id == Some(id.parse().unwrap()),
            ("no_unit", _) => row.unit_id.is_none(),
            ("light", light) => word(told.light) == light,
            ("progress", "open") => row.ended_on.is_none(),
            ("progress", "replied") => row.state == "met" || row.state == "late",
            ("progress", state) => row.state == state,
            ("class", "none") => row.result.is_none(),
            ("class", letter) => row.result.as_deref().is_some_and(|result| result.starts_with(letter)),
            ("provisional", _) => row.provisional,
            ("undated", _) => row.prudent_due_on.is_none(),
            ("descending", _) => true,
            (name, value) if name.ends_with("_from") => day_of(name).is_some_and(|on| on >= day(value)),
            (name, value) if name.ends_with("_to") => day_of(name).is_some_and(|on| on <= day(value)),
            _ => panic!("{name} is new"),
        }
    })
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// A case somewhere on its way.
struct OnItsWay {
    number: String,
    organ: usize,
    unit: usize,
}

fn does(office: &Office, login: &str, number: &str, act: &serde_json::Value) {
    let answer = office.ask(login, number, act, false);
    assert_eq!(answer.status, 200, "{login} {act}: {}", answer.body);
}

/// A new case in one of the organs, and a step or two.
fn begin(office: &Office, dice: &mut Dice, on: &str) -> Option<OnItsWay> {
    let (organ, unit, far) = (dice.roll(2), dice.roll(2), dice.roll(6));
    // Of the other organ only the second unit has someone signed in.
    let unit = unit.max(organ);
    let prefix = ["", "other-"][organ];
    let channel = if far == 0 { "ordinary_mail" } else { "in_person" };
    let body = application(channel, on).to_string().into_bytes();
    let clerk = format!("{prefix}clerk");
    let token = Some(office.tokens[&clerk].as_str());
    let registered = office.app.request("POST", "/cases", token, &[], Some(body)).ok();
    let number = registered["number"].as_str().unwrap().to_owned();
    if far < 2 {
        return None;
    }
    let units = [&office.app.units, &office.app.other_units][organ];
    does(office, &clerk, &number, &json!({ "act": "assign", "unit": units[unit] }));
    (far > 2).then_some(OnItsWay { number, organ, unit })
}

/// From the signature for the file to the post office, or to the applicant's own withdrawal.
fn end(office: &Office, case: &OnItsWay, withdrawn: bool, on: &str) {
    let prefix = ["", "other-"][case.organ];
    let who = |login: &str| format!("{prefix}{login}");
    let clerk = who("clerk");
    if withdrawn {
        let withdraw = json!({ "act": "withdraw", "on": on, "proof": "撤回申请书" });
        return does(office, &clerk, &case.number, &withdraw);
    }
    let handler = who(["neighbour", "handler"][case.unit]);
    let acts = [
        (&handler, json!({ "act": "sign_for" })),
        (&handler, office.body(ActKind::ProposeOpinion, 'k')),
        (&handler, office.body(ActKind::DraftDecision, 'k')),
        (&handler, office.body(ActKind::SubmitForApproval, 'k')),
        (&who("reviewer"), json!({ "act": "pass" })),
        (&who("approver"), json!({ "act": "pass" })),
        (&clerk, json!({ "act": "seal", "kind": "paper" })),
        (
            &clerk,
            json!({ "act": "deliver", "method": "post", "dispatched_on": on, "tracking": "1234567890123" }),
        ),
    ];
    for (login, act) in acts {
        does(office, login, &case.number, &act);
    }
}

/// A year of two organs: a case in every state there is, and some two dozen that went as the dice fell.
fn lived(db: &TestDatabase) -> Office {
    let mut office = Office::open(db);
    let begun: Vec<_> = STATES.iter().map(|(state, _)| office.begin(*state)).collect();
    office.set_day(TODAY);
    for ((state, _), begun) in STATES.into_iter().zip(begun) {
        office.reach(state, begun);
    }
    let (mut dice, mut open) = (Dice(2026), Vec::new());
    let last = "2026-05-29";
    for on in ["2026-03-17", "2026-03-31", "2026-04-07", "2026-04-28", "2026-05-12", last] {
        office.set_day(on);
        for _ in 0..5 {
            open.extend(begin(&office, &mut dice, on));
        }
        // The newest come first, so that the oldest are late when their turn comes on the last day.
        let ends = if on == last { 3 } else { 1 };
        for _ in 0..ends {
            let next = if on == last { (!open.is_empty()).then(|| open.remove(0)) } else { open.pop() };
            if let Some(case) = next {
                end(&office, &case, on != last && dice.roll(4) == 0, on);
            }
        }
    }
    office.set_day("2026-06-02");
    office
}

fn every_number_is_what_the_journals_say_and_opens_just_as_many(db: &TestDatabase) {
    let office = lived(db);
    office.app.is_sound();
    let (own, unit) = {
        let units = &office.app.units;
        let path = told(&office.app).iter().map(|told| told.path.clone()).min().unwrap();
        (path, units[1])
    };
    let supervisor = office.app.at_desk("supervisor");
    let told = told(&office.app);
    let (mut seen, mut kinds) = (BTreeMap::new(), BTreeMap::new());
    // The sums are the same before and after upkeep has added them together.
    for merged in [false, true] {
        if merged {
            keep_house(&office.app.app).unwrap();
            office.app.is_sound();
        }
        for switches in [
            String::new(),
            "?by=unit&period=year".to_owned(),
            "?period=2026q2".to_owned(),
            format!("?organ={own}&by=unit"),
            format!("?organ={own}&unit={unit}"),
        ] {
            let page = supervisor.opens(&format!("/staff/overview{switches}")).html;
            let links = links(&page);
            assert!(links.len() >= 20, "{switches}: {}", links.len());
            for link in links {
                let expected = told.iter().filter(|told| asked(told, &link.address)).count() as i64;
                assert_eq!(link.number, expected, "{switches}: {}", link.address);
                let rows =
                    *seen.entry(link.address.clone()).or_insert_with(|| listed(&supervisor, &link.address));
                assert_eq!(link.number, rows, "{switches}: {}", link.address);
                for pair in link.address.split_once('?').unwrap().1.split('&') {
                    *kinds.entry(pair.split('=').next().unwrap().to_owned()).or_insert(0) += 1;
                }
            }
        }
    }
    // A test of numbers that are all nothing would pass as well.
    for kind in [
        "light",
        "progress",
        "class",
        "due_from",
        "prudent_from",
        "closed_from",
        "received_from",
        "own",
        "undated",
    ] {
        assert!(kinds.contains_key(kind), "no number opened a list by {kind}: {kinds:?}");
    }
    for light in ["overdue", "unconfirmed", "past_prudent", "due_soon", "paused"] {
        let found = seen.keys().any(|address| address.contains(&format!("light={light}")));
        let there = told.iter().any(|told| word(told.light) == light);
        assert_eq!(found, there, "{light}");
    }
    assert!(told.iter().any(|told| told.row.state == "late"), "nothing was late");
}

/// The number of a tile.
fn tile(page: &str, name: &str) -> i64 {
    let from = page.split(&format!("<span class=\"tile__name\">{name}</span>")).nth(1).unwrap();
    let count = from.split("tile__count\">").nth(1).unwrap().split('<').next().unwrap();
    count.parse().unwrap()
}

fn an_act_moves_the_numbers_at_once(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.set_day("2026-03-31");
    let supervisor = app.at_desk("supervisor");
    let page = supervisor.opens("/staff/overview").html;
    assert_eq!([tile(&page, "在办"), tile(&page, "超期")], [1, 1]);
    assert!(page.contains("期间内没有答复"));
    app.seal_reply(&number);
    let sent = json!({ "act": "deliver", "method": "post", "dispatched_on": "2026-03-31", "tracking": "RR473124829GB" });
    app.does("clerk", &number, sent);
    let page = supervisor.opens("/staff/overview").html;
    assert_eq!([tile(&page, "在办"), tile(&page, "超期")], [0, 0]);
    // It was late, and one reply is too few for a rank.
    supervisor.opens("/staff/overview").shows("0.0%");
    supervisor.opens("/staff/overview").shows("不排名");
    // Ordered anew, it is open again and no longer answered.
    let reopen =
        json!({ "act": "reopen", "by": "court", "served_on": "2026-03-31", "document": "(2026)行初1号" });
    app.does("clerk", &number, reopen);
    let page = supervisor.opens("/staff/overview").html;
    assert_eq!([tile(&page, "在办"), tile(&page, "超期")], [1, 0]);
    assert!(page.contains("期间内没有答复"));
    app.is_sound();
}

fn only_a_supervisor_sees_it_and_only_the_own_subtree(db: &TestDatabase) {
    let office = Office::open(db);
    let body = application("in_person", "2026-03-02").to_string().into_bytes();
    for clerk in ["clerk", "other-clerk"] {
        let token = office.tokens[clerk].clone();
        office.app.request("POST", "/cases", Some(&token), &[], Some(body.clone())).ok();
    }
    for login in ["clerk", "handler", "reviewer", "office-head", "approver", "admin", "security", "auditor"] {
        assert_eq!(office.app.at_desk(login).get("/staff/overview").status, 403, "{login}");
    }
    assert_eq!(office.app.visitor().get("/staff/overview").status, 303);
    let (county, own) = (office.app.at_desk("supervisor"), office.app.at_desk("own-supervisor"));
    let everything = county.opens("/staff/overview").html;
    assert_eq!(tile(&everything, "在办"), 3);
    let part = own.opens("/staff/overview");
    assert_eq!(tile(&part.html, "在办"), 2);
    part.hides("清水县教育局");
    part.shows("清水县自然资源局");
    // Another's organ and unit do not exist; a unit of an organ not chosen is left out.
    let foreign =
        everything.split("<option value=\"").find(|option| option.contains("清水县教育局")).unwrap();
    let foreign = unescape(foreign.split('"').next().unwrap());
    assert_eq!(own.get(&format!("/staff/overview?organ={foreign}")).status, 404);
    let unit = office.app.other_units[0];
    let away = own.get(&format!("/staff/overview?unit={unit}"));
    assert_eq!((away.status, away.location()), (303, "/staff/overview?period=12m"));
    assert_eq!(tile(&county.opens(&format!("/staff/overview?organ={foreign}")).html, "在办"), 1);
    // What a number opens shows masked persons, and a foreign path in an address shows nothing.
    for link in links(&everything) {
        let list = county.opens(&link.address);
        list.hides("张三丰");
        list.shows("张*");
    }
    own.opens(&format!("/staff/cases?organ={foreign}")).shows("共0件");
}

fn a_tally_that_was_altered_is_found(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    app.in_hand("2026-03-02");
    app.is_sound();
    let alter = |tx: &mut gongkai::store::Tx<'_>| -> Result<(), StoreError> {
        tx.batch_execute("UPDATE tallies SET number = number + 1 WHERE number = 1 AND unit_id <> 0")?;
        Ok(())
    };
    app.app.store.write_blocking(alter).unwrap();
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!(verified.faults, ["按月的汇总数与台账不一致"]);
}

fn rows(db: &TestDatabase) -> i64 {
    use gongkai::store::tallies::count_wrong_tallies;
    let count = |db: &mut gongkai::store::Db| -> Result<i64, StoreError> {
        assert_eq!(count_wrong_tallies(db)?, 0);
        gongkai::store::tallies::count_tallies(db)
    };
    db.store.read_blocking(count).unwrap()
}

fn many_cases_make_few_tallies(db: &TestDatabase) {
    let county = County::found(&db.store);
    let unit = county.unit.id;
    let months = [day("2026-01-05"), day("2026-02-05"), day("2026-03-05")];
    let fill = |from: i32, to: i32| {
        let education = county.education.clone();
        move |tx: &mut gongkai::store::Tx<'_>| -> Result<(), StoreError> {
            for serial in from..to {
                let mut fields = Registration::of(&education, "题目").fields(serial);
                let received: NaiveDate = months[serial as usize % 3];
                fields.unit_id = (serial % 2 == 0).then_some(unit);
                (fields.received_on, fields.ended_on) = (Some(received), Some(received));
                fields.state = "met".to_owned();
                fields.result = Some(["A1", "A2", "C4"][serial as usize / 3 % 3].to_owned());
                insert_case(tx, fields)?;
            }
            Ok(())
        }
    };
    let merged = |db: &TestDatabase| {
        db.store.write_blocking(gongkai::store::tallies::merge_tallies).unwrap();
        rows(db)
    };
    db.store.write_blocking(fill(1, 101)).unwrap();
    assert_eq!(rows(db), 200);
    let few = merged(db);
    // Three months, two units (one is none), arrivals and closings of two classes.
    assert_eq!(few, 3 * 2 * 3);
    db.store.write_blocking(fill(101, 601)).unwrap();
    assert_eq!(merged(db), few, "what the overview reads does not grow with the cases");
}

fn a_database_of_the_last_version_is_counted(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-02");
    let number = app.in_hand("2026-03-02");
    app.in_hand("2026-03-02");
    app.does("clerk", &number, json!({ "act": "withdraw", "on": "2026-03-02", "proof": "撤回申请书" }));
    let down = match &db.settings.address {
        Address::Sqlite(_) => include_str!("../../migrations/sqlite/0009_figures/down.sql"),
        Address::Postgres(_) => include_str!("../../migrations/postgres/0009_figures/down.sql"),
    };
    let back = move |tx: &mut gongkai::store::Tx<'_>| -> Result<(), StoreError> {
        tx.batch_execute(down)?;
        tx.batch_execute("DELETE FROM __diesel_schema_migrations WHERE version = '0009'")?;
        Ok(())
    };
    db.store.write_blocking(back).unwrap();
    assert!(!migrations::is_migrated(&db.settings.address).unwrap());
    assert_eq!(db.store.migrate().unwrap().len(), 1);
    app.is_sound();
    assert_eq!(rows(db), 2, "two arrived and one closed, of the same unit");
}
