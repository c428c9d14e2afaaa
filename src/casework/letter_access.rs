//! Who may do what with the letters of a case, asked before anything else.

use super::journal::NamedActor;
use super::letter_matter::Matter;
use super::{Error, checks};
use crate::app::App;
use crate::documents::kind::{LetterKind, Signer};
use crate::law::letter::{LetterUse, may_use_letters};
use crate::law::roles::relation;
use crate::store::Db;
use crate::store::cases::load_case_by_number;
use crate::store::letters::load_letter;

/// Whether this post may write letters for a case, before anything it sends is read.
///
/// # Errors
/// As [`draft`].
pub async fn admit(app: &App, actor: NamedActor, number: String) -> Result<(), Error> {
    app.store.read(move |db| permit(db, &actor, &number, LetterUse::Draft).map(drop)).await
}

/// Whether this post may see the letters and sheets of a case.
///
/// # Errors
/// As [`list`].
pub async fn look(app: &App, actor: NamedActor, number: String) -> Result<(), Error> {
    app.store.read(move |db| permit(db, &actor, &number, LetterUse::Read).map(drop)).await
}

/// Whether there is such a letter for this post.
///
/// # Errors
/// As [`list`]; not found for a letter that does not exist.
pub async fn see(app: &App, actor: NamedActor, number: String, letter: i32) -> Result<(), Error> {
    let found = app.store.read(move |db| -> Result<_, Error> {
        let case_id = permit(db, &actor, &number, LetterUse::Read)?;
        Ok(load_letter(db, case_id, letter)?)
    });
    found.await.map(drop)
}

/// Who may sign a kind (decision 18).
pub(super) fn to_sign(kind: LetterKind) -> Result<LetterUse, Error> {
    match kind.signer() {
        Signer::OfficeHead => Ok(LetterUse::SignForOffice),
        Signer::AllLevels => Ok(LetterUse::SignForOrgan),
        Signer::Nobody | Signer::Supervisor => Err(Error::Forbidden),
    }
}

/// Whether a post may do that with the letters of a loaded case.
///
/// # Errors
/// [`Error::Forbidden`].
pub(super) fn must_be_allowed(actor: &NamedActor, matter: &Matter, wanted: LetterUse) -> Result<(), Error> {
    let near = relation(&actor.actor, &matter.case);
    if may_use_letters(actor.actor.role, near, wanted) { Ok(()) } else { Err(Error::Forbidden) }
}

/// The case for someone who may do that with its letters.
pub(super) fn open(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    number: &str,
    wanted: LetterUse,
) -> Result<Matter, Error> {
    permit(db, actor, number, wanted)?;
    let row = load_case_by_number(db, &checks::scope(&actor.actor), number)?;
    Matter::load(app, db, row)
}

/// The id of the case, if this post may do that with its letters.
pub(super) fn permit(db: &mut Db, actor: &NamedActor, number: &str, wanted: LetterUse) -> Result<i64, Error> {
    let row = load_case_by_number(db, &checks::scope(&actor.actor), number)?;
    let journal = super::journal::load(db, row.id)?;
    let organ = crate::store::organs::load_organ(db, row.organ_id)?;
    let id = crate::law::text::OrganId(organ.id);
    let case = crate::law::case::Case::fold(id, &organ.path, &journal);
    let near = relation(&actor.actor, &case);
    if may_use_letters(actor.actor.role, near, wanted) { Ok(row.id) } else { Err(Error::Forbidden) }
}
