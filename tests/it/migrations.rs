//! The two folders of migrations make the same tables, which are those the code believes in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};
use gongkai::store::{Address, StoreError, migrations};

use crate::databases::TestDatabase;

on_both_databases!(
    migrating_again_changes_nothing,
    what_was_migrated_can_be_taken_back,
    several_processes_migrate_at_once,
    the_tables_are_those_of_the_schema,
);

/// Table → column → (type as diesel names it, whether it may be null).
type Tables = BTreeMap<String, BTreeMap<String, (String, bool)>>;

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

fn gather(rows: Vec<ColumnRow>) -> Tables {
    let mut tables = Tables::new();
    for row in rows {
        let columns = tables.entry(row.table_name).or_default();
        columns.insert(row.column_name, (row.kind, row.nullable));
    }
    tables
}

fn of_postgres(url: &str) -> Tables {
    let mut conn = PgConnection::establish(url).unwrap();
    let rows = diesel::sql_query(
        "SELECT table_name::text, column_name::text, is_nullable = 'YES' AS nullable,
                CASE data_type WHEN 'bigint' THEN 'BigInt' WHEN 'integer' THEN 'Integer'
                    WHEN 'text' THEN 'Text' WHEN 'boolean' THEN 'Bool' WHEN 'date' THEN 'Date'
                    WHEN 'timestamp without time zone' THEN 'Timestamp'
                    WHEN 'bytea' THEN 'Binary' ELSE data_type END AS kind
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%'",
    )
    .load(&mut conn)
    .unwrap();
    gather(rows)
}

/// SQLite keeps three kinds; which of ours it is, the checks of the column tell. Both integers look
/// alike, so they are told apart by what PostgreSQL has.
fn of_sqlite(path: &str) -> Tables {
    let mut conn = SqliteConnection::establish(path).unwrap();
    let rows = diesel::sql_query(
        "SELECT m.name AS table_name, c.name AS column_name, c.\"notnull\" = 0 AND c.pk = 0 AS nullable,
                CASE WHEN m.sql LIKE '%CHECK (date(' || c.name || ') IS ' || c.name || ')%' THEN 'Date'
                     WHEN m.sql LIKE '%CHECK (datetime(' || c.name || ') IS substr(%' THEN 'Timestamp'
                     WHEN m.sql LIKE '%CHECK (' || c.name || ' IN (0, 1))%' THEN 'Bool'
                     WHEN c.type = 'INTEGER' THEN 'an integer' WHEN c.type = 'TEXT' THEN 'Text'
                     WHEN c.type = 'BLOB' THEN 'Binary' ELSE c.type END AS kind
         FROM sqlite_schema m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
           AND m.name NOT LIKE '\\_\\_diesel%' ESCAPE '\\'",
    )
    .load(&mut conn)
    .unwrap();
    gather(rows)
}

/// What `src/store/schema.rs` says.
fn of_schema() -> Tables {
    let mut tables = Tables::new();
    let mut table = String::new();
    for line in include_str!("../../src/store/schema.rs").lines().map(str::trim) {
        if let Some((column, kind)) = line.split_once(" -> ") {
            let kind = kind.trim_end_matches(',');
            let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            let entry = (inner.unwrap_or(kind).to_owned(), inner.is_some());
            tables.get_mut(&table).unwrap().insert(column.to_owned(), entry);
        } else if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with("{")) {
            table = name.to_owned();
            tables.insert(table.clone(), BTreeMap::new());
        }
    }
    tables
}

fn the_tables_are_those_of_the_schema(database: &TestDatabase) {
    let mut expected = of_schema();
    let found = match &database.settings.address {
        Address::Postgres(url) => of_postgres(url),
        Address::Sqlite(path) => {
            let kinds = expected.values_mut().flat_map(|columns| columns.values_mut());
            for (kind, _) in kinds.filter(|(kind, _)| matches!(kind.as_str(), "BigInt" | "Integer")) {
                *kind = "an integer".to_owned();
            }
            of_sqlite(path)
        }
    };
    assert!(expected.len() > 15);
    for (table, columns) in &expected {
        assert_eq!(Some(columns), found.get(table), "{table}");
    }
    assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
}

/// Names and, without the words only one of them needs, definitions.
fn indexes(mut load: impl FnMut(&str) -> Vec<TextRow>, query: &str) -> BTreeSet<String> {
    let definitions = load(query).into_iter().filter_map(|row| row.value);
    definitions
        .map(|text| {
            text.replace("public.", "")
                .replace(" USING btree", "")
                .replace(" COLLATE \"C\"", "")
                .replace("::text", "")
        })
        .collect()
}

#[test]
fn both_folders_hold_the_same_migrations() {
    let names = |folder: &str| -> BTreeSet<_> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/");
        let entries = fs::read_dir(format!("{root}{folder}")).unwrap();
        entries
            .map(|entry| {
                let path = entry.unwrap().path();
                assert!(path.join("up.sql").exists() && path.join("down.sql").exists());
                path.file_name().unwrap().to_owned()
            })
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn sqlite_refuses_what_is_not_a_day_a_moment_or_a_hash() {
    let database = TestDatabase::sqlite();
    for (column, value) in [
        ("day", "'2026-02-30'"),
        ("day", "'2026-2-3'"),
        ("day", "20260203"),
        ("made_at", "'2026-02-03T25:00:00'"),
        ("made_at", "'yesterday'"),
        ("head", "X'00'"),
        ("case_count", "'many'"),
    ] {
        let mut values = BTreeMap::from([
            ("day", "'2026-02-03'"),
            ("head", "zeroblob(32)"),
            ("prev_head", "zeroblob(32)"),
            ("last_position", "0"),
            ("case_count", "0"),
            ("event_count", "0"),
            ("made_at", "'2026-02-03 01:02:03.000004'"),
        ]);
        let insert = |values: &BTreeMap<&str, &str>| {
            let columns = values.keys().copied().collect::<Vec<_>>().join(", ");
            let list = values.values().copied().collect::<Vec<_>>().join(", ");
            let statement = format!("INSERT INTO anchors ({columns}) VALUES ({list})");
            database.store.write_blocking(move |tx| {
                tx.batch_execute(&statement)?;
                // What is right is taken back, so that the next value finds the table empty.
                Err::<(), _>(StoreError::NotFound)
            })
        };
        assert!(matches!(insert(&values), Err(StoreError::NotFound)));
        values.insert(column, value);
        let refused = insert(&values);
        assert!(!matches!(refused, Err(StoreError::NotFound)), "{column} {value}");
    }
}

fn migrating_again_changes_nothing(database: &TestDatabase) {
    assert!(migrations::is_migrated(&database.settings.address).unwrap());
    assert_eq!(database.store.migrate().unwrap(), Vec::<String>::new());
}

/// How many migrations there are.
fn written() -> usize {
    fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite")).unwrap().count()
}

fn what_was_migrated_can_be_taken_back(database: &TestDatabase) {
    let address = &database.settings.address;
    migrations::revert_all(address).unwrap();
    assert!(!migrations::is_migrated(address).unwrap());
    let left = match address {
        Address::Sqlite(path) => of_sqlite(path),
        Address::Postgres(url) => of_postgres(url),
    };
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(migrations::migrate(address).unwrap().len(), written());
}

fn several_processes_migrate_at_once(database: &TestDatabase) {
    migrations::revert_all(&database.settings.address).unwrap();
    let all: Vec<_> = (0..4)
        .map(|_| {
            let address = database.settings.address.clone();
            std::thread::spawn(move || migrations::migrate(&address))
        })
        .collect();
    let applied: usize = all.into_iter().map(|one| one.join().unwrap().unwrap().len()).sum();
    assert_eq!(applied, written());
}

mod postgres_too {
    use super::*;

    #[test]
    fn both_databases_have_the_same_indexes() {
        let Some(postgres) = TestDatabase::postgres() else {
            return;
        };
        let sqlite = TestDatabase::sqlite();
        let (Address::Sqlite(path), Address::Postgres(url)) =
            (&sqlite.settings.address, &postgres.settings.address)
        else {
            panic!("the kinds are mixed up");
        };
        let mut conn = SqliteConnection::establish(path).unwrap();
        let of_sqlite = indexes(
            |query| diesel::sql_query(query).load(&mut conn).unwrap(),
            "SELECT sql AS value FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
        );
        let mut conn = PgConnection::establish(url).unwrap();
        let of_postgres = indexes(
            |query| diesel::sql_query(query).load(&mut conn).unwrap(),
            "SELECT indexdef AS value FROM pg_indexes
             WHERE schemaname = 'public' AND indexname LIKE '%\\_by\\_%'",
        );
        assert!(of_sqlite.len() > 20);
        assert_eq!(of_sqlite, of_postgres);
    }
}
