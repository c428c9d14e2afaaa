//! The template texts: those shipped with the program, and an organ's own over them.

use std::collections::BTreeMap;

use super::context::LetterContext;
use super::kind::LetterKind;
use super::samples;
use super::template::{self, TemplateProblem};
use crate::law::reply::ReplyCode;

/// Which text: of a letter, or of what one reply code states within a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TemplateId {
    Letter(LetterKind),
    Paragraph(ReplyCode),
}

impl TemplateId {
    /// All, letters first.
    pub fn all() -> impl Iterator<Item = TemplateId> {
        let letters = LetterKind::ALL.iter().copied().map(TemplateId::Letter);
        letters.chain(ReplyCode::ALL.into_iter().map(TemplateId::Paragraph))
    }

    /// Its name in stored data: `correction_notice`, `paragraph.D1a`.
    pub fn tag(self) -> String {
        match self {
            TemplateId::Letter(kind) => kind.tag().to_owned(),
            TemplateId::Paragraph(code) => format!("paragraph.{code:?}"),
        }
    }

    /// The text of this name.
    pub fn find(tag: &str) -> Option<TemplateId> {
        Self::all().find(|id| id.tag() == tag)
    }

    /// Its name for people.
    pub fn title(self) -> String {
        match self {
            TemplateId::Letter(kind) => kind.title().to_owned(),
            TemplateId::Paragraph(code) => format!("答复内容：{}", code_title(code)),
        }
    }

    /// The text as shipped.
    pub fn shipped(self) -> &'static str {
        match self {
            TemplateId::Letter(kind) => letter(kind),
            TemplateId::Paragraph(code) => paragraph(code),
        }
    }

    /// Checks a text before it is kept: that it can be read, names only fields that this letter
    /// has, and makes a letter of every sample.
    ///
    /// # Errors
    /// The first [`TemplateProblem`].
    pub fn check(self, text: &str) -> Result<(), TemplateProblem> {
        let samples = samples::of(self);
        let values: Vec<_> = samples.iter().filter_map(|sample| self.values(sample)).collect();
        let slots = match self {
            TemplateId::Letter(_) => samples.first().map(LetterContext::slots).unwrap_or_default(),
            TemplateId::Paragraph(_) => &[],
        };
        template::check(text, slots, &values)?;
        values.iter().try_for_each(|values| template::render(text, values).map(drop))
    }

    /// What the text may name, as «申请人.名称»: every field that a sample has.
    pub fn fields(self) -> Vec<String> {
        let mut names = std::collections::BTreeSet::new();
        for values in samples::of(self).iter().filter_map(|sample| self.values(sample)) {
            gather_names(&values, "", &mut names);
        }
        names.into_iter().collect()
    }

    /// What the text may name in a sample.
    fn values(self, sample: &LetterContext) -> Option<serde_json::Value> {
        match (self, sample) {
            (TemplateId::Letter(_), sample) => sample.values().ok(),
            (TemplateId::Paragraph(code), LetterContext::Reply(context)) => {
                let item = context.items.iter().find(|item| item.code == code)?;
                super::compose::item_values(sample, item).ok()
            }
            _ => None,
        }
    }
}

/// The names of all that can be written, below `stem`; of a list, its own name.
fn gather_names(values: &serde_json::Value, stem: &str, names: &mut std::collections::BTreeSet<String>) {
    for (name, value) in values.as_object().into_iter().flatten() {
        // Which letter it is, is no content of it.
        if name == "letter" {
            continue;
        }
        let name = if stem.is_empty() { name.clone() } else { format!("{stem}.{name}") };
        match value {
            serde_json::Value::Object(_) => gather_names(value, &name, names),
            _ => {
                names.insert(name);
            }
        }
    }
}

/// The texts in force for an organ on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    own: BTreeMap<TemplateId, String>,
}

impl Texts {
    /// Those of the program.
    pub fn shipped() -> Texts {
        Texts::default()
    }

    /// The same with a text of the organ's own.
    pub fn with(mut self, id: TemplateId, text: impl Into<String>) -> Texts {
        self.own.insert(id, text.into());
        self
    }

    /// The text to use.
    pub fn get(&self, id: TemplateId) -> &str {
        self.own.get(&id).map_or_else(|| id.shipped(), String::as_str)
    }
}

/// What a code says, in words (rules §5).
pub fn code_title(code: ReplyCode) -> &'static str {
    use ReplyCode::*;
    match code {
        A1 => "已经主动公开",
        A2 => "予以公开",
        B => "部分公开",
        C1 => "国家秘密",
        C2 => "法律、行政法规禁止公开",
        C3 => "危及国家安全、公共安全、经济安全、社会稳定",
        C4 => "保护第三方合法权益",
        C5 => "内部事务信息",
        C6 => "过程性信息",
        C7 => "行政执法案卷信息",
        C8 => "行政查询事项",
        D1a => "信息不存在",
        D1b => "不属于本机关负责公开",
        D2 => "没有现成信息",
        D3 => "补正后仍不明确",
        E1 => "信访、投诉、举报",
        E2 => "重复申请",
        E3 => "公开出版物",
        E4 => "大量、反复申请",
        E5 => "确认或者重新出具已获取信息",
    }
}

macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("texts/", $name, ".txt"))
    };
}

fn letter(kind: LetterKind) -> &'static str {
    use LetterKind::*;
    match kind {
        ApplicationBlank => text!("application_blank"),
        ApplicationFilled => text!("application_filled"),
        ReceiptApplicant => text!("receipt_applicant"),
        ReceiptOffice => text!("receipt_office"),
        RegistrationSheet => text!("registration_sheet"),
        CorrectionNotice => text!("correction_notice"),
        ReasonsNotice => text!("reasons_notice"),
        ExtensionNotice => text!("extension_notice"),
        DelayNotice => text!("delay_notice"),
        ThirdPartyConsultation => text!("third_party_consultation"),
        OrganConsultation => text!("organ_consultation"),
        CoHandlingRequest => text!("co_handling_request"),
        ConsultationNotice => text!("consultation_notice"),
        DisclosureNotice => text!("disclosure_notice"),
        AttributeInquiry => text!("attribute_inquiry"),
        FeeNotice => text!("fee_notice"),
        Reply => text!("reply"),
        NotHandledNotice => text!("not_handled_notice"),
        NoLongerHandledNotice => text!("no_longer_handled_notice"),
        ArchiveNotice => text!("archive_notice"),
        RectificationNotice => text!("rectification_notice"),
        ApprovalSheet => text!("approval_sheet"),
        DeliveryRecord => text!("delivery_record"),
        UrgeSheet => text!("urge_sheet"),
        FileIndex => text!("file_index"),
        AddressLabel => text!("address_label"),
    }
}

fn paragraph(code: ReplyCode) -> &'static str {
    use ReplyCode::*;
    match code {
        A1 => text!("paragraph_A1"),
        A2 => text!("paragraph_A2"),
        B => text!("paragraph_B"),
        C1 => text!("paragraph_C1"),
        C2 => text!("paragraph_C2"),
        C3 => text!("paragraph_C3"),
        C4 => text!("paragraph_C4"),
        C5 => text!("paragraph_C5"),
        C6 => text!("paragraph_C6"),
        C7 => text!("paragraph_C7"),
        C8 => text!("paragraph_C8"),
        D1a => text!("paragraph_D1a"),
        D1b => text!("paragraph_D1b"),
        D2 => text!("paragraph_D2"),
        D3 => text!("paragraph_D3"),
        E1 => text!("paragraph_E1"),
        E2 => text!("paragraph_E2"),
        E3 => text!("paragraph_E3"),
        E4 => text!("paragraph_E4"),
        E5 => text!("paragraph_E5"),
    }
}
