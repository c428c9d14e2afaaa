//! What applicants are told, if they left an address: one message for each occasion, queued in the
//! transaction of the act that causes it.
//!
//! The dates are the statutory ones, taken from `due_on` alone (decision 32). No address and no 查询码
//! stands in the queue: both are put in when the message is sent (decisions 3 and 10).

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::Error;
use super::party::PartyInput;
use crate::app::{App, shanghai};
use crate::law::act::Measure;
use crate::law::calendar::Calendar;
use crate::law::case::Case;
use crate::law::case_event::CaseEvent;
use crate::law::office_hours::OFFICE_HOURS;
use crate::store::cases::CaseRow;
use crate::store::organs::OrganRow;
use crate::store::outbox::{NewMessage, insert_message};
use crate::store::parties::{PartyRow, list_parties, newest_versions};
use crate::store::{Instant, Tx};

/// A case whose applicant may have to be told something.
pub(super) struct Told<'a> {
    pub app: &'a App,
    pub organ: &'a OrganRow,
    pub row: &'a CaseRow,
    pub calendar: &'a Calendar,
}

/// Over which channel an applicant is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Mail,
    Sms,
}

impl Told<'_> {
    /// 已收到: with the number, and how to query.
    pub fn of_receipt(&self, tx: &mut Tx<'_>, applicant: &PartyInput) -> Result<(), Error> {
        let reach = self.reach(applicant.email.is_some(), applicant.phone.is_some());
        let occasion = json!({ "kind": "received", "due_on": self.row.due_on });
        self.queue(tx, reach, "received", 0, &occasion)
    }

    /// 找回查询码: at most one message a day, to the address that was registered.
    pub fn of_code(&self, tx: &mut Tx<'_>, today: NaiveDate) -> Result<(), Error> {
        let parties = newest_versions(list_parties(tx, self.row.id)?);
        let Some(party) = contact(&parties) else { return Ok(()) };
        let reach = self.reach(party.fields.email.is_some(), party.fields.phone_sealed.is_some());
        let day = u32::try_from(today.num_days_from_ce()).unwrap_or_default();
        self.queue(tx, reach, "code_asked", day, &json!({ "kind": "code_asked" }))
    }

    /// What the events of an act tell the applicant.
    pub fn of_events(
        &self,
        tx: &mut Tx<'_>,
        case: &Case,
        events: &[CaseEvent],
        due_before: Option<NaiveDate>,
    ) -> Result<(), Error> {
        if events.iter().any(|event| matches!(event, CaseEvent::AnsweredOnTheSpot { .. })) {
            // Who has the answer in hand needs no message.
            return Ok(());
        }
        for event in events {
            let Some((kind, number, occasion)) = self.occasion(case, event, due_before) else { continue };
            let parties = newest_versions(list_parties(tx, self.row.id)?);
            let Some(party) = contact(&parties) else { continue };
            let reach = self.reach(party.fields.email.is_some(), party.fields.phone_sealed.is_some());
            self.queue(tx, reach, kind, number, &occasion)?;
        }
        Ok(())
    }

    fn occasion(
        &self,
        case: &Case,
        event: &CaseEvent,
        due_before: Option<NaiveDate>,
    ) -> Option<(&'static str, u32, Value)> {
        match event {
            CaseEvent::MeasureDispatched { number, .. } => match case.measure(*number)?.measure {
                // The applicant's own periods run from actual receipt (P0-10), which nobody knows yet.
                Measure::Correction { .. } => {
                    Some(("correction_asked", *number, json!({ "kind": "correction_asked", "until": null })))
                }
                Measure::Fee { .. } => {
                    Some(("payment_asked", *number, json!({ "kind": "payment_asked", "until": null })))
                }
                Measure::Extension { .. } => {
                    let (from, to) = (due_before?, self.row.due_on?);
                    Some(("extended", *number, json!({ "kind": "extended", "from": from, "to": to })))
                }
                _ => None,
            },
            CaseEvent::ReplyDispatched { .. } => {
                let clock = u32::try_from(case.clocks.len()).unwrap_or(u32::MAX);
                Some(("answered", clock, json!({ "kind": "answered" })))
            }
            _ => None,
        }
    }

    fn reach(&self, has_mail: bool, has_phone: bool) -> Option<Reach> {
        let channels = &self.app.settings.channels;
        let mail = channels.mail.is_some() || channels.mail_folder.is_some();
        match (has_mail && mail, has_phone && channels.sms.is_some()) {
            (true, _) => Some(Reach::Mail),
            (false, true) => Some(Reach::Sms),
            (false, false) => None,
        }
    }

    fn queue(
        &self,
        tx: &mut Tx<'_>,
        reach: Option<Reach>,
        kind: &str,
        number: u32,
        occasion: &Value,
    ) -> Result<(), Error> {
        let Some(reach) = reach else { return Ok(()) };
        let channel = match reach {
            Reach::Mail => "mail",
            Reach::Sms => "sms",
        };
        let body = json!({
            "to": "applicant", "number": self.row.number, "organ": self.organ.name, "occasion": occasion,
        });
        let now = self.app.now();
        let message = NewMessage {
            message_key: format!("applicant:{}:{kind}:{number}:{channel}", self.row.id),
            channel: channel.to_owned(),
            travel: "push".to_owned(),
            user_id: None,
            organ_id: Some(self.organ.id),
            case_id: Some(self.row.id),
            alert_id: None,
            body: body.to_string(),
            state: "waiting".to_owned(),
            due_at: self.office_time(now)?,
            attempts: 0,
            created_at: now,
        };
        insert_message(tx, &message)?;
        Ok(())
    }

    /// Nobody's telephone rings at night.
    fn office_time(&self, now: Instant) -> Result<Instant, Error> {
        let local = shanghai(now.to_utc());
        let open = OFFICE_HOURS.next_open(local.naive_local(), &self.calendar.main)?;
        Ok(now.plus(open - local.naive_local()))
    }
}

/// Whose address counts: the representative's (decision 4), else the agent's.
pub fn contact(parties: &[PartyRow]) -> Option<&PartyRow> {
    let reachable = |party: &&PartyRow| {
        party.erased_at.is_none() && (party.fields.email.is_some() || party.fields.phone_sealed.is_some())
    };
    let in_role = |role: &str| parties.iter().filter(reachable).find(|party| party.role == role);
    in_role("applicant").or_else(|| in_role("agent"))
}
