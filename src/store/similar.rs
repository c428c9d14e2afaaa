//! Cases that may be the same as one that is just being typed: of the same person, or about the same.
//! Each question is one range of an index, and holds the scope.

use std::collections::HashMap;

use diesel::prelude::*;

use super::cases::CaseRow;
use super::connection::MultiBackend;
use super::schema::{cases, grams, parties};
use super::scope::{Condition, Scope};
use super::search::{Grams, after_prefix};
use super::{Db, StoreError};

/// A pair of signs that stands in more cases than this tells nothing.
const MOST_OF_PAIR: i64 = 1_000;
/// More pairs than these are not looked up; they are taken evenly from the text.
const MOST_PAIRS: usize = 16;

type Query<'a> = cases::BoxedQuery<'a, MultiBackend, diesel::helper_types::SqlTypeOf<Columns>>;
type Columns = diesel::helper_types::AsSelect<CaseRow, MultiBackend>;

fn newest(
    db: &mut Db,
    scope: &Scope,
    conditions: Vec<Condition>,
    limit: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    let query: Query<'_> = cases::table.select(CaseRow::as_select()).into_boxed();
    let query = conditions.into_iter().fold(query.filter(scope.condition()), |query, one| query.filter(one));
    Ok(query.order(cases::id.desc()).limit(limit).load(db)?)
}

/// What is known of an applicant whose earlier cases are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBy {
    IdNumber,
    Phone,
}

/// The newest cases with an applicant of this number, given its keyed hash.
pub fn list_of_number(
    db: &mut Db,
    scope: &Scope,
    known_by: KnownBy,
    index: &[u8],
    limit: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    let applicants = || parties::table.filter(parties::role.eq("applicant")).select(parties::case_id);
    let own: Condition = match known_by {
        KnownBy::IdNumber => {
            let known = applicants().filter(parties::id_number_index.eq(index.to_vec()));
            Box::new(cases::id.eq_any(known).nullable())
        }
        KnownBy::Phone => {
            let known = applicants().filter(parties::phone_index.eq(index.to_vec()));
            Box::new(cases::id.eq_any(known).nullable())
        }
    };
    newest(db, scope, vec![own], limit)
}

/// The newest cases whose first applicant has exactly this sort key.
pub fn list_of_applicant_key(
    db: &mut Db,
    scope: &Scope,
    key: &str,
    limit: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    newest(db, scope, vec![Box::new(cases::applicant_key.eq(key.to_owned()).nullable())], limit)
}

/// Cases whose first applicant's sort key begins so, in the order of the keys.
pub fn list_of_applicant_prefix(
    db: &mut Db,
    scope: &Scope,
    prefix: &str,
    limit: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    let query: Query<'_> = cases::table.select(CaseRow::as_select()).into_boxed();
    let rows = query
        .filter(scope.condition())
        .filter(cases::applicant_key.ge(prefix.to_owned()))
        .filter(cases::applicant_key.lt(after_prefix(prefix)))
        .order((cases::applicant_key.asc(), cases::id.asc()))
        .limit(limit)
        .load(db)?;
    Ok(rows)
}

/// The newest cases with exactly this sort key of the title.
pub fn list_of_title_key(
    db: &mut Db,
    scope: &Scope,
    key: &str,
    limit: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    newest(db, scope, vec![Box::new(cases::title_key.eq(key.to_owned()).nullable())], limit)
}

/// The cases that share most of the rarer pairs of signs with a text, at most `limit`, by how many they
/// share. Of a text whose pairs stand everywhere there are none.
pub fn list_sharing_signs(
    db: &mut Db,
    scope: &Scope,
    text: &str,
    limit: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    let pairs: Vec<String> = Grams::of_text(text).pairs.into_iter().collect();
    let step = pairs.len().div_ceil(MOST_PAIRS).max(1);
    let (mut shared, mut telling) = (HashMap::<i64, u32>::new(), 0);
    for pair in pairs.into_iter().step_by(step) {
        let with: Vec<i64> = grams::table
            .filter(grams::gram.eq(pair))
            .select(grams::case_id)
            .limit(MOST_OF_PAIR + 1)
            .load(db)?;
        if with.len() as i64 <= MOST_OF_PAIR {
            telling += 1;
            with.into_iter().for_each(|id| *shared.entry(id).or_default() += 1);
        }
    }
    let mut near: Vec<(i64, u32)> =
        shared.into_iter().filter(|(_, count)| *count * 2 >= telling && *count >= 2).collect();
    near.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), std::cmp::Reverse(*id)));
    // Cases of other organs fall out below, so more are asked for than are shown.
    let ids: Vec<i64> = near.into_iter().map(|(id, _)| id).take(1_000).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let place: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
    let mut rows = newest(db, scope, vec![Box::new(cases::id.eq_any(ids).nullable())], 1_000)?;
    rows.sort_by_key(|row| place.get(&row.id).copied());
    rows.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(rows)
}
