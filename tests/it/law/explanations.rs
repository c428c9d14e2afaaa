//! The steps to a date, as they are shown.

use gongkai::law::answer::fold_judged;
use gongkai::law::deadline::{Channel, Event};
use gongkai::law::fold::Fold;
use serde_json::{Value, json};

use super::given::{ask, calendar, day};

fn steps(events: Value) -> Vec<Value> {
    ask("2026-03-02", events)["steps"].as_array().unwrap().clone()
}

#[test]
fn a_plain_case_is_explained_by_its_receipt_and_its_count() {
    let steps = steps(json!([{"kind": "submitted", "channel": "in_person", "on": "2026-02-13"}]));
    assert_eq!(
        steps,
        [
            json!({"rule": "R31-1", "on": "2026-02-13",
                "what": "2026年2月13日申请人当面提交，提交之日为收到申请之日，当日不计入期限"}),
            json!({"rule": "R33-2", "from": "2026-02-13", "to": "2026-03-19", "counted": 20,
                "skipped": ["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23"],
                "worked": ["2026-02-14", "2026-02-28"], "excluded": [], "documents": ["国办发明电〔2025〕7号"],
                "what": "自2026年2月13日的次日起20个工作日，至2026年3月19日（含当日）；其间放假不计：2月16日、17日、18日、19日、20日、23日；\
                    调休上班计入：2月14日、28日；依据：国办发明电〔2025〕7号"}),
        ]
    );
}

#[test]
fn the_base_of_a_count_is_the_last_restart_and_names_its_rule() {
    let restarted = steps(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "correction_asked", "on": "2026-03-03"},
        {"kind": "corrected", "on": "2026-03-05"},
        {"kind": "extended", "days": 3, "approved_on": "2026-03-09", "notified_on": "2026-03-10"}]));
    let rules: Vec<_> = restarted.iter().map(|s| s["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["R31-1", "R30-2", "R30-3", "R33-4", "R30-3", "R33-4"]);
    let spans: Vec<_> =
        restarted[4..].iter().map(|s| [&s["from"], &s["to"]].map(|d| d.as_str().unwrap())).collect();
    assert_eq!(spans, [["2026-03-05", "2026-04-02"], ["2026-04-02", "2026-04-08"]]);
    let paid = steps(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "fee_noticed", "on": "2026-03-03"},
        {"kind": "fee_paid", "on": "2026-03-05"}]));
    assert_eq!(paid.last().unwrap()["rule"], "F-9");
}

#[test]
fn excluded_days_are_named_and_not_counted() {
    let steps = steps(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "consultation_sent", "ref": "a", "party": "other_organ", "on": "2026-03-05"},
        {"kind": "consultation_sent", "ref": "b", "party": "third_party", "on": "2026-03-06"},
        {"kind": "consultation_answered", "ref": "a", "on": "2026-03-09"},
        {"kind": "consultation_answered", "ref": "b", "on": "2026-03-10"}]));
    let count = steps.last().unwrap();
    assert_eq!(count["excluded"], json!(["2026-03-06", "2026-03-09", "2026-03-10"]), "the union");
    assert_eq!((&count["to"], &count["counted"]), (&json!("2026-04-02"), &json!(20)));
}

#[test]
fn a_carried_date_has_a_step_of_its_own_that_counts_nothing() {
    let steps = steps(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "consultation_sent", "ref": "a", "party": "third_party", "on": "2026-03-30", "override": true},
        {"kind": "consultation_answered", "ref": "a", "on": "2026-04-01"}]));
    let carried = steps.last().unwrap();
    assert_eq!(carried["rule"], "P0-5");
    assert_eq!((&carried["from"], &carried["to"]), (&json!("2026-03-30"), &json!("2026-04-01")));
    assert_eq!(
        (&carried["counted"], &carried["excluded"]),
        (&json!(0), &json!(["2026-03-31", "2026-04-01"]))
    );
}

/// The opinion came on the Sunday of 清明, so the date rolls to Tuesday 7 April: that day is the
/// date, and none of the days up to it is counted.
#[test]
fn a_carried_date_that_rolled_on_still_counts_nothing() {
    let steps = steps(json!([
        {"kind": "submitted", "channel": "in_person", "on": "2026-03-02"},
        {"kind": "consultation_sent", "ref": "a", "party": "third_party", "on": "2026-03-30", "override": true},
        {"kind": "consultation_answered", "ref": "a", "on": "2026-04-05"}]));
    let carried = steps.last().unwrap();
    assert_eq!((&carried["to"], &carried["counted"]), (&json!("2026-04-07"), &json!(0)));
    let excluded = json!(["2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03", "2026-04-07"]);
    assert_eq!(carried["excluded"], excluded);
}

#[test]
fn a_date_that_is_not_counted_has_no_count() {
    let submitted = json!({"kind": "submitted", "channel": "in_person", "on": "2026-03-02"});
    for ending in [
        json!({"kind": "delayed", "until": "2026-06-01", "notified_on": "2026-03-03"}),
        json!({"kind": "withdrawn", "on": "2026-03-03"}),
        json!({"kind": "correction_asked", "on": "2026-03-03"}),
    ] {
        let steps = steps(json!([submitted, ending]));
        assert_eq!(steps.len(), 2);
        assert!(steps.iter().all(|step| step.get("counted").is_none()), "{ending}");
    }
}

/// P0-16: an order to reply again starts a clock of its own on the day it is served.
#[test]
fn a_reopened_case_counts_from_the_service_of_the_order() {
    let events = [Event::Reopened { on: day("2026-03-02") }];
    let fold: Fold<'_> = fold_judged(&events, calendar()).unwrap();
    let answer = fold.answer(day("2026-03-03")).unwrap();
    assert_eq!((answer.due_on, answer.receipt_rule), (Some(day("2026-03-30")), Some("P0-16")));
    let steps = serde_json::to_value(
        fold.steps().unwrap().iter().map(gongkai::cli::deadline::StepView::from).collect::<Vec<_>>(),
    )
    .unwrap();
    assert_eq!([&steps[0]["rule"], &steps[1]["rule"]], ["P0-16", "P0-16"]);
    let mut late = Fold::new(calendar(), true);
    late.record(&Event::Submitted { channel: Channel::Oral, on: day("2026-03-02"), signed_on: None })
        .unwrap();
    assert!(late.judge(&Event::Withdrawn { on: day("2026-03-01") }).is_err());
}
