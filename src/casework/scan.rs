//! 扫码办理: what a scanned text means: a case, a delivery, or a number of the post that nobody knows yet.

use super::journal::NamedActor;
use super::list::{self, MOST_ROWS};
use super::mailing::{Mail, find_mail};
use super::tracking::{case_number, doubt, is_of_mail, mend};
use super::view::CaseSummary;
use super::worklists::Worklist;
use super::{Error, checks};
use crate::app::App;
use crate::law::roles::Role;
use crate::store::cases::find_case_by_number;

/// What was scanned.
#[derive(Clone, Debug)]
pub enum Found {
    /// The 登记编号 of a receipt, or of a 查询码.
    Case { number: String },
    /// A number of the post that a delivery has.
    Delivery { number: String, delivery: u32 },
    /// A number of the post that no delivery has, and the cases it may belong to.
    NewMail { tracking: String, doubt: Option<&'static str>, waiting: Vec<CaseSummary> },
    /// Nothing that is known here; as it was read.
    Nothing { read: String },
}

/// Finds what was scanned, within the post's scope. The 查询码 of an address is not looked at.
///
/// # Errors
/// [`Error::Forbidden`] unless a clerk.
pub async fn run(app: &App, actor: NamedActor, scanned: String) -> Result<Found, Error> {
    if actor.actor.role != Role::Clerk {
        return Err(Error::Forbidden);
    }
    let read = case_number(&mend(&scanned));
    let (reader, asked) = (actor.clone(), read.clone());
    let known = app
        .store
        .read(move |db| -> Result<Option<Found>, Error> {
            let scope = checks::scope(&reader.actor);
            // A scanner with caps lock, or a person without it.
            for number in [asked.clone(), asked.to_uppercase()] {
                if !number.is_empty()
                    && let Some(row) = find_case_by_number(db, &scope, &number)?
                {
                    return Ok(Some(Found::Case { number: row.number.clone() }));
                }
            }
            let mail = find_mail(db, &reader, &asked.to_uppercase())?;
            Ok(mail.map(|(number, mail)| match mail {
                Mail::Reply(delivery) => Found::Delivery { number, delivery },
                Mail::Measure(_) => Found::Case { number },
            }))
        })
        .await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let tracking = read.to_uppercase();
    if !is_of_mail(&tracking) {
        return Ok(Found::Nothing { read });
    }
    let mut query = Worklist::ToSend.query(app.clock.today());
    query.limit = Some(MOST_ROWS);
    let waiting = list::run(app, actor, query).await?.cases;
    Ok(Found::NewMail { doubt: doubt(&tracking), tracking, waiting })
}
