//! Search in Chinese text on both databases: pairs of neighbouring signs in a plain table.
//!
//! A text is lowered, full-width letters and digits become ordinary ones, and every run of letters is
//! cut into overlapping pairs; the last sign of a run is kept alone, so that a search for one sign
//! is a range of the table. It finds every text that contains the words, and rarely one that
//! contains all their pairs but not side by side.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};

use super::schema::grams;
use super::{Db, StoreError, Tx};
use crate::law::text::half_width;

/// More than these pairs of a query narrow nothing further.
const MOST_PAIRS: usize = 16;

/// The signs a text or a query is searched by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grams {
    /// Two neighbouring signs.
    pub pairs: BTreeSet<String>,
    /// The last sign of a run in a text; a run of one in a query.
    pub singles: BTreeSet<String>,
}

impl Grams {
    /// What a text is found by.
    pub fn of_text(text: &str) -> Self {
        let mut grams = Self::default();
        for run in runs(text) {
            grams.pairs.extend(run.windows(2).map(|pair| pair.iter().collect()));
            grams.singles.extend(run.last().map(char::to_string));
        }
        grams
    }

    /// What a query asks for.
    pub fn of_query(text: &str) -> Self {
        let mut grams = Self::default();
        for run in runs(text) {
            match run.as_slice() {
                [single] => {
                    grams.singles.insert(single.to_string());
                }
                run => grams.pairs.extend(run.windows(2).map(|pair| pair.iter().collect())),
            }
        }
        while grams.pairs.len() > MOST_PAIRS {
            grams.pairs.pop_last();
        }
        grams
    }
}

fn runs(text: &str) -> Vec<Vec<char>> {
    let signs: Vec<char> = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    signs.split(|sign| !sign.is_alphanumeric()).filter(|run| !run.is_empty()).map(<[char]>::to_vec).collect()
}

/// Full-width forms of ASCII and the blank, as an input method may leave them.
fn narrow(sign: char) -> char {
    match sign {
        '\u{3000}' => ' ',
        other => half_width(other),
    }
}

/// The first key after all that begin with `prefix`, where keys are ordered by code point.
pub(super) fn after_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// A `LIKE` pattern for values that contain `text`, with its own `%`, `_` and `\` taken literally. Use
/// it with `escape('\\')` and both sides lowered.
pub fn like_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for sign in text.chars().flat_map(char::to_lowercase) {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The rows of an array, on PostgreSQL.
    fn unnest(list: Array<Text>) -> Text;
}

/// Makes a case findable by these texts alone; what it was findable by before is removed.
pub fn index_case(tx: &mut Tx<'_>, case_id: i64, texts: &[&str]) -> Result<(), StoreError> {
    diesel::delete(grams::table.filter(grams::case_id.eq(case_id))).execute(&mut **tx)?;
    insert_grams(tx, case_id, texts)
}

/// Makes a new case findable: [`index_case`] without the look for what was there before.
pub fn insert_grams(tx: &mut Tx<'_>, case_id: i64, texts: &[&str]) -> Result<(), StoreError> {
    let mut all = BTreeSet::new();
    for text in texts {
        let grams = Grams::of_text(text);
        all.extend(grams.pairs);
        all.extend(grams.singles);
    }
    let all: Vec<String> = all.into_iter().collect();
    // A list is one parameter: as many parameters as rows would be read and planned anew each time.
    match &mut **tx {
        Db::Sqlite(conn) => {
            let list = serde_json::to_string(&all).map_err(StoreError::corrupt)?;
            diesel::sql_query("INSERT INTO grams (gram, case_id) SELECT value, ? FROM json_each(?)")
                .bind::<BigInt, _>(case_id)
                .bind::<Text, _>(list)
                .execute(conn)?
        }
        Db::Postgres(conn) => diesel::select((unnest(all), case_id.into_sql::<BigInt>()))
            .insert_into(grams::table)
            .into_columns((grams::gram, grams::case_id))
            .execute(conn)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(signs: &[&str]) -> BTreeSet<String> {
        signs.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn text_is_cut_into_pairs_within_its_runs() {
        let grams = Grams::of_text("土地征收，２０２６年Ａ");
        assert_eq!(grams.pairs, set(&["土地", "地征", "征收", "20", "02", "26", "6年", "年a"]));
        assert_eq!(grams.singles, set(&["收", "a"]));
    }

    #[test]
    fn a_query_of_one_sign_asks_for_a_beginning() {
        let grams = Grams::of_query("征 预算");
        assert_eq!(grams.singles, set(&["征"]));
        assert_eq!(grams.pairs, set(&["预算"]));
    }

    #[test]
    fn signs_outside_the_basic_plane_stay_whole() {
        assert_eq!(Grams::of_text("𠮷田").pairs, set(&["𠮷田"]));
    }

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(like_pattern(r"5%_\A"), r"%5\%\_\\a%");
    }
}
