//! A county with its organs, and cases of theirs.

use chrono::{DateTime, NaiveDate};
use gongkai::store::cases::{self, CaseFields, CaseRow};
use gongkai::store::journal::{NewEvent, append_events};
use gongkai::store::organs::{NewOrgan, NewUnit, OrganRow, UnitRow, insert_organ, insert_unit};
use gongkai::store::{Hash, Instant, Store, StoreError, Tx, numbers, search};

/// A county, two departments of it, a unit of one, and a county next to it.
pub struct County {
    pub county: OrganRow,
    pub education: OrganRow,
    pub housing: OrganRow,
    pub unit: UnitRow,
    pub neighbour: OrganRow,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A moment, `minutes` after the first one.
pub fn at(minutes: i64) -> Instant {
    DateTime::from_timestamp(1_767_225_600 + minutes * 60, 123_456_000).unwrap().into()
}

impl County {
    pub fn found(store: &Store) -> Self {
        store.write_blocking(Self::found_in).unwrap()
    }

    fn found_in(tx: &mut Tx<'_>) -> Result<Self, StoreError> {
        let mut organ = |parent: Option<i64>, code: &str, name: &str| {
            insert_organ(
                tx,
                &NewOrgan {
                    parent_id: parent,
                    code: code.into(),
                    name: name.into(),
                    kind: "department".into(),
                    region: None,
                    settings: "{}".into(),
                    valid_from: day("2020-01-01"),
                },
            )
        };
        let county = organ(None, "QH", "清河县人民政府")?;
        let education = organ(Some(county.id), "QHJY", "清河县教育局")?;
        let housing = organ(Some(county.id), "QHZJ", "清河县住房和城乡建设局")?;
        let neighbour = organ(None, "BY", "白云县人民政府")?;
        let unit = insert_unit(
            tx,
            &NewUnit { organ_id: education.id, name: "办公室".into(), valid_from: day("2020-01-01") },
        )?;
        Ok(Self { county, education, housing, unit, neighbour })
    }
}

/// What is registered: the facts that differ between the cases of a test.
#[derive(Clone)]
pub struct Registration {
    pub organ_id: i64,
    pub title: String,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub recorded_at: Instant,
}

impl Registration {
    pub fn of(organ: &OrganRow, title: &str) -> Self {
        Self {
            organ_id: organ.id,
            title: title.into(),
            received_on: Some(day("2026-03-02")),
            due_on: Some(day("2026-03-30")),
            recorded_at: at(0),
        }
    }

    /// Draws a number and stores the case, its first event and its words.
    pub fn register(&self, tx: &mut Tx<'_>) -> Result<CaseRow, StoreError> {
        let serial = numbers::draw_serial(tx, self.organ_id, 2026, "case")?;
        let mut row = cases::insert_case(tx, self.fields(serial))?;
        let event = event("registered", self.received_on);
        let end = append_events(tx, row.id, row.journal_head(), self.recorded_at, &[event])?;
        cases::save_journal_head(tx, &mut row, end)?;
        search::insert_grams(tx, row.id, &[&self.title])?;
        Ok(row)
    }

    pub fn fields(&self, serial: i32) -> CaseFields {
        CaseFields {
            number: format!("{}-2026-{serial:05}", self.organ_id),
            organ_id: self.organ_id,
            unit_id: None,
            handler_id: None,
            year: 2026,
            serial: Some(serial),
            channel: "mail".into(),
            applicant_kind: "natural_person".into(),
            step: "register".into(),
            state: "running".into(),
            received_on: self.received_on,
            due_on: self.due_on,
            prudent_due_on: self.due_on,
            due_early_on: None,
            due_late_on: None,
            correction_notice_by: None,
            paused_until: None,
            waiting_for: None,
            waiting_until: None,
            delivered_on: None,
            ended_on: None,
            result: None,
            provisional: false,
            calendar_version: "2026-1".into(),
            title: self.title.clone(),
            title_key: self.title.clone(),
            applicant_name: "张三".into(),
            applicant_key: "zhang san".into(),
            query_generation: 1,
            submitted_at: self.recorded_at,
            updated_at: self.recorded_at,
            version: 1,
            event_count: 0,
            head: Hash::ZERO,
        }
    }
}

pub fn event(kind: &str, occurred_on: Option<NaiveDate>) -> NewEvent {
    NewEvent {
        kind: kind.into(),
        kind_version: 1,
        occurred_on: occurred_on.unwrap_or(day("2026-03-02")),
        actor: r#"{"person":1,"post":1,"organ":1}"#.into(),
        payload: format!(r#"{{"what":"{kind}"}}"#),
    }
}

pub fn register(store: &Store, organ: &OrganRow, title: &str) -> CaseRow {
    let registration = Registration::of(organ, title);
    store.write_blocking(move |tx| registration.register(tx)).unwrap()
}

/// Appends an event to a case as an act would: load, append, write the row back.
pub fn act(store: &Store, case_id: i64, kind: &str, recorded_at: Instant) -> CaseRow {
    let event = event(kind, None);
    store
        .write_blocking(move |tx| {
            let mut row = cases::load_case(tx, &gongkai::store::Scope::Everything, case_id)?;
            let end = append_events(tx, case_id, row.journal_head(), recorded_at, &[event])?;
            row.set_journal_head(end);
            cases::update_case(tx, &mut row)?;
            Ok::<_, StoreError>(row)
        })
        .unwrap()
}
