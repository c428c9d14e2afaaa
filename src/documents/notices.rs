//! Contexts of what the applicant receives besides the reply: receipt, notices, the end without one.

use serde::{Deserialize, Serialize};

use super::parts::{Basics, Day};
use crate::law::deadline::{Channel, LapseGround, WorkingDays};
use crate::law::fee::FeeBasis;

/// Which copy of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Copy {
    /// With a place for the 查询码.
    Applicant,
    /// Without.
    Office,
}

/// What a receipt is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    A4,
    A5,
}

/// 接收回执 (T-3). It never calls a later day a day of 受理: every application starts its period
/// when it is received (R0-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptContext {
    #[serde(flatten)]
    pub basics: Basics,
    pub copy: Copy,
    pub paper: Paper,
    pub channel: Channel,
    /// 法定答复截止日, never the prudent date (decision 32).
    #[serde(rename = "应答复日期")]
    pub due_on: Day,
    /// Where the applicant looks the case up; the code is put behind it as a fragment, which no
    /// server ever sees.
    #[serde(rename = "查询网址")]
    pub query_url: String,
}

/// 补正告知书 (R30-2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionContext {
    #[serde(flatten)]
    pub basics: Basics,
    /// What is not clear in the request, and why.
    #[serde(rename = "不明确之处")]
    pub unclear: String,
    /// All that is to be corrected, at once.
    #[serde(rename = "补正事项")]
    pub points: Vec<String>,
    #[serde(rename = "补正期限")]
    pub period: WorkingDays,
}

/// 说明理由告知书 (art 35). It moves no date and says nothing of one (P0-8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonsContext {
    #[serde(flatten)]
    pub basics: Basics,
    /// What exceeds the reasonable, in figures.
    #[serde(rename = "数量频次情况")]
    pub about: String,
    #[serde(rename = "说明期限")]
    pub period: WorkingDays,
}

/// 延期答复告知书 (R33-4), approved by the 工作机构负责人.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionContext {
    #[serde(flatten)]
    pub basics: Basics,
    #[serde(rename = "原答复期限")]
    pub due_before: Day,
    #[serde(rename = "延长工作日")]
    pub days: WorkingDays,
    #[serde(rename = "延长后期限")]
    pub due_after: Day,
    #[serde(rename = "理由")]
    pub reason: String,
}

/// 延迟答复告知书 (art 35).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelayContext {
    #[serde(flatten)]
    pub basics: Basics,
    #[serde(rename = "原答复期限")]
    pub due_before: Day,
    #[serde(rename = "延迟至")]
    pub until: Day,
    #[serde(rename = "理由")]
    pub reason: String,
}

/// 征求意见告知书, to the applicant (R32-4). It does not say who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationNoticeContext {
    #[serde(flatten)]
    pub basics: Basics,
    #[serde(rename = "征求对象")]
    pub asked: Asked,
    /// 征求意见书发出之日.
    #[serde(rename = "征求意见日期")]
    pub sent_on: Day,
}

/// Who is asked, as far as the applicant is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    #[serde(rename = "第三方")]
    ThirdParty,
    #[serde(rename = "共同制作机关")]
    JointOrgan,
    #[serde(rename = "其他机关")]
    OtherOrgan,
}

/// 信息处理费收费通知书 (F-8). The tiers and the sum are computed from the basis, never typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeContext {
    #[serde(flatten)]
    pub basics: Basics,
    pub basis: FeeBasis,
    #[serde(rename = "缴纳方式")]
    pub payment: String,
}

/// 不再处理告知书 (F1, F2; decision 19).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoLongerHandledContext {
    #[serde(flatten)]
    pub basics: Basics,
    pub ground: LapseGround,
    /// The notice that was not followed: 文号 and day.
    #[serde(rename = "告知书文号")]
    pub notice: String,
    #[serde(rename = "告知书日期")]
    pub noticed_on: Day,
    /// The day on which the applicant received it, proved.
    #[serde(rename = "送达日期")]
    pub served_on: Day,
    /// The last day on which it could have been followed.
    #[serde(rename = "届满日期")]
    pub ended_on: Day,
}

/// 档案查阅途径告知书: what was handed to a 国家档案馆 is looked up under 档案法 (X26, counted as C8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveContext {
    #[serde(flatten)]
    pub basics: Basics,
    #[serde(rename = "信息名称")]
    pub information: String,
    #[serde(rename = "移交日期")]
    pub handed_over_on: Option<Day>,
    #[serde(rename = "档案馆名称")]
    pub archive: String,
    /// Address, phone, hours.
    #[serde(rename = "查阅方式")]
    pub access: String,
}

/// 政府信息更正告知书 (art 41).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RectificationContext {
    #[serde(flatten)]
    pub basics: Basics,
    /// The record that is said to be wrong.
    #[serde(rename = "记录名称")]
    pub record: String,
    #[serde(rename = "处理结果")]
    pub outcome: Rectification,
    /// What was corrected into what, or why not.
    #[serde(rename = "情况说明")]
    pub explanation: String,
    /// Name and contact of the organ that may correct it, where it is another.
    #[serde(rename = "有权更正机关")]
    pub competent: Option<String>,
}

/// What became of an application for correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rectification {
    #[serde(rename = "予以更正")]
    Corrected,
    #[serde(rename = "不予更正")]
    Refused,
    /// 转送有权更正的行政机关处理并告知申请人.
    #[serde(rename = "已转送")]
    Forwarded,
    /// 告知申请人向有权更正的行政机关提出.
    #[serde(rename = "另行提出")]
    Elsewhere,
}
