//! The ladder as a form: from its rungs to fields and back.

use std::collections::BTreeMap;

use chrono::NaiveTime;

use crate::casework::row::word;
use crate::law::deadline::WorkingDays;
use crate::law::ladder::{Audience, Ladder, Rung, Travel};
use crate::pages::desk::words::{Choice, choice};
use crate::pages::form::{Fields, Filled};

/// The most rungs that a form shows.
pub const MOST_RUNGS: usize = 20;
/// Empty rungs after those that are set.
const SPARE: usize = 2;

const AUDIENCES: [(Audience, &str); 7] = [
    (Audience::Handler, "承办人"),
    (Audience::UnitHead, "承办机构负责人"),
    (Audience::Approver, "签发人"),
    (Audience::Office, "公开工作机构负责人"),
    (Audience::Clerk, "登记岗"),
    (Audience::Supervisor, "监督岗"),
    (Audience::Admin, "系统管理员"),
];

const TRAVELS: [(Travel, &str); 3] = [
    (Travel::Digest, "列入每日汇总"),
    (Travel::Push, "办公时间内立即发出"),
    (Travel::BreakIn, "立即发出，非办公时间发给值班人员"),
];

/// Whom a rung may tell.
pub fn audiences() -> Vec<Choice> {
    AUDIENCES.iter().map(|(audience, title)| choice(word(audience), *title)).collect()
}

/// How a rung may travel.
pub fn travels() -> Vec<Choice> {
    TRAVELS.iter().map(|(travel, title)| choice(word(travel), *title)).collect()
}

/// How many rungs a form shows: those that are set, and some to fill in.
pub fn slots(form: &Filled) -> usize {
    let filled = (1..=MOST_RUNGS).rev().find(|at| {
        let day = form.values.get(&format!("rung-{at}-day")).and_then(|values| values.first());
        day.is_some_and(|day| !day.trim().is_empty())
    });
    (filled.unwrap_or(0) + SPARE).min(MOST_RUNGS)
}

/// The form of a ladder.
pub fn filled(ladder: &Ladder) -> Filled {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (rung, at) in ladder.rungs.iter().zip(1..) {
        let mut put = |name: &str, value: Vec<String>| values.insert(format!("rung-{at}-{name}"), value);
        put("day", vec![rung.day.to_string()]);
        put("time", rung.time.map(|time| time.format("%H:%M").to_string()).into_iter().collect());
        put("to", rung.to.iter().map(word).collect());
        put("by", vec![word(rung.by)]);
        let on = [
            (rung.escalates, "escalates"),
            (rung.opens_urging, "urging"),
            (rung.enters_circular, "circular"),
        ];
        put("also", on.iter().filter(|(holds, _)| *holds).map(|(_, name)| (*name).to_owned()).collect());
    }
    if let Some(every) = ladder.repeat_every {
        values.insert("repeat".to_owned(), vec![every.0.to_string()]);
    }
    Filled::kept(values)
}

/// The ladder of a form.
///
/// # Errors
/// What has to be mended, by field.
pub fn read(fields: &Fields) -> Result<Ladder, Vec<(String, String)>> {
    let (mut rungs, mut faults) = (Vec::new(), Vec::new());
    for at in 1..=MOST_RUNGS {
        if !fields.get(&format!("rung-{at}-day")).is_empty() {
            rungs.extend(rung(fields, at, &mut faults));
        }
    }
    let repeat = fields.get("repeat").parse().map(WorkingDays);
    if repeat.is_err() {
        faults.push(("repeat".to_owned(), "请填写1至20之间的数".to_owned()));
    }
    if faults.is_empty() { Ok(Ladder { rungs, repeat_every: repeat.ok() }) } else { Err(faults) }
}

fn rung(fields: &Fields, at: usize, faults: &mut Vec<(String, String)>) -> Option<Rung> {
    let name = |of: &str| format!("rung-{at}-{of}");
    let mut fault = |of: &str, message: &str| faults.push((name(of), format!("第{at}级：{message}")));
    let day = fields.get(&name("day")).parse();
    if day.is_err() {
        fault("day", "请填写工作日数，到期前写负数，例如-3");
    }
    let time = fields.filled(&name("time")).map(|text| {
        NaiveTime::parse_from_str(&text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(&text, "%H:%M:%S"))
    });
    if time.as_ref().is_some_and(Result::is_err) {
        fault("time", "时间应写作09:00的形式");
    }
    let sent = fields.all(&name("to"));
    let to = AUDIENCES.iter().filter(|(audience, _)| sent.contains(&word(audience).as_str()));
    let by = fields.get(&name("by"));
    let by = TRAVELS.iter().find(|(travel, _)| word(travel) == by).map(|(travel, _)| *travel);
    if by.is_none() {
        fault("by", "请选择提醒方式");
    }
    let also = fields.all(&name("also"));
    Some(Rung {
        day: day.ok()?,
        time: time.and_then(Result::ok),
        to: to.map(|(audience, _)| *audience).collect(),
        by: by?,
        escalates: also.contains(&"escalates"),
        opens_urging: also.contains(&"urging"),
        enters_circular: also.contains(&"circular"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_comes_back_from_its_form_as_it_was() {
        let ladder = Ladder::of_reply();
        let form = filled(&ladder);
        assert_eq!(slots(&form), ladder.rungs.len() + SPARE);
        assert_eq!(read(&Fields::of_kept(&form.values)), Ok(ladder));
    }

    #[test]
    fn what_is_no_number_is_told_by_its_field() {
        let mut form = filled(&Ladder::of_reply());
        form.values.insert("rung-2-day".to_owned(), vec!["三".to_owned()]);
        let faults = read(&Fields::of_kept(&form.values)).unwrap_err();
        let told: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(told, ["rung-2-day"]);
    }
}
