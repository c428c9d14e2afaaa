//! What the pages of deciding say: heads of cases, codes and facts, common phrases.

use chrono::NaiveDate;
use serde::Serialize;

use crate::casework::decision::DraftedItem;
use crate::casework::row::word;
use crate::casework::view::{CaseSummary, ItemView};
use crate::documents::texts::code_title;
use crate::law::reply::{ReplyCode, ReplyFact};
use crate::pages::desk::words::{Choice, LightMark, case_address, choice};

/// The head of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    pub number: String,
    pub href: String,
    pub light: LightMark,
    pub applicant: String,
    pub title: String,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    /// For whoever sends a form.
    pub version: i64,
}

impl Head {
    pub fn of(case: &CaseSummary) -> Head {
        Head {
            number: case.number.clone(),
            href: case_address(&case.number),
            light: LightMark::of(case),
            applicant: case.applicant.clone(),
            title: case.title.clone(),
            received_on: case.received_on,
            due_on: case.due_on,
            prudent_due_on: case.prudent_due_on,
            version: case.version,
        }
    }
}

/// «A2 予以公开（第三十六条第（二）项）».
pub fn code_label(code: ReplyCode) -> String {
    format!("{code:?} {}（{}）", code_title(code), code.article())
}

/// Every code, to choose from.
pub fn codes() -> Vec<Choice> {
    ReplyCode::ALL.into_iter().map(|code| choice(format!("{code:?}"), code_label(code))).collect()
}

/// The code of that name.
pub fn find_code(name: &str) -> Option<ReplyCode> {
    ReplyCode::ALL.into_iter().find(|code| format!("{code:?}") == name)
}

/// The name of a fact's field.
pub fn fact_field(fact: ReplyFact) -> String {
    format!("fact-{}", word(fact).replace('_', "-"))
}

/// What to write there.
pub fn fact_hint(fact: ReplyFact) -> &'static str {
    match fact {
        ReplyFact::Access => "例如：随答复书邮寄复印件一份；或者网址、办公地址和时间",
        ReplyFact::Reasons => "写具体的事实和理由，不能只写“依法不予公开”",
        ReplyFact::Article => "写到条、款、项；依据其他法律、行政法规的，一并写明",
        ReplyFact::SecrecyReference => "只写密级标识、保密期限的出处，不得写涉密内容",
        ReplyFact::ThirdPartyOpinion => "何时征求、第三方如何答复；未答复的，写明本机关的认定",
        ReplyFact::SearchLog => "在哪里检索、用什么方法、结果如何",
        ReplyFact::RightOrgan => "确实不能确定的，写明不能确定",
        ReplyFact::QueryChannel => "写明另有规定的法律、行政法规和办理查询的地点、方式",
        ReplyFact::EarlierReply => "例如：清自然资公开答〔2026〕3号，2026年2月10日",
        ReplyFact::ReasonsGiven => "何时要求说明，申请人如何说明",
        ReplyFact::Correction => "何时告知补正，申请人何时补正了什么",
    }
}

/// What stands in a fact's field before anybody typed.
pub fn fact_default(fact: ReplyFact, code: ReplyCode, withheld: Option<ReplyCode>) -> Option<String> {
    (fact == ReplyFact::Article).then(|| {
        let of = withheld.unwrap_or(code);
        format!("《中华人民共和国政府信息公开条例》{}", of.article())
    })
}

/// An item as it was decided.
#[derive(Clone, Debug, Serialize)]
pub struct DecidedItem {
    pub item: u16,
    pub description: String,
    pub code: String,
    pub title: &'static str,
    pub article: &'static str,
    pub facts: Vec<(&'static str, String)>,
}

/// What was drafted, with what was asked for.
pub fn decided(drafted: &[DraftedItem], asked: &[ItemView]) -> Vec<DecidedItem> {
    let of = |draft: &DraftedItem| DecidedItem {
        item: draft.item,
        description: asked
            .iter()
            .find(|item| item.item == draft.item)
            .map(|item| item.description.clone())
            .unwrap_or_default(),
        code: format!("{:?}", draft.code),
        title: code_title(draft.code),
        article: draft.code.article(),
        facts: draft.facts.iter().map(|(fact, words)| (fact.name(), words.clone())).collect(),
    };
    drafted.iter().map(of).collect()
}

/// Common words of whoever passes a draft.
pub const PASSING: [&str; 4] =
    ["同意。", "同意，请按期送达。", "依据、理由充分，同意。", "请核对附件后送达。"];

/// Common words of whoever sends one back.
pub const RETURNING: [&str; 6] = [
    "理由不够具体，请写明事实和理由。",
    "法律依据请写到条、款、项。",
    "请补充检索的范围、方法和结果。",
    "能够作区分处理，请提供可以公开的部分。",
    "请先书面征求第三方意见。",
    "答复没有对应全部申请内容，请逐项答复。",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_codes_and_facts_are_told_apart() {
        for code in ReplyCode::ALL {
            assert_eq!(find_code(&format!("{code:?}")), Some(code));
            let mut names: Vec<String> = code.demanded().iter().map(|fact| fact_field(*fact)).collect();
            names.dedup();
            assert_eq!(names.len(), code.demanded().len());
        }
        assert_eq!(find_code("F1"), None);
        assert_eq!(fact_field(ReplyFact::ThirdPartyOpinion), "fact-third-party-opinion");
    }

    #[test]
    fn a_partial_reply_rests_on_the_article_of_what_it_withholds() {
        let article = |code, withheld| fact_default(ReplyFact::Article, code, withheld).unwrap_or_default();
        assert!(article(ReplyCode::B, Some(ReplyCode::C4)).ends_with("第十五条"));
        assert!(article(ReplyCode::C5, None).ends_with("第十六条第一款"));
        assert_eq!(fact_default(ReplyFact::Reasons, ReplyCode::C5, None), None);
    }
}
