//! Nobody acknowledged within 4 office hours: the alert goes to the next in the chain.

use super::compose::matter_kept;
use super::look::{Dates, Told, about, escalate_at, scope_of, tell_people};
use crate::app::App;
use crate::casework::Error;
use crate::casework::row::word;
use crate::casework::watched::Watched;
use crate::law::alerts::watches;
use crate::law::ladder::{Audience, Travel};
use crate::store::alerts::{AlertRow, claim_escalation, end_alert};
use crate::store::inbox::{EntryRow, list_entries_of_alert};
use crate::store::{Instant, Tx};

/// Takes one alert a step up. False if it no longer needs to, or another process was first.
///
/// # Errors
/// As [`super::look::look`].
pub fn escalate(app: &App, tx: &mut Tx<'_>, alert: &AlertRow, now: Instant) -> Result<bool, Error> {
    let Some(case_id) = alert.case_id else {
        claim_escalation(tx, alert, None)?;
        return Ok(false);
    };
    let watched = Watched::load(app, tx, case_id)?;
    let today = super::moments::today(now);
    let running = watches(&watched.facts(), today)?;
    let holding = Dates::load(tx, case_id)?.holding(&watched, &running, now)?;
    let Some(held) = holding.iter().find(|held| held.is(alert)) else {
        debug_assert_eq!(alert.scope, scope_of(case_id));
        end_alert(tx, alert.id, now)?;
        return Ok(false);
    };
    let entries = list_entries_of_alert(tx, alert.id)?;
    let further = further_up(&entries);
    let mut above = Vec::new();
    let mut rest = further.iter();
    // Who is told already, as another, is no further step.
    for audience in rest.by_ref() {
        above = about(&watched, held.watch.unit, today).resolve(tx, &[*audience])?;
        above.retain(|to| to.audience == *audience && !entries.iter().any(|e| e.user_id == to.user.id));
        if !above.is_empty() {
            break;
        }
    }
    let next = if rest.next().is_some() { Some(escalate_at(&watched, now)?) } else { None };
    if !claim_escalation(tx, alert, next)? || above.is_empty() {
        return Ok(false);
    }
    let matter = matter_kept(&alert.matter)?;
    let told = Told { alert_id: alert.id, matter: &matter, travel: Travel::Push, escalated: true };
    tell_people(app, tx, &watched, &told, &above, now)?;
    Ok(true)
}

/// The audiences above the highest that was told.
fn further_up(entries: &[EntryRow]) -> Vec<Audience> {
    let told = |audience: &Audience| entries.iter().any(|entry| entry.audience == word(audience));
    let highest = Audience::CHAIN.iter().rposition(told);
    Audience::CHAIN.into_iter().skip(highest.map_or(0, |index| index + 1)).collect()
}
