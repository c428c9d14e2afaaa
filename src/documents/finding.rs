//! Findings: what is wrong with a letter, by name, with the rule and how to mend it.
//!
//! To add one: give it a variant and a line in [`findings!`], find it in one of the `check_*`
//! files, plant it in the tests.

use serde::Serialize;

/// Whether it blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The letter cannot be signed.
    Error,
    /// A person ticks it off and gives a reason.
    Warning,
}

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: FindingCode,
    /// What is wrong and how to mend it.
    pub words: String,
}

impl Finding {
    pub(super) fn new(code: FindingCode, words: impl Into<String>) -> Self {
        Self { code, words: words.into() }
    }
}

macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident $severity:ident $rule:literal $title:literal;)*) => {
        /// What a letter can be wrong in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum FindingCode { $($(#[$doc])* $name),* }

        impl FindingCode {
            pub const ALL: &'static [FindingCode] = &[$(FindingCode::$name),*];

            pub fn severity(self) -> Severity {
                match self { $(FindingCode::$name => Severity::$severity),* }
            }

            /// The rule it cites (`law::rules`, or a decision).
            pub fn rule(self) -> &'static str {
                match self { $(FindingCode::$name => $rule),* }
            }

            /// Its name for people.
            pub fn title(self) -> &'static str {
                match self { $(FindingCode::$name => $title),* }
            }
        }
    };
}

findings! {
    /// The text uses a field that this case has nothing for, or an element that every letter of the kind needs is gone.
    FieldMissing Error "T-2" "缺少必备内容";
    /// The text uses a field that does not exist.
    FieldUnknown Error "T-2" "模板字段不存在";
    /// The text cannot be read.
    TemplateBroken Error "T-2" "模板写法有误";
    AddresseeWrong Error "T-2" "称谓与案件不一致";
    /// The applicant's words are not there whole.
    RequestChanged Error "T-2" "申请内容被改动";
    ReasonEmpty Error "R36-2" "理由空缺";
    ArticleWrong Error "R36-1" "条款与答复类型不符";
    /// A fact that the code must state.
    FactMissing Error "R36-2" "缺少答复类型必需的事实";
    SearchLogMissing Error "R36-2" "缺少检索记录";
    ThirdPartyNotAsked Warning "R32-1" "没有书面征求第三方意见";
    RightOrganMissing Error "R36-1" "缺少负责公开的行政机关";
    RemedyMissing Error "T-4" "缺少救济途径";
    RemedyWrong Error "T-4" "救济途径有误";
    RemedyOutOfPlace Error "L-132" "程序性文书不应告知救济途径";
    ReviewOrganMissing Error "L-24" "机关没有复议机关";
    ReviewOrganWrong Error "L-24" "复议机关数目有误";
    CourtMissing Error "G-15" "机关没有管辖法院";
    CourtWrong Error "G-15" "法院级别有误";
    OnlineReviewMissing Error "P-7" "网上送达未告知网上复议渠道";
    OnlineReviewUnsaid Warning "P-7" "电子送达还缺网上复议渠道";
    DateDisagrees Error "T-3" "日期与案件不一致";
    DateOrder Error "R33-4" "期限先后有误";
    PeriodUnusual Warning "R30-6" "补正期限不合常规";
    NumberMissing Error "T-5" "缺少文号";
    NumberMalformed Error "T-5" "文号格式有误";
    SigningDayMissing Error "T-2" "缺少成文日期";
    LateReply Warning "P-1" "答复晚于法定答复截止日";
    PrudentDateShown Error "P0-2" "对外文书出现从严截止日";
    ImproperCourier Error "P-3" "邮寄渠道不合规";
    OthersData Error "R15-1" "出现其他申请人的信息";
    ThirdPartyShown Error "R15-1" "泄露第三方身份";
    ApplicantShown Error "T-3" "泄露申请人身份";
    IdNumberShown Error "R15-1" "出现证件号码";
    PhoneShown Error "R15-1" "出现手机号码";
    BankCardShown Error "R15-1" "出现银行卡号";
    PlaceholderLeft Error "T-2" "遗留占位符";
    EnglishLeft Warning "T-2" "遗留外文";
    OpeningPhrase Error "R36-2" "措辞不当";
    /// A later day is called the day of 受理.
    AcceptanceDay Error "R0-1" "把其他日期称为受理日期";
}
