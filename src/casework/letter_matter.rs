//! All that the letters of a case can say of it, loaded once.

use std::sync::Arc;

use chrono::NaiveDate;

use super::electronic;
use super::journal;
use super::organ_facts::{self, OfLetters};
use super::party::{self, PartyKind, Shown};
use super::perform::calendar_for;
use super::row::word;
use super::{Error, InputFault};
use crate::app::App;
use crate::documents::check::{Enclosure, Record};
use crate::documents::parts::{Addressee, Basics, Day, You};
use crate::law::act::{LinkKind, Measure};
use crate::law::calendar::Calendar;
use crate::law::case::{Case, MeasureState, Recorded};
use crate::law::case_event::CaseEvent;
use crate::law::deadline::{Deadline, Party};
use crate::law::text::{CaseId, OrganId, Text, UserId};
use crate::store::cases::{CaseRow, find_case};
use crate::store::organs::{OrganRow, load_organ};
use crate::store::parties::{PartyRow, list_parties, newest_versions};
use crate::store::texts::{TextRow, list_texts, newest};
use crate::store::{Db, Scope};

/// More applicants than this are named by the first and their number.
const NAMED_APPLICANTS: usize = 3;

/// A case with its words, as letters are made of it.
pub(super) struct Matter {
    pub row: CaseRow,
    pub organ: OrganRow,
    pub case: Case,
    pub journal: Vec<Recorded>,
    pub calendar: Arc<Calendar>,
    pub deadline: Deadline,
    pub facts: OfLetters,
    pub today: NaiveDate,
    pub parties: Vec<PartyRow>,
    texts: Vec<TextRow>,
    near: Vec<String>,
}

impl Matter {
    /// Loads a case whose row was found within the actor's scope.
    ///
    /// # Errors
    /// [`Error::Input`] where the organ's facts are not filled in; the database's.
    pub fn load(app: &App, db: &mut Db, row: CaseRow) -> Result<Matter, Error> {
        let today = app.clock.today();
        let organ = load_organ(db, row.organ_id)?;
        let journal = journal::load(db, row.id)?;
        let case = Case::fold(OrganId(organ.id), &organ.path, &journal);
        let calendar = calendar_for(app.calendars.current(db)?.as_ref(), &organ, &row, &case);
        let deadline = case.deadline(&calendar)?.answer(today)?;
        let facts = organ_facts::for_letters(db, &organ, today)?;
        let parties = newest_versions(list_parties(db, row.id)?);
        let texts = list_texts(db, row.id)?;
        let near = applicants_near(db, &journal)?;
        Ok(Matter { row, organ, case, journal, calendar, deadline, facts, today, parties, texts, near })
    }

    /// The case as it would be if that happened besides; nothing is kept.
    ///
    /// # Errors
    /// [`Error::Refused`] for days that no calendar holds.
    pub fn suppose(&mut self, events: &[CaseEvent], by: Option<UserId>) -> Result<(), Error> {
        self.journal.extend(events.iter().map(|event| Recorded { event: event.clone(), by }));
        self.case = Case::fold(OrganId(self.organ.id), &self.organ.path, &self.journal);
        self.deadline = self.case.deadline(&self.calendar)?.answer(self.today)?;
        Ok(())
    }

    /// The words of a text; empty once they are erased.
    pub fn words(&self, text: &Text) -> String {
        match text {
            Text::Words(words) => words.clone(),
            Text::Stored(stored) => {
                let found = self.texts.iter().find(|row| row.id == stored.text);
                found.map(|row| row.body.clone()).unwrap_or_default()
            }
        }
    }

    /// The newest text of a kind.
    pub fn newest(&self, kind: &str) -> Option<&str> {
        newest(&self.texts, kind)
    }

    /// The requested items of this case, each with its number.
    pub fn items(&self) -> Vec<(u16, String)> {
        let items = self.texts.iter().filter(|text| text.kind == "item").zip(1u16..);
        items
            .filter(|(_, number)| self.case.items.contains(number))
            .map(|(text, number)| (number, text.body.clone()))
            .collect()
    }

    /// The whole request in the applicant's words.
    pub fn request(&self) -> String {
        match self.items().as_slice() {
            [(_, single)] => single.clone(),
            many => {
                let line = |(number, words): &(u16, String)| format!("{number}. {words}");
                many.iter().map(line).collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// The measure of that number.
    ///
    /// # Errors
    /// [`Error::Input`] if there is none.
    pub fn measure(&self, number: Option<u32>) -> Result<&MeasureState, Error> {
        let found = number.and_then(|number| self.case.measure(number));
        found.ok_or_else(|| Error::input("measure", "请填写这份文书所告知的办理事项的序号（measure）"))
    }

    /// The applicants.
    pub fn applicants(&self) -> impl Iterator<Item = &PartyRow> {
        self.parties.iter().filter(|party| party.role == "applicant")
    }

    /// How letters call the applicants.
    pub fn addressee(&self) -> Addressee {
        let names: Vec<&str> = self.applicants().map(|party| party.fields.name.as_str()).collect();
        let name = match names.as_slice() {
            [first, rest @ ..] if rest.len() >= NAMED_APPLICANTS => format!("{first}等{}人", names.len()),
            _ => names.join("、"),
        };
        let person = self.applicants().any(|party| party.fields.kind == word(PartyKind::NaturalPerson));
        Addressee { name, you: if person { You::Person } else { You::Organisation } }
    }

    /// The day of receipt.
    ///
    /// # Errors
    /// [`Error::Input`] before it is confirmed.
    pub fn received_on(&self) -> Result<Day, Error> {
        let received = self.deadline.received_on.map(Day);
        received.ok_or_else(|| Error::input("on", "尚未确认收到申请的日期，确认之后才能拟文书"))
    }

    /// 法定答复截止日.
    ///
    /// # Errors
    /// [`Error::Input`] while none runs.
    pub fn due_on(&self) -> Result<Day, Error> {
        let due = self.deadline.due_on.map(Day);
        due.ok_or_else(|| Error::input("on", "本案现在没有正在计算的答复期限，不能拟这份文书"))
    }

    /// What every letter to an applicant rests on.
    ///
    /// # Errors
    /// As [`Matter::received_on`].
    pub fn basics(&self) -> Result<Basics, Error> {
        Ok(Basics {
            organ: self.facts.organ.clone(),
            case_number: self.row.number.clone(),
            applicant: self.addressee(),
            received_on: self.received_on()?,
            request: self.request(),
        })
    }

    /// What the check compares a letter with.
    ///
    /// # Errors
    /// [`Error::Store`] (corrupt) for a sealed value that does not open.
    pub fn record(&self, app: &App, attachments: &[String]) -> Result<Record, Error> {
        let mut applicant_data = Vec::new();
        for party in &self.parties {
            let shown = party::view(party, &app.keys, Shown::Full)?;
            let private = [shown.id_number, shown.phone, shown.email, shown.address];
            applicant_data.push(shown.name);
            applicant_data.extend(private.into_iter().flatten());
        }
        let enclosure = |name: &String| Enclosure { name: name.clone(), text: String::new() };
        Ok(Record {
            case_number: self.row.number.clone(),
            received_on: self.deadline.received_on,
            due_on: self.deadline.due_on,
            prudent_due_on: self.deadline.prudent_due_on,
            applicant: self.addressee().name,
            applicant_data,
            other_applicants: self.near.clone(),
            third_parties: self.third_parties(),
            third_party_asked: self.case.measures.iter().any(was_asked),
            attachments: attachments.iter().map(enclosure).collect(),
            delivery: None,
            electronic_wanted: electronic::is_wish(self.newest("form"), self.newest("delivery")),
        })
    }

    fn third_parties(&self) -> Vec<String> {
        let third_party = |state: &MeasureState| match &state.measure {
            Measure::Consultation { party: Party::ThirdParty, consultee, .. } => Some(self.words(consultee)),
            _ => None,
        };
        self.case.measures.iter().filter_map(third_party).filter(|name| !name.is_empty()).collect()
    }
}

/// A letter to a third party that left.
fn was_asked(state: &MeasureState) -> bool {
    let to_third_party = matches!(state.measure, Measure::Consultation { party: Party::ThirdParty, .. });
    to_third_party && state.dispatched_on.is_some()
}

/// Names of applicants whose cases are linked to this one: what a clerk copies from, by mistake.
fn applicants_near(db: &mut Db, journal: &[Recorded]) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for recorded in journal {
        let CaseEvent::Linked { case: CaseId(id), link } = recorded.event else { continue };
        if !matches!(link, LinkKind::AnsweredTogether | LinkKind::Repeats) {
            continue;
        }
        if let Some(other) = find_case(db, &Scope::Everything, id)? {
            names.push(other.applicant_name.clone());
        }
    }
    Ok(names)
}

/// One fault as the person who wants to go on reads it.
pub(super) fn letter_fault(words: impl Into<String>) -> InputFault {
    InputFault::new("letter", words)
}
