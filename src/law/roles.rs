//! Posts and rights: who may do which act to a case that stands how to them. One table.
//!
//! Rights = role × act × state × relation (decision 13). The state is decided act by act in
//! [`super::decide`]; here is the rest. What is not listed is refused.

use serde::{Deserialize, Serialize};

use super::act::ActKind;
use super::case::Case;
use super::case_event::Actor;

/// 岗位.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 登记岗.
    Clerk,
    /// 承办人.
    Handler,
    /// 审核岗.
    Reviewer,
    /// 公开工作机构负责人.
    OfficeHead,
    /// 签发人.
    Approver,
    /// 监督岗.
    Supervisor,
    /// 系统管理员.
    Admin,
    /// 安全保密管理员.
    Security,
    /// 安全审计员.
    Auditor,
    /// 申请人, through the public pages.
    Applicant,
}

impl Role {
    pub const ALL: [Role; 10] = [
        Role::Clerk,
        Role::Handler,
        Role::Reviewer,
        Role::OfficeHead,
        Role::Approver,
        Role::Supervisor,
        Role::Admin,
        Role::Security,
        Role::Auditor,
        Role::Applicant,
    ];

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Role::Clerk => "登记岗",
            Role::Handler => "承办人",
            Role::Reviewer => "审核岗",
            Role::OfficeHead => "公开工作机构负责人",
            Role::Approver => "签发人",
            Role::Supervisor => "监督岗",
            Role::Admin => "系统管理员",
            Role::Security => "安全保密管理员",
            Role::Auditor => "安全审计员",
            Role::Applicant => "申请人",
        }
    }

    /// How far the post sees cases. None sees no case at all.
    pub fn sees(self) -> Option<Relation> {
        match self {
            Role::Handler => Some(Relation::OwnUnit),
            Role::Clerk | Role::Reviewer | Role::OfficeHead | Role::Approver => Some(Relation::OwnOrgan),
            Role::Supervisor => Some(Relation::Subtree),
            Role::Admin | Role::Security | Role::Auditor | Role::Applicant => None,
        }
    }
}

/// How a case stands to a person, from far to near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Foreign,
    Subtree,
    OwnOrgan,
    OwnUnit,
    /// Assigned to this person, or to this person's unit and to nobody there yet.
    OwnCase,
}

/// How `case` stands to `actor`.
pub fn relation(actor: &Actor, case: &Case) -> Relation {
    if actor.organ != case.organ {
        let below = case.organ_path.starts_with(&actor.organ_path);
        return if below { Relation::Subtree } else { Relation::Foreign };
    }
    match (actor.unit, case.unit, case.handler) {
        (Some(own), Some(unit), handler) if own == unit => {
            if handler.is_none_or(|handler| handler == actor.user) {
                Relation::OwnCase
            } else {
                Relation::OwnUnit
            }
        }
        _ => Relation::OwnOrgan,
    }
}

/// Which posts may do an act, and how near the case must stand to them.
pub fn allowed(act: ActKind) -> &'static [(Role, Relation)] {
    use ActKind::*;
    const CLERK: (Role, Relation) = (Role::Clerk, Relation::OwnOrgan);
    const HANDLER: (Role, Relation) = (Role::Handler, Relation::OwnCase);
    const OFFICE_HEAD: (Role, Relation) = (Role::OfficeHead, Relation::OwnOrgan);
    const REVIEWER: (Role, Relation) = (Role::Reviewer, Relation::OwnOrgan);
    const APPROVER: (Role, Relation) = (Role::Approver, Relation::OwnOrgan);
    match act {
        ConfirmReceipt | RecordCorrection | RecordPayment | Seal | Deliver | RecordDelivery
        | RecordReturnedMail | Withdraw | AnswerOnTheSpot | Archive | Reopen => &[CLERK],
        RequestWithdrawal => &[CLERK, (Role::Applicant, Relation::OwnOrgan)],
        CorrectFact | Assign => &[CLERK, OFFICE_HEAD],
        SignFor | ReturnAssignment | ProposeMeasure | ProposeOpinion | DraftDecision | SubmitForApproval
        | AskCoHandling => &[HANDLER],
        // Of the unit that was asked, which the decision looks up.
        AnswerCoHandling => &[(Role::Handler, Relation::OwnOrgan)],
        ApproveMeasure | RefuseMeasure | Shelve => &[OFFICE_HEAD],
        DispatchMeasure | RecordReceipt | RecordAnswer | Link | Revive => &[CLERK, HANDLER],
        Pass | Return => &[REVIEWER, APPROVER],
        RecordOfflineApproval => &[CLERK],
        Hold | Release => &[OFFICE_HEAD, APPROVER],
        Urge => &[(Role::Supervisor, Relation::Subtree)],
    }
}

/// Whether the post and the relation allow the act at all.
pub fn may(actor: &Actor, act: ActKind, relation: Relation) -> bool {
    allowed(act).iter().any(|(role, nearest)| *role == actor.role && relation >= *nearest)
}
