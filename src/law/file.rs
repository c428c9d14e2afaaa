//! 案件材料: what the files of a case are, who may see them and who may add them.
//!
//! Rights = role × use; how far a post sees cases at all is [`Role::sees`] (decision 13). A supervisor
//! sees that there are files and of which kind, never what is in them.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::light::Standing;
use super::refusal::Refusal;
use super::roles::Role;

/// How long after the submission an applicant may add what belongs to it.
pub const ATTACH_WITHIN: TimeDelta = TimeDelta::hours(2);

/// What a file is to the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// 申请附件: came with the application.
    Application,
    /// 补正材料 (R30-1).
    Correction,
    /// 来信扫描件.
    LetterScan,
    /// 凭证: a receipt of the post, a 送达回证, what proves a backdated day (decision 23).
    Proof,
    /// 第三方意见 (R32-1).
    ThirdPartyAnswer,
    /// 提供的信息: what a reply discloses.
    Information,
    /// 文书: made by the program from a letter.
    Letter,
    /// 记录件: the scan of what was signed and sealed; of a letter's versions the one that counts.
    Record,
}

impl FileKind {
    pub const ALL: [FileKind; 8] = [
        FileKind::Application,
        FileKind::Correction,
        FileKind::LetterScan,
        FileKind::Proof,
        FileKind::ThirdPartyAnswer,
        FileKind::Information,
        FileKind::Letter,
        FileKind::Record,
    ];

    /// The word in rows, events and requests.
    pub fn word(self) -> &'static str {
        match self {
            FileKind::Application => "application",
            FileKind::Correction => "correction",
            FileKind::LetterScan => "letter_scan",
            FileKind::Proof => "proof",
            FileKind::ThirdPartyAnswer => "third_party_answer",
            FileKind::Information => "information",
            FileKind::Letter => "letter",
            FileKind::Record => "record",
        }
    }

    /// The kind of that word.
    pub fn of_word(word: &str) -> Option<FileKind> {
        FileKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            FileKind::Application => "申请附件",
            FileKind::Correction => "补正材料",
            FileKind::LetterScan => "来信扫描件",
            FileKind::Proof => "凭证",
            FileKind::ThirdPartyAnswer => "第三方意见",
            FileKind::Information => "提供的信息",
            FileKind::Letter => "文书",
            FileKind::Record => "签章扫描件",
        }
    }

    /// Whether a person may bring it. The program alone makes letters.
    pub fn is_brought(self) -> bool {
        self != FileKind::Letter
    }

    /// Whether it may ever be handed to the applicant: what the organ answers with, not what others wrote.
    pub fn is_for_applicants(self) -> bool {
        matches!(self, FileKind::Information | FileKind::Letter | FileKind::Record)
    }
}

/// What someone wants with the files of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileUse {
    /// To see which there are.
    List,
    /// To see what is in one, and its name.
    Read,
    /// To add one.
    Add,
    /// To let the applicant download one.
    Release,
}

/// Whether a post that sees the case may do that with its files.
pub fn may_use_files(role: Role, wanted: FileUse) -> bool {
    match wanted {
        FileUse::List => role.sees().is_some(),
        FileUse::Read => role.sees().is_some() && role != Role::Supervisor,
        FileUse::Add => matches!(role, Role::Clerk | Role::Handler),
        FileUse::Release => role == Role::Clerk,
    }
}

/// What the applicant's own upload is at this time: 补正材料 while a 补正 is awaited, or an attachment
/// within [`ATTACH_WITHIN`] of the submission (`just_submitted`).
///
/// # Errors
/// [`Refusal::NotNow`] at any other time: the material would reach nobody in a way the law counts.
pub fn brought_by_applicant(standing: Standing, just_submitted: bool) -> Result<FileKind, Refusal> {
    match standing {
        Standing::AwaitingCorrection => Ok(FileKind::Correction),
        _ if just_submitted && !standing.ended() => Ok(FileKind::Application),
        _ => Err(Refusal::NotNow {
            rule: "R30-1",
            why: "现在不能上传材料：提交申请后两小时内可以上传附件，收到补正通知后可以上传补正材料",
        }),
    }
}

/// Whether the applicant may be given a file: what answers the request, once the reply went out, for which
/// it was signed and sealed and the third party told (decisions 17, 27), and while nothing holds it
/// back (J-9).
///
/// # Errors
/// [`Refusal::NotNow`].
pub fn judge_release(case: &Case, kind: FileKind) -> Result<(), Refusal> {
    if !kind.is_for_applicants() {
        return Err(Refusal::NotNow {
            rule: "R45-1", why: "只能向申请人提供答复的文书和公开的信息"
        });
    }
    if case.held {
        return Err(Refusal::NotNow { rule: "J-9", why: "本案暂停提供，恢复后方可提供" });
    }
    if case.current_deliveries().next().is_none() {
        return Err(Refusal::NotNow {
            rule: "R45-1", why: "答复尚未送达，送达后方可提供文件"
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_names_one_kind() {
        for kind in FileKind::ALL {
            assert_eq!(FileKind::of_word(kind.word()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
        assert_eq!(FileKind::of_word("Record"), None);
    }

    #[test]
    fn an_applicant_brings_what_is_waited_for() {
        let awaited = brought_by_applicant(Standing::AwaitingCorrection, false);
        assert_eq!(awaited, Ok(FileKind::Correction));
        assert_eq!(brought_by_applicant(Standing::AwaitingCorrection, true), awaited);
        assert_eq!(brought_by_applicant(Standing::Unconfirmed, true), Ok(FileKind::Application));
        assert!(brought_by_applicant(Standing::Running, false).is_err());
        assert!(brought_by_applicant(Standing::Withdrawn, true).is_err());
    }
}
