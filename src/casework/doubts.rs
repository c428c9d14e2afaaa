//! What a careful clerk would ask back about the words of an application before it is sent. Doubts are said,
//! never held against anybody: what sounds like a complaint may still be a request.

/// Words by which a text asks to be advised rather than for a record.
const ASKS_ADVICE: [&str; 12] = [
    "为什么",
    "为何",
    "怎么办",
    "如何办理",
    "怎样办理",
    "能不能",
    "可不可以",
    "是否可以",
    "是否应当",
    "请问",
    "请解释",
    "咨询",
];
/// Words by which a text complains or reports.
const COMPLAINS: [&str; 10] =
    ["投诉", "举报", "信访", "上访", "要求查处", "请求查处", "要求处理", "请求处理", "要求赔偿", "讨个说法"];
/// Words that name a record: with one of them a text asks for information whatever else it says.
const NAMES_A_RECORD: [&str; 22] = [
    "文件",
    "通知",
    "公告",
    "批复",
    "决定",
    "方案",
    "协议",
    "合同",
    "报告",
    "清单",
    "目录",
    "名单",
    "规划",
    "计划",
    "图纸",
    "记录",
    "证书",
    "许可证",
    "〔",
    "号文",
    "材料",
    "档案",
];

/// What an item reads like, if not like a request for information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReadsLike {
    /// 咨询.
    Advice,
    /// 信访、投诉、举报.
    Complaint,
}

impl ReadsLike {
    /// Its word where it is kept.
    pub fn word(self) -> &'static str {
        match self {
            ReadsLike::Advice => "advice",
            ReadsLike::Complaint => "complaint",
        }
    }

    /// A gentle word to the applicant.
    pub fn advice(self) -> &'static str {
        match self {
            ReadsLike::Advice => {
                "您填写的内容像是在提出咨询。政府信息公开提供的是已经存在的文件、记录等信息；想问办事的条件、程序，打12345或者咨询窗口通常更快。如果您要的是某份文件，请写出它的名称或者内容。"
            }
            ReadsLike::Complaint => {
                "您填写的内容像是信访、投诉或者举报，这类诉求通过信访或者投诉举报渠道办理更有效。如果您要的是与此有关的某份文件或者记录，请写出它的名称或者内容。"
            }
        }
    }
}

/// What the items of an application read like, each doubt once.
pub fn of_items<'a>(items: impl Iterator<Item = &'a str>) -> Vec<ReadsLike> {
    let mut found: Vec<ReadsLike> = items.filter_map(of_item).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn of_item(item: &str) -> Option<ReadsLike> {
    let says = |words: &[&str]| words.iter().any(|word| item.contains(word));
    if says(&NAMES_A_RECORD) {
        return None;
    }
    if says(&COMPLAINS) {
        return Some(ReadsLike::Complaint);
    }
    let asks = item.trim_end().ends_with(['?', '\u{ff1f}', '吗']);
    (asks || says(&ASKS_ADVICE)).then_some(ReadsLike::Advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_record_is_never_doubted() {
        let like = |item: &str| of_items([item].into_iter());
        assert_eq!(like("为什么我家的宅基地没有批下来？"), [ReadsLike::Advice]);
        assert_eq!(like("举报邻居违章建房，要求处理"), [ReadsLike::Complaint]);
        assert_eq!(like("清政发〔2025〕3号文件"), []);
        assert_eq!(like("对我2025年5月投诉的处理决定"), []);
        assert_eq!(like("永宁镇2024年征地补偿标准"), []);
    }
}
