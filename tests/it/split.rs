//! 一事一申请: some items go on as a case of their own, with the application's receipt day.

use serde_json::json;

use crate::app::{TestApp, application};
use crate::databases::TestDatabase;

on_both_databases!(items_go_on_as_a_case_of_their_own);

fn items_go_on_as_a_case_of_their_own(db: &TestDatabase) {
    let app = TestApp::start(db, "2026-03-05");
    let clerk = app.sign_in("clerk");
    let mut asked = application("in_person", "2026-03-02");
    asked["items"] =
        json!([{ "description": "征地批复" }, { "description": "补偿方案" }, { "description": "听证笔录" }]);
    let number = clerk.post("/cases", &asked).ok()["number"].as_str().unwrap().to_owned();
    let path = format!("/cases/{number}/split");
    for items in [json!([]), json!([1, 2, 3]), json!([4])] {
        assert_eq!(clerk.post(&path, &json!({ "items": items })).problem(422), "missing");
    }
    assert_eq!(app.sign_in("other-clerk").post(&path, &json!({ "items": [2] })).problem(404), "not_found");
    assert_eq!(app.sign_in("reviewer").post(&path, &json!({ "items": [2] })).problem(403), "not_your_task");
    let part = clerk.post(&path, &json!({ "items": [2] })).ok();
    assert_eq!(
        (&part["number"], &part["due_on"]),
        (&json!("QSZR-2026-00002"), &json!("2026-03-30")),
        "the same date"
    );
    let case = clerk.get(&format!("/cases/{number}")).ok();
    let left: Vec<_> =
        case["items"].as_array().unwrap().iter().map(|item| item["item"].as_i64().unwrap()).collect();
    assert_eq!(left, [1, 3]);
    let of_part = clerk.get("/cases/QSZR-2026-00002").ok();
    assert_eq!(of_part["items"], json!([{ "item": 1, "description": "补偿方案" }]));
    assert_eq!(of_part["parties"][0]["id_number"], "110105********0021", "its own sealed copy opens");
    let found = clerk.get("/cases?text=%E8%A1%A5%E5%81%BF%E6%96%B9%E6%A1%88").ok();
    assert!(found["cases"].as_array().unwrap().iter().any(|case| case["title"] == "补偿方案"), "{found}");
    assert_eq!(case["title"], "征地批复；听证笔录");
    let verified = gongkai::casework::verify::run_blocking(&app.app).unwrap();
    assert_eq!((verified.cases, verified.faults), (2, Vec::<String>::new()));
}
