//! 向谁救济: which organ reviews a decision, which court hears the suit, and in which order
//! (rules §10: L-23, L-24, G-15, P0-11).
//!
//! **May a department still name two 复议机关?** Before 2024 it could: its superior department or
//! the people's government. 行政复议法 (2023) art 24 left the government alone, and an old template
//! sends applicants astray. Only 司法行政部门 keep the choice (art 28).

use serde::{Deserialize, Serialize};

use super::citation::cites_a_ground_to_withhold;
use super::reply::ReplyCode;

/// What an organ is, as far as its 复议机关 and its court depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganKind {
    /// 县级以上地方人民政府工作部门.
    Department,
    /// 司法行政部门 of a local government.
    JusticeDepartment,
    /// 乡、民族乡、镇人民政府.
    TownshipGovernment,
    /// 县级以上地方人民政府, below the province.
    LocalGovernment,
    /// 省、自治区、直辖市人民政府.
    ProvincialGovernment,
    /// 派出机关、派出机构, as 街道办事处.
    Dispatched,
    /// 法律、法规授权的组织 (art 54).
    Authorised,
    /// 国务院部门.
    StateCouncilDepartment,
    /// 海关.
    Customs,
    /// 金融、外汇管理、税务、国家安全机关: led from above.
    Vertical,
}

/// Who reviews (L-24).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewForum {
    /// 本级人民政府.
    OwnGovernment,
    /// 上一级人民政府.
    GovernmentAbove,
    /// 上一级主管部门.
    DepartmentAbove,
    /// 本级人民政府 or 上一级司法行政部门, as the applicant chooses.
    OwnGovernmentOrDepartmentAbove,
    /// The organ itself.
    Itself,
}

/// 管辖法院的级别 (G-15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CourtLevel {
    /// 基层人民法院.
    Basic,
    /// 中级人民法院.
    Intermediate,
}

impl OrganKind {
    /// The 复议机关 by 行政复议法 arts 24–28 (L-24).
    pub fn review_forum(self) -> ReviewForum {
        use OrganKind::*;
        match self {
            Department | Dispatched | Authorised => ReviewForum::OwnGovernment,
            JusticeDepartment => ReviewForum::OwnGovernmentOrDepartmentAbove,
            TownshipGovernment | LocalGovernment => ReviewForum::GovernmentAbove,
            ProvincialGovernment | StateCouncilDepartment => ReviewForum::Itself,
            Customs | Vertical => ReviewForum::DepartmentAbove,
        }
    }

    /// The court of first instance by 行政诉讼法 arts 14, 15 (G-15). A 乡镇人民政府 is not
    /// 县级以上 and stays with the 基层人民法院.
    pub fn court_level(self) -> CourtLevel {
        use OrganKind::*;
        match self {
            LocalGovernment | ProvincialGovernment | StateCouncilDepartment | Customs => {
                CourtLevel::Intermediate
            }
            Department | JusticeDepartment | TownshipGovernment | Dispatched | Authorised | Vertical => {
                CourtLevel::Basic
            }
        }
    }
}

impl ReviewForum {
    /// How many organs the letter names.
    pub fn organs(self) -> usize {
        if self == ReviewForum::OwnGovernmentOrDepartmentAbove { 2 } else { 1 }
    }

    /// What to fill in, for a message.
    pub fn words(self) -> &'static str {
        match self {
            ReviewForum::OwnGovernment => "本级人民政府",
            ReviewForum::GovernmentAbove => "上一级人民政府",
            ReviewForum::DepartmentAbove => "上一级主管部门",
            ReviewForum::OwnGovernmentOrDepartmentAbove => "本级人民政府和上一级司法行政部门",
            ReviewForum::Itself => "本机关",
        }
    }
}

impl CourtLevel {
    /// The word for it.
    pub fn words(self) -> &'static str {
        match self {
            CourtLevel::Basic => "基层人民法院",
            CourtLevel::Intermediate => "中级人民法院",
        }
    }
}

/// In which order 复议 and 诉讼 are open against a reply (T-4, P0-11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemedyWay {
    /// Either, as the applicant chooses.
    Either,
    /// 复议 first.
    ReviewFirst,
    /// 复议 first for what is withheld in these items (counted from 1); either for the rest.
    Split(Vec<u16>),
}

/// Whether an item withholds something under arts 14, 15 or 16, so that 复议 comes first
/// (P0-11). Of 部分公开 the stated basis decides: only what is expressly left out because it is no
/// 政府信息 (art 37), and under none of these three, was not refused.
pub fn withholds(code: ReplyCode, stated_basis: Option<&str>) -> bool {
    match code {
        ReplyCode::B => stated_basis
            .is_none_or(|basis| cites_a_ground_to_withhold(basis) || !says_it_is_no_information(basis)),
        code => code.review_comes_first(),
    }
}

/// Whether a basis says that something is no 政府信息 (R37-1). «不属于政府信息公开的范围» says nothing of it.
pub fn says_it_is_no_information(basis: &str) -> bool {
    const DENIALS: [&str; 4] = ["不属于", "不是", "不构成", "并非"];
    let clauses = basis.split(['，', '。', '；', ',', ';', '\n']);
    clauses.into_iter().any(|clause| {
        let denied = DENIALS.iter().find_map(|denial| clause.split_once(denial));
        denied.is_some_and(|(_, what)| {
            let named = what.split("政府信息").skip(1);
            named.into_iter().any(|after| !after.starts_with("公开"))
        })
    })
}

/// The way for a reply of these items: the number of each, its code, the article it states.
pub fn remedy_way<'a>(items: impl IntoIterator<Item = (u16, ReplyCode, Option<&'a str>)>) -> RemedyWay {
    let mut withheld = Vec::new();
    let mut rest = false;
    for (number, code, article) in items {
        let withholds = withholds(code, article);
        rest |= !withholds || code == ReplyCode::B;
        if withholds {
            withheld.push(number);
        }
    }
    match (withheld.is_empty(), rest) {
        (true, _) => RemedyWay::Either,
        (false, false) => RemedyWay::ReviewFirst,
        (false, true) => RemedyWay::Split(withheld),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_go_to_their_own_government_and_governments_to_the_one_above() {
        assert_eq!(OrganKind::Department.review_forum(), ReviewForum::OwnGovernment);
        assert_eq!(OrganKind::LocalGovernment.review_forum(), ReviewForum::GovernmentAbove);
        assert_eq!(OrganKind::ProvincialGovernment.review_forum(), ReviewForum::Itself);
        assert_eq!(OrganKind::Vertical.review_forum(), ReviewForum::DepartmentAbove);
        assert_eq!(OrganKind::JusticeDepartment.review_forum().organs(), 2);
    }

    #[test]
    fn governments_from_the_county_up_are_sued_in_an_intermediate_court() {
        assert_eq!(OrganKind::LocalGovernment.court_level(), CourtLevel::Intermediate);
        assert_eq!(OrganKind::TownshipGovernment.court_level(), CourtLevel::Basic);
        assert_eq!(OrganKind::Department.court_level(), CourtLevel::Basic);
    }

    #[test]
    fn review_comes_first_for_what_is_withheld_and_only_for_that() {
        use ReplyCode::*;
        let way = |items: &[(u16, ReplyCode, Option<&'static str>)]| remedy_way(items.iter().copied());
        assert_eq!(way(&[(1, C5, None)]), RemedyWay::ReviewFirst);
        assert_eq!(way(&[(1, C5, None), (2, C1, None)]), RemedyWay::ReviewFirst);
        assert_eq!(way(&[(1, A1, None), (2, C8, None)]), RemedyWay::Either);
        assert_eq!(way(&[(1, A1, None), (2, C4, None)]), RemedyWay::Split(vec![2]));
        assert_eq!(way(&[(1, B, Some("《条例》第十五条"))]), RemedyWay::Split(vec![1]));
        assert_eq!(way(&[(1, B, Some("《条例》第三十七条，不属于政府信息"))]), RemedyWay::Either);
        assert_eq!(way(&[(1, B, Some("《条例》第37条、第16条第2款"))]), RemedyWay::Split(vec![1]));
    }

    #[test]
    fn a_part_is_withheld_unless_it_is_said_to_be_no_information() {
        let withheld = |basis| withholds(ReplyCode::B, Some(basis));
        assert!(withheld("《条例》第三十七条"));
        assert!(withheld("《条例》第三十七条，不属于政府信息公开的范围"));
        assert!(withheld("《条例》第十六条第二款；附图不属于政府信息"));
        assert!(!withheld("其余为党委文件，不属于《政府信息公开条例》第二条所称的政府信息"));
        assert!(!withheld("其余不是政府信息，见《中华人民共和国公司法》第十六条"));
    }
}
