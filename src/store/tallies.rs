//! How many cases arrived and closed in each month, by unit and class of result.
//!
//! The database itself appends a change with every change of a case (see the migration `figures`), in the
//! same transaction: a sum is right at once, and no transaction waits for another's. Upkeep makes one row
//! of the rows of a key. The tables stay small: a row for each unit, month and class, however many cases.

use diesel::connection::SimpleConnection;
use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::connection::MultiBackend;
use super::figures::Within;
use super::schema::{organs, tallies};
use super::{Db, StoreError, Tx};

/// What a tally of arrivals is called; those of closings are called by the state.
pub const ARRIVED: &str = "arrived";

/// A sum over months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTally {
    pub organ_id: i64,
    pub unit_id: Option<i64>,
    /// The state in which they ended.
    pub what: String,
    pub number: i64,
}

/// A sum over units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthTally {
    /// «2026-03»
    pub month: String,
    /// [`ARRIVED`], or the state in which they ended.
    pub what: String,
    /// The first letter of the result; nothing for what has none.
    pub class: String,
    pub number: i64,
}

type Condition = Box<dyn BoxableExpression<tallies::table, MultiBackend, SqlType = Bool>>;

fn condition(within: &Within) -> Condition {
    let stem = within.path.strip_suffix('/').unwrap_or(&within.path);
    let own = organs::table
        .filter(organs::path.ge(within.path.clone()))
        .filter(organs::path.lt(format!("{stem}0")))
        .select(organs::id);
    let below = tallies::organ_id.eq_any(own);
    match within.unit_id {
        Some(unit) => Box::new(below.and(tallies::unit_id.eq(unit))),
        None => Box::new(below),
    }
}

/// What ended in one of these states from the first month to the last («2026-03»), by unit.
pub fn sum_by_unit(
    db: &mut Db,
    within: &Within,
    months: (&str, &str),
    states: &[&str],
) -> Result<Vec<UnitTally>, StoreError> {
    let rows: Vec<(i64, i64, String, Option<i64>)> = tallies::table
        .filter(tallies::month.ge(months.0.to_owned()))
        .filter(tallies::month.le(months.1.to_owned()))
        .filter(tallies::what.eq_any(states.iter().map(|&state| state.to_owned()).collect::<Vec<_>>()))
        .filter(condition(within))
        .group_by((tallies::organ_id, tallies::unit_id, tallies::what))
        .select((tallies::organ_id, tallies::unit_id, tallies::what, sum(tallies::number)))
        .load(db)?;
    let tally = |(organ_id, unit, what, number): (i64, i64, String, Option<i64>)| UnitTally {
        organ_id,
        unit_id: Some(unit).filter(|unit| *unit != 0),
        what,
        number: number.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(tally).filter(|tally| tally.number != 0).collect())
}

/// What arrived and what ended from the first month to the last («2026-03»), by month.
pub fn sum_by_month(
    db: &mut Db,
    within: &Within,
    months: (&str, &str),
) -> Result<Vec<MonthTally>, StoreError> {
    let rows: Vec<(String, String, String, Option<i64>)> = tallies::table
        .filter(tallies::month.ge(months.0.to_owned()))
        .filter(tallies::month.le(months.1.to_owned()))
        .filter(condition(within))
        .group_by((tallies::month, tallies::what, tallies::class))
        .select((tallies::month, tallies::what, tallies::class, sum(tallies::number)))
        .load(db)?;
    let tally = |(month, what, class, number): (String, String, String, Option<i64>)| MonthTally {
        month,
        what,
        class,
        number: number.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(tally).filter(|tally| tally.number != 0).collect())
}

/// On SQLite, whose one writer sees all there is: the sums of keys that have several rows, then these away.
const MERGE_ON_SQLITE: &str = "
    CREATE TEMP TABLE merged AS
        SELECT month, what, class, organ_id, unit_id, sum(number) AS number
        FROM tallies GROUP BY month, what, class, organ_id, unit_id HAVING count(*) > 1;
    DELETE FROM tallies WHERE (month, what, class, organ_id, unit_id) IN
        (SELECT month, what, class, organ_id, unit_id FROM merged);
    INSERT INTO tallies (month, what, class, organ_id, unit_id, number)
        SELECT month, what, class, organ_id, unit_id, number FROM merged WHERE number <> 0;
    DROP TABLE merged;";

/// On PostgreSQL others append meanwhile: what is added is exactly what this one statement took away.
const MERGE_ON_POSTGRES: &str = "
    WITH several AS (
        SELECT month, what, class, organ_id, unit_id FROM tallies
        GROUP BY month, what, class, organ_id, unit_id HAVING count(*) > 1
    ), gone AS (
        DELETE FROM tallies t USING several s WHERE t.month = s.month AND t.what = s.what
            AND t.class = s.class AND t.organ_id = s.organ_id AND t.unit_id = s.unit_id
        RETURNING t.*
    )
    INSERT INTO tallies (month, what, class, organ_id, unit_id, number)
    SELECT month, what, class, organ_id, unit_id, sum(number)::integer FROM gone
    GROUP BY month, what, class, organ_id, unit_id HAVING sum(number) <> 0";

/// Adds the rows of each key together; says how many rows there are fewer.
pub fn merge_tallies(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    let before = count_tallies(tx)?;
    let statement = match &**tx {
        Db::Sqlite(_) => MERGE_ON_SQLITE,
        Db::Postgres(_) => MERGE_ON_POSTGRES,
    };
    tx.batch_execute(statement)?;
    let after = count_tallies(tx)?;
    Ok(usize::try_from(before - after).unwrap_or_default())
}

/// How many rows there are.
pub fn count_tallies(db: &mut Db) -> Result<i64, StoreError> {
    Ok(tallies::table.count().get_result(db)?)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many keys have another sum than there are cases.
pub fn count_wrong_tallies(db: &mut Db) -> Result<i64, StoreError> {
    let month = match db {
        Db::Sqlite(_) => |day: &str| format!("substr({day}, 1, 7)"),
        Db::Postgres(_) => |day: &str| format!("to_char({day}, 'YYYY-MM')"),
    };
    let (received, ended) = (month("received_on"), month("ended_on"));
    let statement = format!(
        "SELECT count(*) AS count FROM (
            SELECT month, what, class, organ_id, unit_id FROM (
                SELECT month, what, class, organ_id, unit_id, number FROM tallies
                UNION ALL
                SELECT {received}, '{ARRIVED}', '', organ_id, coalesce(unit_id, 0), -1
                FROM cases WHERE received_on IS NOT NULL
                UNION ALL
                SELECT {ended}, state, coalesce(substr(result, 1, 1), ''), organ_id, coalesce(unit_id, 0), -1
                FROM cases WHERE ended_on IS NOT NULL
            ) AS each_one GROUP BY month, what, class, organ_id, unit_id HAVING sum(number) <> 0
        ) AS wrong"
    );
    let count: Count = diesel::sql_query(statement).get_result(db)?;
    Ok(count.count)
}
