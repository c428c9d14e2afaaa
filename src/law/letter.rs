//! 文书 of a case: who may read, write, tick off, sign and void them.
//!
//! Rights = role × use × relation (decision 13), as for acts: the handler writes for the own unit, the
//! clerk prints, who signs is who approves (decision 18), and a supervisor sees none of them, for they
//! hold names and the applicant's words.

use super::roles::{Relation, Role};

/// What someone wants with the letters of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterUse {
    /// To read one, in any output, and the sheets of the case.
    Read,
    /// To write one, to write it anew, to void a draft.
    Draft,
    /// To tick a warning off.
    Tick,
    /// To send one that no act of the case sends.
    Dispatch,
    /// To sign what the 公开工作机构负责人 signs, outside of an approval.
    SignForOffice,
    /// To sign what the 签发人 signs, outside of an approval.
    SignForOrgan,
}

/// Whether a post may do that with the letters of a case that stands so to it.
pub fn may_use_letters(role: Role, relation: Relation, wanted: LetterUse) -> bool {
    match wanted {
        LetterUse::Read => role.sees().is_some_and(|nearest| relation >= nearest) && role != Role::Supervisor,
        LetterUse::Draft => role == Role::Handler && relation >= Relation::OwnUnit,
        LetterUse::Tick => {
            may_use_letters(role, relation, LetterUse::Draft)
                || (matches!(role, Role::OfficeHead | Role::Approver) && relation >= Relation::OwnOrgan)
        }
        // As `dispatch_measure` in the table of acts.
        LetterUse::Dispatch => {
            (role == Role::Clerk && relation >= Relation::OwnOrgan)
                || (role == Role::Handler && relation >= Relation::OwnCase)
        }
        LetterUse::SignForOffice => role == Role::OfficeHead && relation >= Relation::OwnOrgan,
        LetterUse::SignForOrgan => role == Role::Approver && relation >= Relation::OwnOrgan,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_writes_for_the_own_unit_and_a_supervisor_reads_nothing() {
        assert!(may_use_letters(Role::Handler, Relation::OwnUnit, LetterUse::Draft));
        assert!(!may_use_letters(Role::Handler, Relation::OwnOrgan, LetterUse::Draft));
        assert!(!may_use_letters(Role::Clerk, Relation::OwnOrgan, LetterUse::Draft));
        assert!(may_use_letters(Role::Clerk, Relation::OwnOrgan, LetterUse::Read));
        assert!(!may_use_letters(Role::Handler, Relation::OwnCase, LetterUse::SignForOffice));
        assert!(may_use_letters(Role::Clerk, Relation::OwnOrgan, LetterUse::Dispatch));
        assert!(!may_use_letters(Role::Handler, Relation::OwnUnit, LetterUse::Dispatch));
        assert!(!may_use_letters(Role::Approver, Relation::OwnOrgan, LetterUse::Dispatch));
        for wanted in [LetterUse::Read, LetterUse::Draft, LetterUse::Tick, LetterUse::SignForOrgan] {
            assert!(!may_use_letters(Role::Supervisor, Relation::Subtree, wanted));
            assert!(!may_use_letters(Role::Admin, Relation::OwnOrgan, wanted));
        }
    }
}
