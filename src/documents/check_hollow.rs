//! Whether words say something of this case, or would fit any (R36-2).
//!
//! A list of whole phrases is always one phrase short. So the words of which such phrases are made
//! are taken out, and what is left must be something.

use crate::law::reply::ReplyFact;

/// Words without content, and what happened inside the house, which is no reason either (R33-10).
const HOLLOW: [&str; 126] = [
    "依法",
    "依规",
    "依照",
    "依据",
    "根据",
    "按照",
    "按",
    "有关",
    "相关",
    "法律",
    "法规",
    "规章",
    "规定",
    "政策",
    "制度",
    "条例",
    "文件",
    "精神",
    "要求",
    "办理",
    "执行",
    "处理",
    "处置",
    "答复",
    "不予",
    "不宜",
    "不能",
    "不便",
    "不可",
    "不适合",
    "不应当",
    "不应",
    "不对外",
    "暂不",
    "不得",
    "无法",
    "公开",
    "提供",
    "详见",
    "参见",
    "见",
    "附后",
    "附件",
    "案卷",
    "卷宗",
    "呈批单",
    "审批单",
    "审批表",
    "材料",
    "资料",
    "内部掌握",
    "上述",
    "如上",
    "同上",
    "如下",
    "理由",
    "原因",
    "略",
    "暂无",
    "无",
    "没有",
    "经",
    "党组会",
    "党组",
    "党委会",
    "党委",
    "局务会",
    "局务",
    "局长",
    "办公会",
    "会议",
    "集体",
    "领导同意",
    "负责人同意",
    "上级同意",
    "分管领导",
    "主要领导",
    "领导",
    "负责人",
    "上级",
    "研究",
    "讨论",
    "审议",
    "审查",
    "审核",
    "批示",
    "签批",
    "签字",
    "尚未",
    "出差",
    "外出",
    "开会",
    "休假",
    "请假",
    "经办人",
    "承办人",
    "工作",
    "需要",
    "繁忙",
    "人手不足",
    "人员紧张",
    "任务重",
    "实际情况",
    "具体情况",
    "特殊情况",
    "客观原因",
    "综合考虑",
    "敏感",
    "情况",
    "情形",
    "属于",
    "本机关",
    "我局",
    "本局",
    "单位",
    "机关",
    "决定",
    "认为",
    "予以",
    "申请人",
    "申请",
    "信息",
    "内容",
    "政府",
    "事项",
    "范围",
];

/// Signs that only join words.
const JOINING: &str = "所该此其您的了和因为由于故现均已未应当可以不是有在内等本案及与于后再会拟暂请";

/// Whether nothing is said that would not fit any case.
pub(super) fn is_hollow(words: &str) -> bool {
    nothing_left(words, &[])
}

/// The same of a fact, for which more words say nothing.
pub(super) fn states_nothing(fact: ReplyFact, words: &str) -> bool {
    let also: &[&str] = match fact {
        ReplyFact::SearchLog => &[
            "检索", "查找", "查询", "查阅", "查", "找", "到", "发现", "结果", "存在", "果", "多次", "反复",
            "认真", "仔细", "全面",
        ],
        ReplyFact::RightOrgan => {
            &["其他", "部门", "主管", "有权", "负责", "咨询", "联系", "向", "行政", "职能", "另行"]
        }
        ReplyFact::Access => &["自行", "另行", "通知", "告知", "查询", "查阅", "到时", "届时"],
        ReplyFact::QueryChannel => &["查询", "自行", "另行", "部门", "咨询", "向"],
        ReplyFact::ThirdPartyOpinion => &["征求", "意见", "第三方"],
        ReplyFact::EarlierReply => &["此前", "以前", "曾", "之前", "过"],
        ReplyFact::Correction => &["补正", "仍", "明确", "告知"],
        ReplyFact::Reasons | ReplyFact::Article | ReplyFact::SecrecyReference | ReplyFact::ReasonsGiven => {
            &[]
        }
    };
    nothing_left(words, also)
}

fn nothing_left(words: &str, also: &[&str]) -> bool {
    let mut left: String = words.chars().filter(|sign| sign.is_alphanumeric()).collect();
    let mut vocabulary: Vec<&str> = HOLLOW.iter().chain(also).copied().collect();
    vocabulary.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in vocabulary {
        // A gap, so that what stood apart does not become a word.
        left = left.replace(word, " ");
    }
    let left = without_articles(&left);
    left.chars().filter(|sign| !sign.is_whitespace() && !JOINING.contains(*sign)).count() < 2
}

/// Without «第十六条第一款»: the article alone is no reason.
fn without_articles(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('第') {
        left.push_str(before);
        let figures = |sign: char| sign.is_numeric() || "零〇一二三四五六七八九十百".contains(sign);
        rest = match from.trim_start_matches(figures).strip_prefix(['条', '款', '项']) {
            Some(after) => after,
            None => {
                left.push('第');
                from
            }
        };
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::{is_hollow, states_nothing};
    use crate::law::reply::ReplyFact;

    #[test]
    fn phrases_that_fit_any_case_say_nothing() {
        for words in [
            "",
            " ",
            "。",
            "略。",
            "同上",
            "理由同上；",
            "依法不予公开",
            "工作需要",
            "见案卷材料，按规定办理",
            "经党组会研究不宜公开",
            "领导出差，尚未批示",
            "经审查，所申请内容属于条例规定的情形",
            "属于《条例》第十六条第一款规定的情形",
            "按规定办理，理由见呈批单",
            "见案卷",
            "经局领导同意，暂不公开",
            "因工作原因，承办人出差",
            "内容敏感，不宜公开",
            "根据有关法律法规，不予提供。",
        ] {
            assert!(is_hollow(words), "{words}");
        }
    }

    #[test]
    fn what_belongs_to_one_case_says_something() {
        for words in [
            "量大",
            "需要汇总多个地块",
            "材料载有报价",
            "会议记录为决策过程中的讨论意见",
            "属于商业秘密",
            "申请涉及46件信息，需要逐件检索、审查。",
            "第三方不同意公开",
            "档案移交中",
            "申请人未说明理由",
            "该文件经依法定密，尚在保密期限内。",
            "已核对",
            "人事任免经党组会研究后尚未公布",
            "已知悉",
        ] {
            assert!(!is_hollow(words), "{words}");
        }
    }

    #[test]
    fn other_facts_have_phrases_of_their_own() {
        use ReplyFact::*;
        for (fact, words) in [
            (SearchLog, "经检索，未检索到"),
            (SearchLog, "多次查找未果"),
            (RightOrgan, "请向有关部门咨询"),
            (Access, "另行通知"),
            (QueryChannel, "请自行向有关部门查询"),
            (ThirdPartyOpinion, "已征求第三方意见"),
            (ThirdPartyOpinion, "征求第三方意见的情况：见案卷"),
            (EarlierReply, "此前已答复过"),
            (Correction, "补正后仍不明确"),
            (SecrecyReference, "见案卷"),
        ] {
            assert!(states_nothing(fact, words), "{fact:?} {words}");
        }
        for (fact, words) in [
            (SearchLog, "检索档案室和公文系统，均无结果"),
            (RightOrgan, "县教育局"),
            (Access, "邮寄复印件"),
            (Access, "当面领取"),
            (QueryChannel, "不动产登记窗口"),
            (ThirdPartyOpinion, "第三方不同意公开"),
            (EarlierReply, "清自然资公开答〔2026〕9号"),
            (Correction, "10月9日收到的补正内容与原申请相同"),
        ] {
            assert!(!states_nothing(fact, words), "{fact:?} {words}");
        }
    }
}
