//! Both readings of each question on which courts differ: `due_on` takes our position, `prudent_due_on`
//! the strictest. Each pair shows the case where the readings part and its neighbour where they agree.
//!
//! Counted from Monday 2 March 2026; the only rest day from Monday to Friday is 6 April.

use serde_json::json;

use super::given::{ask, dates};

#[test]
fn online_receipt_runs_from_the_confirmation_and_prudently_from_the_submission() {
    let apart = dates(json!([
        {"kind": "submitted", "channel": "online", "on": "2026-03-02"},
        {"kind": "confirmed", "on": "2026-03-04"}]));
    assert_eq!(apart, ["2026-04-01", "2026-03-30"]);
}

#[test]
fn a_letter_nobody_signs_for_has_no_earlier_prudent_start() {
    let same = dates(json!([
        {"kind": "submitted", "channel": "ordinary_mail", "on": "2026-03-02"},
        {"kind": "confirmed", "on": "2026-03-04"}]));
    assert_eq!(same, ["2026-04-01", "2026-04-01"]);
}

#[test]
fn a_correction_asked_on_day_8_restarts_the_due_date_alone() {
    let apart = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "correction_asked", "on": "2026-03-12"},
        {"kind": "corrected", "on": "2026-03-16"}]));
    assert_eq!(apart, ["2026-04-14", "2026-03-30"]);
}

#[test]
fn a_correction_asked_on_day_7_restarts_both_dates() {
    let same = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "correction_asked", "on": "2026-03-11"},
        {"kind": "corrected", "on": "2026-03-16"}]));
    assert_eq!(same, ["2026-04-14", "2026-04-14"]);
}

#[test]
fn a_second_correction_restarts_the_due_date_alone() {
    let apart = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "correction_asked", "on": "2026-03-03"},
        {"kind": "corrected", "on": "2026-03-05"},
        {"kind": "correction_asked", "on": "2026-03-09", "override": true},
        {"kind": "corrected", "on": "2026-03-11"}]));
    assert_eq!(apart, ["2026-04-09", "2026-04-02"]);
}

#[test]
fn a_first_correction_restarts_both_dates() {
    let same = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "correction_asked", "on": "2026-03-03"},
        {"kind": "corrected", "on": "2026-03-05"}]));
    assert_eq!(same, ["2026-04-02", "2026-04-02"]);
}

#[test]
fn a_consultation_excludes_from_its_dispatch_and_prudently_from_its_receipt() {
    let apart = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "consultation_sent", "ref": "a", "party": "third_party", "on": "2026-03-03", "received_on": "2026-03-05"},
        {"kind": "consultation_answered", "ref": "a", "on": "2026-03-10"}]));
    assert_eq!(apart, ["2026-04-07", "2026-04-02"], "five days, prudently three");
}

#[test]
fn a_consultation_handed_over_at_once_excludes_the_same_days_on_both_readings() {
    let same = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "consultation_sent", "ref": "a", "party": "third_party", "on": "2026-03-03", "received_on": "2026-03-03"},
        {"kind": "consultation_answered", "ref": "a", "on": "2026-03-10"}]));
    assert_eq!(same, ["2026-04-07", "2026-04-07"]);
}

#[test]
fn an_extension_told_between_the_two_dates_moves_the_due_date_alone() {
    let apart = dates(json!([
        {"kind": "submitted", "channel": "online", "on": "2026-03-02"},
        {"kind": "confirmed", "on": "2026-03-04"},
        {"kind": "extended", "days": 5, "approved_on": "2026-03-31", "notified_on": "2026-03-31"}]));
    assert_eq!(apart, ["2026-04-09", "2026-03-30"]);
}

#[test]
fn an_extension_told_on_the_prudent_date_moves_both() {
    let both = dates(json!([
        {"kind": "submitted", "channel": "online", "on": "2026-03-02"},
        {"kind": "confirmed", "on": "2026-03-04"},
        {"kind": "extended", "days": 5, "approved_on": "2026-03-30", "notified_on": "2026-03-30"}]));
    assert_eq!(both, ["2026-04-09", "2026-04-07"]);
}

#[test]
fn a_second_extension_moves_the_due_date_alone() {
    let extended = |days: u32, on: &str| json!({"kind": "extended", "days": days, "approved_on": on, "notified_on": on, "override": true});
    let submitted = json!({"kind": "submitted", "channel": "in_person", "on": "2026-03-02"});
    assert_eq!(dates(json!([submitted, extended(3, "2026-03-09")])), ["2026-04-02", "2026-04-02"]);
    let apart = dates(json!([submitted, extended(3, "2026-03-09"), extended(2, "2026-03-10")]));
    assert_eq!(apart, ["2026-04-07", "2026-04-02"]);
}

#[test]
fn a_letter_on_the_last_day_carries_the_due_date_and_leaves_the_prudent_one() {
    let apart = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "consultation_sent", "ref": "a", "party": "third_party", "on": "2026-03-30", "override": true}]));
    assert_eq!(apart, ["2026-04-21", "2026-03-30"]);
}

#[test]
fn a_carried_date_that_is_a_rest_day_rolls_to_the_next_working_day() {
    let answered = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "consultation_sent", "ref": "a", "party": "third_party", "on": "2026-03-30", "override": true},
        {"kind": "consultation_answered", "ref": "a", "on": "2026-04-05"}]));
    assert_eq!(answered, ["2026-04-07", "2026-03-30"], "5 April is the Sunday of 清明");
}

#[test]
fn a_letter_with_one_day_left_moves_both_dates() {
    let same = dates(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "consultation_sent", "ref": "a", "party": "third_party", "on": "2026-03-27", "override": true}]));
    assert_eq!(same, ["2026-04-21", "2026-04-21"]);
}

#[test]
fn a_fee_notice_between_the_two_dates_leaves_the_prudent_one() {
    let submitted = json!({"kind": "submitted", "channel": "online", "on": "2026-03-02"});
    let confirmed = json!({"kind": "confirmed", "on": "2026-03-04"});
    let fee = |on: &str| json!([submitted, confirmed, {"kind": "fee_noticed", "on": on}]);
    assert_eq!(dates(fee("2026-03-31")), ["none", "2026-03-30"]);
    assert_eq!(dates(fee("2026-03-30")), ["none", "none"]);
}

#[test]
fn a_delay_told_between_the_two_dates_replaces_the_due_date_alone() {
    let delayed = |notified_on: &str| {
        dates(json!([
            {"kind": "submitted", "channel": "online", "on": "2026-03-02"},
            {"kind": "confirmed", "on": "2026-03-04"},
            {"kind": "delayed", "until": "2026-05-20", "notified_on": notified_on}]))
    };
    assert_eq!(delayed("2026-03-31"), ["2026-05-20", "2026-03-30"]);
    assert_eq!(delayed("2026-03-30"), ["2026-05-20", "2026-05-20"]);
}

#[test]
fn a_reply_between_the_two_dates_is_met_with_a_warning_and_late_only_after_both() {
    let replied = |on: &str| {
        let answer = ask(
            "2026-04-10",
            json!([
                {"kind": "submitted", "channel": "online", "on": "2026-03-02"},
                {"kind": "confirmed", "on": "2026-03-04"},
                {"kind": "replied", "method": "electronic", "dispatched_on": on}]),
        );
        (answer["status"].as_str().unwrap().to_owned(), answer["warnings"].to_string())
    };
    let outcome = |status: &str, warnings: &str| (status.to_owned(), warnings.to_owned());
    assert_eq!(replied("2026-03-30"), outcome("met", "[]"));
    assert_eq!(replied("2026-03-31"), outcome("met", r#"["late_on_prudent_reading"]"#));
    assert_eq!(replied("2026-04-01"), outcome("met", r#"["late_on_prudent_reading"]"#));
    assert_eq!(replied("2026-04-02"), outcome("late", "[]"));
}
