//! An application as it comes in: what it says (R29-2), and what is wrong with it.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::InputFault;
use super::party::{self, PartyInput};
use crate::law::deadline::Channel;
use crate::law::iso;

/// The most items one application may list.
pub const MOST_ITEMS: usize = 50;
/// The longest description of one item, in characters.
pub const LONGEST_ITEM: usize = 2_000;
/// The most who may ask together.
const MOST_CO_APPLICANTS: usize = 100;
/// The longest 提供方式 or 获取方式, in characters.
const LONGEST_WISH: usize = 200;

/// One thing that is asked for (R29-2(二)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemInput {
    /// 名称、文号或者便于查询的其他特征性描述, verbatim.
    pub description: String,
}

/// An application as it is registered or submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationInput {
    /// `in_person` `oral` `registered_mail` `ordinary_mail` `online` `email` `fax`.
    #[schema(value_type = String)]
    pub channel: Channel,
    /// The day it arrived; for mail the day it reached the organ.
    #[serde(deserialize_with = "iso::day")]
    pub on: NaiveDate,
    /// Registered mail: the day anyone of the organ signed (R31-2).
    #[serde(default, deserialize_with = "iso::optional_day")]
    pub signed_on: Option<NaiveDate>,
    /// Who signed for it: a name, or 收发室.
    #[serde(default)]
    pub signed_by: Option<String>,
    /// The day the mail room handed it over.
    #[serde(default, deserialize_with = "iso::optional_day")]
    pub handed_over_on: Option<NaiveDate>,
    /// The code of the organ it is for, where a 受理窗口 takes it for another.
    #[serde(default)]
    pub organ: Option<String>,
    pub applicant: PartyInput,
    #[serde(default)]
    pub co_applicants: Vec<PartyInput>,
    #[serde(default)]
    pub agent: Option<PartyInput>,
    pub items: Vec<ItemInput>,
    /// 所需信息的指定提供方式.
    #[serde(default)]
    pub form: Option<String>,
    /// 获取信息的方式.
    #[serde(default)]
    pub delivery: Option<String>,
    /// The unit it is for, where the field of work says so.
    #[serde(default)]
    pub unit: Option<i64>,
}

/// What has to be mended before it is registered.
pub(super) fn faults(input: &ApplicationInput, today: NaiveDate) -> Vec<InputFault> {
    let mut faults = Vec::new();
    if input.items.is_empty() || input.items.len() > MOST_ITEMS {
        faults.push(InputFault::new("items", format!("请填写1至{MOST_ITEMS}项所需信息")));
    }
    for item in &input.items {
        if item.description.trim().is_empty() {
            faults.push(InputFault::new("items", "请写明所需信息的名称、文号或者其他特征"));
        }
        if item.description.chars().count() > LONGEST_ITEM {
            faults.push(InputFault::new(
                "items",
                format!("每一项不能超过{LONGEST_ITEM}字，更多内容请作为附件"),
            ));
        }
        if item.description.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            faults.push(InputFault::new("items", "含有不可见的控制字符，请删去后重新填写"));
        }
    }
    let signed = input.signed_on.is_some();
    if (input.channel == Channel::RegisteredMail) != signed {
        let message = if signed {
            "只有挂号信、特快专递有签收日期"
        } else {
            "请填写本机关签收邮件的日期"
        };
        faults.push(InputFault::new("signed_on", message));
    }
    let days = [Some(input.on), input.signed_on, input.handed_over_on];
    if days.into_iter().flatten().any(|day| day > today) {
        faults.push(InputFault::new("on", "日期还没有到，请核对"));
    }
    if days.into_iter().flatten().any(|day| day.year() < crate::law::calendar::FIRST_YEAR) {
        faults.push(InputFault::new("on", "日期早于2007年，请核对"));
    }
    if input.co_applicants.len() > MOST_CO_APPLICANTS {
        faults.push(InputFault::new("co_applicants", format!("共同申请人不能超过{MOST_CO_APPLICANTS}人")));
    }
    if input.organ.is_some() && !matches!(input.channel, Channel::InPerson | Channel::Oral) {
        faults.push(InputFault::new("organ", "受理窗口只代收当面提交的申请，其他渠道收到的请转交该机关登记"));
    }
    if input.signed_by.is_some() && !signed {
        faults.push(InputFault::new("signed_by", "没有签收日期，不必填写签收人"));
    }
    let words = [("form", &input.form), ("delivery", &input.delivery), ("signed_by", &input.signed_by)];
    for (field, wish) in words {
        let Some(wish) = wish else { continue };
        if wish.chars().any(char::is_control) {
            faults.push(InputFault::new(field, "含有不可见的控制字符，请删去后重新填写"));
        }
        if wish.chars().count() > LONGEST_WISH {
            faults.push(InputFault::new(field, format!("不能超过{LONGEST_WISH}个字")));
        }
    }
    for other in input.co_applicants.iter().chain(&input.agent) {
        faults.extend(party::faults(other));
    }
    faults
}
