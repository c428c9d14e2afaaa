//! The forms of measures: 补正, 征求意见, 属性函询, 延期, 收费, 说明理由, 延迟, 告知第三方, 不再处理.

use super::forms::{Field, Ground};
use crate::casework::offered::MeasureKind;
use crate::law::deadline::{DEFAULT_CORRECTION_DAYS, EXTENSION_CAP};
use crate::law::wording::{at_the_latest, day};
use crate::pages::desk::words::choice;

fn area(name: &str, label: &str) -> Field {
    Field::new("area", name, label)
}

fn days(name: &str, label: &str, value: u16) -> Field {
    Field::new("number", name, label).with(value.to_string())
}

/// Decision 20: an application that nobody confirmed is confirmed with the first step.
pub fn confirmation(ground: &Ground) -> Vec<Field> {
    if ground.choices.confirmed {
        return Vec::new();
    }
    let hint = "收到之日尚未确认；提交时一并确认，期限自次日起计算";
    let on = Field::new("day", "confirmed_on", "与申请人确认收到之日");
    vec![on.hint(hint).with(ground.today.to_string())]
}

/// The fields of a measure; what the law says against it stands above them, with the way round it.
pub fn fields(kind: MeasureKind, ground: &Ground) -> Vec<Field> {
    let mut fields = confirmation(ground);
    if ground.objection.is_some() {
        let label = "确有必要，请公开工作机构负责人特别批准";
        fields.push(Field::new("tick", "overridden", label).hint(consequence(kind)));
    }
    fields.extend(match kind {
        MeasureKind::Correction => correction(),
        MeasureKind::Consultation => consultation(),
        MeasureKind::Inquiry => inquiry(ground),
        MeasureKind::Extension => vec![
            days("days", "延长的工作日", EXTENSION_CAP.0).hint("合计不超过20个工作日"),
            area("reason", "延期的理由")
                .say(&["申请内容涉及多个年度，检索、核对需要时间", "信息数量较多，需要逐件审查"]),
        ],
        MeasureKind::Fee => fee(),
        MeasureKind::Reasons => vec![
            area("about", "申请的数量、频次").hint("写明时间段和件数"),
            days("days", "说明理由的期限（工作日）", 10),
        ],
        MeasureKind::Delay => vec![
            Field::new("day", "until", "延迟到哪一日").hint("须晚于现在的答复截止日"),
            area("reason", "延迟的理由"),
        ],
        MeasureKind::Disclosure => disclosure(ground),
        MeasureKind::Lapse => lapse(ground),
    });
    fields
}

fn consequence(kind: MeasureKind) -> &'static str {
    match kind {
        MeasureKind::Correction => "再次补正的，法定期限重新计算，从严截止日不变",
        MeasureKind::Consultation => "期限将尽时发出的，从严截止日不因征求意见延后",
        MeasureKind::Extension => "再次延期的，从严截止日不变，合计仍不超过20个工作日",
        _ => "",
    }
}

fn correction() -> Vec<Field> {
    vec![
        area("unclear", "申请内容的不明确之处及理由")
            .say(&["申请未写明信息的名称、文号或者其他特征，无法确定所需的是哪一份。", "申请未附身份证明。"]),
        area("points", "需要补正的事项").hint("一次性告知；一行一项").say(&[
            "写明所需政府信息的名称、文号或者便于查询的其他特征",
            "提供申请人的身份证明",
            "写明获取信息的方式、途径",
        ]),
        days("period_days", "补正期限（工作日）", DEFAULT_CORRECTION_DAYS.0).hint("一般为5至15个工作日"),
    ]
}

fn consultation() -> Vec<Field> {
    let party = vec![
        choice("third_party", "第三方（公民、法人、其他组织）"),
        choice("joint_organ", "共同制作机关"),
        choice("other_organ", "其他机关"),
    ];
    vec![
        Field::new("pick", "party", "征求谁的意见").from(party).with("third_party"),
        Field::new("text", "consultee", "对方的姓名或者名称"),
        Field::new("tick", "person", "对方是自然人"),
        area("information", "征求意见的信息"),
        area("reason", "可能损害的权益，或者征求意见的理由"),
        Field::new("tick", "tell_applicant", "同时告知申请人正在征求意见").with("yes"),
    ]
}

fn inquiry(ground: &Ground) -> Vec<Field> {
    vec![
        Field::new("text", "addressee", "起草单位"),
        area("about", "函询内容").with("请确认所列文件的公开属性及理由"),
        area("files", "文件").hint("一行一件；有文号的写作“名称|文号”"),
        Field::new("day", "answer_by", "回复期限")
            .hint("一般为五个工作日")
            .with(ground.choices.answer_by.to_string()),
    ]
}

fn fee() -> Vec<Field> {
    let standard = vec![choice("per_page", "按量（页）计收"), choice("per_item", "按件计收")];
    vec![
        Field::new("pick", "standard", "计收方式")
            .from(standard)
            .hint("一件申请只用一种方式")
            .with("per_page"),
        days("pages", "页数", 0).hint("按量计收的填写；A4及以下幅面单面为一页，30页以内不收费"),
        days("items", "本次件数", 1).hint("按件计收的填写；每月10件以内不收费"),
        days("before", "同一申请人本月此前的件数", 0),
        area("payment", "缴纳方式").say(&["凭本通知书到本机关办公室领取缴款码，通过非税收入收缴系统缴纳。"]),
    ]
}

fn disclosure(ground: &Ground) -> Vec<Field> {
    let asked = ground.choices.measures.iter().filter(|one| one.is_third_party);
    let third = asked.filter(|one| one.dispatched_on.is_some()).map(|one| {
        let who = one.said.first().map(|(_, words)| words.clone()).unwrap_or_default();
        choice(one.number.to_string(), who)
    });
    let third: Vec<_> = third.collect();
    let due = ground.file.explained.due_on.filter(|due| *due >= ground.today);
    let release = due.map(|due| due.to_string()).unwrap_or_default();
    let first = third.first().map(|one| one.value.clone()).unwrap_or_default();
    vec![
        Field::new("pick", "consultation", "第三方").from(third).with(first),
        Field::new("tick", "person", "第三方是自然人"),
        area("content", "决定公开的内容").hint("与答复书中决定公开的内容一致"),
        area("opinion", "第三方的意见")
            .hint("不填写的，用已经登记的答复；没有答复的，写明期限届满未提出意见"),
        area("reason", "决定公开的理由")
            .say(&["不公开会对公共利益造成重大影响", "公开不会损害第三方的合法权益"]),
        Field::new("day", "release_on", "拟公开日期")
            .hint("不早于告知书发出之日；答复不应早于这一日送达")
            .with(release),
    ]
}

fn lapse(ground: &Ground) -> Vec<Field> {
    let payment = ground.file.explained.waiting_for.as_deref() == Some("payment");
    let options = vec![choice("not_corrected", "逾期未补正"), choice("not_paid", "逾期未缴费")];
    vec![
        Field::new("pick", "ground", "原因").from(options).with(if payment {
            "not_paid"
        } else {
            "not_corrected"
        }),
        area("proof_of_receipt", "申请人已经收到告知书的证明").hint("送达回证、邮件签收记录等"),
        Field::new("text", "notice", "此前告知书的文号").hint("在本系统拟制的可以不填"),
    ]
}

/// What one should know before.
pub fn notes(kind: MeasureKind, ground: &Ground) -> Vec<String> {
    let mut notes = Vec::new();
    match kind {
        MeasureKind::Correction => {
            if let Some(by) = ground.file.case.summary.correction_notice_by {
                let words = if by < ground.today {
                    let by = day(by);
                    format!("补正告知书应在{by}（含当日）前发出，现在已经超过；发出后从严截止日不重新计算。")
                } else {
                    format!("补正告知书{}发出。", at_the_latest(by))
                };
                notes.push(words);
            }
            notes.push("收到补正后，答复期限重新计算。".to_owned());
        }
        MeasureKind::Consultation => notes.push(
            "对方应自收到征求意见书之日起15个工作日内提出意见；征求意见的时间不计算在答复期限内。机关内部机构请用会办。"
                .to_owned(),
        ),
        MeasureKind::Inquiry => notes.push("函询公开属性不影响答复期限。".to_owned()),
        MeasureKind::Extension => notes.push("延期须在答复截止日（含当日）前批准并告知申请人，以一次为限。".to_owned()),
        MeasureKind::Fee => notes.push("申请人自收到通知书之日起20个工作日内缴费；等待期间期限不计算，缴费后重新计算。".to_owned()),
        MeasureKind::Reasons => notes.push("要求说明理由不影响答复期限。".to_owned()),
        MeasureKind::Delay => notes.push("申请理由合理、但不能在期限内答复的，可以确定延迟答复的合理期限，并在截止日前告知申请人。".to_owned()),
        MeasureKind::Disclosure => notes.push(
            "告知书由公开工作机构负责人签发，在答复签发以后发出；第三方不同意公开的，发出告知书以前不能送达答复。告知不影响答复期限。"
                .to_owned(),
        ),
        MeasureKind::Lapse => notes.push("不再处理告知书发出之日案件办结；此前申请人补正或者缴费的，继续办理。".to_owned()),
    }
    notes
}
