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

/// How the cases of a condition are come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// In the order of the list, until a page is full: each is asked whether it belongs.
    Walked,
    /// All of them at once, through whatever index finds them, and in no order.
    Gathered,
}

/// A condition on the row of a case, its columns chosen at run time.
pub(super) type Condition = Box<dyn BoxableExpression<cases::table, MultiBackend, SqlType = Nullable<Bool>>>;

impl Scope {
    /// The condition that holds for the cases in this scope.
    pub(super) fn condition(&self) -> Condition {
        self.on(Way::Walked)
    }

    /// The same, in the form that serves best.
    pub(super) fn on(&self, way: Way) -> Condition {
        match self {
            Self::Everything => Box::new(true.into_sql::<Nullable<Bool>>()),
            Self::Nothing => Box::new(false.into_sql::<Nullable<Bool>>()),
            // SQLite orders by an index of one organ, but not by one of a list that has one.
            Self::Organs(ids) if ids.len() == 1 => {
                Box::new(cases::organ_id.nullable().eq(ids.first().copied()))
            }
            Self::Organs(ids) => Box::new(cases::organ_id.eq_any(ids.clone()).nullable()),
            Self::Subtrees(paths) => paths
                .iter()
                .map(|path| below_on(way, path))
                .reduce(|one, other| Box::new(one.or(other)))
                .unwrap_or_else(|| Self::Nothing.condition()),
            Self::Unit { organ_id, unit_id } => {
                Box::new(cases::organ_id.eq(*organ_id).and(cases::unit_id.eq(*unit_id)))
            }
        }
    }
}

/// [`below_on`] for cases that are walked.
pub(super) fn below(path: &str) -> Condition {
    below_on(Way::Walked, path)
}

/// The cases of the organ at `path` and of all below it. A path ends in `/`, and `0` is the sign after
/// `/`, so the paths that begin with it are a range an index can serve.
///
/// Cases that are walked are each asked for their organ. Were it a list of organs, SQLite would gather the
/// cases of all of them and sort them, where the first page of an ordered index is enough.
pub(super) fn below_on(way: Way, path: &str) -> Condition {
    let Some(stem) = path.strip_suffix('/') else {
        return Scope::Nothing.condition();
    };
    let organs =
        organs::table.filter(organs::path.ge(path.to_owned())).filter(organs::path.lt(format!("{stem}0")));
    match way {
        Way::Walked => Box::new(exists(organs.filter(organs::id.eq(cases::organ_id))).nullable()),
        Way::Gathered => Box::new(cases::organ_id.eq_any(organs.select(organs::id)).nullable()),
    }
}
