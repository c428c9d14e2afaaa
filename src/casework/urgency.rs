//! Why a case stands where it stands in 我的待办: points, and the same in words.
//!
//! The points are a sum that anybody can add up again: how the date stands, and what was added by people.
//! Nothing else goes in, neither the applicant nor the matter.

use crate::law::light::Light;

/// What the points are made of. Days are working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Urgency {
    pub light: Light,
    /// To the prudent date; negative after it. None where no date runs.
    pub days_left: Option<i32>,
    /// After 法定答复截止日; 0 up to it.
    pub overdue: u32,
    /// To the last day for a correction notice, while nobody has judged the request.
    pub notice_in: Option<i32>,
    /// 督办 without a reply.
    pub urged: bool,
    /// The draft or a measure was returned and not submitted again.
    pub returned: bool,
}

/// Points and reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The more, the earlier in the list.
    pub points: i32,
    /// In the order of their weight; never empty.
    pub reasons: Vec<String>,
}

/// What each thing weighs. A 督办 comes before every date; a return moves a case within its light and by
/// one light at most.
pub const URGED: i32 = 1000;
pub const RETURNED: i32 = 100;
pub const NOTICE_ENDS: i32 = 80;
const OVERDUE: i32 = 500;
const PAST_PRUDENT: i32 = 400;
const DUE_TODAY: i32 = 300;
const DUE_SOON: i32 = 200;
const UNCONFIRMED: i32 = 150;
const NORMAL: i32 = 100;
/// More days than this weigh no more.
const MOST_DAYS: i32 = 90;
/// A correction notice is named when it must go out within so many working days.
const NOTICE_SOON: i32 = 2;

/// The points of a case, and why.
pub fn score(urgency: &Urgency) -> Score {
    let (mut points, date) = of_date(urgency);
    let mut reasons = vec![date];
    let mut add = |weight: i32, why: String, first: bool| {
        points += weight;
        let at = if first { 0 } else { reasons.len() };
        reasons.insert(at, why);
    };
    if urgency.returned {
        add(RETURNED, "退回修改".to_owned(), false);
    }
    // Once the period is over, nothing can be mended by hurry.
    if let Some(left) = urgency.notice_in.filter(|left| (0..=NOTICE_SOON).contains(left)) {
        let when = if left == 0 { "今日截止".to_owned() } else { format!("还剩{left}个工作日") };
        add(NOTICE_ENDS, format!("补正告知期限{when}"), false);
    }
    if urgency.urged {
        add(URGED, "被督办，尚未反馈".to_owned(), true);
    }
    Score { points, reasons }
}

/// The part of the date: the later, the more; without a running date nothing presses.
fn of_date(urgency: &Urgency) -> (i32, String) {
    let left = urgency.days_left.unwrap_or_default().clamp(-MOST_DAYS, MOST_DAYS);
    let days = urgency.days_left.unwrap_or_default();
    match urgency.light {
        Light::Overdue => {
            let over = i32::try_from(urgency.overdue).unwrap_or(MOST_DAYS).min(MOST_DAYS);
            (OVERDUE + over, format!("超期{}个工作日", urgency.overdue))
        }
        Light::PastPrudent => (PAST_PRUDENT - left, format!("已过从严日期{}个工作日", -days)),
        Light::DueToday => (DUE_TODAY, "今日到期".to_owned()),
        Light::DueSoon => (DUE_SOON - left, format!("临期，余{days}个工作日")),
        Light::Unconfirmed => (UNCONFIRMED, "收到之日待确认".to_owned()),
        Light::Normal => (NORMAL - left, format!("余{days}个工作日")),
        Light::AwaitingCorrection => (0, "等待申请人补正".to_owned()),
        Light::AwaitingPayment => (0, "等待申请人缴费".to_owned()),
        Light::Paused => (0, "征求意见，不计期限".to_owned()),
        Light::ClosedInTime => (0, "按期办结".to_owned()),
        Light::ClosedLate => (0, "逾期办结".to_owned()),
        Light::Ended => (0, "不再处理、撤回或者存查".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(light: Light, days_left: i32, overdue: u32) -> Urgency {
        let days_left = Some(days_left);
        Urgency { light, days_left, overdue, notice_in: None, urged: false, returned: false }
    }

    #[test]
    fn the_later_a_case_is_the_earlier_it_stands() {
        let order = [
            Urgency { urged: true, ..of(Light::Normal, 12, 0) },
            of(Light::Overdue, -9, 7),
            of(Light::Overdue, -2, 1),
            of(Light::PastPrudent, -2, 0),
            of(Light::PastPrudent, -1, 0),
            Urgency { returned: true, ..of(Light::DueSoon, 1, 0) },
            of(Light::DueSoon, 1, 0),
            of(Light::DueSoon, 5, 0),
            of(Light::Unconfirmed, 0, 0),
            of(Light::Normal, 6, 0),
            of(Light::Normal, 15, 0),
            of(Light::AwaitingCorrection, 3, 0),
        ];
        let points: Vec<i32> = order.iter().map(|urgency| score(urgency).points).collect();
        assert!(points.windows(2).all(|pair| pair[0] > pair[1]), "{points:?}");
    }

    #[test]
    fn every_reason_is_said_the_weightiest_first() {
        let urgency =
            Urgency { urged: true, returned: true, notice_in: Some(0), ..of(Light::Overdue, -4, 2) };
        let score = score(&urgency);
        assert_eq!(score.reasons, ["被督办，尚未反馈", "超期2个工作日", "退回修改", "补正告知期限今日截止"]);
        assert_eq!(score.points, 1000 + 500 + 2 + 100 + 80);
        let early = super::score(&Urgency { notice_in: Some(3), ..of(Light::Normal, 12, 0) });
        assert_eq!((early.points, early.reasons), (88, vec!["余12个工作日".to_owned()]));
        let over = super::score(&Urgency { notice_in: Some(-1), ..of(Light::Normal, 12, 0) });
        assert_eq!(over.points, 88);
    }
}
