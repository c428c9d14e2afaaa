//! What a person says of a letter beyond what the case knows. It is kept with the letter, so that the letter
//! can be made again when the case has moved on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Error, InputFault};
use crate::documents::parts::NamedFile;
use crate::law::iso;
use crate::law::text::Text;

/// 属性函询 and 协办 are answered within so many working days, unless another day is named.
pub(super) const ANSWER_DAYS: u16 = 5;

/// A letter to write. Which of the fields are needed depends on the kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LetterInput {
    /// Which letter: `correction_notice`, `extension_notice`, `reply` …
    pub kind: String,
    /// The measure it announces, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<u32>,
    /// 补正: what is not clear in the request, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unclear: Option<String>,
    /// 说明理由: within how many working days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// 征求意见: the information concerned; 档案: what was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub information: Option<String>,
    /// 征求第三方意见、决定公开: whether the third party is a person.
    pub person: bool,
    /// 属性函询: the files asked about.
    #[schema(value_type = Vec<Object>)]
    pub files: Vec<AskedFile>,
    /// 属性函询、协办: by which day.
    #[serde(deserialize_with = "iso::optional_day", skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<NaiveDate>,
    /// 征求意见告知书: the day on which the others are asked.
    #[serde(deserialize_with = "iso::optional_day", skip_serializing_if = "Option::is_none")]
    pub sent_on: Option<NaiveDate>,
    /// 收费: how to pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// 不再处理: the 文号 of the notice that was not followed, where it was not written here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// 答复: the names of what is enclosed.
    pub attachments: Vec<String>,
    /// Only in letters of before the measure said what is released.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub content: Option<String>,
    /// 决定公开: what the third party answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opinion: Option<String>,
    /// As [`LetterInput::content`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub reason: Option<String>,
    /// As [`LetterInput::content`].
    #[schema(ignore)]
    #[serde(deserialize_with = "iso::optional_day", skip_serializing_if = "Option::is_none")]
    pub release_on: Option<NaiveDate>,
    /// 档案: the name of the 档案馆.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
    /// 档案: address, phone, hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
    /// 档案: when it was handed over.
    #[serde(deserialize_with = "iso::optional_day", skip_serializing_if = "Option::is_none")]
    pub handed_over_on: Option<NaiveDate>,
    /// 更正: the record that is said to be wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// 更正: what became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// 更正: what was corrected into what, or why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// 更正: name and contact of the organ that may correct it, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competent: Option<String>,
    /// 协办: the unit that is asked, by its number among those asked in the case, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub co_handling: Option<u32>,
}

/// What became of an application to correct a record about oneself (R41-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 予以更正.
    Corrected,
    /// 不予更正.
    Refused,
    /// 已转送有权更正的行政机关.
    Forwarded,
    /// 告知向有权更正的行政机关提出.
    Elsewhere,
}

/// A file by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedFile {
    pub name: String,
    #[serde(default)]
    pub number: Option<String>,
}

impl LetterInput {
    /// What cannot be kept.
    pub(super) fn faults(&self) -> Vec<InputFault> {
        let named: [(&'static str, &Option<String>); 12] = [
            ("record", &self.record),
            ("explanation", &self.explanation),
            ("competent", &self.competent),
            ("unclear", &self.unclear),
            ("information", &self.information),
            ("payment", &self.payment),
            ("notice", &self.notice),
            ("content", &self.content),
            ("opinion", &self.opinion),
            ("reason", &self.reason),
            ("archive", &self.archive),
            ("access", &self.access),
        ];
        let single = named.into_iter().filter_map(|(field, words)| Some((field, words.as_ref()?)));
        let files = self.files.iter().flat_map(|file| [Some(&file.name), file.number.as_ref()]).flatten();
        let lists = self
            .attachments
            .iter()
            .map(|name| ("attachments", name))
            .chain(files.map(|words| ("files", words)));
        let fault = |(field, words): (&'static str, &String)| {
            Text::parse(words).err().map(|fault| InputFault::new(field, fault.to_string()))
        };
        single.chain(lists).filter_map(fault).collect()
    }

    pub(super) fn asked_files(&self) -> Vec<NamedFile> {
        let file = |file: &AskedFile| NamedFile { name: file.name.clone(), number: file.number.clone() };
        self.files.iter().map(file).collect()
    }
}

/// A field that this kind cannot go without.
pub(super) fn needed(field: &'static str, value: &Option<String>, what: &str) -> Result<String, Error> {
    value.clone().ok_or_else(|| Error::input(field, format!("请填写{what}")))
}

/// A sheet to print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SheetInput {
    /// 回执: `a4` (缺省) 或 `a5`
    pub paper: Option<String>,
    /// 送达回证: 案件中的第几份文书
    pub letter: Option<i32>,
    /// 送达回证: 送达方式
    pub method: Option<String>,
    /// 送达回证: 送达地点
    pub place: Option<String>,
    /// 送达回证: 邮件编号
    pub tracking: Option<String>,
}
