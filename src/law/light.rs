//! Lights: how a case looks to people on a day. Derived from dates when asked, never stored.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::{BeyondCalendar, WorkCalendar};
use super::deadline::Status;

/// What of a status does not depend on the day, so that a row can keep it (decision 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Unconfirmed,
    Running,
    AwaitingCorrection,
    AwaitingPayment,
    Met,
    Late,
    Withdrawn,
    Lapsed,
    Shelved,
}

impl Standing {
    pub const ALL: [Standing; 9] = [
        Standing::Unconfirmed,
        Standing::Running,
        Standing::AwaitingCorrection,
        Standing::AwaitingPayment,
        Standing::Met,
        Standing::Late,
        Standing::Withdrawn,
        Standing::Lapsed,
        Standing::Shelved,
    ];

    /// The word in a row.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Unconfirmed => "unconfirmed",
            Standing::Running => "running",
            Standing::AwaitingCorrection => "awaiting_correction",
            Standing::AwaitingPayment => "awaiting_payment",
            Standing::Met => "met",
            Standing::Late => "late",
            Standing::Withdrawn => "withdrawn",
            Standing::Lapsed => "lapsed",
            Standing::Shelved => "shelved",
        }
    }

    /// The standing of a word that [`Standing::word`] made.
    pub fn of_word(word: &str) -> Option<Standing> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }

    /// Whether the clock has ended.
    pub fn ended(self) -> bool {
        use Standing::*;
        matches!(self, Met | Late | Withdrawn | Lapsed | Shelved)
    }
}

impl From<Status> for Standing {
    fn from(status: Status) -> Standing {
        match status {
            Status::Unconfirmed => Standing::Unconfirmed,
            Status::Running | Status::Paused | Status::Overdue => Standing::Running,
            Status::AwaitingCorrection => Standing::AwaitingCorrection,
            Status::AwaitingPayment => Standing::AwaitingPayment,
            Status::Met => Standing::Met,
            Status::Late => Standing::Late,
            Status::Withdrawn => Standing::Withdrawn,
            Status::Lapsed => Standing::Lapsed,
        }
    }
}

/// Decision 30: one ordered table, the first that fits. 暂定 is an extra mark on any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    Unconfirmed,
    ClosedInTime,
    ClosedLate,
    /// 不再处理, 已撤回, 存查.
    Ended,
    AwaitingCorrection,
    AwaitingPayment,
    Paused,
    Overdue,
    PastPrudent,
    DueToday,
    DueSoon,
    Normal,
}

/// 临期: at most this many working days to the prudent date.
pub const DUE_SOON_DAYS: u32 = 5;

/// The stored dates a light is made of.
#[derive(Clone, Copy, Debug)]
pub struct LightFacts {
    pub standing: Standing,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    pub paused_until: Option<NaiveDate>,
}

impl Light {
    pub const ALL: [Light; 12] = [
        Light::Unconfirmed,
        Light::ClosedInTime,
        Light::ClosedLate,
        Light::Ended,
        Light::AwaitingCorrection,
        Light::AwaitingPayment,
        Light::Paused,
        Light::Overdue,
        Light::PastPrudent,
        Light::DueToday,
        Light::DueSoon,
        Light::Normal,
    ];

    /// The light of a case on `today`.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if `today` lies outside the calendar.
    pub fn on(today: NaiveDate, facts: LightFacts, calendar: &WorkCalendar) -> Result<Light, BeyondCalendar> {
        let LightFacts { standing, due_on, prudent_due_on, paused_until } = facts;
        let past = |day: Option<NaiveDate>| day.is_some_and(|day| today > day);
        let soon = calendar.nth_after(today, DUE_SOON_DAYS)?;
        Ok(match standing {
            Standing::Unconfirmed => Light::Unconfirmed,
            Standing::Met => Light::ClosedInTime,
            Standing::Late => Light::ClosedLate,
            Standing::Withdrawn | Standing::Lapsed | Standing::Shelved => Light::Ended,
            Standing::AwaitingCorrection => Light::AwaitingCorrection,
            Standing::AwaitingPayment => Light::AwaitingPayment,
            Standing::Running if past(due_on) => Light::Overdue,
            Standing::Running if paused_until.is_some_and(|until| today <= until) => Light::Paused,
            Standing::Running if past(prudent_due_on) => Light::PastPrudent,
            Standing::Running if prudent_due_on == Some(today) => Light::DueToday,
            Standing::Running if prudent_due_on.is_some_and(|due| due <= soon) => Light::DueSoon,
            Standing::Running => Light::Normal,
        })
    }

    /// Shape and word; a page adds the colour.
    pub fn title(self) -> &'static str {
        match self {
            Light::Unconfirmed => "待确认",
            Light::ClosedInTime => "已办结 按期",
            Light::ClosedLate => "已办结 逾期",
            Light::Ended => "不再处理/已撤回/存查",
            Light::AwaitingCorrection => "待补正 ⏸",
            Light::AwaitingPayment => "待缴费 ⏸",
            Light::Paused => "不计期限 ⏸",
            Light::Overdue => "■ 超期",
            Light::PastPrudent => "▲ 已过从严日期",
            Light::DueToday => "▲ 今日到期",
            Light::DueSoon => "▲ 临期",
            Light::Normal => "● 正常",
        }
    }
}
