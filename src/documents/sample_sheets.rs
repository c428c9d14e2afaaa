//! Samples of the forms.

use super::context::LetterContext;
use super::parts::PersonFacts;
use super::samples::{CASE_NUMBER, basics, day, organ};
use super::sheets::{
    Application, ApplicationContext, ApprovalContext, DeliveryRecordContext, FileEntry, FileIndexContext,
    LabelContext, Opinion, RegistrationContext,
};

fn owned(text: &str) -> String {
    text.to_owned()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// All of them.
pub fn all() -> Vec<LetterContext> {
    vec![
        ApplicationContext { organ: organ(), filled: None }.into(),
        ApplicationContext { organ: organ(), filled: Some(Box::new(citizen())) }.into(),
        ApplicationContext { organ: organ(), filled: Some(Box::new(firm())) }.into(),
        registration().into(),
        approval().into(),
        DeliveryRecordContext {
            organ: organ(),
            case_number: owned(CASE_NUMBER),
            document: owned("政府信息公开申请答复书"),
            number: owned("清自然资公开答〔2026〕12号"),
            addressee: basics().applicant.name,
            method: owned("邮政企业邮寄"),
            place: owned("清水县永清镇李沟村26号"),
            tracking: some("XA12345678962"),
            on: None,
        }
        .into(),
        file_index().into(),
        LabelContext {
            organ: organ(),
            case_number: owned(CASE_NUMBER),
            addressee: basics().applicant.name,
            address: owned("清水县永清镇李沟村26号"),
            postcode: some("741401"),
            phone: some("13800000000"),
        }
        .into(),
    ]
}

fn citizen() -> Application {
    Application {
        case_number: some(CASE_NUMBER),
        applicant: PersonFacts {
            name: basics().applicant.name,
            id_kind: some("居民身份证"),
            id_number: some("62052119800101001X"),
            phone: some("13800000000"),
            email: some("zhaomingyuan@mail.example"),
            address: some("清水县永清镇李沟村26号"),
            postcode: some("741401"),
            ..PersonFacts::default()
        },
        co_applicants: vec![PersonFacts {
            name: owned("赵明德"),
            id_kind: some("居民身份证"),
            id_number: some("620521198203040017"),
            phone: some("13700000000"),
            ..PersonFacts::default()
        }],
        agent: None,
        items: vec![basics().request],
        carrier: owned("纸质"),
        access: owned("邮寄"),
        other_ways: true,
        on: day(9, 16),
    }
}

fn firm() -> Application {
    Application {
        case_number: None,
        applicant: PersonFacts {
            name: owned("陇上律师事务所"),
            organisation: true,
            organisation_kind: some("法律服务机构"),
            id_number: some("31620000MD0000000X"),
            representative: some("孙立"),
            contact: some("周宁"),
            phone: some("0938-8210000"),
            address: some("天河市建设路2号"),
            ..PersonFacts::default()
        },
        co_applicants: Vec::new(),
        agent: Some(PersonFacts {
            name: owned("周宁"),
            id_kind: some("居民身份证"),
            id_number: some("620502199001010028"),
            phone: some("13900000000"),
            ..PersonFacts::default()
        }),
        items: vec![owned("李沟村2024年征地补偿安置方案"), owned("李沟村1998年以前的土地征收批文")],
        carrier: owned("电子数据"),
        access: owned("电子邮件"),
        other_ways: false,
        on: day(9, 18),
    }
}

fn registration() -> RegistrationContext {
    RegistrationContext {
        organ: organ(),
        case_number: owned(CASE_NUMBER),
        applicant: basics().applicant.name,
        applicant_kind: owned("自然人"),
        channel: owned("邮政寄送（需签收）"),
        received_on: day(9, 18),
        receipt_rule: owned("本机关签收邮件，签收之日为收到申请之日，当日不计入期限"),
        due_on: day(10, 22),
        items: vec![basics().request],
        unit: owned("耕地保护与征收管理股"),
        clerk: owned("王晓燕"),
        measures: vec![owned("征求第三方意见：2026年9月24日发出，2026年9月30日收到意见，不同意公开")],
        replies: vec![owned(
            "政府信息公开申请答复书（部分公开），清自然资公开答〔2026〕12号，2026年10月14日",
        )],
        endings: vec![owned("邮寄：2026年10月14日发出，2026年10月16日签收"), owned("2026年10月30日归档")],
    }
}

fn approval() -> ApprovalContext {
    let signed = |level: &str, words: &str, signer: &str, on| Opinion {
        level: owned(level),
        words: owned(words),
        signer: owned(signer),
        on,
    };
    ApprovalContext {
        organ: organ(),
        case_number: owned(CASE_NUMBER),
        applicant: basics().applicant.name,
        received_on: day(9, 18),
        due_on: day(10, 22),
        prudent_due_on: day(10, 21),
        items: vec![basics().request],
        document: owned("政府信息公开申请答复书（部分公开）"),
        opinion: owned("方案正文可以公开；补偿登记表涉及个人隐私，拟作区分处理后提供。"),
        basis: owned("《中华人民共和国政府信息公开条例》第十五条、第三十七条"),
        handler: owned("刘建国"),
        unit: owned("耕地保护与征收管理股"),
        opinions: vec![
            signed("审核岗", "同意。", "陈芳", Some(day(10, 12))),
            signed("公开工作机构负责人", "同意。", "何志强 代 马骏", Some(day(10, 13))),
            signed("签发人", "", "", None),
        ],
    }
}

fn file_index() -> FileIndexContext {
    let entry = |number: Option<&str>, author: &str, title: &str, on, pages| FileEntry {
        number: number.map(str::to_owned),
        author: owned(author),
        title: owned(title),
        on: Some(on),
        pages: Some(pages),
    };
    FileIndexContext {
        organ: organ(),
        case_number: owned(CASE_NUMBER),
        title: owned("赵明远申请公开征地补偿安置方案案"),
        entries: vec![
            entry(None, "赵明远", "政府信息公开申请表", day(9, 16), 2),
            entry(None, "清水县自然资源局", "政府信息公开申请接收回执", day(9, 18), 1),
            entry(None, "清水县自然资源局", "依申请公开呈批单", day(10, 13), 1),
            entry(
                Some("清自然资公开答〔2026〕12号"),
                "清水县自然资源局",
                "政府信息公开申请答复书",
                day(10, 14),
                2,
            ),
            entry(None, "清水县自然资源局", "送达回证", day(10, 15), 1),
        ],
    }
}
