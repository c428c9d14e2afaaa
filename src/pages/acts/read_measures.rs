//! From the form of a measure to the measure and its letters.

use crate::casework::letter_input::{AskedFile, LetterInput};
use crate::casework::offered::MeasureKind;
use crate::law::act::{Act, FeeForm, Measure};
use crate::law::deadline::{LapseGround, Party, WorkingDays};
use crate::law::fee::FeeBasis;
use crate::pages::fields::Reader;

/// The proposal; its letters are added to `letters`.
pub fn propose(kind: MeasureKind, reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Act> {
    let confirmed_on = reader.optional_day("confirmed_on");
    let measure = match kind {
        MeasureKind::Correction => correction(reader, letters),
        MeasureKind::Consultation => consultation(reader, letters),
        MeasureKind::Inquiry => inquiry(reader, letters),
        MeasureKind::Extension => extension(reader, letters),
        MeasureKind::Fee => fee(reader, letters),
        MeasureKind::Reasons => reasons(reader, letters),
        MeasureKind::Delay => delay(reader, letters),
        MeasureKind::Disclosure => disclosure(reader, letters),
        MeasureKind::Lapse => lapse(reader, letters),
    };
    Some(Act::ProposeMeasure { measure: measure?, confirmed_on: confirmed_on? })
}

fn letter(kind: &str) -> LetterInput {
    LetterInput { kind: kind.to_owned(), ..LetterInput::default() }
}

fn working_days(reader: &mut Reader<'_>, name: &str) -> Option<WorkingDays> {
    reader.number(name, "请填写工作日数，写作10的形式").map(WorkingDays)
}

fn correction(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let unclear = reader.line("unclear", "申请内容的不明确之处及理由");
    let points = reader.words("points", "需要补正的事项");
    let period_days = working_days(reader, "period_days");
    letters.push(LetterInput { unclear, ..letter("correction_notice") });
    let overridden = reader.ticked("overridden");
    Some(Measure::Correction { period_days: period_days?, points: points?, overridden })
}

fn consultation(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let (party, kind) = match reader.get("party") {
        "joint_organ" => (Party::JointOrgan, "organ_consultation"),
        "other_organ" => (Party::OtherOrgan, "organ_consultation"),
        _ => (Party::ThirdParty, "third_party_consultation"),
    };
    let consultee = reader.words("consultee", "对方的姓名或者名称");
    let information = reader.line("information", "征求意见的信息");
    let reason = reader.words("reason", "可能损害的权益或者理由");
    let person = reader.ticked("person");
    letters.push(LetterInput { information, person, ..letter(kind) });
    if reader.ticked("tell_applicant") {
        letters.push(letter("consultation_notice"));
    }
    let overridden = reader.ticked("overridden");
    Some(Measure::Consultation { party, consultee: consultee?, reason: reason?, overridden })
}

fn inquiry(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let addressee = reader.words("addressee", "起草单位");
    let about = reader.words("about", "函询内容");
    let answer_by = reader.optional_day("answer_by");
    let file = |line: &str| match line.split_once(['|', '｜']) {
        Some((name, number)) => {
            AskedFile { name: name.trim().to_owned(), number: Some(number.trim().to_owned()) }
        }
        None => AskedFile { name: line.trim().to_owned(), number: None },
    };
    let lines = reader.get("files").lines().filter(|line| !line.trim().is_empty());
    let files: Vec<AskedFile> = lines.map(file).collect();
    if files.is_empty() && !reader.lenient {
        reader.fault("files", "请写明函询哪些文件，一行一件");
    }
    letters.push(LetterInput { files, answer_by: answer_by?, ..letter("attribute_inquiry") });
    Some(Measure::Inquiry { addressee: addressee?, about: about? })
}

fn extension(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let days = working_days(reader, "days");
    let reason = reader.words("reason", "延期的理由");
    letters.push(letter("extension_notice"));
    Some(Measure::Extension { days: days?, reason: reason?, overridden: reader.ticked("overridden") })
}

/// The standard of the fee, if it can be read; nothing is charged before that.
pub fn basis(reader: &mut Reader<'_>) -> Option<FeeBasis> {
    let count = "请填写数量，写作35的形式";
    if reader.get("standard") == "per_item" {
        let (before, items) = (reader.number("before", count), reader.number("items", count));
        return Some(FeeBasis::PerItem { before: before?, items: items? });
    }
    Some(FeeBasis::PerPage { pages: reader.number("pages", count)? })
}

fn fee(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let basis = basis(reader);
    let payment = reader.line("payment", "缴纳方式");
    let basis = basis?;
    if basis.amount().0 == 0 && !reader.lenient {
        let field = if reader.get("standard") == "per_item" { "items" } else { "pages" };
        reader.fault(field, "没有超出免费的数量，不需要收费");
    }
    letters.push(LetterInput { payment, ..letter("fee_notice") });
    Some(Measure::Fee { basis: FeeForm { basis } })
}

fn reasons(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let about = reader.words("about", "申请的数量、频次");
    let days = reader.number("days", "请填写工作日数，写作10的形式");
    letters.push(LetterInput { days, ..letter("reasons_notice") });
    Some(Measure::Reasons { about: about? })
}

fn delay(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let until = reader.day("until");
    let reason = reader.words("reason", "延迟的理由");
    letters.push(letter("delay_notice"));
    Some(Measure::Delay { until: until?, reason: reason? })
}

fn disclosure(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let consultation = reader.number("consultation", "请选择第三方");
    let content = reader.words("content", "决定公开的内容");
    let reason = reader.words("reason", "决定公开的理由");
    let release_on = reader.day("release_on");
    let (person, opinion) = (reader.ticked("person"), reader.fields.filled("opinion"));
    letters.push(LetterInput { person, opinion, ..letter("disclosure_notice") });
    Some(Measure::Disclosure {
        consultation: consultation?,
        content: content?,
        reason: reason?,
        release_on: release_on?,
    })
}

fn lapse(reader: &mut Reader<'_>, letters: &mut Vec<LetterInput>) -> Option<Measure> {
    let ground =
        if reader.get("ground") == "not_paid" { LapseGround::NotPaid } else { LapseGround::NotCorrected };
    let proof_of_receipt = reader.words("proof_of_receipt", "申请人已经收到告知书的证明");
    let notice = reader.fields.filled("notice");
    letters.push(LetterInput { notice, ..letter("no_longer_handled_notice") });
    Some(Measure::Lapse { ground, proof_of_receipt: proof_of_receipt? })
}
