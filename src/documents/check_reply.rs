//! The letter against the law: codes and their facts, articles, and where to turn.

use std::collections::BTreeSet;

use super::check::{CheckInput, own_words, paragraphs, set_off};
use super::check_demanded::whole_text;
use super::check_hollow::states_nothing;
use super::context::LetterContext;
use super::finding::{Finding, FindingCode as Code};
use super::parts::OrganFacts;
use super::remedy::UNKNOWN;
use super::reply::{ItemContext, ReplyContext, further_basis, unended};
use super::template::clean;
use crate::law::citation::{citations, cites_a_ground_to_withhold};
use crate::law::forum::{ReviewForum, says_it_is_no_information};
use crate::law::reply::{ReplyCode, ReplyFact};

/// What can be said without a letter: that of the context alone.
pub(super) fn find_in_context(context: &LetterContext, findings: &mut Vec<Finding>) {
    if let LetterContext::Reply(reply) = context {
        for item in &reply.items {
            facts(item, None, findings);
            stated_basis(item, findings);
        }
    }
    if context.kind().has_remedy() {
        forum(context.organ(), findings);
    }
}

pub(super) fn find(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    if let LetterContext::Reply(reply) = input.context {
        if reply.items.is_empty() {
            findings.push(Finding::new(Code::FieldMissing, "没有答复事项，请先对每一项申请作出决定"));
        }
        let text = whole_text(input);
        for item in &reply.items {
            facts(item, Some(&text), findings);
            third_party(item, input.record.third_party_asked, findings);
            basis(item, &text, findings);
            stated_basis(item, findings);
        }
        foreign_articles(input, reply, findings);
    }
    remedy(input, findings);
    if input.context.kind().has_remedy() {
        forum(input.context.organ(), findings);
    }
}

/// Every fact that the code demands is stated, and stands in the letter.
fn facts(item: &ItemContext, text: Option<&str>, findings: &mut Vec<Finding>) {
    for fact in item.code.demanded() {
        let code = match fact {
            ReplyFact::Reasons => Code::ReasonEmpty,
            ReplyFact::SearchLog => Code::SearchLogMissing,
            ReplyFact::RightOrgan => Code::RightOrganMissing,
            _ => Code::FactMissing,
        };
        let named = format!("第{}项（{:?}）", item.number, item.code);
        match item.stated.get(*fact) {
            None => {
                let words = format!("{named}没有填写{}，请补充", fact.name());
                findings.push(Finding::new(code, words));
            }
            Some(words) if *fact != ReplyFact::Article && states_nothing(*fact, words) => {
                let words = format!("{named}的{}只有套话，请写明具体的事实和理由", fact.name());
                findings.push(Finding::new(code, words));
            }
            // The code's own article stands in the letter already.
            Some(_) if *fact == ReplyFact::Article && further_basis(item).is_none() => {}
            Some(words) if text.is_some_and(|text| !text.contains(unended(&clean(words)))) => {
                let words = format!("{named}的{}没有写入文书，请检查模板", fact.name());
                findings.push(Finding::new(code, words));
            }
            Some(_) => {}
        }
    }
}

/// R32-1: who withholds for a third party's sake has asked it in writing. One that cannot be found is a reason to
/// tick this off.
fn third_party(item: &ItemContext, asked: bool, findings: &mut Vec<Finding>) {
    let rests_on_15 = || item.stated.get(ReplyFact::Article).is_some_and(|words| words.contains("第十五条"));
    let for_a_third_party = match item.code {
        ReplyCode::C4 => true,
        ReplyCode::B => rests_on_15(),
        _ => false,
    };
    if for_a_third_party && !asked {
        let (number, code) = (item.number, item.code);
        let words =
            format!("第{number}项（{code:?}）以保护第三方为由不予公开，但本案没有发出征求第三方意见书");
        findings.push(Finding::new(Code::ThirdPartyNotAsked, words));
    }
}

/// R36-1: the letter names the code's article.
fn basis(item: &ItemContext, text: &str, findings: &mut Vec<Finding>) {
    let own = item.code.article();
    if !text.contains(own) {
        let words =
            format!("第{}项（{:?}）没有引用《中华人民共和国政府信息公开条例》{own}", item.number, item.code);
        findings.push(Finding::new(Code::ArticleWrong, words));
    }
}

/// R36-1: the stated article fits the code.
fn stated_basis(item: &ItemContext, findings: &mut Vec<Finding>) {
    let Some(stated) = item.stated.get(ReplyFact::Article) else { return };
    let cited = citations(stated);
    let allowed = allowed(item.code);
    for citation in cited.iter().filter(|citation| !allowed.contains(citation.as_str())) {
        let words = format!(
            "第{}项（{:?}）的依据写成{citation}，与答复类型不符，应当为{}",
            item.number,
            item.code,
            expected(item.code)
        );
        findings.push(Finding::new(Code::ArticleWrong, words));
    }
    let named = format!("第{}项（{:?}）", item.number, item.code);
    // R37-1: art 37 says that a part may be left out, not why.
    if item.code == ReplyCode::B {
        if !cites_a_ground_to_withhold(stated) && !says_it_is_no_information(stated) {
            let words = format!(
                "{named}没有写明不予公开部分依据的条款，请写明第十四条、第十五条或者第十六条的哪一款；\
                 其余内容不属于政府信息的，请在依据中写明「不属于政府信息」"
            );
            findings.push(Finding::new(Code::ArticleWrong, words));
        }
    } else if item.code.demanded().contains(&ReplyFact::Article) && cited.is_empty() && !stated.contains('《')
    {
        let words = format!("{named}的依据没有写明条款，应当为{}", expected(item.code));
        findings.push(Finding::new(Code::ArticleWrong, words));
    }
}

fn expected(code: ReplyCode) -> String {
    match code {
        ReplyCode::B => "第十四条、第十五条、第十六条第一款或者第二款".to_owned(),
        code => code.article().to_owned(),
    }
}

/// Articles of the 条例 that decide a reply and belong to none of its items.
fn foreign_articles(input: &CheckInput<'_>, reply: &ReplyContext, findings: &mut Vec<Finding>) {
    let allowed: BTreeSet<String> = reply.items.iter().flat_map(|item| allowed(item.code)).collect();
    let cited: BTreeSet<String> = paragraphs(input.letter).flat_map(citations).collect();
    for citation in cited.difference(&allowed) {
        let words = format!("引用的{citation}不是本答复任何一项的依据，请核对条、款、项");
        findings.push(Finding::new(Code::ArticleWrong, words));
    }
}

/// Which deciding articles a code may cite. Art 36(三) is where a refusal and its reasons are told.
fn allowed(code: ReplyCode) -> BTreeSet<String> {
    use ReplyCode::*;
    let mut allowed = BTreeSet::from([code.article().to_owned()]);
    let more: &[&str] = match code {
        B => &[
            "第十四条",
            "第十五条",
            "第十六条第一款",
            "第十六条第二款",
            "第三十六条第（二）项",
            "第三十六条第（三）项",
        ],
        C1 | C2 | C3 | C4 | C5 | C6 | C7 => &["第三十六条第（三）项"],
        D2 => &["第三十七条"],
        _ => &[],
    };
    allowed.extend(more.iter().map(ToString::to_string));
    allowed
}

/// T-4: word for word what the program makes of it, once, and nothing beside it.
fn remedy(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    let expected: Vec<String> =
        input.context.remedy().unwrap_or_default().iter().map(|text| clean(text)).collect();
    let shown: Vec<&str> = paragraphs(input.letter).collect();
    let said = own_words(input.letter).into_iter().chain(set_off(input));
    let beside = said.into_iter().any(|text| shows_a_way(text) && !expected.iter().any(|own| own == text));
    let whole = expected.iter().all(|own| shown.contains(&own.as_str()));
    if !input.context.kind().has_remedy() {
        if beside {
            let words = "补正、延期、征求意见、收费等程序性文书不能单独申请复议或者起诉，请删去救济途径";
            findings.push(Finding::new(Code::RemedyOutOfPlace, words));
        }
    } else if !whole && !beside {
        findings
            .push(Finding::new(Code::RemedyMissing, "没有告知救济途径，请在模板中另起一行写上「【救济】」"));
    } else if !whole || beside {
        findings.push(Finding::new(
            Code::RemedyWrong,
            "救济途径与答复类型、机关信息不符，请删去自行书写的内容，在模板中写上「【救济】」",
        ));
    }
}

/// Whether a text tells somebody where to turn. That others went to 复议 or to court may be a fact of
/// the case, as in «该处罚决定已被提起行政诉讼».
fn shows_a_way(text: &str) -> bool {
    const PLAIN: [&str; 3] = ["申请行政复议", "提起行政诉讼", "向人民法院起诉"];
    const SAID: [&str; 9] = [
        "申请复议",
        "提起复议",
        "提出复议",
        "提起行政复议",
        "提出行政复议",
        "复议申请",
        "提起诉讼",
        "起诉",
        "打官司",
    ];
    const UNWILLING: [&str; 3] = ["不服", "有异议", "不满"];
    const OPEN: [&str; 14] = [
        "可以",
        "可在",
        "可自",
        "可向",
        "可依法",
        "可于",
        "可到",
        "可先",
        "可直接",
        "有权",
        "应当先",
        "应先",
        "日内",
        "月内",
    ];
    const PAST: [&str; 5] = ["已", "曾", "正在", "尚未", "审理"];
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    text.split(['。', '；', '！', '\n']).any(|sentence| {
        let unwilling = has(sentence, &UNWILLING);
        let open = has(sentence, &OPEN);
        sentence.split(['，', '：', '、']).any(|clause| {
            let is_past = has(clause, &PAST) && !has(clause, &OPEN);
            let plain = has(clause, &PLAIN);
            let said = has(clause, &SAID) && (open || unwilling);
            let vague = unwilling && has(clause, &["复议", "诉讼", "法院"]);
            !is_past && (plain || said || vague)
        })
    })
}

/// L-24, G-15: the organ has its 复议机关 and its court, and they are the right ones.
fn forum(organ: &OrganFacts, findings: &mut Vec<Finding>) {
    let forum = organ.kind.review_forum();
    let blank = |text: &str| text.trim().is_empty() || text == UNKNOWN;
    if organ.review.is_empty() || organ.review.iter().any(|of| blank(&of.name) || blank(&of.address)) {
        let words = format!("机关信息中没有复议机关的名称或者地址，应当为{}，请由管理员填写", forum.words());
        findings.push(Finding::new(Code::ReviewOrganMissing, words));
    } else if organ.review.len() != forum.organs() {
        let words = format!("复议机关应当为{}，不能多写或者少写，请修改机关信息", forum.words());
        findings.push(Finding::new(Code::ReviewOrganWrong, words));
    } else if (forum == ReviewForum::Itself) != organ.review.iter().any(|of| of.name == organ.name) {
        let words = format!("复议机关应当为{}，请修改机关信息", forum.words());
        findings.push(Finding::new(Code::ReviewOrganWrong, words));
    }
    let level = organ.kind.court_level();
    match &organ.court {
        Some(court) if !blank(&court.name) && !blank(&court.address) => {
            if court.level != level {
                let words = format!("对本机关的行政诉讼由{}管辖，请修改机关信息", level.words());
                findings.push(Finding::new(Code::CourtWrong, words));
            }
        }
        _ => {
            let words = format!("机关信息中没有法院的名称或者地址，应当为{}，请由管理员填写", level.words());
            findings.push(Finding::new(Code::CourtMissing, words));
        }
    }
}
