//! The forms of letters: what each asks for beyond what the case knows, and how it is read.

use crate::casework::letter_input::{AskedFile, LetterInput, Outcome};
use crate::documents::kind::LetterKind;
use crate::pages::acts::forms::Field;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::fields::Reader;

fn area(name: &str, label: &str, value: &Option<String>) -> Field {
    Field::new("area", name, label).with(value.clone().unwrap_or_default())
}

const OUTCOMES: [(&str, &str, Outcome); 4] = [
    ("corrected", "属实，予以更正", Outcome::Corrected),
    ("refused", "证据不足，不予更正", Outcome::Refused),
    ("forwarded", "不属于本机关职能范围，已转送有权更正的机关", Outcome::Forwarded),
    ("elsewhere", "不属于本机关职能范围，告知向有权更正的机关提出", Outcome::Elsewhere),
];

/// The fields of a letter, with what was said of it before; none where the case knows all.
pub fn fields(kind: LetterKind, input: &LetterInput) -> Vec<Field> {
    let person = |label: &str| {
        let ticked = if input.person { "yes" } else { "" };
        Field::new("tick", "person", label).with(ticked)
    };
    match kind {
        LetterKind::CorrectionNotice => vec![area("unclear", "申请内容的不明确之处及理由", &input.unclear)],
        LetterKind::ReasonsNotice => {
            let days = input.days.unwrap_or(10).to_string();
            vec![Field::new("number", "days", "说明理由的期限（工作日）").with(days)]
        }
        LetterKind::ThirdPartyConsultation => {
            vec![person("对方是自然人"), area("information", "征求意见的信息", &input.information)]
        }
        LetterKind::OrganConsultation => vec![area("information", "征求意见的信息", &input.information)],
        LetterKind::AttributeInquiry => inquiry(input),
        LetterKind::FeeNotice => {
            let ways = &["凭本通知书到本机关办公室领取缴款码，通过非税收入收缴系统缴纳。"];
            vec![area("payment", "缴纳方式", &input.payment).say(ways)]
        }
        LetterKind::NoLongerHandledNotice => {
            let notice = input.notice.clone().unwrap_or_default();
            let field = Field::new("text", "notice", "此前告知书的文号").with(notice);
            vec![field.hint("在本系统拟制的可以不填")]
        }
        LetterKind::DisclosureNotice => vec![
            person("第三方是自然人"),
            area("opinion", "第三方的意见", &input.opinion)
                .hint("不填写的，用已经登记的答复；没有答复的，写明期限届满未提出意见"),
        ],
        LetterKind::RectificationNotice => rectification(input),
        _ => Vec::new(),
    }
}

fn inquiry(input: &LetterInput) -> Vec<Field> {
    let line = |file: &AskedFile| match &file.number {
        Some(number) => format!("{}|{number}", file.name),
        None => file.name.clone(),
    };
    let files: Vec<String> = input.files.iter().map(line).collect();
    let answer_by = input.answer_by.map(|day| day.to_string()).unwrap_or_default();
    vec![
        area("files", "文件", &Some(files.join("\n")))
            .hint("一行一件；有文号的写作“名称|文号”；不填写的，以函询内容为准"),
        Field::new("day", "answer_by", "回复期限").hint("不填写的为五个工作日").with(answer_by),
    ]
}

fn rectification(input: &LetterInput) -> Vec<Field> {
    let options: Vec<Choice> = OUTCOMES.map(|(value, label, _)| choice(value, label)).to_vec();
    let chosen = OUTCOMES.iter().find(|(_, _, outcome)| Some(*outcome) == input.outcome);
    let chosen = chosen.map(|(value, _, _)| *value).unwrap_or_default();
    vec![
        area("record", "要求更正的记录", &input.record).hint("申请人自身的、记录不准确的政府信息的名称"),
        Field::new("pick", "outcome", "处理结果").from(options).with(chosen),
        area("explanation", "更正情况或者理由", &input.explanation)
            .hint("予以更正的，写明由什么更正为什么；不予更正的，写明理由"),
        area("competent", "有权更正的行政机关", &input.competent)
            .hint("不属于本机关职能范围的填写名称和联系方式"),
    ]
}

/// What one should know before.
pub fn notes(kind: LetterKind) -> Vec<&'static str> {
    match kind {
        LetterKind::RectificationNotice => vec![
            "申请人有证据证明本机关提供的与其自身相关的政府信息记录不准确、要求更正的，依照条例第四十一条另行办理，用更正告知书告知结果。",
            "更正与政府信息公开申请的答复是两件事：不影响答复期限，也不计入年度报告的办理结果；公开申请仍应依法答复。",
            "告知书由签发人单独签发，用印后登记发出。",
        ],
        kind if fields(kind, &LetterInput::default()).is_empty() => {
            vec!["这份文书由案件的内容生成，不需要另外填写；案件或者机关信息有变化的，重新生成即可。"]
        }
        _ => vec!["文书的其他内容由办理事项生成。"],
    }
}

/// What was typed, over what was said before.
pub fn read(kind: LetterKind, before: LetterInput, reader: &mut Reader<'_>) -> Option<LetterInput> {
    let mut input = before;
    match kind {
        LetterKind::CorrectionNotice => {
            input.unclear = reader.line("unclear", "申请内容的不明确之处及理由");
        }
        LetterKind::ReasonsNotice => input.days = reader.number("days", "请填写工作日数，写作10的形式"),
        LetterKind::ThirdPartyConsultation => {
            input.person = reader.ticked("person");
            input.information = reader.line("information", "征求意见的信息");
        }
        LetterKind::OrganConsultation => input.information = reader.line("information", "征求意见的信息"),
        LetterKind::AttributeInquiry => {
            input.files = files(reader);
            input.answer_by = reader.optional_day("answer_by")?;
        }
        LetterKind::FeeNotice => input.payment = reader.line("payment", "缴纳方式"),
        LetterKind::NoLongerHandledNotice => input.notice = reader.fields.filled("notice"),
        LetterKind::DisclosureNotice => {
            input.person = reader.ticked("person");
            input.opinion = reader.fields.filled("opinion");
        }
        LetterKind::RectificationNotice => {
            input.record = reader.line("record", "要求更正的记录");
            let known = OUTCOMES.iter().find(|(value, _, _)| *value == reader.get("outcome"));
            input.outcome = known.map(|(_, _, outcome)| *outcome);
            if input.outcome.is_none() {
                reader.fault("outcome", "请选择处理结果");
            }
            input.explanation = reader.line("explanation", "更正情况或者理由");
            input.competent = match input.outcome {
                Some(Outcome::Forwarded | Outcome::Elsewhere) => {
                    reader.line("competent", "有权更正的行政机关及联系方式")
                }
                _ => None,
            };
        }
        // The day the others are asked is that of the writing.
        LetterKind::ConsultationNotice => input.sent_on = None,
        _ => {}
    }
    reader.faults.is_empty().then_some(input)
}

fn files(reader: &Reader<'_>) -> Vec<AskedFile> {
    let file = |line: &str| match line.split_once(['|', '｜']) {
        Some((name, number)) => {
            AskedFile { name: name.trim().to_owned(), number: Some(number.trim().to_owned()) }
        }
        None => AskedFile { name: line.trim().to_owned(), number: None },
    };
    reader.get("files").lines().filter(|line| !line.trim().is_empty()).map(file).collect()
}
