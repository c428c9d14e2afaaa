//! A hundred thousand cases by a short path: rows and pairs of signs as plain SQL. Lists read no journal.

use chrono::{Days, NaiveDate};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use gongkai::casework::party::sort_key;
use gongkai::store::Address;
use gongkai::store::search::Grams;

use crate::ground::{Ground, TODAY};

const ROWS_A_STATEMENT: usize = 500;
/// One case in so many is open: most of an office's cases have been answered.
const OPEN_IN: usize = 20;
/// The past lies in so many days, about three years, however many cases there are.
const DAYS: usize = 1_055;

const SUBJECTS: [&str; 10] = [
    "征地补偿",
    "土地出让",
    "校舍维修",
    "财政预算",
    "环境监测",
    "低保名单",
    "规划许可",
    "执法记录",
    "采购合同",
    "拆迁安置",
];
const PLACES: [&str; 8] = ["城关镇", "河东乡", "柳林村", "幸福路", "开发区", "老街", "北山", "南苑"];
const NAMES: [&str; 6] = ["张三", "李四", "王五", "阿依古丽", "赵六", "欧阳修远"];
const STEPS: [&str; 8] =
    ["registration", "acceptance", "transfer", "opinion", "decision", "approval", "delivery", "archive"];
const CHANNELS: [&str; 4] = ["online", "in_person", "registered_mail", "email"];

/// What one case is: all follows from its place in the series.
struct Seed<'g> {
    ground: &'g Ground,
    number: usize,
}

impl Seed<'_> {
    fn open(&self) -> bool {
        self.number.is_multiple_of(OPEN_IN)
    }

    /// Half of all cases belong to the first organ.
    fn organ(&self) -> usize {
        if self.number.is_multiple_of(2) { 0 } else { self.number / 2 % self.ground.organs.len() }
    }

    fn received(&self) -> NaiveDate {
        let today: NaiveDate = TODAY.parse().unwrap();
        let back = if self.open() { self.number / OPEN_IN % 40 } else { 41 + self.number * 7_919 % DAYS };
        today - Days::new(back as u64)
    }

    /// One of the units that the organ has besides its first.
    fn unit(&self) -> i64 {
        let own = self.ground.units.len() / self.ground.organs.len();
        self.ground.units[self.organ() * own + 1 + self.number / 3 % (own - 1)]
    }

    fn title(&self) -> String {
        let rare = if self.number == 4_242 { "龘靐" } else { "" };
        let (place, subject) = (PLACES[self.number / 10 % 8], SUBJECTS[self.number % 10]);
        format!("清水县{place}{subject}材料{rare}第{}号", self.number)
    }

    fn name(&self) -> String {
        format!("{}{}", NAMES[self.number % 6], self.number % 97)
    }

    /// State, waiting_for and whether it is confirmed, in the shares of an ordinary office.
    fn state(&self) -> &'static str {
        match (self.open(), self.number / OPEN_IN % 20) {
            (true, 0) => "unconfirmed",
            (true, 1 | 2) => "awaiting_correction",
            (true, 3) => "awaiting_payment",
            (true, _) => "running",
            (false, 0) => "late",
            (false, 1) => "withdrawn",
            (false, 2) => "lapsed",
            (false, _) => "met",
        }
    }

    fn row(&self, postgres: bool) -> String {
        let on = |day: Option<NaiveDate>| day.map_or("NULL".to_owned(), |day| format!("'{day}'"));
        let (number, received, state) = (self.number, self.received(), self.state());
        let confirmed = state != "unconfirmed";
        let running = confirmed && !state.starts_with("awaiting");
        let due = received + Days::new(28);
        let prudent = due - Days::new((number / 7 % 3) as u64);
        let ended = (!self.open()).then_some(received + Days::new(20));
        let paused =
            (state == "running" && (number / OPEN_IN).is_multiple_of(7)).then_some(received + Days::new(40));
        let organ = self.ground.organs[self.organ()];
        let in_unit = self.organ() == 0 && (number / 2).is_multiple_of(4);
        let unit = if in_unit { self.ground.unit } else { self.unit() };
        let handler = if in_unit && (number / 8).is_multiple_of(3) {
            self.ground.handler.to_string()
        } else {
            "NULL".to_owned()
        };
        let step = if self.open() { STEPS[number / OPEN_IN % 7] } else { STEPS[7] };
        let (title, name) = (self.title(), self.name());
        let result = match state {
            _ if ended.is_none() => "NULL",
            "withdrawn" => "'F3'",
            "lapsed" => "'F1'",
            _ => ["'A1'", "'A2'", "'B'", "'C4'", "'D1a'", "'E1'"][number / 11 % 6],
        };
        let (no, head) = if postgres { ("FALSE", r"'\x") } else { ("0", "x'") };
        let submitted = format!("{received} 01:{:02}:{:02}.000000", number / 60 % 60, number % 60);
        format!(
            "('B-{number:06}', {organ}, {unit}, {handler}, 2020, {number}, '{}', 'natural_person', '{step}', '{state}', \
             {}, {}, {}, NULL, NULL, {}, {}, NULL, NULL, {}, {}, {result}, {no}, 'bench', '{title}', '{}', \
             '{name}', '{}', 1, '{submitted}', '{submitted}', 1, 0, {head}{}')",
            CHANNELS[number / 3 % 4],
            on(confirmed.then_some(received)),
            on(running.then_some(due)),
            on(running.then_some(prudent)),
            on(confirmed.then_some(received + Days::new(9))),
            on(paused),
            on(ended),
            on(ended),
            sort_key(&title),
            sort_key(&name),
            "00".repeat(32),
        )
    }
}

impl Seed<'_> {
    fn is_recent(&self) -> bool {
        let today: NaiveDate = TODAY.parse().unwrap();
        !self.open() && self.received() > today - Days::new(120)
    }

    /// What begins each step, a few days apart.
    fn events(&self, postgres: bool) -> Vec<String> {
        let kinds = [
            "registered",
            "assigned",
            "opinion_proposed",
            "decision_drafted",
            "submitted_for_approval",
            "reply_dispatched",
        ];
        let hash = format!("{}{}'", if postgres { r"'\x" } else { "x'" }, "00".repeat(32));
        let event = |(kind, seq): (&str, usize)| {
            let on = self.received() + Days::new((seq * 3 + self.number % 3) as u64);
            let id = id(self.number);
            format!(
                "({id}, {seq}, '{kind}', 1, '{on} 01:00:00.000000', '{on}', '{{}}', '{{}}', {hash}, {hash})"
            )
        };
        kinds.into_iter().zip(1..).map(event).collect()
    }
}

const EVENT_COLUMNS: &str =
    "case_id, seq, kind, kind_version, recorded_at, occurred_on, actor, payload, prev_hash, hash";

const COLUMNS: &str = "number, organ_id, unit_id, handler_id, year, serial, channel, applicant_kind, step, state, \
    received_on, due_on, prudent_due_on, due_early_on, due_late_on, correction_notice_by, paused_until, \
    waiting_for, waiting_until, delivered_on, ended_on, result, provisional, calendar_version, title, title_key, \
    applicant_name, applicant_key, query_generation, submitted_at, updated_at, version, event_count, head";

enum Wire {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Wire {
    fn run(&mut self, statement: &str) {
        match self {
            Wire::Sqlite(conn) => conn.batch_execute(statement).unwrap(),
            Wire::Postgres(conn) => conn.batch_execute(statement).unwrap(),
        }
    }
}

/// Adds the cases `from..to`; their ids are their numbers, beyond those the service has given.
pub fn fill(ground: &Ground, from: usize, to: usize) {
    let mut wire = match &ground.database {
        Address::Sqlite(path) => Wire::Sqlite(SqliteConnection::establish(path).unwrap()),
        Address::Postgres(url) => Wire::Postgres(PgConnection::establish(url).unwrap()),
    };
    let postgres = matches!(wire, Wire::Postgres(_));
    wire.run(if postgres { "BEGIN; SET LOCAL synchronous_commit = off" } else { "BEGIN IMMEDIATE" });
    let seeds: Vec<Seed<'_>> = (from..to).map(|number| Seed { ground, number }).collect();
    for some in seeds.chunks(ROWS_A_STATEMENT) {
        let rows: Vec<String> = some
            .iter()
            .map(|seed| seed.row(postgres).replacen('(', &format!("({}, ", id(seed.number)), 1))
            .collect();
        wire.run(&format!("INSERT INTO cases (id, {COLUMNS}) VALUES {}", rows.join(", ")));
    }
    // The latest replies have their journals, by which the time of each step is told.
    let journals: Vec<String> =
        seeds.iter().filter(|seed| seed.is_recent()).flat_map(|s| s.events(postgres)).collect();
    for some in journals.chunks(ROWS_A_STATEMENT) {
        wire.run(&format!("INSERT INTO case_events ({EVENT_COLUMNS}) VALUES {}", some.join(", ")));
    }
    let mut pairs: Vec<(String, usize)> = Vec::new();
    for seed in &seeds {
        let grams = Grams::of_text(&format!("{},{}", seed.title(), seed.name()));
        pairs.extend(grams.pairs.into_iter().chain(grams.singles).map(|gram| (gram, seed.number)));
    }
    // In the order of the table, or most of the time would go into finding places.
    pairs.sort_unstable();
    for some in pairs.chunks(ROWS_A_STATEMENT * 4) {
        let rows: Vec<String> =
            some.iter().map(|(gram, number)| format!("('{gram}', {})", id(*number))).collect();
        wire.run(&format!("INSERT INTO grams (gram, case_id) VALUES {}", rows.join(", ")));
    }
    wire.run("COMMIT");
}

fn id(number: usize) -> usize {
    1_000_000 + number
}

/// What PostgreSQL does by itself within minutes.
pub fn analyse(ground: &Ground) {
    if let Address::Postgres(url) = &ground.database {
        PgConnection::establish(url).unwrap().batch_execute("VACUUM ANALYZE").unwrap();
    }
}
