//! The context of a letter: everything that its text may say, typed, kept with the letter.
//!
//! To add a family of letters: give it a struct and a variant here, a sample in
//! [`super::samples`], slots if it has tables.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::asks::{
    CoHandlingContext, DisclosureContext, InquiryContext, OrganConsultationContext, ThirdPartyContext,
    UrgeContext,
};
use super::grids;
use super::kind::LetterKind;
use super::letter::{Block, Code, CodeKind, Form};
use super::notices::{
    ArchiveContext, ConsultationNoticeContext, Copy, CorrectionContext, DelayContext, ExtensionContext,
    FeeContext, NoLongerHandledContext, Paper, ReasonsContext, ReceiptContext, RectificationContext,
};
use super::parts::{Basics, OrganFacts, You};
use super::remedy;
use super::reply::ReplyContext;
use super::sheets::{
    ApplicationContext, ApprovalContext, DeliveryRecordContext, FileIndexContext, LabelContext,
    RegistrationContext,
};
use crate::law::deadline::{CONSULTATION_DAYS, LapseGround, PAYMENT_DAYS};
use crate::law::fee::FeeBasis;
use crate::law::forum::RemedyWay;

/// Stands for the 查询码 in what is stored; [`super::compose::with_query_code`] puts the code in.
pub const QUERY_CODE: &str = "【查询码】";

macro_rules! contexts {
    ($($(#[$doc:meta])* $name:ident($context:ident),)*) => {
        /// The context of one letter.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "letter", rename_all = "snake_case")]
        pub enum LetterContext { $($(#[$doc])* $name($context)),* }

        $(impl From<$context> for LetterContext {
            fn from(context: $context) -> Self {
                LetterContext::$name(context)
            }
        })*

        impl LetterContext {
            /// The organ that sends it.
            pub fn organ(&self) -> &OrganFacts {
                match self { $(LetterContext::$name(context) => context.sender()),* }
            }
        }
    };
}

contexts! {
    Application(ApplicationContext),
    Receipt(ReceiptContext),
    Registration(RegistrationContext),
    Correction(CorrectionContext),
    Reasons(ReasonsContext),
    Extension(ExtensionContext),
    Delay(DelayContext),
    ThirdParty(ThirdPartyContext),
    OrganConsultation(OrganConsultationContext),
    CoHandling(CoHandlingContext),
    ConsultationNotice(ConsultationNoticeContext),
    Disclosure(DisclosureContext),
    Inquiry(InquiryContext),
    Fee(FeeContext),
    Reply(ReplyContext),
    NoLongerHandled(NoLongerHandledContext),
    Archive(ArchiveContext),
    Rectification(RectificationContext),
    Approval(ApprovalContext),
    DeliveryRecord(DeliveryRecordContext),
    Urge(UrgeContext),
    FileIndex(FileIndexContext),
    Label(LabelContext),
}

trait Sent {
    fn sender(&self) -> &OrganFacts;
}

macro_rules! sent {
    ($($context:ident . $($field:ident).+;)*) => {
        $(impl Sent for $context {
            fn sender(&self) -> &OrganFacts {
                &self.$($field).+
            }
        })*
    };
}

sent! {
    ApplicationContext.organ;
    ReceiptContext.basics.organ;
    RegistrationContext.organ;
    CorrectionContext.basics.organ;
    ReasonsContext.basics.organ;
    ExtensionContext.basics.organ;
    DelayContext.basics.organ;
    ThirdPartyContext.organ;
    OrganConsultationContext.organ;
    CoHandlingContext.organ;
    ConsultationNoticeContext.basics.organ;
    DisclosureContext.organ;
    InquiryContext.organ;
    FeeContext.basics.organ;
    ReplyContext.basics.organ;
    NoLongerHandledContext.basics.organ;
    ArchiveContext.basics.organ;
    RectificationContext.basics.organ;
    ApprovalContext.organ;
    DeliveryRecordContext.organ;
    UrgeContext.organ;
    FileIndexContext.organ;
    LabelContext.organ;
}

impl LetterContext {
    /// Which document it makes.
    pub fn kind(&self) -> LetterKind {
        use LetterKind as Kind;
        match self {
            LetterContext::Application(ApplicationContext { filled: None, .. }) => Kind::ApplicationBlank,
            LetterContext::Application(_) => Kind::ApplicationFilled,
            LetterContext::Receipt(context) => match context.copy {
                Copy::Applicant => Kind::ReceiptApplicant,
                Copy::Office => Kind::ReceiptOffice,
            },
            LetterContext::Registration(_) => Kind::RegistrationSheet,
            LetterContext::Correction(_) => Kind::CorrectionNotice,
            LetterContext::Reasons(_) => Kind::ReasonsNotice,
            LetterContext::Extension(_) => Kind::ExtensionNotice,
            LetterContext::Delay(_) => Kind::DelayNotice,
            LetterContext::ThirdParty(_) => Kind::ThirdPartyConsultation,
            LetterContext::OrganConsultation(_) => Kind::OrganConsultation,
            LetterContext::CoHandling(_) => Kind::CoHandlingRequest,
            LetterContext::ConsultationNotice(_) => Kind::ConsultationNotice,
            LetterContext::Disclosure(_) => Kind::DisclosureNotice,
            LetterContext::Inquiry(_) => Kind::AttributeInquiry,
            LetterContext::Fee(_) => Kind::FeeNotice,
            LetterContext::Reply(context) if context.nothing_is_handled() => Kind::NotHandledNotice,
            LetterContext::Reply(_) => Kind::Reply,
            LetterContext::NoLongerHandled(_) => Kind::NoLongerHandledNotice,
            LetterContext::Archive(_) => Kind::ArchiveNotice,
            LetterContext::Rectification(_) => Kind::RectificationNotice,
            LetterContext::Approval(_) => Kind::ApprovalSheet,
            LetterContext::DeliveryRecord(_) => Kind::DeliveryRecord,
            LetterContext::Urge(_) => Kind::UrgeSheet,
            LetterContext::FileIndex(_) => Kind::FileIndex,
            LetterContext::Label(_) => Kind::AddressLabel,
        }
    }

    /// The page: the kind's own, but for receipts, which are printed on what the window has.
    pub fn form(&self) -> Form {
        match self {
            LetterContext::Receipt(context) if context.paper == Paper::A5 => Form::ReceiptA5,
            other => other.kind().form(),
        }
    }

    /// What every letter to an applicant rests on, where it is one.
    pub fn basics(&self) -> Option<&Basics> {
        match self {
            LetterContext::Receipt(context) => Some(&context.basics),
            LetterContext::Correction(context) => Some(&context.basics),
            LetterContext::Reasons(context) => Some(&context.basics),
            LetterContext::Extension(context) => Some(&context.basics),
            LetterContext::Delay(context) => Some(&context.basics),
            LetterContext::ConsultationNotice(context) => Some(&context.basics),
            LetterContext::Fee(context) => Some(&context.basics),
            LetterContext::Reply(context) => Some(&context.basics),
            LetterContext::NoLongerHandled(context) => Some(&context.basics),
            LetterContext::Archive(context) => Some(&context.basics),
            LetterContext::Rectification(context) => Some(&context.basics),
            _ => None,
        }
    }

    /// Who is spoken to, where somebody has a remedy.
    fn you(&self) -> You {
        match self {
            LetterContext::Disclosure(context) => context.third_party.you,
            other => other.basics().map_or(You::Person, |basics| basics.applicant.you),
        }
    }

    /// In which order 复议 and 诉讼 are open against it; none for what cannot be challenged alone.
    pub fn remedy_way(&self) -> Option<RemedyWay> {
        let way = match self {
            LetterContext::Reply(context) => context.remedy_way(),
            _ => RemedyWay::Either,
        };
        self.kind().has_remedy().then_some(way)
    }

    /// The paragraphs of the remedy, if it has one.
    pub fn remedy(&self) -> Option<Vec<String>> {
        let way = match (self.remedy_way()?, self) {
            // A single item needs no number.
            (RemedyWay::Split(_), LetterContext::Reply(context)) if context.items.len() == 1 => {
                RemedyWay::Split(Vec::new())
            }
            (way, _) => way,
        };
        Some(remedy::paragraphs(self.organ(), &way, self.you(), self.kind().itself()))
    }

    /// What a template text may name: the context, and what follows from it.
    ///
    /// # Errors
    /// None in practice: the contexts are plain data.
    pub fn values(&self) -> Result<Json, serde_json::Error> {
        let mut values = serde_json::to_value(self)?;
        let more = match self {
            LetterContext::Receipt(context) => json!({
                "提交方式": grids::channel(context.channel),
                "收到日期依据": grids::receipt_basis(context.channel),
            }),
            LetterContext::ThirdParty(_) | LetterContext::OrganConsultation(_) => {
                json!({ "答复工作日": CONSULTATION_DAYS })
            }
            LetterContext::Fee(context) => json!({
                "按件": matches!(context.basis, FeeBasis::PerItem { .. }),
                "数量": quantity(context.basis),
                "本月此前件数": before(context.basis),
                "金额": context.basis.amount(),
                "缴费工作日": PAYMENT_DAYS,
            }),
            LetterContext::NoLongerHandled(context) => {
                json!({ "逾期未补正": context.ground == LapseGround::NotCorrected })
            }
            LetterContext::Reply(context) => json!({
                "事项数": context.items.len(),
                "所指信息": if context.items.len() == 1 { "上述信息" } else { "该项信息" },
            }),
            _ => json!({}),
        };
        if let (Json::Object(values), Json::Object(more)) = (&mut values, more) {
            values.extend(more);
        }
        Ok(values)
    }

    /// What the program can put into its text, by name.
    pub fn slots(&self) -> &'static [&'static str] {
        match self {
            LetterContext::Application(_) => &["申请表"],
            LetterContext::Receipt(_) => &["回执"],
            LetterContext::Registration(_) => &["登记表"],
            LetterContext::ThirdParty(_) => &["意见回执"],
            LetterContext::Fee(_) => &["收费明细"],
            LetterContext::Reply(_) => &["答复内容", "救济"],
            LetterContext::Disclosure(_)
            | LetterContext::NoLongerHandled(_)
            | LetterContext::Archive(_)
            | LetterContext::Rectification(_) => &["救济"],
            LetterContext::Approval(_) => &["呈批单"],
            LetterContext::DeliveryRecord(_) => &["送达回证"],
            LetterContext::FileIndex(_) => &["卷内目录"],
            _ => &[],
        }
    }

    /// The blocks of a slot, but for 答复内容, which has texts of its own.
    pub fn slot(&self, name: &str) -> Vec<Block> {
        match (name, self) {
            ("救济", context) => {
                let paragraphs = context.remedy().unwrap_or_default();
                paragraphs.into_iter().map(|text| Block::Paragraph { text }).collect()
            }
            ("申请表", LetterContext::Application(context)) => vec![grids::application(context)],
            ("登记表", LetterContext::Registration(context)) => vec![grids::registration(context)],
            ("意见回执", LetterContext::ThirdParty(_)) => vec![grids::third_party_answer()],
            ("收费明细", LetterContext::Fee(context)) => vec![grids::fee(context)],
            ("呈批单", LetterContext::Approval(context)) => vec![grids::approval(context)],
            ("送达回证", LetterContext::DeliveryRecord(context)) => vec![grids::delivery_record(context)],
            ("卷内目录", LetterContext::FileIndex(context)) => vec![grids::file_index(context)],
            ("回执", LetterContext::Receipt(context)) => receipt(context),
            _ => Vec::new(),
        }
    }
}

fn quantity(basis: FeeBasis) -> u32 {
    match basis {
        FeeBasis::PerItem { items, .. } => items,
        FeeBasis::PerPage { pages } => pages,
    }
}

fn before(basis: FeeBasis) -> u32 {
    match basis {
        FeeBasis::PerItem { before, .. } => before,
        FeeBasis::PerPage { .. } => 0,
    }
}

/// The table of a receipt and its marks. The 查询码 stands behind `#`, in the part of an address
/// that a browser keeps to itself.
fn receipt(context: &ReceiptContext) -> Vec<Block> {
    let number = &context.basics.case_number;
    let bars =
        Code { kind: CodeKind::Code128, data: number.clone(), caption: format!("登记编号 {number}") };
    match context.copy {
        Copy::Office => vec![grids::receipt(context, None), Block::Codes { codes: vec![bars] }],
        Copy::Applicant => {
            let square = Code {
                kind: CodeKind::Qr,
                data: format!("{}#{QUERY_CODE}", context.query_url),
                caption: "扫码查询办理情况".to_owned(),
            };
            vec![grids::receipt(context, Some(QUERY_CODE)), Block::Codes { codes: vec![square, bars] }]
        }
    }
}
