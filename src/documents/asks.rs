//! Contexts of what goes to others than the applicant: third parties, other organs, units.
//!
//! None of them holds the applicant's name: it is nobody else's business (T-3). A text cannot
//! show what its context does not have.

use serde::{Deserialize, Serialize};

use super::parts::{Addressee, Day, NamedFile, OrganFacts};

/// 征求第三方意见书 with its reply form (art 32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdPartyContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "第三方")]
    pub third_party: Addressee,
    /// The information that was asked for and concerns the third party.
    #[serde(rename = "涉及信息")]
    pub information: String,
    /// R33-11: the interest that may be harmed.
    #[serde(rename = "涉及权益")]
    pub interest: String,
}

/// 征求机关意见函 (arts 33(3), 34).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganConsultationContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "对方机关")]
    pub asked: String,
    /// Joint makers consent by silence (R34-1), others do not (R33-12).
    #[serde(rename = "共同制作")]
    pub joint: bool,
    #[serde(rename = "涉及信息")]
    pub information: String,
    #[serde(rename = "理由")]
    pub reason: String,
}

/// 协办函 to a unit of the organ (decision 26): internal, moves no date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoHandlingContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "协办单位")]
    pub unit: String,
    #[serde(rename = "申请内容")]
    pub request: String,
    #[serde(rename = "协办事项")]
    pub about: String,
    #[serde(rename = "回复期限")]
    pub answer_by: Day,
}

/// 决定公开告知书, before the information is released (R32-3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "第三方")]
    pub third_party: Addressee,
    #[serde(rename = "征求意见日期")]
    pub asked_on: Day,
    /// What the third party answered, or that it did not.
    #[serde(rename = "第三方意见")]
    pub opinion: String,
    #[serde(rename = "公开内容")]
    pub content: String,
    /// Why not to disclose would gravely affect the public interest, or why no interest is harmed.
    #[serde(rename = "理由")]
    pub reason: String,
    #[serde(rename = "拟公开日期")]
    pub release_on: Day,
}

/// 公开属性函询: asks the drafting organ for the 公开属性 of old files (decision 27).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "起草单位")]
    pub drafter: String,
    #[serde(rename = "文件")]
    pub files: Vec<NamedFile>,
    #[serde(rename = "回复期限")]
    pub answer_by: Day,
}

/// 督办单 from the supervisor to the organ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrgeContext {
    /// The supervising organ, which sends it.
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "承办机关")]
    pub urged: String,
    #[serde(rename = "收到日期")]
    pub received_on: Day,
    #[serde(rename = "法定答复截止日")]
    pub due_on: Day,
    /// Whole working days after it; 0 if it has not passed.
    #[serde(rename = "超期工作日")]
    pub overdue: u32,
    #[serde(rename = "督办要求")]
    pub message: String,
    #[serde(rename = "反馈期限")]
    pub answer_by: Day,
}
