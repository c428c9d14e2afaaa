//! From what was typed to the application that casework takes.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::kept::get;
use super::steps::{MOST_ITEMS, item};
use crate::casework::application::{ApplicationInput, ItemInput};
use crate::casework::party::{PartyInput, PartyKind};
use crate::law::deadline::Channel;

/// 所需信息的指定提供方式.
pub const FORMS: [&str; 3] = ["纸质", "电子文件", "光盘"];
/// 获取信息的方式.
pub const WAYS: [&str; 5] = ["邮寄", "电子邮件", "自行领取", "当场阅读、抄录", "传真"];
/// Kinds of ID of a person.
pub const ID_KINDS: [&str; 5] =
    ["居民身份证", "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "其他身份证明"];
/// 法人或者其他组织, as table 三 counts them.
pub const ORGANISATION_KINDS: [(&str, &str); 5] = [
    ("enterprise", "商业企业"),
    ("research_body", "科研机构"),
    ("public_benefit", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other_organisation", "其他"),
];

type Typed = BTreeMap<String, Vec<String>>;

fn filled(typed: &Typed, name: &str) -> Option<String> {
    Some(get(typed, name).to_owned()).filter(|value| !value.is_empty())
}

/// The kind of organisation that was chosen.
pub fn organisation_kind(typed: &Typed) -> Option<PartyKind> {
    match get(typed, "organisation_kind") {
        "enterprise" => Some(PartyKind::Enterprise),
        "research_body" => Some(PartyKind::ResearchBody),
        "public_benefit" => Some(PartyKind::PublicBenefit),
        "legal_service" => Some(PartyKind::LegalService),
        "other_organisation" => Some(PartyKind::OtherOrganisation),
        _ => None,
    }
}

/// The kind of ID: an organisation has one alone.
pub fn id_kind(typed: &Typed) -> &str {
    if get(typed, "kind") == "organisation" {
        return "统一社会信用代码";
    }
    let chosen = get(typed, "id_kind");
    if ID_KINDS.contains(&chosen) { chosen } else { "居民身份证" }
}

/// Who asks.
pub fn applicant(typed: &Typed) -> PartyInput {
    let organisation = get(typed, "kind") == "organisation";
    let of_organisation = |name| filled(typed, name).filter(|_| organisation);
    PartyInput {
        kind: match organisation {
            true => organisation_kind(typed).unwrap_or(PartyKind::OtherOrganisation),
            false => PartyKind::NaturalPerson,
        },
        name: get(typed, "name").to_owned(),
        id_kind: Some(id_kind(typed).to_owned()),
        id_number: filled(typed, "id_number"),
        phone: filled(typed, "phone"),
        email: filled(typed, "email"),
        address: filled(typed, "address"),
        postcode: filled(typed, "postcode"),
        representative: of_organisation("representative"),
        contact: of_organisation("contact"),
    }
}

/// Who acts for the applicant, if one does.
pub fn agent(typed: &Typed) -> Option<PartyInput> {
    (get(typed, "agent") == "yes").then(|| PartyInput {
        kind: PartyKind::NaturalPerson,
        name: get(typed, "agent_name").to_owned(),
        id_kind: filled(typed, "agent_id_number").map(|_| "居民身份证".to_owned()),
        id_number: filled(typed, "agent_id_number"),
        phone: filled(typed, "agent_phone"),
        email: None,
        address: None,
        postcode: None,
        representative: None,
        contact: None,
    })
}

/// The items that were filled in.
pub fn items(typed: &Typed) -> Vec<&str> {
    let texts = (1..=MOST_ITEMS).map(|number| get(typed, &item(number)).trim());
    texts.filter(|text| !text.is_empty()).collect()
}

/// 提供方式, with whether another one would do.
pub fn form(typed: &Typed) -> Option<String> {
    let form = filled(typed, "form")?;
    let otherwise = get(typed, "otherwise") == "yes";
    Some(if otherwise {
        format!("{form}（若无法按此形式提供，也接受其他形式）")
    } else {
        form
    })
}

/// The whole application. Channel and day are casework's to say.
pub fn application(typed: &Typed, today: NaiveDate) -> ApplicationInput {
    ApplicationInput {
        channel: Channel::Online,
        on: today,
        signed_on: None,
        signed_by: None,
        handed_over_on: None,
        organ: None,
        applicant: applicant(typed),
        co_applicants: Vec::new(),
        agent: agent(typed),
        items: items(typed).into_iter().map(|text| ItemInput { description: text.to_owned() }).collect(),
        form: form(typed),
        delivery: filled(typed, "delivery"),
        unit: None,
    }
}
