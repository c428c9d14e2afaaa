//! How a person wants to be reached, within what the organ allows.

use super::notice::Matter;
use crate::casework::inbox::{MailWish, Preferences};
use crate::law::ladder::{Audience, Travel};

/// How mail about a matter travels to a person; `None`: not at all. A date that is today or past is
/// nobody's to put off, and a supervisor's alerts can be acknowledged, not muted.
pub fn mail_for(
    wish: Preferences,
    matter: &Matter,
    travel: Travel,
    audience: Audience,
    off_allowed: bool,
) -> Option<Travel> {
    let pressing = matches!(
        matter,
        Matter::ReplyToday { .. } | Matter::ReplyPastPrudent { .. } | Matter::ReplyOverdue { .. }
    );
    if pressing || audience == Audience::Supervisor {
        return Some(travel);
    }
    match wish.mail {
        MailWish::Each => Some(travel),
        MailWish::Digest => Some(Travel::Digest),
        MailWish::Off if off_allowed => None,
        MailWish::Off => Some(Travel::Digest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::deadline::WorkingDays;
    use crate::notify::notice::{OverdueRung, ReplyDates};

    #[test]
    fn a_date_that_is_here_is_nobodys_to_put_off() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 16).unwrap();
        let dates = ReplyDates { due_on: day, prudent_due_on: day, provisional: false };
        let soon = Matter::ReplySoon { left: WorkingDays(3), dates };
        let today = Matter::ReplyToday { dates, again: false };
        let late = Matter::ReplyOverdue { rung: OverdueRung::First, days: WorkingDays(1), due_on: day };
        let off = Preferences { mail: MailWish::Off };
        assert_eq!(mail_for(off, &soon, Travel::Push, Audience::Handler, true), None);
        assert_eq!(mail_for(off, &soon, Travel::Push, Audience::Handler, false), Some(Travel::Digest));
        assert_eq!(mail_for(off, &today, Travel::BreakIn, Audience::Handler, true), Some(Travel::BreakIn));
        assert_eq!(mail_for(off, &late, Travel::Push, Audience::Handler, true), Some(Travel::Push));
        assert_eq!(mail_for(off, &soon, Travel::Push, Audience::Supervisor, true), Some(Travel::Push));
    }
}
