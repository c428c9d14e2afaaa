//! What an applicant takes home after submitting: the number, the 查询码, and what happens next.

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::public_organs::{PublicContact, contact_of};
use crate::app::{App, shanghai};
use crate::store::Scope;
use crate::store::cases::load_case_by_number;
use crate::store::organs::load_organ;

/// A receipt. The code is made anew each time and stored nowhere (decision 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub number: String,
    /// 12 digits.
    pub code: String,
    pub organ: String,
    pub contact: Option<PublicContact>,
    /// «2026年9月30日12:00».
    pub submitted_at: String,
    pub submitted_on: NaiveDate,
    /// None until both sides confirmed (R31-4).
    pub received_on: Option<NaiveDate>,
    /// 法定答复截止日.
    pub due_on: Option<NaiveDate>,
}

/// The receipt of a case whose applicant was recognised otherwise than by the code.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] for an unknown number.
pub async fn load(app: &App, number: String) -> Result<Receipt, Error> {
    let (within, today) = (app.clone(), app.clock.today());
    app.store
        .read(move |db| {
            let row = load_case_by_number(db, &Scope::Everything, &number)?;
            let organ = load_organ(db, row.organ_id)?;
            let submitted = shanghai(row.submitted_at.to_utc());
            let day = submitted.date_naive();
            Ok(Receipt {
                code: within.keys.query_code(row.id, row.query_generation),
                number: row.number.clone(),
                contact: contact_of(db, organ.id, today)?,
                organ: organ.name,
                submitted_at: format!("{}{}", crate::law::wording::day(day), submitted.format("%H:%M")),
                submitted_on: day,
                received_on: row.received_on,
                due_on: row.due_on,
            })
        })
        .await
}
