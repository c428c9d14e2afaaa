//! An overdue case from the overview to its delivery, in a real browser: two clicks lead to it, the supervisor
//! urges, the handler replies and decides, one return on the way, two levels sign, the clerk hands it over; and
//! the overview's numbers follow at once, and are those of the journals.

use gongkai::casework::journal::from_row;
use gongkai::casework::row::cached;
use gongkai::law::case::Case;
use gongkai::law::light::Standing;
use gongkai::law::text::OrganId;
use gongkai::store::Scope;
use gongkai::store::cases::find_case;
use gongkai::store::journal::load_events;

use crate::app::TestApp;
use crate::databases::TestDatabase;
use crate::driver::{Browser, DESK, is_there};
use crate::hands::{answer_for_release, in_hand, sign_in, submit_letter, write_letter};

/// How many cases run beyond their due date, by their journals alone.
fn overdue_by_journal(app: &TestApp) -> usize {
    let (of, today) = (app.app.clone(), app.app.clock.today());
    let counted = app.app.store.read_blocking(move |db| {
        let calendar = of.calendars.current(db)?.in_force(None);
        let mut overdue = 0;
        for id in 1.. {
            let Some(row) = find_case(db, &Scope::Everything, id)? else { break };
            let journal = load_events(db, id)?.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
            let folded = cached(&Case::fold(OrganId(row.organ_id), "/", &journal), &calendar)?;
            let runs = folded.state == Standing::Running.word();
            overdue += usize::from(runs && folded.due_on.is_some_and(|due| due < today));
        }
        Ok::<_, gongkai::casework::Error>(overdue)
    });
    counted.unwrap()
}

/// The overview's number of overdue cases.
fn overdue_by_overview(browser: &Browser) -> usize {
    let said = browser.text("a.tile__link[href*='light=overdue']");
    said.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

/// The case on its way.
struct Way<'a> {
    browser: &'a Browser,
    app: &'a TestApp,
    number: &'a str,
}

impl Way<'_> {
    fn place(&self, what: &str) -> String {
        format!("{}/staff/cases/{}{what}", self.app.address, self.number)
    }

    /// Two clicks from the overview.
    fn found_and_urged(&self) {
        self.browser.follow("a.tile__link[href*='light=overdue']");
        self.browser.follow(&format!(".ledger a[href='/staff/cases/{}']", self.number));
        self.browser.wait_for_text("h1", self.number);
        self.browser.wait_for_text("main", "■ 超期");
        self.browser.picture("whole-way-found");
        self.browser.follow(".case__doing a[href$='/urgings']");
        self.browser.type_into("#message", "请查明超期原因，三日内办结");
        self.browser.follow(".act__form .main-button");
        self.browser.wait_for_text("[role=status]", "督办单已发出");
    }

    fn answered_and_decided(&self) {
        sign_in(self.browser, self.app, "handler");
        self.browser.wait_for_text("main", "被督办");
        self.browser.go(&self.place("/urgings"));
        self.browser.type_into("form[action$='/reply'] textarea", "材料已齐，今日报批");
        self.browser.follow("form[action$='/reply'] button");
        self.browser.wait_for_text("[role=status]", "反馈已提交");
        self.browser.go(&self.place(""));
        self.browser.follow(".case__doing a[href$='/decide']");
        answer_for_release(self.browser);
        self.browser.type_into("#fact-access", "随本答复书交付复印件");
        self.browser.follow("button[value=next]");
        self.submit_late_letter();
    }

    /// A letter that is too late says so, and somebody answers for it.
    fn submit_late_letter(&self) {
        write_letter(self.browser);
        self.browser.wait_for_text("main", "需要确认：答复晚于法定答复截止日");
        self.browser.type_into("input[name^='tick-']", "检索耗时，已督促");
        self.browser.follow("form[action$='/decide/tick'] button");
        self.browser.wait_for_text("main", "已确认：答复晚于法定答复截止日");
        submit_letter(self.browser);
    }

    fn returned_and_mended(&self) {
        sign_in(self.browser, self.app, "reviewer");
        self.browser.go(&self.place(""));
        self.browser.follow(".case__doing a[href$='/approve']");
        self.browser.click(".act summary");
        self.browser.type_into("#reason", "请写明份数");
        self.browser.follow(".act .main-button");
        self.browser.wait_for_text(".notice", "已经退回承办人");

        sign_in(self.browser, self.app, "handler");
        self.browser.wait_for_text("main", "退回修改");
        self.browser.go(&self.place("/decide"));
        self.browser.wait_for_text(".returned", "请写明份数");
        self.browser.go(&self.place("/decide?item=1&ask=facts"));
        self.browser.type_into("#fact-access", "一份");
        self.browser.follow("button[value=next]");
        self.submit_late_letter();
    }

    fn signed_by_two(&self) {
        for (login, word) in [("reviewer", "已经审核通过"), ("approver", "已经签发")] {
            sign_in(self.browser, self.app, login);
            self.browser.go(&format!("{}/staff/approvals", self.app.address));
            self.browser.follow(&format!("main a[href^='/staff/cases/{}/approve']", self.number));
            self.browser.wait_for(".paper");
            self.browser.follow("form[action$='/approve'] .main-button");
            self.browser.wait_for_text(".notice", word);
        }
    }

    fn open_acts(&self) {
        self.browser.run("document.querySelectorAll('.act').forEach(act => { act.open = true; })", &[]);
    }

    fn handed_over(&self) {
        sign_in(self.browser, self.app, "clerk");
        self.browser.go(&self.place(""));
        self.open_acts();
        self.browser.follow("form:has(input[value=seal]) .main-button");
        self.browser.wait_for_text("[role=status]", "已办理：用印");
        self.open_acts();
        self.browser.run(
            "document.querySelector('#deliver-method').value = 'handed_over'; \
             document.querySelector('#deliver-dispatched').value = ''; \
             document.querySelector('#deliver-signed').value = '2026-04-01';",
            &[],
        );
        self.browser.follow("form:has(#deliver-method) .main-button");
        self.browser.wait_for_text("[role=status]", "已办理：送达");
        self.browser.wait_for_text("main", "已办结 逾期");
        self.browser.picture("whole-way-delivered");
    }
}

#[test]
fn an_overdue_case_goes_from_the_overview_to_its_delivery() {
    if !is_there() {
        return;
    }
    let db = TestDatabase::sqlite();
    let app = TestApp::start(&db, "2026-03-02");
    app.fill_in_facts();
    let (number, other) = (in_hand(&app, "2026-03-02"), in_hand(&app, "2026-03-02"));
    app.set_day("2026-04-01");
    in_hand(&app, "2026-04-01");
    let browser = Browser::start();
    browser.resize(DESK);

    sign_in(&browser, &app, "supervisor");
    browser.wait_for_text("h1", "监督总览");
    assert_eq!([overdue_by_overview(&browser), overdue_by_journal(&app)], [2, 2]);
    let way = Way { browser: &browser, app: &app, number: &number };
    way.found_and_urged();
    way.answered_and_decided();
    way.returned_and_mended();
    way.signed_by_two();
    way.handed_over();

    sign_in(&browser, &app, "supervisor");
    assert_eq!([overdue_by_overview(&browser), overdue_by_journal(&app)], [1, 1]);
    browser.follow("a.tile__link[href*='light=overdue']");
    browser.wait_for_text(".ledger", &other);
    assert!(!browser.text(".ledger").contains(&number));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
