//! An act together with the letters that announce it: tried without keeping anything, then done in one
//! transaction. If a letter cannot be written, nothing is done.

use super::explained::{Explained, explain};
use super::journal::NamedActor;
use super::letter_access::open;
use super::letter_check::judge;
use super::letter_input::LetterInput;
use super::letter_made::Made;
use super::letter_matter::Matter;
use super::letter_sending::{self, Wanted};
use super::letter_shown::LetterShown;
use super::letters::{TickInput, draft_in, redraft_in, tick_in};
use super::once::once;
use super::perform::{self, ActRequest, Loaded, tried};
use super::view::{self, CaseView, Folded, load_folded};
use super::{Error, IdempotencyKey, InputFault};
use crate::app::App;
use crate::documents::kind::LetterKind;
use crate::law::act::Act;
use crate::law::case::{Case, Recorded};
use crate::law::case_event::CaseEvent;
use crate::law::letter::LetterUse;
use crate::store::letters::{LetterRow, LetterState, list_letters};
use crate::store::{Db, StoreError, Tx};

/// What somebody wants to do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub number: String,
    /// None where only letters are written.
    pub act: Option<Act>,
    /// The version the person saw; another since then is `Stale`.
    pub if_match: Option<i64>,
    pub key: Option<IdempotencyKey>,
    /// The letters to write; which measure or 会办 they announce is filled in.
    pub letters: Vec<LetterInput>,
    /// The draft, by its number in the case, that the only letter is written over.
    pub anew: Option<i32>,
    /// Warnings of these letters, or of those that the act signs, that somebody answers for.
    pub ticks: Vec<TickInput>,
}

/// What would come of it.
#[derive(Clone, Debug)]
pub struct Trial {
    pub before: Explained,
    /// As before where it is refused.
    pub after: Explained,
    /// Whether `after` supposes that the approved letter leaves today: approval alone moves no date.
    pub at_dispatch: bool,
    pub refused: Vec<String>,
    pub letters: Vec<LetterShown>,
}

/// Does it.
///
/// # Errors
/// As [`perform::run`] and [`super::letters::draft`]; [`Error::Input`] for what stands against a letter: an
/// error, or a warning that nobody answers for.
pub async fn run(app: &App, actor: NamedActor, plan: Plan) -> Result<CaseView, Error> {
    let within = app.clone();
    let outgoing = match &plan.act {
        Some(act) => letter_sending::prepare(app, &actor, &request(&plan, act)).await?,
        None => Vec::new(),
    };
    app.store
        .write(move |tx| {
            once(tx, plan.key.as_ref(), within.now(), |tx| {
                answer_for(&within, tx, &actor, &plan)?;
                if let Some(act) = &plan.act {
                    let mut request = request(&plan, act);
                    // What was answered for just now is no one else's change.
                    request.if_match = request.if_match.filter(|_| plan.ticks.is_empty());
                    perform::perform(&within, tx, &actor, &request, &outgoing)?;
                }
                for input in &plan.letters {
                    write(&within, tx, &actor, &plan, input)?;
                }
                let folded = load_folded(&within, tx, &actor.actor, &plan.number)?;
                let Folded { row, case, calendar, .. } = folded;
                view::make(&within, tx, &row, &case, &calendar, &actor.actor, within.clock.today())
            })
        })
        .await
}

fn request(plan: &Plan, act: &Act) -> ActRequest {
    // The key is claimed around the whole plan.
    ActRequest { number: plan.number.clone(), act: act.clone(), if_match: plan.if_match, key: None }
}

/// Ticks the warnings of the letters that the act signs; the version is checked first.
fn answer_for(app: &App, tx: &mut Tx<'_>, actor: &NamedActor, plan: &Plan) -> Result<(), Error> {
    let row = load_folded(app, tx, &actor.actor, &plan.number)?.row;
    if plan.if_match.is_some_and(|seen| seen != row.version) {
        return Err(StoreError::Stale.into());
    }
    let Some(Act::ApproveMeasure { number }) = plan.act else { return Ok(()) };
    if plan.ticks.is_empty() {
        return Ok(());
    }
    let mut matter = open(app, tx, actor, &plan.number, LetterUse::Tick)?;
    for letter in list_letters(tx, matter.row.id)? {
        let drafted = letter.fields.state == LetterState::Drafted.word();
        if drafted && Wanted::Measure(number).is(&letter)? {
            tick_open(app, tx, actor, &mut matter, &letter, &plan.ticks)?;
        }
    }
    Ok(())
}

/// Ticks those warnings of a draft that somebody answers for.
fn tick_open(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    matter: &mut Matter,
    letter: &LetterRow,
    ticks: &[TickInput],
) -> Result<(), Error> {
    let judged = judge(app, tx, matter, letter)?;
    for finding in judged.findings.iter().filter(|found| found.severity == "warning" && !found.ticked) {
        if let Some(tick) = ticks.iter().find(|tick| tick.finding == finding.code) {
            tick_in(app, tx, actor, matter, letter, &judged, tick)?;
        }
    }
    Ok(())
}

/// Writes one letter, and leaves nothing open that would keep it from being signed.
fn write(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    plan: &Plan,
    input: &LetterInput,
) -> Result<(), Error> {
    let mut matter = open(app, tx, actor, &plan.number, LetterUse::Draft)?;
    let input = completed(input, plan.act.as_ref(), &matter.case);
    let letter = match plan.anew {
        Some(letter) => redraft_in(app, tx, actor, &mut matter, letter, input)?,
        None => draft_in(app, tx, actor, &mut matter, input)?,
    };
    tick_open(app, tx, actor, &mut matter, &letter, &plan.ticks)?;
    let judged = judge(app, tx, &matter, &letter)?;
    let errors = judged.findings.iter().any(|found| found.severity == "error");
    let open = judged.findings.iter().any(|found| !found.ticked);
    let faults = judged.faults();
    match (errors, open) {
        (true, _) => Err(Error::Input(faults)),
        (false, true) => {
            let of_tick = |fault: InputFault| InputFault { field: "ticks", ..fault };
            Err(Error::Input(faults.into_iter().map(of_tick).collect()))
        }
        (false, false) => Ok(()),
    }
}

/// The letter of an act announces what the act began.
fn completed(input: &LetterInput, act: Option<&Act>, case: &Case) -> LetterInput {
    let mut input = input.clone();
    let count = |length: usize| u32::try_from(length).ok();
    match act {
        Some(Act::ProposeMeasure { .. }) => input.measure = count(case.measures.len()),
        Some(Act::AskCoHandling { .. }) => input.co_handling = count(case.co_handling.len()),
        _ => {}
    }
    input
}

/// Tries it; nothing is kept.
///
/// # Errors
/// Not found for a case that does not exist for this post. What would be refused is said in the trial.
pub async fn preview(app: &App, actor: NamedActor, plan: Plan) -> Result<Trial, Error> {
    let within = app.clone();
    app.store.read(move |db| try_out(&within, db, &actor, &plan)).await
}

fn try_out(app: &App, db: &mut Db, actor: &NamedActor, plan: &Plan) -> Result<Trial, Error> {
    let today = app.clock.today();
    let Folded { case, calendar, settings, .. } = load_folded(app, db, &actor.actor, &plan.number)?;
    let before = explain(&case, &calendar, settings, today)?;
    let mut trial =
        Trial { after: before.clone(), before, at_dispatch: false, refused: Vec::new(), letters: Vec::new() };
    let mut events = Vec::new();
    if let Some(act) = &plan.act {
        // Whether somebody was faster is said when it is done.
        let request = ActRequest { if_match: None, ..request(plan, act) };
        match tried(app, db, actor, &request) {
            Ok((loaded, happens)) => {
                events.clone_from(&happens);
                (trial.after, trial.at_dispatch) = dates_after(loaded, act, happens, actor, app)?;
            }
            Err(error) => {
                trial.refused = refusal(error)?;
                return Ok(trial);
            }
        }
    }
    if !plan.letters.is_empty() {
        trial.letters = try_letters(app, db, actor, plan, &events)?;
    }
    Ok(trial)
}

fn refusal(error: Error) -> Result<Vec<String>, Error> {
    match error {
        Error::Refused(refusal) => Ok(vec![refusal.to_string()]),
        Error::Input(faults) => Ok(faults.into_iter().map(|fault| fault.message).collect()),
        other => Err(other),
    }
}

/// The dates after the act; of a measure, as if it left today.
fn dates_after(
    mut loaded: Loaded,
    act: &Act,
    events: Vec<CaseEvent>,
    actor: &NamedActor,
    app: &App,
) -> Result<(Explained, bool), Error> {
    let (today, by) = (app.clock.today(), actor.person());
    loaded.journal.extend(events.into_iter().map(|event| Recorded { event, by }));
    let case = loaded.folded();
    let number = match act {
        Act::ProposeMeasure { .. } => u32::try_from(case.measures.len()).ok(),
        Act::ApproveMeasure { number } => Some(*number),
        _ => None,
    };
    let Some(number) = number else { return Ok((loaded.explained(today)?, false)) };
    let in_time = case.deadline(&loaded.calendar)?.is_by_due(today)?;
    let dispatched = [
        CaseEvent::MeasureApproved { number, on: today },
        CaseEvent::MeasureDispatched { number, on: today, in_time, tracking: None, backdating: None },
    ];
    loaded.journal.extend(dispatched.into_iter().map(|event| Recorded { event, by }));
    Ok((loaded.explained(today)?, true))
}

fn try_letters(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    plan: &Plan,
    events: &[CaseEvent],
) -> Result<Vec<LetterShown>, Error> {
    let title = |input: &LetterInput| LetterKind::find(&input.kind).map_or("文书", LetterKind::title);
    let missing = |input: &LetterInput, faults| LetterShown::missing(title(input), faults);
    let mut matter = match open(app, db, actor, &plan.number, LetterUse::Draft) {
        Err(Error::Input(faults)) => {
            return Ok(plan.letters.iter().map(|input| missing(input, faults.clone())).collect());
        }
        found => found?,
    };
    matter.suppose(events, actor.person())?;
    let mut shown = Vec::new();
    for input in &plan.letters {
        let completed = completed(input, plan.act.as_ref(), &matter.case);
        shown.push(match Made::of(app, db, &matter, completed) {
            Ok(made) => LetterShown::tried(app, &matter, &made)?,
            Err(Error::Input(faults)) => missing(input, faults),
            Err(Error::Refused(refusal)) => {
                missing(input, vec![InputFault::new("letter", refusal.to_string())])
            }
            Err(other) => return Err(other),
        });
    }
    Ok(shown)
}
