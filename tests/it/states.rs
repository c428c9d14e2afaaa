//! A case in every state, each reached by real acts over HTTP; and a body for every act.

use std::collections::BTreeMap;

use gongkai::casework::people::{PersonSetup, set_up_person};
use gongkai::law::act::ActKind;
use gongkai::law::roles::Role;
use gongkai::store::organs::find_organ_by_code;
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, application, day};
use crate::databases::TestDatabase;

/// The day the awaited correction of the lapsed case was asked for.
pub const BEFORE: &str = "2026-03-02";
/// The day on which everything else happens.
pub const TODAY: &str = "2026-03-10";

/// The states, with the letter of their column. Every case is one of the unit «规划股», is handled by
/// `handler` from «in hand» on, and waits for nothing that its line does not name.
pub const STATES: [(char, &str); 27] = [
    ('a', "registered, receipt not confirmed"),
    ('b', "registered, receipt confirmed"),
    ('c', "assigned to the unit"),
    ('d', "assigned to the handler"),
    ('e', "in hand"),
    ('f', "awaiting a correction"),
    ('g', "awaiting a payment"),
    ('h', "paused: a third party is consulted"),
    ('i', "measure proposed"),
    ('j', "measure approved"),
    ('k', "opinion proposed"),
    ('l', "drafted"),
    ('m', "in approval at the reviewer"),
    ('n', "in approval at the approver"),
    ('o', "signed"),
    ('p', "sealed"),
    ('q', "on its way: entrusted, not signed for"),
    ('r', "delivered by post"),
    ('s', "delivered by post and returned"),
    ('t', "withdrawn"),
    ('u', "lapsed"),
    ('v', "shelved"),
    ('w', "archived"),
    ('x', "reopened"),
    ('y', "held"),
    ('z', "the neighbour's unit is asked for 会办"),
    ('A', "withdrawal asked for"),
];

/// The people of the table, and how each stands to the cases.
pub const PEOPLE: [(&str, &str); 21] = [
    ("clerk", "own organ"),
    ("handler", "own case"),
    ("colleague", "own unit, another's case"),
    ("neighbour", "own organ, another unit"),
    ("reviewer", "own organ"),
    ("office-head", "own organ"),
    ("approver", "own organ"),
    ("own-supervisor", "own organ"),
    ("supervisor", "organ above"),
    ("county-clerk", "organ above"),
    ("county-head", "organ above"),
    ("county-approver", "organ above"),
    ("admin", "organ above"),
    ("security", "organ above"),
    ("auditor", "organ above"),
    ("other-clerk", "foreign"),
    ("other-handler", "foreign"),
    ("other-reviewer", "foreign"),
    ("other-head", "foreign"),
    ("other-approver", "foreign"),
    ("other-supervisor", "foreign"),
];

/// The service with everybody of [`PEOPLE`] signed in.
pub struct Office {
    pub app: TestApp,
    pub tokens: BTreeMap<String, String>,
    pub users: BTreeMap<String, i64>,
    /// The id of some case of the organ, to link to.
    pub other_case: i64,
}

impl Office {
    pub fn open(db: &TestDatabase) -> Office {
        let app = TestApp::start(db, BEFORE);
        employ_the_rest(&app);
        let mut office = Office { app, tokens: BTreeMap::new(), users: BTreeMap::new(), other_case: 0 };
        office.sign_everybody_in();
        let other = office.register("in_person", BEFORE);
        office.does("clerk", &other, office.body(ActKind::Assign, 'b'));
        office.other_case = office
            .app
            .app
            .store
            .read_blocking(move |db| {
                let everything = gongkai::store::Scope::Everything;
                gongkai::store::cases::find_case_by_number(db, &everything, &other)
            })
            .unwrap()
            .unwrap()
            .id;
        office
    }

    /// Tokens run out when the clock is set.
    pub fn set_day(&mut self, on: &str) {
        self.app.set_day(on);
        self.sign_everybody_in();
    }

    fn sign_everybody_in(&mut self) {
        for (login, _) in PEOPLE {
            let person = self.app.sign_in(login);
            self.users.insert(login.to_owned(), person.get("/me").ok()["user"].as_i64().unwrap());
            self.tokens.insert(login.to_owned(), person.token);
        }
    }

    /// Asks for an act; only for its dates if `dry`.
    pub fn ask(&self, login: &str, number: &str, act: &Value, dry: bool) -> crate::app::Answer {
        let path = format!("/cases/{number}/acts{}", if dry { "?dry_run=true" } else { "" });
        let body = act.to_string().into_bytes();
        self.app.request("POST", &path, Some(&self.tokens[login]), &[], Some(body))
    }

    #[track_caller]
    fn does(&self, login: &str, number: &str, act: Value) {
        let answer = self.ask(login, number, &act, false);
        assert_eq!(answer.status, 200, "{login} {act}: {}", answer.body);
    }

    fn register(&self, channel: &str, on: &str) -> String {
        let body = application(channel, on).to_string().into_bytes();
        let answer = self.app.request("POST", "/cases", Some(&self.tokens["clerk"]), &[], Some(body)).ok();
        answer["number"].as_str().unwrap().to_owned()
    }

    /// What must be done on [`BEFORE`] for a case to reach the state on [`TODAY`].
    pub fn begin(&self, state: char) -> Option<String> {
        (state == 'u').then(|| {
            let number = self.register("in_person", BEFORE);
            self.take_in_hand(&number);
            self.measure(&number, correction(5), BEFORE);
            number
        })
    }

    fn take_in_hand(&self, number: &str) {
        self.does("clerk", number, self.body(ActKind::Assign, 'b'));
        self.does("handler", number, json!({ "act": "sign_for" }));
    }

    fn measure(&self, number: &str, measure: Value, on: &str) {
        self.does("handler", number, json!({ "act": "propose_measure", "measure": measure }));
        self.approve_and_dispatch(number, 1, on);
    }

    fn approve_and_dispatch(&self, number: &str, measure: u32, on: &str) {
        self.does("office-head", number, json!({ "act": "approve_measure", "number": measure }));
        self.does("clerk", number, json!({ "act": "dispatch_measure", "number": measure, "on": on }));
    }

    /// A fresh case in the state; `begun` is what [`Office::begin`] gave.
    pub fn reach(&self, state: char, begun: Option<String>) -> String {
        if let Some(number) = begun {
            let lapse = json!({ "measure": "lapse", "ground": "not_corrected",
                "proof_of_receipt": "挂号信回执3月3日" });
            self.does("handler", &number, json!({ "act": "propose_measure", "measure": lapse }));
            self.approve_and_dispatch(&number, 2, TODAY);
            return number;
        }
        let number = self.register(if matches!(state, 'a' | 'v') { "online" } else { "in_person" }, TODAY);
        let does = |login: &str, kind| self.does(login, &number, self.body(kind, state));
        match state {
            'a' | 'b' => return number,
            'v' => {
                does("office-head", ActKind::Shelve);
                return number;
            }
            'c' | 'd' => {
                let mut assign = self.body(ActKind::Assign, 'b');
                if state == 'd' {
                    assign["handler"] = json!(self.users["handler"]);
                }
                self.does("clerk", &number, assign);
                return number;
            }
            _ => self.take_in_hand(&number),
        }
        match state {
            'f' => self.measure(&number, correction(10), TODAY),
            'g' => {
                let basis = json!({ "standard": "per_page", "pages": 50 });
                self.measure(&number, json!({ "measure": "fee", "basis": basis }), TODAY);
            }
            'h' => self.measure(&number, consultation(), TODAY),
            'i' | 'j' => {
                does("handler", ActKind::ProposeMeasure);
                if state == 'j' {
                    does("office-head", ActKind::ApproveMeasure);
                }
            }
            't' => does("clerk", ActKind::Withdraw),
            'y' => does("office-head", ActKind::Hold),
            'z' => does("handler", ActKind::AskCoHandling),
            'A' => does("clerk", ActKind::RequestWithdrawal),
            'k'..='s' | 'w' | 'x' => self.reply(&number, state),
            _ => {}
        }
        number
    }

    /// The way of a reply, as far as the state says.
    fn reply(&self, number: &str, state: char) {
        let end = if matches!(state, 'w' | 'x') { 'r' } else { state };
        let way = [
            ('k', "handler", ActKind::ProposeOpinion),
            ('l', "handler", ActKind::DraftDecision),
            ('m', "handler", ActKind::SubmitForApproval),
            ('n', "reviewer", ActKind::Pass),
            ('o', "approver", ActKind::Pass),
            ('p', "clerk", ActKind::Seal),
        ];
        for (_, login, kind) in way.into_iter().filter(|(reached, ..)| *reached <= end) {
            self.does(login, number, self.body(kind, state));
        }
        if end == 'q' {
            let entrusted = json!({ "act": "deliver", "method": "entrusted", "dispatched_on": TODAY });
            self.does("clerk", number, entrusted);
        }
        let last = match state {
            's' => Some(ActKind::RecordReturnedMail),
            'w' => Some(ActKind::Archive),
            'x' => Some(ActKind::Reopen),
            _ => None,
        };
        if end >= 'r' {
            let delivered = [Some(ActKind::Deliver), last];
            delivered
                .into_iter()
                .flatten()
                .for_each(|kind| self.does("clerk", number, self.body(kind, state)));
        }
    }

    /// A body that lacks nothing, so that only rights and the state can refuse it.
    pub fn body(&self, kind: ActKind, state: char) -> Value {
        let (unit, neighbours) = (self.app.units[1], self.app.units[0]);
        let items =
            json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "邮寄复印件" }] }]);
        let mut body = match kind {
            ActKind::ConfirmReceipt | ActKind::RecordCorrection | ActKind::RecordPayment => {
                json!({ "on": TODAY })
            }
            ActKind::CorrectFact => {
                let on = if state == 'u' { BEFORE } else { TODAY };
                json!({ "event": 1, "field": "on", "on": on, "reason": "核对来信" })
            }
            ActKind::Assign => json!({ "unit": unit, "reason": "职责所在" }),
            ActKind::SignFor | ActKind::SubmitForApproval | ActKind::Pass => json!({}),
            ActKind::Archive | ActKind::RequestWithdrawal => json!({}),
            ActKind::ReturnAssignment | ActKind::Hold | ActKind::Release | ActKind::Revive => {
                json!({ "reason": "另有情况" })
            }
            ActKind::ProposeMeasure => json!({ "measure": { "measure": "inquiry", "addressee": "县住建局",
                "about": "请确认该文件的公开属性" } }),
            ActKind::ApproveMeasure => json!({ "number": 1 }),
            ActKind::RefuseMeasure => json!({ "number": 1, "reason": "不必要" }),
            ActKind::DispatchMeasure | ActKind::RecordReceipt => json!({ "number": 1, "on": TODAY }),
            ActKind::RecordAnswer => json!({ "number": 1, "on": TODAY, "answer": "同意公开" }),
            ActKind::AskCoHandling => {
                json!({ "unit": neighbours, "about": "请提供图纸", "answer_by": "2026-03-13" })
            }
            ActKind::AnswerCoHandling => json!({ "number": 1, "answer": "已提供" }),
            ActKind::ProposeOpinion => json!({ "opinion": "可以公开" }),
            ActKind::DraftDecision => json!({ "items": items }),
            ActKind::Return => json!({ "to": "decision", "reason": "请补充" }),
            ActKind::RecordOfflineApproval => {
                let signer = if state == 'm' { "reviewer" } else { "approver" };
                json!({ "signer": self.users[signer], "signed_on": TODAY, "passed": true, "scan": "呈批单第1页" })
            }
            ActKind::Seal => json!({ "kind": "paper" }),
            ActKind::Deliver => {
                json!({ "method": "post", "dispatched_on": TODAY, "tracking": "1234567890123" })
            }
            ActKind::RecordDelivery => json!({ "delivery": 1, "on": TODAY }),
            ActKind::RecordReturnedMail => json!({ "delivery": 1, "on": TODAY, "own_wrong_address": false }),
            ActKind::Withdraw => json!({ "on": TODAY, "proof": "撤回申请书" }),
            ActKind::AnswerOnTheSpot => json!({ "unit": unit, "items": items,
                "authorisation": "签发人2026年1月5日授权书", "signature": "申请人在答复书上签名" }),
            ActKind::Shelve => json!({ "attempts": "3月3日、5日、9日三次致电无人接听" }),
            ActKind::Link => json!({ "case": self.other_case, "kind": "related" }),
            ActKind::Reopen => json!({ "by": "court", "served_on": TODAY, "document": "(2026)行初1号" }),
            ActKind::Urge => json!({ "message": "请按期答复" }),
        };
        body["act"] = json!(kind.tag());
        body
    }
}

fn correction(days: u32) -> Value {
    json!({ "measure": "correction", "period_days": days, "points": "请写明具体地块" })
}

fn consultation() -> Value {
    json!({ "measure": "consultation", "party": "third_party", "consultee": "某公司", "reason": "材料载有报价" })
}

/// The posts that the county of the tests lacks.
fn employ_the_rest(app: &TestApp) {
    let passwords = app.app.passwords.clone();
    let employ = move |tx: &mut gongkai::store::Tx<'_>| -> Result<(), gongkai::casework::Error> {
        let mut organs = Vec::new();
        for code in ["QS", "QSZR", "QSJY"] {
            organs.push(find_organ_by_code(tx, code)?.unwrap().id);
        }
        for (login, organ, role) in [
            ("county-clerk", organs[0], Role::Clerk),
            ("county-head", organs[0], Role::OfficeHead),
            ("county-approver", organs[0], Role::Approver),
            ("own-supervisor", organs[1], Role::Supervisor),
            ("other-supervisor", organs[2], Role::Supervisor),
            ("other-head", organs[2], Role::OfficeHead),
        ] {
            let person = PersonSetup { login, name: login, password: PASSWORD, organ, unit: None, role };
            set_up_person(tx, &passwords, &[1; 16], &person, day("2000-01-01"))?;
        }
        Ok(())
    };
    app.app.store.write_blocking(employ).unwrap();
}
