//! Which cases exist for the one who asks. It is part of every query, so that a foreign case is not
//! found rather than found and then refused.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::connection::MultiBackend;
use super::schema::{cases, organs};

/// The cases a post may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All: for the program itself (checks, sweeps), never for a person.
    Everything,
    /// None.
    Nothing,
    /// Those of these organs.
    Organs(Vec<i64>),
    /// Those of the organs below these paths, themselves included.
    Subtrees(Vec<String>),
    /// Those assigned to one unit of one organ.
    Unit {
        /// The organ.
        organ_id: i64,
        /// Its unit.
        unit_id: i64,
    },
}

/// A condition on the row of a case, its columns chosen at run time.
pub(super) type Condition = Box<dyn BoxableExpression<cases::table, MultiBackend, SqlType = Nullable<Bool>>>;

impl Scope {
    /// The condition that holds for the cases in this scope.
    pub(super) fn condition(&self) -> Condition {
        match self {
            Self::Everything => Box::new(true.into_sql::<Nullable<Bool>>()),
            Self::Nothing => Box::new(false.into_sql::<Nullable<Bool>>()),
            Self::Organs(ids) => Box::new(cases::organ_id.eq_any(ids.clone()).nullable()),
            Self::Subtrees(paths) => paths
                .iter()
                .map(|path| below(path))
                .reduce(|one, other| Box::new(one.or(other)))
                .unwrap_or_else(|| Self::Nothing.condition()),
            Self::Unit { organ_id, unit_id } => {
                Box::new(cases::organ_id.eq(*organ_id).and(cases::unit_id.eq(*unit_id)))
            }
        }
    }
}

/// The cases of the organ at `path` and of all below it. A path ends in `/`, and `0` is the sign after
/// `/`, so the paths that begin with it are a range an index can serve.
///
/// Each case is asked for its organ. Were it a list of organs, SQLite would gather the cases of all of
/// them and sort them, where the first page of an ordered index is enough.
pub(super) fn below(path: &str) -> Condition {
    let Some(stem) = path.strip_suffix('/') else {
        return Scope::Nothing.condition();
    };
    let own = organs::table
        .filter(organs::id.eq(cases::organ_id))
        .filter(organs::path.ge(path.to_owned()))
        .filter(organs::path.lt(format!("{stem}0")));
    Box::new(exists(own).nullable())
}
