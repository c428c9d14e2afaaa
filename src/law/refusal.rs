//! What the law says no to, with the rule and the facts.

use chrono::NaiveDate;

use super::calendar::BeyondCalendar;
use super::wording::day;

/// An act the law does not allow. Its text says why and, where there is a way, how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("答复已经送达，不能再要求补正")]
    CorrectionAfterReply,
    #[error("案件已经办结，不能再办理此事项")]
    AlreadyEnded,
    #[error("尚未确认收到申请的日期，请先确认收到之日，或者在本次提交中填写与申请人确认的日期")]
    NotReceived,
    #[error("期限至少为一个工作日，请重新填写天数")]
    PeriodTooShort { rule: &'static str },
    #[error("延迟答复的日期必须晚于现在的截止日{}，请选择更晚的日期", day(*.due_on))]
    DelayNotLater { due_on: NaiveDate },
    #[error("延迟答复的日期{}是休息日，请改为工作日", day(*.until))]
    DelayOnRestDay { until: NaiveDate },
    #[error("日期{}早于收到申请之日{}，请核对日期", day(*.on), day(*.received_on))]
    DateBeforeReceipt { on: NaiveDate, received_on: NaiveDate },
    #[error("没有这一份尚待答复的征求意见书，或者答复日期早于发出日期，请核对")]
    UnknownRef,
    #[error("目前没有等待申请人{}，或者日期早于通知日期，请核对", .what)]
    NotAwaiting { what: &'static str, rule: &'static str },
    #[error("申请人的期限到{}（含当日）才届满，次日起方可作此处理", day(*.last_day))]
    LapseTooEarly { last_day: NaiveDate, rule: &'static str },
    #[error("延期须先经批准再告知申请人：批准日期是{}，告知日期不能早于它", day(*.approved_on))]
    ExtensionBeforeApproval { approved_on: NaiveDate },
    #[error("延长期限合计不得超过20个工作日，已延长{used}个工作日，本次最多{}个", 20 - .used)]
    ExtensionTooLong { used: u32 },
    #[error("补正应当一次性告知，本案已经要求过补正；确有必要时须由公开工作机构负责人说明理由后批准")]
    SecondCorrection,
    #[error("本案已经延期一次；确有必要时须由公开工作机构负责人说明理由后批准")]
    SecondExtension,
    #[error("征求意见应在{}（含当日）前发出；确有必要时须由公开工作机构负责人说明理由后批准", day(*.latest))]
    LateConsultation { latest: NaiveDate },
    #[error("截止日{}已过，不能再要求补正，请尽快答复", day(*.due_on))]
    CorrectionAfterDue { due_on: NaiveDate },
    #[error("{}", after_due(*.due_on, "延期"))]
    ExtensionAfterDue { due_on: Option<NaiveDate> },
    #[error("{}", after_due(*.due_on, "发出收费通知"))]
    FeeAfterDue { due_on: Option<NaiveDate> },
    #[error("{}", after_due(*.due_on, "确定延迟答复日期"))]
    DelayAfterDue { due_on: Option<NaiveDate> },
    #[error("您的岗位不能办理“{act}”，请由相应岗位办理")]
    NotYourTask { act: &'static str },
    #[error("本人起草的事项应由他人审批")]
    OwnDraft,
    #[error("{why}")]
    NotNow { rule: &'static str, why: &'static str },
    #[error("缺少{what}，请补充")]
    Missing { what: &'static str, rule: &'static str },
    #[error("{}还没有到，请核对日期", day(*.on))]
    InFuture { on: NaiveDate },
    #[error("补记{}的事项须说明理由", day(*.on))]
    BackdatingNeedsReason { on: NaiveDate },
    #[error("补记三个工作日以前的事项，或者更正使期限延后的，须附证明材料并由另一人共同确认")]
    BackdatingNeedsSecondPerson { on: NaiveDate },
    #[error(transparent)]
    BeyondCalendar(#[from] BeyondCalendar),
}

fn after_due(due_on: Option<NaiveDate>, act: &str) -> String {
    match due_on {
        Some(due_on) => format!("须在截止日{}（含当日）前办理并告知申请人，现在已不能{act}", day(due_on)),
        None => format!("正在等待申请人补正或缴费，答复期限尚未起算，不能{act}"),
    }
}

impl Refusal {
    /// A stable name for programs; people read the text.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::CorrectionAfterReply => "correction_after_reply",
            Refusal::AlreadyEnded => "already_ended",
            Refusal::NotReceived => "not_received",
            Refusal::PeriodTooShort { .. }
            | Refusal::DelayNotLater { .. }
            | Refusal::DelayOnRestDay { .. } => "period_out_of_range",
            Refusal::DateBeforeReceipt { .. } => "date_before_receipt",
            Refusal::UnknownRef => "unknown_ref",
            Refusal::NotAwaiting { .. } => "not_awaiting",
            Refusal::LapseTooEarly { .. } => "lapse_too_early",
            Refusal::ExtensionBeforeApproval { .. } => "extension_before_approval",
            Refusal::ExtensionTooLong { .. } => "extension_too_long",
            Refusal::SecondCorrection => "second_correction",
            Refusal::SecondExtension => "second_extension",
            Refusal::LateConsultation { .. } => "late_consultation",
            Refusal::CorrectionAfterDue { .. } => "correction_after_due",
            Refusal::ExtensionAfterDue { .. } => "extension_after_due",
            Refusal::FeeAfterDue { .. } => "fee_after_due",
            Refusal::DelayAfterDue { .. } => "delay_after_due",
            Refusal::NotYourTask { .. } => "not_your_task",
            Refusal::OwnDraft => "own_draft",
            Refusal::NotNow { .. } => "not_now",
            Refusal::Missing { .. } => "missing",
            Refusal::InFuture { .. } => "in_future",
            Refusal::BackdatingNeedsReason { .. } => "backdating_needs_reason",
            Refusal::BackdatingNeedsSecondPerson { .. } => "backdating_needs_second_person",
            Refusal::BeyondCalendar(_) => "beyond_calendar",
        }
    }

    /// Whether the act would have been allowed earlier.
    pub fn is_about_time(&self) -> bool {
        matches!(
            self,
            Refusal::CorrectionAfterDue { .. }
                | Refusal::ExtensionAfterDue { .. }
                | Refusal::FeeAfterDue { .. }
                | Refusal::DelayAfterDue { .. }
                | Refusal::LateConsultation { .. }
                | Refusal::DateBeforeReceipt { .. }
        )
    }

    /// The rule that says no.
    pub fn rule(&self) -> &'static str {
        match self {
            Refusal::CorrectionAfterReply => "R30-2",
            Refusal::AlreadyEnded => "P0-9",
            Refusal::NotReceived => "P0-2",
            Refusal::PeriodTooShort { rule }
            | Refusal::NotAwaiting { rule, .. }
            | Refusal::NotNow { rule, .. }
            | Refusal::Missing { rule, .. }
            | Refusal::LapseTooEarly { rule, .. } => rule,
            Refusal::DelayNotLater { .. } | Refusal::DelayAfterDue { .. } => "R35-1",
            Refusal::DelayOnRestDay { .. } => "R33-13",
            Refusal::DateBeforeReceipt { .. } => "R33-2",
            Refusal::UnknownRef => "P0-4",
            Refusal::ExtensionBeforeApproval { .. } => "P0-6",
            Refusal::ExtensionTooLong { .. } | Refusal::ExtensionAfterDue { .. } => "R33-4",
            Refusal::SecondCorrection => "R30-7",
            Refusal::SecondExtension => "R33-5",
            Refusal::LateConsultation { .. } => "P0-5",
            Refusal::CorrectionAfterDue { .. } => "P0-3",
            Refusal::FeeAfterDue { .. } => "P0-7",
            Refusal::NotYourTask { .. } | Refusal::OwnDraft => "R45-1",
            Refusal::InFuture { .. }
            | Refusal::BackdatingNeedsReason { .. }
            | Refusal::BackdatingNeedsSecondPerson { .. } => "P-2",
            Refusal::BeyondCalendar(_) => "P0-12",
        }
    }
}
