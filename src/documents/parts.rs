//! What the contexts of letters are made of. Each field carries the name by which a template text
//! calls it, since the people who edit texts read Chinese: `{{ 机关.复议机关 }}`.
//!
//! A context is kept with its letter as long as the case is kept, so it can be read back as it was
//! written, and it never holds the 查询码, an ID number or a phone of an applicant, but for the
//! forms on which these were filled in.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::law::forum::{CourtLevel, OrganKind};
use crate::law::wording;

/// A day as a letter shows it: «2026年11月21日», in the text and in what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl Day {
    /// Reads «2026年11月21日».
    pub fn parse(text: &str) -> Option<Day> {
        let (year, rest) = text.split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        let day = rest.strip_suffix('日')?;
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).map(Day)
    }

    /// As it is written.
    pub fn words(self) -> String {
        wording::day(self.0)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("no day: {text}")))
    }
}

/// 行政机关, with all that a letter says of it. It is dated data (decision 29): a context keeps
/// the organ as it was when the letter was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganFacts {
    /// In full.
    #[serde(rename = "名称")]
    pub name: String,
    #[serde(rename = "类别")]
    pub kind: OrganKind,
    /// 政府信息公开工作机构.
    #[serde(rename = "工作机构")]
    pub office: String,
    #[serde(rename = "地址")]
    pub address: String,
    #[serde(rename = "邮政编码")]
    pub postcode: String,
    #[serde(rename = "电话")]
    pub phone: String,
    #[serde(rename = "联系人")]
    pub contact: String,
    /// One; two where the applicant chooses (L-24); none blocks every letter with a remedy.
    #[serde(rename = "复议机关")]
    pub review: Vec<ReviewOrgan>,
    /// The channel through which 复议 can be asked for online; a reply delivered online must name it (P-7).
    #[serde(rename = "网上复议渠道")]
    pub online_review: Option<String>,
    #[serde(rename = "法院")]
    pub court: Option<Court>,
}

/// 行政复议机关.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewOrgan {
    #[serde(rename = "名称")]
    pub name: String,
    /// Where applications for 复议 are received.
    #[serde(rename = "地址")]
    pub address: String,
}

/// 人民法院.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Court {
    #[serde(rename = "名称")]
    pub name: String,
    #[serde(rename = "地址")]
    pub address: String,
    #[serde(rename = "级别")]
    pub level: CourtLevel,
}

/// Whom a letter addresses. Whether 先生 or 女士 is not known and not asked: a person is called by
/// the full name, an organisation by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    #[serde(rename = "名称")]
    pub name: String,
    /// «您» or «贵单位».
    #[serde(rename = "您")]
    pub you: You,
}

/// How the addressee is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum You {
    #[serde(rename = "您")]
    Person,
    #[serde(rename = "贵单位")]
    Organisation,
}

impl You {
    pub fn words(self) -> &'static str {
        match self {
            You::Person => "您",
            You::Organisation => "贵单位",
        }
    }
}

/// What every letter to an applicant rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basics {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    /// 登记编号.
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "申请人")]
    pub applicant: Addressee,
    /// 收到申请之日 (art 31).
    #[serde(rename = "收到日期")]
    pub received_on: Day,
    /// The applicant's own words, whole and unchanged (T-2).
    #[serde(rename = "申请内容")]
    pub request: String,
}

/// A natural person or organisation in full, for the forms that are filled in with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFacts {
    #[serde(rename = "名称")]
    pub name: String,
    /// 法人或者其他组织, and not 公民.
    #[serde(rename = "是单位")]
    pub organisation: bool,
    /// 商业企业, 科研机构 ….
    #[serde(rename = "单位类型")]
    pub organisation_kind: Option<String>,
    #[serde(rename = "证件名称")]
    pub id_kind: Option<String>,
    #[serde(rename = "证件号码")]
    pub id_number: Option<String>,
    #[serde(rename = "负责人")]
    pub representative: Option<String>,
    #[serde(rename = "联系人")]
    pub contact: Option<String>,
    #[serde(rename = "电话")]
    pub phone: Option<String>,
    #[serde(rename = "电子邮箱")]
    pub email: Option<String>,
    #[serde(rename = "通信地址")]
    pub address: Option<String>,
    #[serde(rename = "邮政编码")]
    pub postcode: Option<String>,
}

/// A document by its name and, if it has one, its 文号.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedFile {
    #[serde(rename = "名称")]
    pub name: String,
    #[serde(rename = "文号")]
    pub number: Option<String>,
}
