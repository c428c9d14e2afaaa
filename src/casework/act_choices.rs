//! What the forms of acts let people choose from: days that may be corrected, people who may sign or stand
//! for a day.

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::journal::{self, NamedActor};
use super::journal_words::{self, Names};
use super::letter_input::ANSWER_DAYS;
use super::office::Handler;
use super::row::word;
use super::view::load_folded;
use crate::app::App;
use crate::law::act::Measure;
use crate::law::case::MeasureState;
use crate::law::case_event::{CaseEvent, DayField};
use crate::law::text::Text;
use crate::store::Db;
use crate::store::texts::list_texts;
use crate::store::users::{list_posts_of_organ, load_user};

/// A day in the journal that may be corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CorrectableDay {
    /// The number of the event, from 1.
    pub event: u32,
    /// `on` `signed_on` `received_on` `submitted_on` `dispatched_on`.
    pub field: String,
    /// What happened, in words.
    pub what: String,
    pub on: NaiveDate,
}

/// A measure in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeasureInWords {
    /// From 1.
    pub number: u32,
    pub title: &'static str,
    /// Name and words of each thing that was said.
    pub said: Vec<(&'static str, String)>,
    pub dispatched_on: Option<NaiveDate>,
    /// Whether the other side says yes or no to it.
    pub is_consultation: bool,
    pub is_third_party: bool,
}

/// A request for 会办 in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoHandlingInWords {
    /// From 1.
    pub number: u32,
    pub about: String,
    pub answer_by: NaiveDate,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub days: Vec<CorrectableDay>,
    /// Who may stand for a day besides the actor.
    pub people: Vec<Handler>,
    pub measures: Vec<MeasureInWords>,
    pub co_handling: Vec<CoHandlingInWords>,
    /// The day on which the applicant asked to withdraw.
    pub withdrawal_requested: Option<NaiveDate>,
    pub confirmed: bool,
    /// Whether the reply releases what a third party objected to.
    pub third_party_objected: bool,
    /// When an answer within five working days is there.
    pub answer_by: NaiveDate,
}

const DAY_FIELDS: [DayField; 5] =
    [DayField::On, DayField::SignedOn, DayField::ReceivedOn, DayField::SubmittedOn, DayField::DispatchedOn];

/// What the forms of a case's acts offer to this person.
///
/// # Errors
/// Not found for a case that does not exist for this post.
pub async fn load(app: &App, actor: NamedActor, number: String) -> Result<Choices, Error> {
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let folded = load_folded(&app, db, &actor.actor, &number)?;
            let case = &folded.case;
            let journal = journal::load(db, folded.row.id)?;
            let texts: Vec<(i64, String)> =
                list_texts(db, folded.row.id)?.into_iter().map(|text| (text.id, text.body)).collect();
            let words = |text: &Text| match text {
                Text::Words(words) => words.clone(),
                Text::Stored(stored) => {
                    let found = texts.iter().find(|(id, _)| *id == stored.text);
                    found.map(|(_, body)| body.clone()).unwrap_or_default()
                }
            };
            let asked = |recorded: &crate::law::case::Recorded| match &recorded.event {
                CaseEvent::CoHandlingAsked { number, about, answer_by, .. } => {
                    Some(CoHandlingInWords { number: *number, about: words(about), answer_by: *answer_by })
                }
                _ => None,
            };
            let organ = folded.row.organ_id;
            let mut people = people(db, organ, today)?;
            people.retain(|person| person.id != actor.actor.user.0);
            Ok(Choices {
                days: (1u32..).zip(&journal).flat_map(|(at, of)| days(at, &of.event)).collect(),
                people,
                measures: (1u32..).zip(&case.measures).map(|(at, of)| in_words(at, of, &words)).collect(),
                co_handling: journal.iter().filter_map(asked).collect(),
                withdrawal_requested: case.withdrawal_requested,
                confirmed: case.confirmed,
                answer_by: folded.calendar.main.nth_after(today, u32::from(ANSWER_DAYS))?,
                third_party_objected: case.third_party_objected(),
            })
        })
        .await
}

/// The people of an organ with a post.
fn people(db: &mut Db, organ: i64, today: NaiveDate) -> Result<Vec<Handler>, Error> {
    let mut people = Vec::<Handler>::new();
    for post in list_posts_of_organ(db, organ, None, today)? {
        let user = load_user(db, post.user_id)?;
        let known = people.iter().any(|known| known.id == user.id);
        if user.disabled_at.is_none() && !known {
            people.push(Handler { id: user.id, name: user.name });
        }
    }
    Ok(people)
}

fn days(event: u32, happened: &CaseEvent) -> Vec<CorrectableDay> {
    let names = Names::default();
    let day = |field: DayField| {
        let on = happened.day(field)?;
        let (what, _) = journal_words::words(happened, &names);
        Some(CorrectableDay { event, field: word(field), what: format!("{what}（{}）", name(field)), on })
    };
    DAY_FIELDS.into_iter().filter_map(day).collect()
}

fn name(field: DayField) -> &'static str {
    match field {
        DayField::On => "日期",
        DayField::SignedOn => "签收日期",
        DayField::ReceivedOn => "收到之日",
        DayField::SubmittedOn => "提交日期",
        DayField::DispatchedOn => "发出日期",
    }
}

fn in_words(number: u32, state: &MeasureState, words: &dyn Fn(&Text) -> String) -> MeasureInWords {
    let said = match &state.measure {
        Measure::Correction { period_days, points, .. } => {
            vec![("补正事项", words(points)), ("补正期限", format!("{}个工作日", period_days.0))]
        }
        Measure::Consultation { consultee, reason, .. } => {
            vec![("征求对象", words(consultee)), ("理由", words(reason))]
        }
        Measure::Inquiry { addressee, about } => {
            vec![("函询单位", words(addressee)), ("函询内容", words(about))]
        }
        Measure::Extension { days, reason, .. } => {
            vec![("延长", format!("{}个工作日", days.0)), ("理由", words(reason))]
        }
        Measure::Fee { basis } => vec![("应收金额", format!("{}元", basis.basis.amount().0))],
        Measure::Reasons { about } => vec![("申请情况", words(about))],
        Measure::Delay { until, reason } => {
            vec![("延迟至", crate::law::wording::day(*until)), ("理由", words(reason))]
        }
        Measure::Disclosure { content, reason, release_on, .. } => vec![
            ("决定公开的内容", words(content)),
            ("理由", words(reason)),
            ("拟公开日期", crate::law::wording::day(*release_on)),
        ],
        Measure::Lapse { proof_of_receipt, .. } => vec![("签收证明", words(proof_of_receipt))],
    };
    use crate::law::deadline::Party;
    MeasureInWords {
        number,
        title: journal_words::measure(&state.measure),
        said,
        dispatched_on: state.dispatched_on,
        is_consultation: matches!(state.measure, Measure::Consultation { .. }),
        is_third_party: matches!(state.measure, Measure::Consultation { party: Party::ThirdParty, .. }),
    }
}
