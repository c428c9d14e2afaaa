//! 文书种类: every document of the set, on which page it stands, who signs it, which series numbers it.
//!
//! To add one: give it a variant and a line in [`kinds!`], a text in `texts/`, a context with a
//! sample in [`super::context`]. The tests ask for the rest.

use serde::{Deserialize, Serialize};

use super::letter::Form;

/// Who signs before it may leave (decision 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// Receipts, forms and records: nobody.
    Nobody,
    /// 公开工作机构负责人.
    OfficeHead,
    /// The reviewers, then the 签发人.
    AllLevels,
    /// 监督岗: what a supervisor sends is the supervisor's own.
    Supervisor,
}

/// Which series of 文号 numbers it, one for each type (T-5); none where the 登记编号 is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// 补正告知书.
    Correction,
    /// 说明理由告知书.
    Reasons,
    /// 延期答复告知书.
    Extension,
    /// 延迟答复告知书.
    Delay,
    /// 征求第三方意见书.
    Consultation,
    /// 征求机关意见函.
    OrganConsultation,
    /// 征求意见告知书, to the applicant.
    ConsultationNotice,
    /// 决定公开告知书.
    ThirdParty,
    /// 公开属性函询.
    Inquiry,
    /// 协办函.
    CoHandling,
    /// 收费通知书.
    Fee,
    /// 答复书.
    Reply,
    /// 档案查阅途径告知书.
    Archive,
    /// 更正告知书.
    Rectification,
    /// 不予处理告知书.
    NotHandled,
    /// 不再处理告知书.
    NoLongerHandled,
    /// 督办单.
    Urge,
}

impl Series {
    pub const ALL: [Series; 17] = {
        use Series::*;
        [
            Correction,
            Reasons,
            Extension,
            Delay,
            Consultation,
            OrganConsultation,
            ConsultationNotice,
            ThirdParty,
            Inquiry,
            CoHandling,
            Fee,
            Reply,
            Archive,
            Rectification,
            NotHandled,
            NoLongerHandled,
            Urge,
        ]
    };

    /// Its name in stored data.
    pub fn tag(self) -> &'static str {
        use Series::*;
        match self {
            Correction => "correction",
            Reasons => "reasons",
            Extension => "extension",
            Delay => "delay",
            Consultation => "consultation",
            OrganConsultation => "organ_consultation",
            ConsultationNotice => "consultation_notice",
            ThirdParty => "third_party",
            Inquiry => "inquiry",
            CoHandling => "co_handling",
            Fee => "fee",
            Reply => "reply",
            Archive => "archive",
            Rectification => "rectification",
            NotHandled => "not_handled",
            NoLongerHandled => "no_longer_handled",
            Urge => "urge",
        }
    }

    /// The name of the one type that it numbers.
    pub fn title(self) -> &'static str {
        LetterKind::ALL.iter().find(|kind| kind.series() == Some(self)).map_or("", |kind| kind.title())
    }

    /// The pattern an organ begins with; see [`super::number`].
    pub fn default_pattern(self) -> &'static str {
        use Series::*;
        match self {
            Correction => "{字}公开补〔{年}〕{号}号",
            Reasons => "{字}公开说〔{年}〕{号}号",
            Extension => "{字}公开延〔{年}〕{号}号",
            Delay => "{字}公开延迟〔{年}〕{号}号",
            Consultation => "{字}公开征〔{年}〕{号}号",
            OrganConsultation => "{字}公开征函〔{年}〕{号}号",
            ConsultationNotice => "{字}公开征告〔{年}〕{号}号",
            ThirdParty => "{字}公开权告〔{年}〕{号}号",
            Inquiry => "{字}公开函〔{年}〕{号}号",
            CoHandling => "{字}公开协〔{年}〕{号}号",
            Fee => "{字}公开费〔{年}〕{号}号",
            Reply => "{字}公开答〔{年}〕{号}号",
            Archive => "{字}公开档〔{年}〕{号}号",
            Rectification => "{字}公开更〔{年}〕{号}号",
            NotHandled => "{字}公开不处〔{年}〕{号}号",
            NoLongerHandled => "{字}公开终〔{年}〕{号}号",
            Urge => "{字}公开督〔{年}〕{号}号",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $tag:literal $title:literal $form:ident $signer:ident $series:expr, outside $outside:literal, remedy $remedy:literal;)*) => {
        /// A document of the set (T-1).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum LetterKind { $($(#[$doc])* $name),* }

        impl LetterKind {
            pub const ALL: &'static [LetterKind] = &[$(LetterKind::$name),*];

            /// Its name in stored data and in addresses.
            pub fn tag(self) -> &'static str {
                match self { $(LetterKind::$name => $tag),* }
            }

            /// Its name for people.
            pub fn title(self) -> &'static str {
                match self { $(LetterKind::$name => $title),* }
            }

            /// The page it is set on, where the context does not choose (receipts are A4 or A5).
            pub fn form(self) -> Form {
                match self { $(LetterKind::$name => Form::$form),* }
            }

            /// Who signs it (decision 18).
            pub fn signer(self) -> Signer {
                match self { $(LetterKind::$name => Signer::$signer),* }
            }

            /// The series of its 文号.
            pub fn series(self) -> Option<Series> {
                match self { $(LetterKind::$name => $series),* }
            }

            /// Whether it leaves the organ: then it may not show the prudent date (decision 32).
            pub fn goes_outside(self) -> bool {
                match self { $(LetterKind::$name => $outside),* }
            }

            /// Whether it must say where to turn against it (T-4). Procedural letters must not
            /// (L-132): they cannot be challenged alone.
            pub fn has_remedy(self) -> bool {
                match self { $(LetterKind::$name => $remedy),* }
            }
        }
    };
}

kinds! {
    ApplicationBlank "application_blank" "政府信息公开申请表（空白）" Sheet Nobody None, outside true, remedy false;
    ApplicationFilled "application_filled" "政府信息公开申请表" Sheet Nobody None, outside true, remedy false;
    /// The applicant's copy, with the 查询码.
    ReceiptApplicant "receipt_applicant" "政府信息公开申请接收回执（申请人联）" ReceiptA4 Nobody None, outside true, remedy false;
    /// The office's copy, without the 查询码.
    ReceiptOffice "receipt_office" "政府信息公开申请接收回执（存根联）" ReceiptA4 Nobody None, outside false, remedy false;
    RegistrationSheet "registration_sheet" "政府信息公开申请登记表" Sheet Nobody None, outside false, remedy false;
    CorrectionNotice "correction_notice" "补正告知书" Correspondence OfficeHead Some(Series::Correction), outside true, remedy false;
    ReasonsNotice "reasons_notice" "说明理由告知书" Correspondence OfficeHead Some(Series::Reasons), outside true, remedy false;
    ExtensionNotice "extension_notice" "延期答复告知书" Correspondence OfficeHead Some(Series::Extension), outside true, remedy false;
    /// Art 35: reasonable, but impossible in time.
    DelayNotice "delay_notice" "延迟答复告知书" Correspondence OfficeHead Some(Series::Delay), outside true, remedy false;
    ThirdPartyConsultation "third_party_consultation" "征求第三方意见书" Correspondence OfficeHead Some(Series::Consultation), outside true, remedy false;
    /// Also to organs that are no joint makers (art 33(3)).
    OrganConsultation "organ_consultation" "征求机关意见函" Correspondence OfficeHead Some(Series::OrganConsultation), outside true, remedy false;
    CoHandlingRequest "co_handling_request" "协办函" Official OfficeHead Some(Series::CoHandling), outside false, remedy false;
    ConsultationNotice "consultation_notice" "征求意见告知书" Correspondence OfficeHead Some(Series::ConsultationNotice), outside true, remedy false;
    /// The decision is the reply's, which all levels sign; this announces it and leaves after it, as every
    /// other measure.
    DisclosureNotice "disclosure_notice" "决定公开告知书（致第三方）" Correspondence OfficeHead Some(Series::ThirdParty), outside true, remedy true;
    AttributeInquiry "attribute_inquiry" "公开属性函询" Official OfficeHead Some(Series::Inquiry), outside true, remedy false;
    FeeNotice "fee_notice" "信息处理费收费通知书" Correspondence OfficeHead Some(Series::Fee), outside true, remedy false;
    Reply "reply" "政府信息公开申请答复书" Correspondence AllLevels Some(Series::Reply), outside true, remedy true;
    NotHandledNotice "not_handled_notice" "不予处理告知书" Correspondence AllLevels Some(Series::NotHandled), outside true, remedy true;
    NoLongerHandledNotice "no_longer_handled_notice" "不再处理告知书" Correspondence OfficeHead Some(Series::NoLongerHandled), outside true, remedy true;
    ArchiveNotice "archive_notice" "档案查阅途径告知书" Correspondence AllLevels Some(Series::Archive), outside true, remedy true;
    RectificationNotice "rectification_notice" "政府信息更正告知书" Correspondence AllLevels Some(Series::Rectification), outside true, remedy true;
    ApprovalSheet "approval_sheet" "依申请公开呈批单" Sheet Nobody None, outside false, remedy false;
    DeliveryRecord "delivery_record" "送达回证" Sheet Nobody None, outside true, remedy false;
    UrgeSheet "urge_sheet" "督办单" Official Supervisor Some(Series::Urge), outside false, remedy false;
    FileIndex "file_index" "卷内目录" Sheet Nobody None, outside false, remedy false;
    AddressLabel "address_label" "邮寄标签" Label Nobody None, outside true, remedy false;
}

impl LetterKind {
    /// The kind of this name in stored data.
    pub fn find(tag: &str) -> Option<LetterKind> {
        Self::ALL.iter().copied().find(|kind| kind.tag() == tag)
    }

    /// Whether it is a letter that speaks to somebody, and not a form or a receipt.
    pub fn form_has_addressee(self) -> bool {
        matches!(self.form(), Form::Official | Form::Correspondence)
    }

    /// How a letter speaks of itself: «本告知书».
    pub fn itself(self) -> &'static str {
        if self == LetterKind::Reply { "本答复书" } else { "本告知书" }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{LetterKind, Series};

    /// T-5: a series for each type, no two of which ever write the same number.
    #[test]
    fn each_type_has_a_series_of_its_own() {
        let numbered: Vec<Series> = LetterKind::ALL.iter().filter_map(|kind| kind.series()).collect();
        assert_eq!(numbered.len(), Series::ALL.len());
        assert_eq!(numbered.into_iter().collect::<BTreeSet<_>>(), Series::ALL.into_iter().collect());
        let patterns: BTreeSet<&str> = Series::ALL.into_iter().map(Series::default_pattern).collect();
        assert_eq!(patterns.len(), Series::ALL.len());
    }
}
