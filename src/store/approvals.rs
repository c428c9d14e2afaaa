//! Which cases may hold something that waits for a signature, asked of rows and journals. What exactly waits,
//! and for whom, only the fold of the journal says.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::cases::CaseRow;
use super::schema::{case_events, cases};
use super::scope::Scope;
use super::{Db, StoreError};

/// How many events of these kinds the case has.
macro_rules! number_of {
    ($kinds:expr) => {
        case_events::table
            .filter(case_events::case_id.eq(cases::id))
            .filter(case_events::kind.eq_any($kinds))
            .select(count_star())
            .single_value()
    };
}

/// Open cases whose reply is on its way to the signature, signed ones among them.
pub fn list_in_approval(
    db: &mut Db,
    scope: &Scope,
    step: &str,
    ended: &[&str],
) -> Result<Vec<CaseRow>, StoreError> {
    let rows = cases::table
        .filter(scope.condition())
        .filter(cases::step.eq(step.to_owned()))
        .filter(cases::state.ne_all(ended.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()))
        .order((cases::prudent_due_on.asc(), cases::id.asc()))
        .select(CaseRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Open cases in which more was proposed than approved or refused.
pub fn list_with_proposals(db: &mut Db, scope: &Scope, ended: &[&str]) -> Result<Vec<CaseRow>, StoreError> {
    let answered = number_of!(["measure_approved", "measure_refused"]);
    let rows = cases::table
        .filter(scope.condition())
        .filter(cases::state.ne_all(ended.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()))
        .filter(number_of!(["measure_proposed"]).gt(answered))
        .order((cases::prudent_due_on.asc(), cases::id.asc()))
        .select(CaseRow::as_select())
        .load(db)?;
    Ok(rows)
}
