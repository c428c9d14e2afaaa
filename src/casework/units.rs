//! The units of the own organ, to choose from.

use pinyin::ToPinyin;

use super::Error;
use super::journal::NamedActor;
use crate::app::App;
use crate::store::organs::list_units;

/// A unit to choose.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct UnitOption {
    pub id: i64,
    pub name: String,
    /// The first letters of its name's pinyin, «ghg» for 规划股.
    pub initials: String,
}

/// The units of the actor's organ that exist today.
///
/// # Errors
/// The database's.
pub async fn list(app: &App, actor: &NamedActor) -> Result<Vec<UnitOption>, Error> {
    let (organ, today) = (actor.actor.organ.0, app.clock.today());
    app.store
        .read(move |db| {
            let units = list_units(db, organ)?.into_iter();
            let open = units.filter(|unit| unit.valid_to.is_none_or(|to| today <= to));
            let option = |unit: crate::store::organs::UnitRow| UnitOption {
                id: unit.id,
                initials: initials(&unit.name),
                name: unit.name,
            };
            Ok(open.map(option).collect())
        })
        .await
}

/// The first letters of the pinyin; what has none stands for itself, in lower case.
pub fn initials(name: &str) -> String {
    name.chars()
        .map(|sign| match sign.to_pinyin() {
            Some(reading) => reading.first_letter().to_owned(),
            None => sign.to_lowercase().to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_found_by_the_letters_its_name_begins_with() {
        assert_eq!(initials("规划股"), "ghg");
        assert_eq!(initials("12345热线科A"), "12345rxka");
    }
}
