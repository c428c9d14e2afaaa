//! The program as it is typed: settings, the demonstration, explanations, checks, imports.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate, Weekday};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use gongkai::config::Settings;
use gongkai::holidays;

use crate::served::Installation;

fn gongkai(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.env_clear().args(arguments).envs(variables.iter().copied());
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// Copies what is in a folder, and in the folders of it.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
        if path.is_dir() {
            copy_folder(&path, &to);
        } else {
            fs::copy(path, to).unwrap();
        }
    }
}

/// A folder with a demonstration in it.
struct Demo {
    folder: tempfile::TempDir,
}

impl Demo {
    /// A copy of the one that the first test made.
    fn new() -> Demo {
        static FIRST: OnceLock<Demo> = OnceLock::new();
        let first = FIRST.get_or_init(Demo::make);
        let copy = Demo { folder: tempfile::tempdir().unwrap() };
        copy_folder(first.folder.path(), copy.folder.path());
        copy
    }

    fn make() -> Demo {
        let demo = Demo { folder: tempfile::tempdir().unwrap() };
        let made = demo.start(&["--today", &today().to_string()]);
        assert!(made.status.success(), "{}", said(&made));
        demo
    }

    fn start(&self, more: &[&str]) -> Output {
        let dir = self.folder.path().to_str().unwrap();
        gongkai(&[&["demo", "--no-serve", "--dir", dir], more].concat(), &[])
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let database = format!("sqlite:{}", self.file("demo.db").display());
        let key = self.file("demo.key");
        let files = format!("folder:{}", self.file("demo-files").display());
        let variables = [
            ("GONGKAI_DATABASE", &*database),
            ("GONGKAI_KEY_FILE", key.to_str().unwrap()),
            ("GONGKAI_FILE_STORAGE", &files),
        ];
        gongkai(arguments, &variables)
    }

    fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    fn fail(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    /// Changes the database behind the program's back.
    fn tamper(&self, statements: &str) {
        let mut conn = SqliteConnection::establish(self.file("demo.db").to_str().unwrap()).unwrap();
        conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
        for table in ["cases", "case_events", "anchors"] {
            for operation in ["update", "delete"] {
                let drop = format!("DROP TRIGGER IF EXISTS {table}_refuse_{operation}");
                conn.batch_execute(&drop).unwrap();
            }
        }
        conn.batch_execute(statements).unwrap();
    }
}

/// So late in the last announced year that running cases fall due on unannounced ground.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(last_announced_year(), 12, 15).unwrap()
}

fn last_announced_year() -> i32 {
    holidays::shipped().unwrap().notices().last().unwrap().year
}

#[test]
fn a_letter_is_rendered_from_a_case_or_as_a_sample() {
    let sample = gongkai(&["letter", "--sample", "reply", "--format", "txt"], &[]);
    assert!(sample.status.success() && said(&sample).contains("政府信息公开申请答复书"), "{}", said(&sample));
    let unknown = gongkai(&["letter", "--sample", "love_letter"], &[]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("correction_notice"), "{}", said(&unknown));
    let demo = Demo::new();
    let case = "QSXZR-2026-00001";
    let sheet = demo.succeed(&["letter", case, "registration_sheet", "--format", "txt"]);
    assert!(sheet.contains(case), "{sheet}");
    let file = demo.file("letter.pdf");
    demo.succeed(&["letter", case, "reply", "-o", file.to_str().unwrap()]);
    assert!(std::fs::read(file).unwrap().starts_with(b"%PDF"));
}

#[test]
fn settings_report_every_fault_at_once_and_no_password() {
    let variables = [
        ("GONGKAI_LISTEN", "0.0.0.0:80"),
        ("GONGKAI_TLS_KEY", "key.pem"),
        ("GONGKAI_DATABASE", "postgres://gongkai:geheim@db/gongkai"),
    ];
    let output = gongkai(&["migrate"], &variables);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    for fault in ["tls_certificate和tls_key须同时给出", "不加密只能用于本机", "key_file"] {
        assert!(text.contains(fault), "{text}");
    }
    assert!(!text.contains("geheim"), "{text}");
}

#[test]
fn settings_are_printed_without_the_password() {
    let own = [
        ("GONGKAI_DATABASE", "postgres://gongkai:geheim@db/gongkai"),
        ("GONGKAI_KEY_FILE", "/run/secrets/key"),
    ];
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let settings = Settings::load(None, own).unwrap();
    assert!(!format!("{settings:?}").contains("geheim"));
}

#[test]
fn a_number_may_come_from_the_environment() {
    let of = |value: &str| {
        Settings::load(None, [("GONGKAI_LOOKUPS_PER_SECOND".to_owned(), value.to_owned())].into_iter())
    };
    assert_eq!(of("7").unwrap().lookups_per_second, 7);
    assert!(of("many").unwrap_err().to_string().contains("配置项有误"));
}

#[test]
fn a_configuration_file_is_read_and_the_environment_goes_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("gongkai.toml"), folder.path().join("elsewhere"));
    fs::write(&file, "data_dir = \"/nowhere/at/all\"\n").unwrap();
    let arguments = ["migrate", "--config", file.to_str().unwrap()];
    let output = gongkai(&arguments, &[("GONGKAI_DATA_DIR", data.to_str().unwrap())]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(data.join("gongkai.db").exists() && data.join("secret.key").exists());
    fs::write(&file, "datadir = \"x\"\n").unwrap();
    let output = gongkai(&arguments, &[]);
    assert!(said(&output).contains("datadir"), "{}", said(&output));
}

#[test]
fn the_demonstration_is_made_once_and_found_again() {
    let demo = Demo::new();
    let accounts = fs::read_to_string(demo.file("demo-accounts.txt")).unwrap();
    let again = said(&demo.start(&[]));
    assert!(again.contains("沿用") && again.contains(&accounts), "{again}");
    for post in ["登记岗", "承办人（", "审核岗", "公开工作机构负责人", "签发人", "监督岗", "安全审计员"]
    {
        assert!(accounts.contains(post), "{post}");
    }
    let fresh = said(&demo.start(&["--fresh", "--today", "2026-07-01"]));
    assert!(fresh.contains("正在") && !fresh.contains(&accounts), "{fresh}");
    assert!(demo.succeed(&["verify"]).contains("未发现问题"));
    // A newcomer sees alerts without a mail server: in the inboxes, and as files.
    assert!(fresh.contains("邮件不外发") && fresh.contains("demo-mail"), "{fresh}");
    let mails: Vec<_> =
        fs::read_dir(demo.file("demo-mail")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(mails.iter().any(|mail| mail.extension().is_some_and(|end| end == "eml")), "{mails:?}");
    let swept = demo.run(&["sweep", "--dry-run"]);
    assert!(swept.status.success() && said(&swept).contains("将检查"), "{}", said(&swept));
}

#[test]
fn an_unfinished_demonstration_is_made_anew() {
    let demo = Demo::new();
    fs::remove_file(demo.file("demo-accounts.txt")).unwrap();
    assert!(said(&demo.start(&[])).contains("正在"));
}

#[test]
fn a_date_is_explained_with_both_readings() {
    let demo = Demo::new();
    let number = number_of(&demo, "王㛃");
    let waiting = demo.succeed(&["explain", &number]);
    assert!(waiting.contains("尚未确认"), "{waiting}");
    let number = number_of(&demo, "陆晨曦");
    let text = demo.succeed(&["explain", &number]);
    for part in ["法定答复截止日的由来", "从严截止日的由来", "从严按申请人提交之日", "20个工作日"]
    {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&demo.succeed(&["explain", &number, "--json"])).unwrap();
    assert_eq!(json["row_agrees"], true);
    assert!(json["prudent_due_on"].as_str() < json["due_on"].as_str(), "{json}");
    assert!(demo.fail(&["explain", "QSX-1999-00001"]).contains("没有找到"));
}

/// The number of the case of an applicant.
fn number_of(demo: &Demo, applicant: &str) -> String {
    use diesel::{QueryableByName, RunQueryDsl as _, sql_types::Text};
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = Text)]
        number: String,
    }
    let mut conn = SqliteConnection::establish(demo.file("demo.db").to_str().unwrap()).unwrap();
    let query = diesel::sql_query("SELECT number FROM cases WHERE applicant_name = ?");
    query.bind::<Text, _>(applicant).get_result::<Number>(&mut conn).unwrap().number
}

#[test]
fn verify_finds_an_altered_payload_and_a_row_that_differs() {
    let demo = Demo::new();
    assert!(demo.succeed(&["verify"]).contains("未发现问题"));
    demo.tamper("UPDATE case_events SET payload = replace(payload, 'in_person', 'oral') WHERE position = 1");
    let text = demo.fail(&["verify"]);
    assert!(text.contains("第1条日志被改动"), "{text}");
    let demo = Demo::new();
    demo.tamper("UPDATE cases SET due_on = date(due_on, '+1 day') WHERE state = 'running'");
    let text = demo.fail(&["verify"]);
    assert!(text.contains("记录与日志不一致"), "{text}");
}

#[test]
fn an_anchor_finds_a_case_that_was_removed_without_a_trace() {
    let demo = Demo::new();
    let made = demo.succeed(&["verify", "--make-anchor"]);
    let anchor = made.trim_end().rsplit('：').next().unwrap();
    assert_eq!(anchor.len(), 64, "{made}");
    assert!(demo.succeed(&["verify", "--anchor", anchor]).contains("锚定值成立"));
    let removed = number_of(&demo, "夏雨");
    demo.tamper(&format!(
        "DELETE FROM case_events WHERE case_id = (SELECT id FROM cases WHERE number = '{removed}');
         DELETE FROM cases WHERE number = '{removed}';"
    ));
    assert!(demo.fail(&["verify"]).contains("按月的汇总数与台账不一致"));
    // Whoever knows of the totals mends them too.
    demo.tamper(
        "DELETE FROM tallies;
         INSERT INTO tallies (month, what, class, organ_id, unit_id, number)
         SELECT substr(received_on, 1, 7), 'arrived', '', organ_id, coalesce(unit_id, 0), 1
         FROM cases WHERE received_on IS NOT NULL;
         INSERT INTO tallies (month, what, class, organ_id, unit_id, number)
         SELECT substr(ended_on, 1, 7), state, coalesce(substr(result, 1, 1), ''), organ_id,
                coalesce(unit_id, 0), 1
         FROM cases WHERE ended_on IS NOT NULL;",
    );
    assert!(demo.succeed(&["verify"]).contains("未发现问题"), "nothing within the store shows it");
    assert!(demo.fail(&["verify", "--anchor", anchor]).contains("锚定值不成立"));
    assert!(demo.fail(&["verify", "--anchor", &"0".repeat(64)]).contains("没有这个锚定值"));
}

/// A made-up notice for the first unannounced year: thirteen weekdays off from New Year on.
fn notice(file: &Path) -> String {
    let year = last_announced_year() + 1;
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let weekday = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let off: Vec<_> = first.iter_days().filter(weekday).take(13).collect();
    let document = format!("国办发明电〔{}〕99号", year - 1);
    let body = serde_json::json!({
        "document": document, "year": year,
        "signed": format!("{}-11-10", year - 1), "published": format!("{}-11-10", year - 1),
        "off": off, "worked": [],
    });
    fs::write(file, body.to_string()).unwrap();
    document
}

#[test]
fn a_notice_is_tried_and_then_imported() {
    let demo = Demo::new();
    let file = demo.file("notice.json");
    let document = notice(&file);
    let import = ["calendar", "import", file.to_str().unwrap()];
    let tried = demo.succeed(&[&import[..], &["--dry-run"]].concat());
    assert!(tried.contains("试算") && tried.contains("没有改动任何数据"), "{tried}");
    let moved = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.contains(" → ")).map(str::to_owned).collect()
    };
    assert!(!moved(&tried).is_empty(), "{tried}");
    let imported = demo.succeed(&import);
    assert!(imported.contains("已导入") && imported.contains(&document), "{imported}");
    assert_eq!(moved(&tried), moved(&imported), "the trial says what the import does");

    let line = moved(&imported).remove(0);
    let number = line.split_whitespace().next().unwrap();
    let new = line.split(" → ").nth(1).unwrap().split_whitespace().next().unwrap();
    let explained = demo.succeed(&["explain", number]);
    assert!(explained.contains(new) && explained.contains(&document), "{line}: {explained}");
    assert!(demo.succeed(&["verify"]).contains("未发现问题"));
    let again = demo.run(&import);
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
}

#[test]
fn a_notice_that_does_not_add_up_is_refused() {
    let demo = Demo::new();
    let file = demo.file("notice.json");
    notice(&file);
    let mut body: serde_json::Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    body["off"].as_array_mut().unwrap().pop();
    fs::write(&file, body.to_string()).unwrap();
    let refused = demo.run(&["calendar", "import", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("法定节假日13天"), "{}", said(&refused));
}

#[test]
fn a_port_that_is_taken_is_said_plainly() {
    let installation = Installation::sqlite();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = installation.directory.path().to_str().unwrap();
    let output = gongkai(&["serve"], &[("GONGKAI_DATA_DIR", data), ("GONGKAI_LISTEN", &address)]);
    assert!(!output.status.success());
    let words = said(&output);
    assert!(words.contains(&format!("无法在{address}上提供服务：这个端口已被占用")), "{words}");
    assert!(!words.contains("os error"), "{words}");
}

#[test]
fn the_first_people_of_an_installation_are_made_at_the_terminal() {
    let demo = Demo::new();
    let organ = ["organ", "add", "--code", "QSXSW", "--name", "清水县水务局", "--parent", "QSX"];
    assert!(demo.succeed(&[&organ[..], &["--unit", "河湖股"]].concat()).contains("清水县水务局"));
    assert!(demo.fail(&organ).contains("已有机关使用"));
    let password = demo.file("password");
    fs::write(&password, "一个足够长的初始密码\n").unwrap();
    let user = |login: &str, more: &[&str]| {
        let fixed = ["user", "add", "--login", login, "--name", "顾南", "--organ", "QSXSW"];
        let secret = ["--password-file", password.to_str().unwrap()];
        demo.run(&[&fixed[..], &secret, more].concat())
    };
    assert!(user("sw-admin", &["--role", "admin"]).status.success());
    assert!(said(&user("sw-admin", &["--role", "security"])).contains("已有人使用"));
    assert!(said(&user("sw-cb", &["--role", "handler"])).contains("内设机构"));
    assert!(user("sw-cb", &["--role", "handler", "--unit", "河湖股"]).status.success());
    assert!(!user("sw-x", &["--role", "applicant"]).status.success());
    fs::write(&password, "short").unwrap();
    assert!(said(&user("sw-y", &["--role", "clerk"])).contains("密码至少"));
}
