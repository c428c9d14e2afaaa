//! 电子送达: only where the applicant chose it (P0-9), and only of a reply that says how to apply for 复议 online
//! (P-7).

use super::Error;
use super::letter_made::Origin;
use super::letters::{clock, content, is_reply, kind_of};
use crate::law::case::Case;
use crate::law::refusal::Refusal;
use crate::law::text::Text;
use crate::store::Db;
use crate::store::cases::CaseRow;
use crate::store::letters::{LetterRow, LetterState, list_letters};
use crate::store::texts::{list_texts, newest};

/// How the forms call the electronic ways, fax among them. What else is written may as well say the opposite.
const ELECTRONIC: [&str; 3] = ["电子邮件", "网上获取", "传真"];

/// Whether the reply may be sent electronically; `chosen` is how the applicant chose that since applying.
///
/// # Errors
/// The rule that refuses it.
pub(super) fn check(db: &mut Db, row: &CaseRow, case: &Case, chosen: Option<&Text>) -> Result<(), Error> {
    if chosen.is_none() && !was_chosen(db, row.id)? {
        return Err(Refusal::NotNow { rule: "P0-9", why: NOT_CHOSEN }.into());
    }
    for letter in list_letters(db, row.id)? {
        if is_current_reply(case, &letter)? && !names_the_way(db, &letter)? {
            return Err(Refusal::NotNow { rule: "P-7", why: NO_WAY_NAMED }.into());
        }
    }
    Ok(())
}

const NOT_CHOSEN: &str =
    "申请人在申请时没有选择电子方式；后来选择的，请写明何时、怎样选择，否则请改用其他方式";
pub(super) const NO_WAY_NAMED: &str = "文书没有写明网上申请行政复议的渠道，不能以电子方式送达；\
    请改用其他方式，或者在机关信息中填写该渠道后重新制作文书";

fn was_chosen(db: &mut Db, case_id: i64) -> Result<bool, Error> {
    let texts = list_texts(db, case_id)?;
    Ok(is_wish(newest(&texts, "form"), newest(&texts, "delivery")))
}

/// Whether an application asks for an electronic way, as what it asks for or as how.
pub(super) fn is_wish(form: Option<&str>, delivery: Option<&str>) -> bool {
    let named = |wish: &str| ELECTRONIC.iter().any(|word| wish.starts_with(word));
    form.into_iter().chain(delivery).any(named)
}

fn is_current_reply(case: &Case, letter: &LetterRow) -> Result<bool, Error> {
    let kind = kind_of(letter)?;
    let state = LetterState::of_word(&letter.fields.state);
    let signed = matches!(state, Some(LetterState::Signed | LetterState::Sealed));
    Ok(is_reply(kind) && kind.has_remedy() && signed && letter.clock == clock(case)?)
}

/// Whether a letter with a remedy says how to apply for 复议 online.
pub(super) fn names_the_way(db: &mut Db, letter: &LetterRow) -> Result<bool, Error> {
    let origin = Origin::of(&content(db, letter)?)?;
    Ok(origin.context.organ().online_review.is_some())
}
