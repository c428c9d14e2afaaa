//! How a person wants to be reached, within what the organ allows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::notice::Matter;
use crate::law::ladder::{Audience, Travel};

/// Which mail a person gets. The inbox has everything anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailWish {
    /// What is pushed comes at once, the rest in the morning's digest.
    #[default]
    Each,
    /// Everything that can wait comes in the digest.
    Digest,
    /// Only what cannot wait, if the organ allows that.
    Off,
}

/// A person's preferences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// `each` `digest` `off`
    #[serde(default)]
    pub mail: MailWish,
}

impl Preferences {
    /// How mail about a matter travels to a person; `None`: not at all. A date that is today or past is
    /// nobody's to put off, and a supervisor's alerts can be acknowledged, not muted.
    pub fn mail_for(
        self,
        matter: &Matter,
        travel: Travel,
        audience: Audience,
        off_allowed: bool,
    ) -> Option<Travel> {
        let pressing = matches!(matter, Matter::ReplyToday { .. } | Matter::ReplyOverdue { .. });
        if pressing || audience == Audience::Supervisor {
            return Some(travel);
        }
        match self.mail {
            MailWish::Each => Some(travel),
            MailWish::Digest => Some(Travel::Digest),
            MailWish::Off if off_allowed => None,
            MailWish::Off => Some(Travel::Digest),
        }
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
        assert_eq!(off.mail_for(&soon, Travel::Push, Audience::Handler, true), None);
        assert_eq!(off.mail_for(&soon, Travel::Push, Audience::Handler, false), Some(Travel::Digest));
        assert_eq!(off.mail_for(&today, Travel::BreakIn, Audience::Handler, true), Some(Travel::BreakIn));
        assert_eq!(off.mail_for(&late, Travel::Push, Audience::Handler, true), Some(Travel::Push));
        assert_eq!(off.mail_for(&soon, Travel::Push, Audience::Supervisor, true), Some(Travel::Push));
    }
}
