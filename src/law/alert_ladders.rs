//! The ladders of all dates but the reply's, which an organ edits (see [`super::ladder`]).

use std::sync::LazyLock;

use super::deadline::WorkingDays;
use super::ladder::Audience::{self, Admin, Approver, Clerk, Handler, Office, Supervisor, UnitHead};
use super::ladder::Travel::{self, Digest, Push};
use super::ladder::{Ladder, Rung};

const WEEKLY: Option<WorkingDays> = Some(WorkingDays(5));

fn ladder(rungs: &[(i16, Travel, &[Audience])], repeat_every: Option<WorkingDays>) -> Ladder {
    let rung = |(day, by, to): &(i16, Travel, &[Audience])| Rung {
        day: *day,
        time: None,
        to: to.to_vec(),
        by: *by,
        escalates: false,
        opens_urging: false,
        enters_circular: false,
    };
    Ladder { rungs: rungs.iter().map(rung).collect(), repeat_every }
}

macro_rules! ladders {
    ($($(#[$doc:meta])* $name:ident [$(($day:literal, $by:ident, [$($to:ident),*])),*], $every:expr;)*) => {
        $($(#[$doc])*
        pub static $name: LazyLock<Ladder> =
            LazyLock::new(|| ladder(&[$(($day, $by, &[$($to),*])),*], $every));)*

        /// All of them, with their names.
        #[cfg(test)]
        fn all() -> Vec<(&'static str, &'static Ladder)> {
            vec![$((stringify!($name), &*$name)),*]
        }
    };
}

ladders! {
    /// A proposed 补正告知书 on days 5, 6 and 7 after receipt (R30-2).
    CORRECTION_NOTICE [(-2, Digest, [Handler]), (-1, Push, [Handler, Office]), (0, Push, [Handler, Office, Clerk])], None;
    /// On the same days, while nobody has judged whether one is needed.
    CORRECTION_QUESTION [(-2, Digest, [Handler]), (-1, Digest, [Handler]), (0, Digest, [Handler])], None;
    /// The applicant's correction or payment about to run out, and run out.
    APPLICANT [(-3, Digest, [Handler]), (0, Digest, [Handler]), (1, Push, [Handler, Clerk])], WEEKLY;
    /// A consultee's 15 working days.
    CONSULTATION [(-3, Digest, [Handler]), (0, Digest, [Handler]), (1, Push, [Handler])], None;
    /// An application that nobody confirmed.
    CONFIRMATION [(0, Push, [Clerk]), (1, Push, [Clerk, Office])], WEEKLY;
    SIGNING_FOR [(0, Digest, [Handler]), (1, Push, [Handler, UnitHead])], WEEKLY;
    /// Internal targets are reminders, never faults.
    TARGET [(1, Digest, [Handler]), (3, Digest, [Handler, UnitHead])], None;
    INQUIRY [(-1, Digest, [Handler]), (1, Push, [Handler])], WEEKLY;
    DISPATCH [(0, Digest, [Clerk, Handler]), (1, Push, [Clerk, Handler])], WEEKLY;
    CO_HANDLING [(-1, Digest, [Handler]), (1, Push, [Handler, UnitHead])], WEEKLY;
    SIGNATURE [(0, Digest, [Clerk])], WEEKLY;
    /// 复议 and 诉讼: no answer in time is no evidence (L-70).
    PROCEEDING [(-3, Push, [Handler, Office]), (-1, Push, [Handler, UnitHead, Approver, Office]),
        (0, Push, [Handler, UnitHead, Approver, Office]), (1, Push, [Handler, UnitHead, Approver, Office, Supervisor])], WEEKLY;
    REOPENED [(0, Push, [Handler, UnitHead, Office])], WEEKLY;
    URGING [(0, Digest, [Handler, UnitHead]), (1, Push, [UnitHead, Supervisor])], WEEKLY;
    HOLIDAY_NOTICE [(0, Digest, [Admin, Office])], WEEKLY;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_stand_in_order_and_tell_somebody() {
        for (name, ladder) in all() {
            assert!(ladder.rungs.windows(2).all(|pair| pair[0].day < pair[1].day), "{name}");
            assert!(ladder.rungs.iter().all(|rung| !rung.to.is_empty()), "{name}");
        }
    }
}
