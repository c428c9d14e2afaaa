//! Dates that courts have published.

use serde_json::json;

use super::given::{ask, calendar, day, working_day_after};

/// 指导案例26号, decided under the 15 working days of 2007: applied 2011-06-01; 端午 was on Monday
/// 06-06, so the period ended on 06-23, and the reply of 08-04 came too late.
#[test]
fn guiding_case_26_had_until_23_june_2011() {
    assert_eq!(working_day_after("2011-06-01", 15), "2011-06-23");
    let skipped = calendar().main.skipped(day("2011-06-01"), day("2011-06-23"));
    assert_eq!(skipped, [day("2011-06-06")]);
    let posted = ask(
        "2011-08-04",
        json!([
            {"kind": "submitted", "channel": "in_person", "on": "2011-06-01"},
            {"kind": "replied", "method": "post", "dispatched_on": "2011-08-04"}]),
    );
    assert_eq!(posted["status"], "late");
}

/// REAL-1: signed for on the day before National Day 2022. Saturday 8 and Sunday 9 October were worked.
#[test]
fn mail_signed_on_the_eve_of_national_day_2022_is_due_on_2_november() {
    let answer = ask(
        "2022-10-08",
        json!([{"kind": "submitted", "channel": "registered_mail", "on": "2022-09-28", "signed_on": "2022-09-30"}]),
    );
    assert_eq!(answer["received_on"], "2022-09-30");
    assert_eq!(answer["due_on"], "2022-11-02");
    assert_eq!(answer["prudent_due_on"], "2022-11-02");
    let count = &answer["steps"][1];
    assert_eq!(count["worked"], json!(["2022-10-08", "2022-10-09"]));
    assert_eq!(
        count["skipped"],
        json!(["2022-10-03", "2022-10-04", "2022-10-05", "2022-10-06", "2022-10-07"])
    );
    assert_eq!(count["documents"], json!(["国办发明电〔2021〕11号"]));
}

/// REAL-8: the reply bore the date 2017-01-17 and was posted on 01-19; day 15 was 01-18. The receipt
/// that this leaves is 2016-12-27, and the posting day decides, one working day late.
#[test]
fn a_reply_is_late_by_its_posting_day_whatever_date_it_bears() {
    assert_eq!(working_day_after("2016-12-27", 15), "2017-01-18");
    assert_eq!(calendar().main.count(day("2017-01-18"), day("2017-01-19")), Ok(1));
    let posted = |on: &str| {
        let events = json!([
            {"kind": "submitted", "channel": "registered_mail", "on": "2016-12-18", "signed_on": "2016-12-20"},
            {"kind": "replied", "method": "post", "dispatched_on": on, "signed_on": "2017-01-25"}]);
        ask("2017-02-03", events)
    };
    // Under the 20 days of 2019 the same posting days stand at the end of a receipt a week earlier.
    assert_eq!(posted("2017-01-18")["due_on"], "2017-01-18");
    assert_eq!(posted("2017-01-18")["status"], "met");
    assert_eq!(posted("2017-01-19")["status"], "late");
    assert_eq!(posted("2017-01-19")["delivered_on"], "2017-01-19");
}

/// REAL-5: a court let a receipt on a Sunday in 2017 move to the Monday. We keep the Sunday and
/// count Monday as day 1 (R31-9): one working day earlier than the court would have allowed.
#[test]
fn an_email_confirmed_on_a_sunday_counts_from_that_sunday() {
    let confirmed = |on: &str| {
        ask(
            on,
            json!([
                {"kind": "submitted", "channel": "email", "on": on},
                {"kind": "confirmed", "on": on}]),
        )
    };
    assert_eq!(confirmed("2017-03-05")["due_on"], "2017-03-31");
    assert_eq!(confirmed("2017-03-06")["due_on"], "2017-04-01", "a worked Saturday");
}

/// REAL-6, REAL-7 (X24, X25): the gate signed, the office got the letter three weeks later.
#[test]
fn the_signature_of_the_gate_is_the_receipt() {
    let answer = ask(
        "2026-04-01",
        json!([{"kind": "submitted", "channel": "registered_mail", "on": "2026-02-26", "signed_on": "2026-03-02"}]),
    );
    assert_eq!(answer["due_on"], "2026-03-30");
    assert_eq!(answer["status"], "overdue");
    assert_eq!(answer["working_days_left"], -2);
}
