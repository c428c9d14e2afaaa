//! Who asks: 公民, or 法人或者其他组织 of five kinds, with what identifies and reaches them.
//!
//! Checks of numbers warn and never block (an ID may be foreign, a code old); what the 条例 makes
//! mandatory may be missing on paper, and then a correction is asked (R30-1).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Error, InputFault};
use crate::keys::Keys;
use crate::store::parties::{PartyFields, PartyRow};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 60;
const LONGEST_FIELD: usize = 200;

/// The columns of table 三 (N-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// 自然人.
    NaturalPerson,
    /// 商业企业.
    Enterprise,
    /// 科研机构.
    ResearchBody,
    /// 社会公益组织.
    PublicBenefit,
    /// 法律服务机构.
    LegalService,
    /// 其他.
    OtherOrganisation,
}

/// A party as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyInput {
    pub kind: PartyKind,
    /// 姓名或者名称, kept as typed.
    pub name: String,
    /// 证件名称.
    #[serde(default)]
    pub id_kind: Option<String>,
    /// 证件号码; for an organisation its 统一社会信用代码.
    #[serde(default)]
    pub id_number: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub postcode: Option<String>,
    /// 法定代表人或者负责人.
    #[serde(default)]
    pub representative: Option<String>,
    /// 联系人.
    #[serde(default)]
    pub contact: Option<String>,
}

/// What is missing in an online application and can be asked for at once (R29-2).
pub fn faults_online(party: &PartyInput) -> Vec<InputFault> {
    let mut faults = faults(party);
    if party.id_number.is_none() {
        faults.push(InputFault::new("id_number", "请填写证件号码：条例第二十九条要求提供身份证明"));
    }
    if party.phone.is_none() && party.email.is_none() && party.address.is_none() {
        faults.push(InputFault::new("phone", "请至少填写一种联系方式，以便通知您办理情况"));
    }
    faults
}

/// What cannot be stored or shown.
pub fn faults(party: &PartyInput) -> Vec<InputFault> {
    let mut faults = Vec::new();
    if party.name.trim().is_empty() {
        faults.push(InputFault::new("name", "请填写姓名或者名称"));
    }
    if party.name.chars().count() > LONGEST_NAME {
        faults.push(InputFault::new("name", format!("姓名或者名称不能超过{LONGEST_NAME}个字")));
    }
    let fields: [(&'static str, Option<&String>); 9] = [
        ("name", Some(&party.name)),
        ("id_kind", party.id_kind.as_ref()),
        ("id_number", party.id_number.as_ref()),
        ("phone", party.phone.as_ref()),
        ("email", party.email.as_ref()),
        ("address", party.address.as_ref()),
        ("postcode", party.postcode.as_ref()),
        ("representative", party.representative.as_ref()),
        ("contact", party.contact.as_ref()),
    ];
    for (field, value) in fields {
        let Some(value) = value else { continue };
        if value.chars().any(char::is_control) {
            faults.push(InputFault::new(field, "含有不可见的控制字符，请删去后重新填写"));
        }
        if value.chars().count() > LONGEST_FIELD {
            faults.push(InputFault::new(field, format!("不能超过{LONGEST_FIELD}个字")));
        }
    }
    faults
}

/// Where a sealed value belongs: moved elsewhere it does not open.
fn place(case_id: i64, field: &str) -> String {
    format!("party/{case_id}/{field}")
}

/// The party as it is stored: numbers sealed, with a keyed index for equality.
///
/// # Errors
/// If the machine gives no randomness.
pub(super) fn seal(party: &PartyInput, case_id: i64, keys: &Keys) -> Result<PartyFields, Error> {
    let sealed = |field: &str, value: &Option<String>| -> Result<Option<Vec<u8>>, Error> {
        let sealed = value.as_ref().map(|value| keys.seal(&place(case_id, field), value));
        sealed.transpose().map_err(|unsealable| crate::store::StoreError::down(unsealable).into())
    };
    let index = |value: &Option<String>| value.as_ref().map(|value| index(value, keys));
    Ok(PartyFields {
        kind: super::row::word(party.kind),
        name: party.name.clone(),
        name_key: sort_key(&party.name),
        id_kind: party.id_kind.clone(),
        id_number_sealed: sealed("id_number", &party.id_number)?,
        id_number_index: index(&party.id_number),
        phone_sealed: sealed("phone", &party.phone)?,
        phone_index: index(&party.phone),
        email: party.email.clone(),
        address: party.address.clone(),
        postcode: party.postcode.clone(),
        organisation_kind: None,
        credit_code: None,
        representative: party.representative.clone(),
        contact: party.contact.clone(),
    })
}

/// A copy of a party for another case: what is sealed is bound to its case and sealed anew.
///
/// # Errors
/// [`Error::Store`] (corrupt) for a sealed value that does not open.
pub(super) fn sealed_for(row: &PartyRow, case_id: i64, keys: &Keys) -> Result<PartyFields, Error> {
    let again = |field: &str, sealed: &Option<Vec<u8>>| -> Result<Option<Vec<u8>>, Error> {
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = keys.open(&place(row.case_id, field), sealed).map_err(Error::corrupt)?;
        let sealed = keys.seal(&place(case_id, field), &plain);
        sealed.map(Some).map_err(|unsealable| crate::store::StoreError::down(unsealable).into())
    };
    let id_number_sealed = again("id_number", &row.fields.id_number_sealed)?;
    let phone_sealed = again("phone", &row.fields.phone_sealed)?;
    Ok(PartyFields { id_number_sealed, phone_sealed, ..row.fields.clone() })
}

/// The phone number in clear, for a message that is just being sent.
///
/// # Errors
/// [`Error::Store`] (corrupt) for a sealed value that does not open.
pub fn phone(row: &PartyRow, keys: &Keys) -> Result<Option<String>, Error> {
    let sealed = row.fields.phone_sealed.as_ref();
    let opened = sealed.map(|sealed| keys.open(&place(row.case_id, "phone"), sealed));
    opened.transpose().map_err(Error::corrupt)
}

/// A party in clear, as it was typed.
///
/// # Errors
/// [`Error::Store`] (corrupt) for a sealed value that does not open, and for a kind this program did not write.
pub(super) fn open(row: &PartyRow, keys: &Keys) -> Result<PartyInput, Error> {
    let opened = |field: &str, sealed: &Option<Vec<u8>>| {
        let opened = sealed.as_ref().map(|sealed| keys.open(&place(row.case_id, field), sealed));
        opened.transpose().map_err(Error::corrupt)
    };
    let fields = &row.fields;
    let kind = serde_json::Value::String(fields.kind.clone());
    Ok(PartyInput {
        kind: serde_json::from_value(kind).map_err(Error::corrupt)?,
        name: fields.name.clone(),
        id_kind: fields.id_kind.clone(),
        id_number: opened("id_number", &fields.id_number_sealed)?,
        phone: opened("phone", &fields.phone_sealed)?,
        email: fields.email.clone(),
        address: fields.address.clone(),
        postcode: fields.postcode.clone(),
        representative: fields.representative.clone(),
        contact: fields.contact.clone(),
    })
}

/// By what an ID number or a phone is found again, as [`seal`] stores it.
pub(super) fn index(value: &str, keys: &Keys) -> Vec<u8> {
    keys.index(&value.to_uppercase())
}

/// A party with what identifies it masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyView {
    /// `applicant`, `agent` …
    pub role: String,
    pub kind: String,
    pub name: String,
    pub id_number: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
}

/// How much of a party is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The name in clear, numbers masked: to those who handle the case.
    Masked,
    /// The name masked too: to a supervisor.
    NameMasked,
    /// All in clear: on a recorded click.
    Full,
}

/// Opens and masks.
///
/// # Errors
/// [`Error::Store`] (corrupt) for a sealed value that does not open.
pub(super) fn view(row: &PartyRow, keys: &Keys, shown: Shown) -> Result<PartyView, Error> {
    let open = |field: &str, sealed: &Option<Vec<u8>>, mask: fn(&str) -> String| {
        let opened = sealed.as_ref().map(|sealed| keys.open(&place(row.case_id, field), sealed));
        let opened = opened.transpose().map_err(Error::corrupt)?;
        Ok::<_, Error>(opened.map(|value| if shown == Shown::Full { value } else { mask(&value) }))
    };
    let masked = |value: &Option<String>| match shown {
        Shown::Full => value.clone(),
        _ => value.as_deref().map(mask_words),
    };
    let fields = &row.fields;
    Ok(PartyView {
        role: row.role.clone(),
        kind: fields.kind.clone(),
        name: if shown == Shown::NameMasked { mask_words(&fields.name) } else { fields.name.clone() },
        id_number: open("id_number", &fields.id_number_sealed, mask_id)?,
        phone: open("phone", &fields.phone_sealed, mask_phone)?,
        email: masked(&fields.email),
        address: masked(&fields.address),
    })
}

/// «张*».
pub fn mask_words(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| format!("{first}*"))
}

/// «110105********1234».
pub fn mask_id(number: &str) -> String {
    mask_middle(number, 6, 4)
}

/// «138****5678».
pub fn mask_phone(number: &str) -> String {
    mask_middle(number, 3, 4)
}

/// Keeps both ends of a long enough value; of a short one nothing.
fn mask_middle(value: &str, head: usize, tail: usize) -> String {
    let characters: Vec<char> = value.chars().collect();
    let keep =
        |index: usize| characters.len() > head + tail && (index < head || index + tail >= characters.len());
    characters.iter().enumerate().map(|(index, c)| if keep(index) { *c } else { '*' }).collect()
}

/// A key by which Chinese sorts by pinyin on both databases (decision 9).
pub fn sort_key(text: &str) -> String {
    use pinyin::ToPinyin;
    let mut key = String::new();
    for (character, reading) in text.chars().zip(text.to_pinyin()) {
        match reading {
            Some(reading) => key.push_str(reading.plain()),
            None => key.extend(character.to_lowercase()),
        }
        key.push(' ');
    }
    key.push_str(text);
    key.chars().take(240).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_show_as_little_as_they_promise() {
        assert_eq!(mask_words("张三丰"), "张*");
        assert_eq!(mask_words("𠮷田"), "𠮷*");
        assert_eq!(mask_id("110105194912310021"), "110105********0021");
        assert_eq!(mask_phone("13812345678"), "138****5678");
        assert_eq!(mask_phone("12345"), "*****");
    }

    #[test]
    fn names_sort_by_pinyin() {
        let mut names = ["张三", "李四", "阿依古丽·买买提", "王五"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["阿依古丽·买买提", "李四", "王五", "张三"]);
    }
}
