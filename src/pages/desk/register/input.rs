//! From what was typed to an application, and back.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use super::co_applicants;
use super::typed_day::{self, mended};
use crate::casework::application::{ApplicationInput, ItemInput};
use crate::casework::id_check;
use crate::casework::party::{self, PartyInput, PartyKind};
use crate::casework::similar::Typed;
use crate::law::deadline::Channel;
use crate::pages::form::Fields;

/// The fields of days.
pub const DAYS: [&str; 3] = ["on", "signed_on", "handed_over_on"];
/// The fields that are about the applicant.
pub const APPLICANT: [&str; 14] = [
    "kind",
    "name",
    "id_kind",
    "id_number",
    "phone",
    "email",
    "address",
    "postcode",
    "representative",
    "contact",
    "co_applicants",
    "agent_name",
    "agent_id_number",
    "agent_phone",
];
/// What belongs to the way it came.
pub const CHANNEL: [&str; 2] = ["channel", "organ"];
/// What belongs to the day it came.
pub const OF_DAY: [&str; 4] = ["on", "signed_on", "signed_by", "handed_over_on"];

/// What cannot be meant so: the field, and how to mend it.
pub type Faults = Vec<(String, String)>;

/// The application as it was typed.
///
/// # Errors
/// What cannot be read. What casework refuses besides is told by it.
pub fn read(fields: &Fields, today: NaiveDate) -> Result<ApplicationInput, Faults> {
    let mut faults = Faults::new();
    let mut fault = |field: &str, message: String| faults.push((field.to_owned(), message));
    let mut day = |name: &str| {
        let day = typed_day::parse(fields.get(name), today);
        day.unwrap_or_else(|why| {
            fault(name, why);
            None
        })
    };
    let [on, signed_on, handed_over_on] = DAYS.map(&mut day);
    let channel: Option<Channel> = of_word(fields.get("channel"));
    let signed = channel == Some(Channel::RegisteredMail);
    let (asked, how) = if signed {
        ("signed_on", "请填写本机关签收邮件的日期")
    } else {
        ("on", "请填写收到申请的日期")
    };
    if fields.get(asked).is_empty() {
        fault(asked, how.to_owned());
    }
    // What somebody signed for reached the organ that day at the latest.
    let on = if signed { on.into_iter().chain(signed_on).min() } else { on };
    if channel.is_none() {
        fault("channel", "请选择来件渠道".to_owned());
    }
    let kind: Option<PartyKind> = of_word(fields.get("kind"));
    if kind.is_none() {
        fault("kind", "请选择申请人类型".to_owned());
    }
    let unit = unit(fields).unwrap_or_else(|why| {
        fault("unit", why);
        None
    });
    let agent = agent(fields);
    for of_agent in agent.iter().flat_map(party::faults) {
        fault(&format!("agent_{}", of_agent.field), format!("代理人：{}", of_agent.message));
    }
    let co_applicants =
        co_applicants::read(fields.get("co_applicants"), kind.unwrap_or(PartyKind::NaturalPerson));
    let co_applicants = co_applicants.unwrap_or_else(|found| {
        faults.extend(found);
        Vec::new()
    });
    let (Some(channel), Some(on), Some(kind), true) = (channel, on, kind, faults.is_empty()) else {
        return Err(faults);
    };
    Ok(ApplicationInput {
        channel,
        on,
        signed_on,
        signed_by: fields.filled("signed_by"),
        handed_over_on,
        organ: fields.filled("organ"),
        applicant: applicant(fields, kind),
        co_applicants,
        agent,
        items: items(fields),
        form: fields.filled("form"),
        delivery: fields.filled("delivery"),
        unit,
    })
}

fn unit(fields: &Fields) -> Result<Option<i64>, String> {
    let read = |unit: String| unit.parse().map_err(|_| "请从列表中选择内设机构".to_owned());
    fields.filled("unit").map(read).transpose()
}

/// As far as the dates need it, so that they are seen while the rest is not yet typed.
pub fn read_for_dates(fields: &Fields, today: NaiveDate) -> Option<ApplicationInput> {
    let mut pairs: Vec<(String, String)> = [("kind", "natural_person"), ("items", "待填")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let dated = CHANNEL.iter().chain(&OF_DAY);
    pairs.extend(dated.map(|name| ((*name).to_owned(), fields.get(name).to_owned())));
    read(&Fields::new(pairs), today).ok()
}

fn of_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// One a line.
fn items(fields: &Fields) -> Vec<ItemInput> {
    let lines = fields.get("items").lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| ItemInput { description: line.to_owned() }).collect()
}

fn number(fields: &Fields, name: &str) -> Option<String> {
    Some(mended(fields.get(name))).filter(|number| !number.is_empty())
}

fn applicant(fields: &Fields, kind: PartyKind) -> PartyInput {
    let id_number = number(fields, "id_number");
    let usual = id_number.as_ref().map(|_| id_check::usual_id_kind(kind).to_owned());
    PartyInput {
        kind,
        name: fields.get("name").to_owned(),
        id_kind: fields.filled("id_kind").or(usual),
        id_number,
        phone: number(fields, "phone"),
        email: fields.filled("email"),
        address: fields.filled("address"),
        postcode: number(fields, "postcode"),
        representative: fields.filled("representative"),
        contact: fields.filled("contact"),
    }
}

fn agent(fields: &Fields) -> Option<PartyInput> {
    let named =
        ["agent_name", "agent_id_number", "agent_phone"].iter().any(|name| !fields.get(name).is_empty());
    let id_number = number(fields, "agent_id_number");
    named.then(|| PartyInput {
        kind: PartyKind::NaturalPerson,
        name: fields.get("agent_name").to_owned(),
        id_kind: id_number.as_ref().map(|_| id_check::CITIZEN_ID.to_owned()),
        id_number,
        phone: number(fields, "agent_phone"),
        email: None,
        address: None,
        postcode: None,
        representative: None,
        contact: None,
    })
}

/// What earlier cases are looked for by. Items are joined as their case is titled.
pub fn typed(fields: &Fields) -> Typed {
    let items: Vec<String> = items(fields).into_iter().map(|item| item.description).collect();
    Typed {
        name: fields.get("name").to_owned(),
        id_number: mended(fields.get("id_number")),
        phone: mended(fields.get("phone")),
        text: items.join("；"),
    }
}

/// What is odd about the numbers, without blocking anything.
pub fn doubts(fields: &Fields, today: NaiveDate) -> Vec<String> {
    let kind = of_word(fields.get("kind")).unwrap_or(PartyKind::NaturalPerson);
    let id_kind = fields.filled("id_kind").unwrap_or_else(|| id_check::usual_id_kind(kind).to_owned());
    let own = id_check::doubt(&id_kind, &mended(fields.get("id_number")), today).map(str::to_owned);
    let agent = id_check::doubt(id_check::CITIZEN_ID, &mended(fields.get("agent_id_number")), today);
    own.into_iter().chain(agent.map(|doubt| format!("代理人：{doubt}"))).collect()
}

/// A party's data as the fields of the form.
pub fn fields_of(party: PartyInput) -> BTreeMap<String, Vec<String>> {
    let kind = crate::casework::row::word(party.kind);
    let pairs = [
        ("kind", Some(kind)),
        ("name", Some(party.name)),
        ("id_kind", party.id_kind),
        ("id_number", party.id_number),
        ("phone", party.phone),
        ("email", party.email),
        ("address", party.address),
        ("postcode", party.postcode),
        ("representative", party.representative),
        ("contact", party.contact),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), vec![value.unwrap_or_default()])).collect()
}

/// What is kept of a form until it is sent: without what only the page needs, «今天» as the day it is now.
pub fn kept(fields: &Fields, today: NaiveDate) -> BTreeMap<String, Vec<String>> {
    let mut kept = fields.typed();
    for name in ["page", "take", "draft_version"] {
        kept.remove(name);
    }
    for name in DAYS {
        if let Ok(Some(day)) = typed_day::parse(fields.get(name), today) {
            kept.insert(name.to_owned(), vec![day.to_string()]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn each_line_is_an_item_and_numbers_lose_their_blanks() {
        let typed = fields(&[
            ("channel", "in_person"),
            ("on", "今天"),
            ("kind", "natural_person"),
            ("name", "张 三丰"),
            ("id_number", "１１０１０５ 19491231002X"),
            ("items", "供应计划\n\n  执行情况 "),
        ]);
        let input = read(&typed, today()).unwrap();
        let items: Vec<&str> = input.items.iter().map(|item| item.description.as_str()).collect();
        assert_eq!(items, ["供应计划", "执行情况"]);
        assert_eq!(input.applicant.id_number.as_deref(), Some("11010519491231002X"));
        assert_eq!(input.applicant.id_kind.as_deref(), Some("居民身份证"));
        assert_eq!(input.applicant.name, "张 三丰");
    }

    #[test]
    fn all_that_cannot_be_read_is_told_at_once() {
        let typed =
            fields(&[("on", "第三天"), ("signed_on", "1345"), ("unit", "规划"), ("agent_phone", "1")]);
        let faults = read(&typed, today()).unwrap_err();
        let of: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(of, ["on", "signed_on", "channel", "kind", "unit", "agent_name"]);
    }

    #[test]
    fn today_is_kept_as_a_day_and_what_cannot_be_read_as_it_was_typed() {
        let kept = kept(
            &fields(&[("on", "今天"), ("signed_on", "第三天"), ("token", "秘"), ("take", "X")]),
            today(),
        );
        assert_eq!(kept["on"], ["2026-11-22"]);
        assert_eq!(kept["signed_on"], ["第三天"]);
        assert_eq!(kept.len(), 2);
    }
}
