//! One sample, or more, of every context: for previews, for the check of a text before it is kept,
//! and for the tests. Invented throughout.
//!
//! Between them the samples of a kind fill every field, so that a field which is in none of them
//! does not exist.

use chrono::NaiveDate;

use super::asks::{
    CoHandlingContext, DisclosureContext, InquiryContext, OrganConsultationContext, ThirdPartyContext,
    UrgeContext,
};
use super::check::Record;
use super::context::LetterContext;
use super::notices::{
    ArchiveContext, Asked, ConsultationNoticeContext, Copy, CorrectionContext, DelayContext,
    ExtensionContext, FeeContext, NoLongerHandledContext, Paper, ReasonsContext, ReceiptContext,
    Rectification, RectificationContext,
};
use super::parts::{Addressee, Basics, Court, Day, NamedFile, OrganFacts, ReviewOrgan, You};
use super::texts::TemplateId;
use super::{sample_replies, sample_sheets};
use crate::law::deadline::{Channel, DeliveryMethod, LapseGround, WorkingDays};
use crate::law::fee::FeeBasis;
use crate::law::forum::{CourtLevel, OrganKind};

/// A day of 2026.
pub(super) fn day(month: u32, day: u32) -> Day {
    Day(NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default())
}

/// 登记编号 of the samples.
pub const CASE_NUMBER: &str = "QSXZR-2026-00017";

/// A department of a county.
pub fn organ() -> OrganFacts {
    OrganFacts {
        name: "清水县自然资源局".to_owned(),
        kind: OrganKind::Department,
        office: "清水县自然资源局办公室".to_owned(),
        address: "清水县文化路12号".to_owned(),
        postcode: "741400".to_owned(),
        phone: "0938-7150012".to_owned(),
        contact: "王晓燕".to_owned(),
        review: vec![ReviewOrgan {
            name: "清水县人民政府".to_owned(),
            address: "清水县永清路1号清水县司法局行政复议受理室".to_owned(),
        }],
        online_review: None,
        court: Some(Court {
            name: "清水县人民法院".to_owned(),
            address: "清水县中山路30号".to_owned(),
            level: CourtLevel::Basic,
        }),
    }
}

/// A person's request for one document.
pub fn basics() -> Basics {
    Basics {
        organ: organ(),
        case_number: CASE_NUMBER.to_owned(),
        applicant: Addressee { name: "赵明远".to_owned(), you: You::Person },
        received_on: day(9, 18),
        request: "永清镇李沟村2024年集体土地征收的征地补偿安置方案及其批准文件。".to_owned(),
    }
}

fn company() -> Addressee {
    Addressee { name: "清水县绿源农业发展有限公司".to_owned(), you: You::Organisation }
}

/// Every sample of every kind.
pub fn all() -> Vec<LetterContext> {
    let mut samples = sample_sheets::all();
    samples.extend(to_applicants());
    samples.extend(to_others());
    samples.extend(to_offices());
    samples.extend(endings());
    samples.extend(sample_replies::all());
    samples
}

/// The samples that a text may be tried on. The text of a code is tried on replies with it.
pub fn of(id: TemplateId) -> Vec<LetterContext> {
    let fits = |sample: &LetterContext| match (id, sample) {
        (TemplateId::Letter(kind), sample) => sample.kind() == kind,
        (TemplateId::Paragraph(code), LetterContext::Reply(reply)) => {
            reply.items.iter().any(|item| item.code == code)
        }
        (TemplateId::Paragraph(_), _) => false,
    };
    all().into_iter().filter(fits).collect()
}

/// What the record of a sample's case says.
pub fn record(sample: &LetterContext) -> Record {
    let name = sample.basics().map_or("赵明远", |basics| basics.applicant.name.as_str());
    Record {
        case_number: CASE_NUMBER.to_owned(),
        received_on: Some(day(9, 18).0),
        due_on: Some(day(10, 22).0),
        prudent_due_on: Some(day(10, 21).0),
        applicant: name.to_owned(),
        applicant_data: vec!["李沟村26号".to_owned()],
        other_applicants: vec!["钱多多".to_owned()],
        third_parties: vec!["清水县绿源农业发展有限公司".to_owned()],
        third_party_asked: true,
        attachments: Vec::new(),
        delivery: Some((DeliveryMethod::Post, day(10, 15).0)),
        electronic_wanted: false,
    }
}

fn to_applicants() -> Vec<LetterContext> {
    let receipt = |copy, paper| ReceiptContext {
        basics: basics(),
        copy,
        paper,
        channel: Channel::RegisteredMail,
        due_on: day(10, 22),
        query_url: "https://zwgk.qingshui.example/chaxun".to_owned(),
    };
    vec![
        receipt(Copy::Applicant, Paper::A4).into(),
        receipt(Copy::Applicant, Paper::A5).into(),
        receipt(Copy::Office, Paper::A4).into(),
        CorrectionContext {
            basics: basics(),
            unclear: "李沟村2024年有两次集体土地征收，申请未写明是哪一次，无法据此确定所需的文件。"
                .to_owned(),
            points: vec![
                "写明所需信息涉及的征收项目名称，或者征地公告的文号、日期。".to_owned(),
                "写明“批准文件”是指用地批复，还是征地补偿安置方案的批复。".to_owned(),
            ],
            period: WorkingDays(10),
        }
        .into(),
        ReasonsContext {
            basics: basics(),
            about: "2026年7月1日至9月18日，共提出政府信息公开申请46件，其中9月份31件。".to_owned(),
            period: WorkingDays(10),
        }
        .into(),
        ExtensionContext {
            basics: basics(),
            due_before: day(10, 22),
            days: WorkingDays(20),
            due_after: day(11, 19),
            reason: "所涉档案形成时间跨度较大，分存于多个乡镇，需要逐卷检索、核对。".to_owned(),
        }
        .into(),
        DelayContext {
            basics: basics(),
            due_before: day(10, 22),
            until: day(12, 31),
            reason: "申请涉及46件信息，需要逐件检索、审查。".to_owned(),
        }
        .into(),
        consultation_notice(Asked::ThirdParty),
        consultation_notice(Asked::JointOrgan),
        consultation_notice(Asked::OtherOrgan),
        fee(FeeBasis::PerPage { pages: 268 }),
        fee(FeeBasis::PerItem { before: 26, items: 8 }),
    ]
}

fn consultation_notice(asked: Asked) -> LetterContext {
    ConsultationNoticeContext { basics: basics(), asked, sent_on: day(9, 24) }.into()
}

fn fee(basis: FeeBasis) -> LetterContext {
    let payment = "凭缴款识别码通过非税收入收缴渠道缴入县级国库，识别码可以向联系人索取。".to_owned();
    FeeContext { basics: basics(), basis, payment }.into()
}

fn to_others() -> Vec<LetterContext> {
    let consultation = |joint| OrganConsultationContext {
        organ: organ(),
        case_number: CASE_NUMBER.to_owned(),
        asked: "清水县农业农村局".to_owned(),
        joint,
        information: "2024年集体土地征收补偿登记汇总表".to_owned(),
        reason: "该表由两个单位共同核定，公开前需要核对口径。".to_owned(),
    };
    vec![
        ThirdPartyContext {
            organ: organ(),
            case_number: CASE_NUMBER.to_owned(),
            third_party: company(),
            information: "2024年土地征收评估报告中关于厂房、设备的评估明细。".to_owned(),
            interest: "评估明细载有设备型号、数量和购置价格，可能属于商业秘密。".to_owned(),
        }
        .into(),
        consultation(true).into(),
        consultation(false).into(),
        CoHandlingContext {
            organ: organ(),
            case_number: CASE_NUMBER.to_owned(),
            unit: "耕地保护与征收管理股".to_owned(),
            request: basics().request,
            about: "检索2024年征收档案，说明检索的范围、方法和结果，并提出是否公开的意见。".to_owned(),
            answer_by: day(9, 28),
        }
        .into(),
    ]
}

/// What follows on an answer, and what is asked within the state's own house.
fn to_offices() -> Vec<LetterContext> {
    vec![
        DisclosureContext {
            organ: organ(),
            case_number: CASE_NUMBER.to_owned(),
            third_party: company(),
            asked_on: day(9, 24),
            opinion: "贵单位于2026年9月30日书面答复不同意公开，理由为评估明细属于商业秘密。".to_owned(),
            content: "2024年土地征收评估报告中的评估总价和补偿标准，不含设备明细。".to_owned(),
            reason:
                "评估总价和补偿标准不属于商业秘密，且关系被征收人的知情权，不公开可能对公共利益造成重大影响。"
                    .to_owned(),
            release_on: day(10, 20),
        }
        .into(),
        InquiryContext {
            organ: organ(),
            case_number: CASE_NUMBER.to_owned(),
            drafter: "清水县发展和改革局".to_owned(),
            files: vec![
                NamedFile {
                    name: "关于李沟村土地整治项目立项的批复".to_owned(),
                    number: Some("清发改〔2009〕31号".to_owned()),
                },
                NamedFile { name: "李沟村土地整治项目概算审查意见".to_owned(), number: None },
            ],
            answer_by: day(9, 29),
        }
        .into(),
        UrgeContext {
            organ: OrganFacts { name: "清水县人民政府办公室".to_owned(), ..organ() },
            case_number: CASE_NUMBER.to_owned(),
            urged: "清水县自然资源局".to_owned(),
            received_on: day(9, 18),
            due_on: day(10, 22),
            overdue: 2,
            message: "请立即作出答复并送达申请人，查明超期原因，提出整改措施。".to_owned(),
            answer_by: day(10, 27),
        }
        .into(),
    ]
}

fn endings() -> Vec<LetterContext> {
    let rectification = |outcome, explanation: &str, competent: Option<&str>| RectificationContext {
        basics: Basics {
            request: "请更正本人宗地登记卡中的四至记录。".to_owned(), ..basics()
        },
        record: "李沟村宗地登记卡".to_owned(),
        outcome,
        explanation: explanation.to_owned(),
        competent: competent.map(str::to_owned),
    };
    let lapse = |ground, notice: &str| NoLongerHandledContext {
        basics: basics(),
        ground,
        notice: notice.to_owned(),
        noticed_on: day(9, 23),
        served_on: day(9, 24),
        ended_on: if ground == LapseGround::NotCorrected { day(10, 15) } else { day(10, 29) },
    };
    let elsewhere = Some("清水县农业农村局，电话：0938-7150066。");
    vec![
        lapse(LapseGround::NotCorrected, "清自然资公开补〔2026〕5号").into(),
        lapse(LapseGround::NotPaid, "清自然资公开费〔2026〕1号").into(),
        ArchiveContext {
            basics: basics(),
            information: "李沟村1988年土地详查成果".to_owned(),
            handed_over_on: Some(day(3, 12)),
            archive: "清水县档案馆".to_owned(),
            access: "清水县档案馆查阅大厅，地址：清水县北环路8号，电话：0938-7150088，工作日办公时间。"
                .to_owned(),
        }
        .into(),
        rectification(Rectification::Corrected, "北至由“水渠”更正为“村道”。", None).into(),
        rectification(Rectification::Refused, "所附协议未载明四至，与登记档案不能对应。", None).into(),
        rectification(Rectification::Forwarded, "该记录由承包合同管理部门制作。", elsewhere).into(),
        rectification(Rectification::Elsewhere, "该记录由承包合同管理部门制作。", elsewhere).into(),
    ]
}
