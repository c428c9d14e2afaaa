//! 督办单 on paper: made of the case and of what was asked for whenever it is printed, with the 文号 it was
//! given ([`super::urge_numbers`]).

use super::journal::NamedActor;
use super::letter_print::Printable;
use super::templates::in_force;
use super::trail::note_look;
use super::urge_numbers::number_once;
use super::{Error, checks, organ_facts};
use crate::app::{App, shanghai};
use crate::documents::asks::UrgeContext;
use crate::documents::compose::{Signed, compose};
use crate::documents::context::LetterContext;
use crate::documents::kind::LetterKind;
use crate::documents::parts::Day;
use crate::law::roles::Role;
use crate::store::cases::load_case_by_number;
use crate::store::organs::load_organ;
use crate::store::supervision::list_urgings;
use crate::store::texts::list_texts;
use crate::store::urge_sheets::find_urge_sheet;
use crate::store::users::list_posts_of_user;
use crate::store::{Db, StoreError};

/// What a 督办 that an overdue date opened asks for.
const OF_THE_PROGRAM: &str = "请立即作出答复并送达申请人，查明超期原因，提出整改措施。";

/// The 督办单 of a 督办, to be rendered. Who did is written down.
///
/// # Errors
/// [`StoreError::NotFound`] outside the post's scope; [`Error::Input`] where the supervising organ's facts
/// are not filled in, or the case has no date yet.
pub async fn find(app: &App, actor: NamedActor, number: String, id: i64) -> Result<Printable, Error> {
    number_once(app, actor.clone(), number.clone(), id).await?;
    let (within, reader) = (app.clone(), actor.clone());
    let (case_id, sheet) =
        app.store.read(move |db| -> Result<_, Error> { make(&within, db, &reader, &number, id) }).await?;
    let now = app.now();
    let detail = serde_json::json!({ "urging": id });
    app.store.write(move |tx| note_look(tx, &actor, "print_urging", case_id, &detail, now)).await?;
    Ok(sheet)
}

fn make(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    number: &str,
    id: i64,
) -> Result<(i64, Printable), Error> {
    let today = app.clock.today();
    let row = load_case_by_number(db, &checks::scope(&actor.actor), number)?;
    let found = list_urgings(db, row.id)?.into_iter().find(|urging| urging.id == id);
    let urging = found.ok_or(StoreError::NotFound)?;
    let urged = load_organ(db, row.organ_id)?;
    let (Some(received_on), Some(due_on)) = (row.received_on, row.due_on) else {
        return Err(Error::input("sheet", "收到之日还没有确认，没有法定答复截止日，不能制作督办单"));
    };
    let calendar = app.calendars.current(db)?.in_force(urged.region.as_deref());
    let on = shanghai(urging.opened_at.to_utc()).date_naive();
    let numbered = find_urge_sheet(db, urging.id)?;
    if numbered.as_ref().is_some_and(|sheet| sheet.withdrawn_at.is_some()) {
        return Err(Error::input("sheet", "督办已经撤回，督办单和文号作废"));
    }
    let sender = match &numbered {
        Some(sheet) => sheet.organ_id,
        None => sender(db, actor, urging.issued_by, &urged.path, on)?,
    };
    let organ = load_organ(db, sender)?;
    let words = list_texts(db, row.id)?.into_iter().find(|text| Some(text.id) == urging.text_id);
    let context = LetterContext::from(UrgeContext {
        organ: organ_facts::for_letters(db, &organ, today)?.organ,
        case_number: row.number.clone(),
        urged: urged.name.clone(),
        received_on: Day(received_on),
        due_on: Day(due_on),
        overdue: if on > due_on { calendar.main.count(due_on, on)? } else { 0 },
        message: words.map_or_else(|| OF_THE_PROGRAM.to_owned(), |text| text.body),
        answer_by: Day(urging.reply_by),
    });
    let texts = in_force(db, &organ.path, LetterKind::UrgeSheet, &[], on)?.texts;
    let signed = Signed { number: numbered.and_then(|sheet| sheet.document_number), on: Some(on) };
    let letter =
        compose(&context, &texts, &signed).map_err(|problem| Error::input("sheet", problem.to_string()))?;
    let name = format!("{} {}", row.number, letter.title);
    Ok((row.id, Printable { letter, name, on }))
}

/// The organ that urges: that of the supervisor who issued it or looks at it, else the organ itself.
fn sender(
    db: &mut Db,
    actor: &NamedActor,
    issued_by: Option<i64>,
    urged_path: &str,
    on: chrono::NaiveDate,
) -> Result<i64, Error> {
    if let Some(user) = issued_by {
        let word = super::row::word(Role::Supervisor);
        for post in list_posts_of_user(db, user, on)?.into_iter().filter(|post| post.role == word) {
            if urged_path.starts_with(&load_organ(db, post.organ_id)?.path) {
                return Ok(post.organ_id);
            }
        }
    }
    Ok(actor.actor.organ.0)
}
