//! The context of a reply: the requested items, each with its code and what it states.

use serde::{Deserialize, Serialize};

use super::parts::{Basics, Day};
use crate::law::forum::{RemedyWay, remedy_way};
use crate::law::reply::{ReplyCode, ReplyFact};

/// 《政府信息公开申请答复书》, or 《不予处理告知书》 where every item is E1–E5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyContext {
    #[serde(flatten)]
    pub basics: Basics,
    /// The day on which a correction was received, where one was asked for.
    #[serde(rename = "补正日期")]
    pub corrected_on: Option<Day>,
    #[serde(rename = "事项")]
    pub items: Vec<ItemContext>,
    /// Names of what is enclosed.
    #[serde(rename = "附件")]
    pub attachments: Vec<String>,
}

/// One requested item and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemContext {
    /// Counted from 1, as in the application.
    #[serde(rename = "序号")]
    pub number: u16,
    /// What was asked for, in the applicant's words.
    #[serde(rename = "信息")]
    pub information: String,
    #[serde(rename = "类型")]
    pub code: ReplyCode,
    #[serde(flatten)]
    pub stated: Stated,
}

macro_rules! stated {
    ($($field:ident $fact:ident $name:literal,)*) => {
        /// What an item states, by the facts that the law demands ([`ReplyCode::demanded`]).
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Stated {
            $(#[serde(rename = $name)] pub $field: Option<String>,)*
        }

        impl Stated {
            /// The words for a fact, if any were given.
            pub fn get(&self, fact: ReplyFact) -> Option<&str> {
                let words = match fact { $(ReplyFact::$fact => &self.$field),* };
                words.as_deref().filter(|words| !words.trim().is_empty())
            }

            /// The same with a fact put into words.
            pub fn with(mut self, fact: ReplyFact, words: impl Into<String>) -> Self {
                match fact { $(ReplyFact::$fact => self.$field = Some(words.into())),* }
                self
            }
        }
    };
}

stated! {
    access Access "方式途径",
    reasons Reasons "理由",
    article Article "依据",
    secrecy SecrecyReference "定密情况",
    third_party ThirdPartyOpinion "第三方意见",
    search SearchLog "检索情况",
    right_organ RightOrgan "负责机关",
    query QueryChannel "查询途径",
    earlier EarlierReply "此前答复",
    reasons_given ReasonsGiven "申请人理由",
    correction Correction "补正经过",
}

impl ReplyContext {
    /// In which order 复议 and 诉讼 are open.
    pub fn remedy_way(&self) -> RemedyWay {
        remedy_way(
            self.items.iter().map(|item| (item.number, item.code, item.stated.get(ReplyFact::Article))),
        )
    }

    /// Whether nothing of it is handled as an application for information (art 39 and its like).
    pub fn nothing_is_handled(&self) -> bool {
        use ReplyCode::{E1, E2, E3, E4, E5};
        !self.items.is_empty() && self.items.iter().all(|item| matches!(item.code, E1 | E2 | E3 | E4 | E5))
    }
}

/// Half-width brackets made full-width, as printed law has them.
pub fn full_width(text: &str) -> String {
    text.replace('(', "（").replace(')', "）")
}

/// A sentence without the signs that end it, however it was typed.
pub fn unended(text: &str) -> &str {
    text.trim_end_matches(|sign: char| sign.is_whitespace() || "。、．.；;，,".contains(sign))
}

/// A paragraph with one full stop at its end, unless it ends in another sign that closes it.
pub fn ended(text: &str) -> String {
    let bare = unended(text);
    let closed = ["！", "？", "…", "：", "。”", "！”", "？”", "。）"];
    if bare.is_empty() || closed.iter().any(|sign| bare.ends_with(sign)) {
        return bare.to_owned();
    }
    format!("{bare}。")
}

/// What an item rests on besides its code's article: a letter need not say the same twice.
pub fn further_basis(item: &ItemContext) -> Option<&str> {
    let stated = item.stated.get(ReplyFact::Article)?;
    let bare = full_width(stated.trim_end_matches('。'));
    let same = bare
        .strip_prefix("《中华人民共和国政府信息公开条例》")
        .is_some_and(|rest| rest == item.code.article());
    (!same).then_some(stated)
}
