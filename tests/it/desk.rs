//! The people at their desks: short ways to what many stories begin with.

use serde_json::{Value, json};

use crate::app::{Answer, TestApp, application};

impl TestApp {
    /// Asks for an act in a session of the day.
    pub fn ask(&self, login: &str, number: &str, act: &Value) -> Answer {
        self.sign_in(login).act(number, act)
    }

    /// Does an act that must succeed.
    #[track_caller]
    pub fn does(&self, login: &str, number: &str, act: Value) -> Value {
        let answer = self.ask(login, number, &act);
        assert_eq!(answer.status, 200, "{login} {act}: {}", answer.body);
        answer.body
    }

    /// Registers and gives the number.
    #[track_caller]
    pub fn register(&self, application: &Value) -> String {
        let registered = self.sign_in("clerk").post("/cases", application).ok();
        registered["number"].as_str().unwrap().to_owned()
    }

    /// A case of the counter, received on `on` and in the handler's hands.
    #[track_caller]
    pub fn in_hand(&self, on: &str) -> String {
        let number = self.register(&application("in_person", on));
        self.take_in_hand(&number);
        number
    }

    #[track_caller]
    pub fn take_in_hand(&self, number: &str) {
        self.does("clerk", number, json!({ "act": "assign", "unit": self.units[1] }));
        self.does("handler", number, json!({ "act": "sign_for" }));
    }

    /// A measure from its proposal to its dispatch today. Gives its number.
    #[track_caller]
    pub fn measure(&self, number: &str, measure: Value, today: &str) -> u64 {
        let measure = self.approved(number, measure);
        self.does("clerk", number, json!({ "act": "dispatch_measure", "number": measure, "on": today }));
        measure
    }

    /// A measure from its proposal to its approval. Gives its number.
    #[track_caller]
    pub fn approved(&self, number: &str, measure: Value) -> u64 {
        self.does("handler", number, json!({ "act": "propose_measure", "measure": measure }));
        let journal = self.sign_in("clerk").get(&format!("/cases/{number}/journal")).ok();
        let proposed = journal.as_array().unwrap().iter().filter(|event| event["kind"] == "measure_proposed");
        let measure = proposed.count() as u64;
        self.does("office-head", number, json!({ "act": "approve_measure", "number": measure }));
        measure
    }

    /// The reply, from the opinion to the seal.
    #[track_caller]
    pub fn seal_reply(&self, number: &str) {
        self.sign_reply(number);
        self.does("clerk", number, json!({ "act": "seal", "kind": "paper" }));
    }

    /// The reply, from the opinion to the signature.
    #[track_caller]
    pub fn sign_reply(&self, number: &str) {
        self.submit_reply(number);
        self.does("reviewer", number, json!({ "act": "pass" }));
        self.does("approver", number, json!({ "act": "pass" }));
    }

    #[track_caller]
    pub fn submit_reply(&self, number: &str) {
        let items =
            json!([{ "item": 1, "code": "A2", "facts": [{ "fact": "access", "words": "邮寄复印件" }] }]);
        self.does("handler", number, json!({ "act": "propose_opinion", "opinion": "可以公开" }));
        self.does("handler", number, json!({ "act": "draft_decision", "items": items }));
        self.does("handler", number, json!({ "act": "submit_for_approval" }));
    }

    pub fn case(&self, number: &str) -> Value {
        self.sign_in("clerk").get(&format!("/cases/{number}")).ok()
    }

    /// Nothing was altered or lost, and every row is what its journal says.
    #[track_caller]
    pub fn is_sound(&self) {
        let verified = gongkai::casework::verify::run_blocking(&self.app).unwrap();
        assert_eq!(verified.faults, Vec::<String>::new());
    }

    /// The number of a person, and of a unit's handler.
    pub fn user(&self, login: &str) -> i64 {
        self.sign_in(login).get("/me").ok()["user"].as_i64().unwrap()
    }
}

pub fn correction(days: u32) -> Value {
    json!({ "measure": "correction", "period_days": days, "points": "请写明具体地块" })
}

pub fn extension(days: u32) -> Value {
    json!({ "measure": "extension", "days": days, "reason": "需要汇总多个地块" })
}

pub fn consultation() -> Value {
    json!({ "measure": "consultation", "party": "third_party", "consultee": "某公司", "reason": "材料载有报价" })
}

pub fn posted(on: &str) -> Value {
    json!({ "act": "deliver", "method": "post", "dispatched_on": on, "tracking": "1234567890123" })
}
