//! 答复类型: the reply codes of arts 36–40, what each must state, where the annual report counts
//! it, and which remedy it opens (rules §5).
//!
//! To add a code: give it a variant, and the compiler asks for its row, its article, its facts.

use serde::{Deserialize, Serialize};

/// What the organ answers to one requested item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ReplyCode {
    /// 已经主动公开.
    A1,
    /// 可以公开.
    A2,
    /// 部分公开 (区分处理).
    B,
    /// 国家秘密.
    C1,
    /// 其他法律、行政法规禁止公开.
    C2,
    /// 危及三安全一稳定.
    C3,
    /// 保护第三方合法权益.
    C4,
    /// 三类内部事务信息.
    C5,
    /// 四类过程性信息.
    C6,
    /// 行政执法案卷.
    C7,
    /// 行政查询事项.
    C8,
    /// 经检索没有.
    #[serde(rename = "D1a")]
    D1a,
    /// 不属于本行政机关负责公开.
    #[serde(rename = "D1b")]
    D1b,
    /// 没有现成信息,需要加工、分析.
    D2,
    /// 补正后申请内容仍不明确.
    D3,
    /// 信访、投诉、举报.
    E1,
    /// 重复申请.
    E2,
    /// 要求提供公开出版物.
    E3,
    /// 无正当理由大量反复申请.
    E4,
    /// 要求确认或重新出具已获取信息.
    E5,
}

/// A fact that a reply must state or rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyFact {
    /// 方式、途径 (36(一), 36(二), 39(2)).
    Access,
    /// 理由 (36(三), 36(五), 37).
    Reasons,
    /// The article, paragraph and item that the refusal rests on.
    Article,
    /// 密级标识、保密期限 as a reference, never the content (J-4).
    SecrecyReference,
    /// The third party's opinion, or the organ's own finding (art 32).
    ThirdPartyOpinion,
    /// 检索范围、方法、结果 (R36-2).
    SearchLog,
    /// Name and contact of the right organ, if it can be determined (36(五)).
    RightOrgan,
    /// The special law and the channel for the query (36(七)).
    QueryChannel,
    /// The earlier reply (R36-5).
    EarlierReply,
    /// The applicant's answer to the request for reasons (R35-1).
    ReasonsGiven,
    /// The applicant's correction (art 30).
    Correction,
}

impl ReplyFact {
    /// What is asked for, in words.
    pub fn name(self) -> &'static str {
        match self {
            ReplyFact::Access => "获取信息的方式、途径",
            ReplyFact::Reasons => "理由",
            ReplyFact::Article => "法律依据（条、款、项）",
            ReplyFact::SecrecyReference => "密级标识和保密期限的出处",
            ReplyFact::ThirdPartyOpinion => "征求第三方意见的情况",
            ReplyFact::SearchLog => "检索记录（范围、方法、结果）",
            ReplyFact::RightOrgan => "负责公开该信息的行政机关名称和联系方式",
            ReplyFact::QueryChannel => "办理查询的法律依据和途径",
            ReplyFact::EarlierReply => "此前答复的文号和日期",
            ReplyFact::ReasonsGiven => "申请人说明理由的情况",
            ReplyFact::Correction => "要求补正和申请人补正的情况",
        }
    }
}

impl ReplyCode {
    /// Every code, in the order of the annual report.
    pub const ALL: [ReplyCode; 20] = {
        use ReplyCode::*;
        [A1, A2, B, C1, C2, C3, C4, C5, C6, C7, C8, D1a, D1b, D2, D3, E1, E2, E3, E4, E5]
    };

    /// The article of the 条例 (rules §5). None says E5, which is a row of the annual report alone: who
    /// asks to have something confirmed or issued anew asks for no recorded information, which is what
    /// art 2 speaks of (R2-1).
    pub fn article(self) -> &'static str {
        use ReplyCode::*;
        match self {
            A1 => "第三十六条第（一）项",
            A2 => "第三十六条第（二）项",
            B => "第三十七条",
            C1 | C2 | C3 => "第十四条",
            C4 => "第十五条",
            C5 => "第十六条第一款",
            C6 | C7 => "第十六条第二款",
            C8 => "第三十六条第（七）项",
            D1a => "第三十六条第（四）项",
            D1b => "第三十六条第（五）项",
            D2 => "第三十八条",
            D3 => "第三十条",
            E1 => "第三十九条第一款",
            E2 => "第三十六条第（六）项",
            E3 => "第三十九条第二款",
            E4 => "第三十五条",
            E5 => "第二条",
        }
    }

    /// The row of table 三 that counts it (N-6).
    pub fn annual_row(self) -> &'static str {
        use ReplyCode::*;
        match self {
            A1 | A2 => "三（一）",
            B => "三（二）",
            C1 => "三（三）1",
            C2 => "三（三）2",
            C3 => "三（三）3",
            C4 => "三（三）4",
            C5 => "三（三）5",
            C6 => "三（三）6",
            C7 => "三（三）7",
            C8 => "三（三）8",
            D1a | D1b => "三（四）1",
            D2 => "三（四）2",
            D3 => "三（四）3",
            E1 => "三（五）1",
            E2 => "三（五）2",
            E3 => "三（五）3",
            E4 => "三（五）4",
            E5 => "三（五）5",
        }
    }

    /// 复议前置 (P0-11): refusals under arts 14, 15 and 16 must go to 复议 before a court. For B
    /// it holds for the part withheld.
    pub fn review_comes_first(self) -> bool {
        use ReplyCode::*;
        matches!(self, B | C1 | C2 | C3 | C4 | C5 | C6 | C7)
    }

    /// What the reply cannot go without.
    pub fn demanded(self) -> &'static [ReplyFact] {
        use ReplyCode::*;
        use ReplyFact::*;
        match self {
            A1 | A2 => &[Access],
            B => &[Access, Reasons, Article],
            C1 => &[Reasons, Article, SecrecyReference],
            C2 | C3 | C5 | C6 | C7 => &[Reasons, Article],
            C4 => &[Reasons, Article, ThirdPartyOpinion],
            C8 => &[QueryChannel],
            D1a => &[SearchLog],
            D1b => &[Reasons, RightOrgan],
            D2 => &[Reasons],
            D3 => &[Reasons, Correction],
            E1 | E5 => &[Reasons],
            E2 => &[Reasons, EarlierReply],
            E3 => &[Access],
            E4 => &[Reasons, ReasonsGiven],
        }
    }

    /// Codes that a clerk may answer on the spot under a standing authorisation (decision 21).
    pub fn may_be_answered_on_the_spot(self) -> bool {
        matches!(self, ReplyCode::A1 | ReplyCode::A2 | ReplyCode::C8 | ReplyCode::E3)
    }

    /// The code under which the whole application is counted (P0-15): 部分公开 wins; an
    /// application that is granted in one item and withheld in another is 部分公开 too; else the
    /// first of the report.
    pub fn primary(items: &[ReplyCode]) -> Option<ReplyCode> {
        use ReplyCode::*;
        let granted = items.iter().any(|code| matches!(code, A1 | A2));
        let withheld = items.iter().any(|code| matches!(code, C1 | C2 | C3 | C4 | C5 | C6 | C7));
        if items.contains(&B) || (granted && withheld) {
            return Some(B);
        }
        items.iter().min().copied()
    }
}
