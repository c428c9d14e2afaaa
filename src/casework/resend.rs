//! 找回查询码: whoever lost it gets it again at the address that was registered, and nobody else learns
//! whether there is one.

use std::net::IpAddr;

use super::Error;
use super::status::{ATTEMPTS_PER_ADDRESS, ATTEMPTS_PER_CASE, WINDOW, counted_address};
use super::told::Told;
use crate::app::App;
use crate::store::cases::load_case_by_number;
use crate::store::failures::{count_lookup_failures, insert_lookup_failure};
use crate::store::organs::load_organ;
use crate::store::{Hash, Scope, StoreError};

/// Sends the code of a number to its applicant, if there is such a number and such an address.
///
/// Every request counts like a failed look-up from its address; those for one number are counted by
/// themselves, so that asking for a code keeps nobody from using it.
///
/// # Errors
/// [`Error::TooMany`]; the database's.
pub async fn ask(app: &App, number: String, address: IpAddr) -> Result<(), Error> {
    let (within, now, today) = (app.clone(), app.now(), app.clock.today());
    let address = counted_address(address);
    app.store
        .write(move |tx| {
            let asked = Hash::of(format!("lost:{number}").as_bytes());
            let failures = count_lookup_failures(tx, &asked, &address, now.minus(WINDOW))?;
            if failures.of_target >= ATTEMPTS_PER_CASE || failures.of_address >= ATTEMPTS_PER_ADDRESS {
                return Err(Error::TooMany { retry_after_seconds: WINDOW.num_seconds() as u32 });
            }
            insert_lookup_failure(tx, &asked, &address, now)?;
            let row = match load_case_by_number(tx, &Scope::Everything, &number) {
                Err(StoreError::NotFound) => return Ok(()),
                found => found?,
            };
            let organ = load_organ(tx, row.organ_id)?;
            let calendar = within.calendars.current(tx)?.in_force(organ.region.as_deref());
            Told { app: &within, organ: &organ, row: &row, calendar: &calendar }.of_code(tx, today)
        })
        .await
}
