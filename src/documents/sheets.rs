//! Contexts of the forms: 申请表, 登记表, 呈批单, 送达回证, 卷内目录, labels. Their grids are drawn in
//! [`super::grids`].

use serde::{Deserialize, Serialize};

use super::parts::{Day, OrganFacts, PersonFacts};

/// 政府信息公开申请表, blank or filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    /// None: the blank form.
    #[serde(rename = "填写内容")]
    pub filled: Option<Box<Application>>,
}

/// What was filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    #[serde(rename = "登记编号")]
    pub case_number: Option<String>,
    #[serde(rename = "申请人")]
    pub applicant: PersonFacts,
    /// Who asks besides.
    #[serde(rename = "共同申请人", default)]
    pub co_applicants: Vec<PersonFacts>,
    #[serde(rename = "代理人")]
    pub agent: Option<PersonFacts>,
    /// As typed, item by item.
    #[serde(rename = "所需信息")]
    pub items: Vec<String>,
    /// 载体形式.
    #[serde(rename = "提供方式")]
    pub carrier: String,
    /// 获取信息的方式.
    #[serde(rename = "获取途径")]
    pub access: String,
    #[serde(rename = "接受其他方式")]
    pub other_ways: bool,
    #[serde(rename = "申请日期")]
    pub on: Day,
}

/// 政府信息公开申请登记表 (art 45).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "申请人")]
    pub applicant: String,
    #[serde(rename = "申请人类型")]
    pub applicant_kind: String,
    #[serde(rename = "申请渠道")]
    pub channel: String,
    #[serde(rename = "收到日期")]
    pub received_on: Day,
    /// Why that day: the sentence of the receipt rule.
    #[serde(rename = "收到日期依据")]
    pub receipt_rule: String,
    #[serde(rename = "法定答复截止日")]
    pub due_on: Day,
    #[serde(rename = "所需信息")]
    pub items: Vec<String>,
    #[serde(rename = "承办单位")]
    pub unit: String,
    #[serde(rename = "登记人")]
    pub clerk: String,
    /// What was done on the way to the reply, a line each; nothing before.
    #[serde(rename = "办理情况", default)]
    pub measures: Vec<String>,
    /// How it was answered, a line for each letter.
    #[serde(rename = "答复情况", default)]
    pub replies: Vec<String>,
    /// How the reply reached the applicant, and when the case was filed.
    #[serde(rename = "送达归档情况", default)]
    pub endings: Vec<String>,
}

/// 依申请公开呈批单: internal, the one sheet that may show the prudent date (decision 32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "申请人")]
    pub applicant: String,
    #[serde(rename = "收到日期")]
    pub received_on: Day,
    #[serde(rename = "法定答复截止日")]
    pub due_on: Day,
    #[serde(rename = "从严截止日")]
    pub prudent_due_on: Day,
    #[serde(rename = "所需信息")]
    pub items: Vec<String>,
    /// The document that is put up for approval, and its codes.
    #[serde(rename = "呈批文书")]
    pub document: String,
    #[serde(rename = "办理意见")]
    pub opinion: String,
    #[serde(rename = "法律依据")]
    pub basis: String,
    #[serde(rename = "承办人")]
    pub handler: String,
    #[serde(rename = "承办单位")]
    pub unit: String,
    /// Each level: who passed or returned, when, with which words. Empty where it is signed by hand.
    #[serde(rename = "审批意见")]
    pub opinions: Vec<Opinion>,
}

/// One signature on a 呈批单.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// 审核岗, 公开工作机构负责人, 签发人.
    #[serde(rename = "环节")]
    pub level: String,
    #[serde(rename = "意见")]
    pub words: String,
    /// The name, «X 代 Y» for a deputy (decision 15).
    #[serde(rename = "签名")]
    pub signer: String,
    #[serde(rename = "日期")]
    pub on: Option<Day>,
}

/// 送达回证 (P-6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecordContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "文书名称")]
    pub document: String,
    #[serde(rename = "文书文号")]
    pub number: String,
    #[serde(rename = "受送达人")]
    pub addressee: String,
    #[serde(rename = "送达方式")]
    pub method: String,
    #[serde(rename = "送达地点")]
    pub place: String,
    /// The number of the postal item, where posted.
    #[serde(rename = "邮件编号")]
    pub tracking: Option<String>,
    /// Left blank where it is written by hand.
    #[serde(rename = "送达日期")]
    pub on: Option<Day>,
}

/// 卷内目录 (R45-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileIndexContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "案卷题名")]
    pub title: String,
    #[serde(rename = "文件")]
    pub entries: Vec<FileEntry>,
}

/// One document of a file, in the order in which it lies in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    #[serde(rename = "文号")]
    pub number: Option<String>,
    #[serde(rename = "责任者")]
    pub author: String,
    #[serde(rename = "题名")]
    pub title: String,
    #[serde(rename = "日期")]
    pub on: Option<Day>,
    #[serde(rename = "页数")]
    pub pages: Option<u16>,
}

/// 邮寄标签.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelContext {
    #[serde(rename = "机关")]
    pub organ: OrganFacts,
    #[serde(rename = "登记编号")]
    pub case_number: String,
    #[serde(rename = "收件人")]
    pub addressee: String,
    #[serde(rename = "收件地址")]
    pub address: String,
    #[serde(rename = "收件邮政编码")]
    pub postcode: Option<String>,
    #[serde(rename = "收件电话")]
    pub phone: Option<String>,
}
