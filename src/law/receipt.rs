//! 收到申请之日: the day of receipt by channel (art 31, P0-2). There is no other start of a clock;
//! in particular a "受理" date never is one (R0-1).
//!
//! **Does an automatic success message confirm an online application?** 指导案例26号 said so under
//! the text of 2007; the text of 2019 asks that both sides confirm. We count from the
//! confirmation and let the prudent date run from the submission (R31-8).
//!
//! **Does a receipt on a rest day move to the next working day?** A court accepted that once
//! (REAL-5). The stricter view keeps the day and counts the next working day as day 1 (R31-9).

use chrono::NaiveDate;

use super::deadline::Channel;

/// The rule that makes the receipt date of a channel.
pub fn rule(channel: Channel) -> &'static str {
    match channel {
        Channel::InPerson | Channel::Oral => "R31-1",
        Channel::RegisteredMail => "R31-2",
        Channel::OrdinaryMail => "R31-3",
        Channel::Online | Channel::Email | Channel::Fax => "R31-4",
    }
}

/// The day of receipt where arrival alone makes it: the submission at the counter, the signature
/// of anyone of the organ for signed mail (R31-2, R31-6). None where both sides must confirm.
pub fn on_arrival(channel: Channel, on: NaiveDate, signed_on: Option<NaiveDate>) -> Option<NaiveDate> {
    match channel {
        Channel::InPerson | Channel::Oral => Some(on),
        Channel::RegisteredMail => signed_on,
        Channel::OrdinaryMail | Channel::Online | Channel::Email | Channel::Fax => None,
    }
}

/// Whether the prudent count starts with the submission (P0-2).
pub fn prudent_from_submission(channel: Channel) -> bool {
    matches!(channel, Channel::Online | Channel::Email | Channel::Fax)
}
