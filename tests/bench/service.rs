//! How fast the service is, as ratios to what this machine can do, measured in the same run.
//!
//! `cargo bench --bench service` runs all of it in under ten minutes, on SQLite on a real disk and on
//! a PostgreSQL of its own that syncs; `-- rates`, `-- lists` or `-- pages` runs one part, `sqlite` or `postgres` one
//! database. Only loopback is used, and the load comes from the same cores, so that a ratio says
//! more than a figure. Goals stand beside the figures; nothing fails here but pages that grow with the cases.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a bench fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "it looks for PostgreSQL where the environment says")]

#[path = "../it/cluster.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod cluster;
#[path = "service/ground.rs"]
mod ground;
#[path = "../it/http.rs"]
mod http;
#[path = "service/lists.rs"]
mod lists;
#[path = "service/load.rs"]
mod load;
#[path = "service/many.rs"]
mod many;
#[path = "service/pages.rs"]
mod pages;
#[path = "service/rates.rs"]
mod rates;

use std::path::Path;

use cluster::{Cluster, Keeping};
use gongkai::store::{Address, migrations};
use ground::Ground;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted =
        |one: &str, other: &str| asked.iter().all(|word| word != other || asked.iter().any(|w| w == one));
    let bare = rates::bare_route();
    println!("{:<58}{bare}", "bare route, 32 clients");
    if wanted("sqlite", "postgres") {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        measure(&wanted, &bare, "SQLite", |name| on_sqlite(directory.path(), name));
    }
    if wanted("postgres", "sqlite") {
        match Cluster::start(Keeping::OnDisk) {
            Ok(cluster) => measure(&wanted, &bare, "PostgreSQL", |name| on_postgres(&cluster, name)),
            Err(why) => println!("SKIPPED: PostgreSQL cannot be started here: {}", why.trim()),
        }
    }
}

fn measure(
    wanted: &dyn Fn(&str, &str) -> bool,
    bare: &load::Rate,
    title: &str,
    database: impl Fn(&str) -> Address,
) {
    println!("\n{title}");
    let wanted =
        |one: &str| ["rates", "lists", "pages"].iter().all(|other| one == *other || wanted(one, other));
    if wanted("rates") {
        let ground = Ground::lay(&database("rates"));
        rates::measure(&ground, bare);
    }
    if wanted("lists") {
        let mut ground = Ground::lay(&database("lists"));
        lists::measure(&mut ground);
    }
    if wanted("pages") {
        let [mut few, mut many] = ["few", "many"].map(|name| Ground::lay(&database(name)));
        assert!(pages::measure(&mut few, &mut many), "a page grows with the number of cases");
    }
}

fn on_sqlite(directory: &Path, name: &str) -> Address {
    let address = Address::parse(&format!("sqlite:{}/{name}.db", directory.display())).unwrap();
    migrations::migrate(&address).unwrap();
    address
}

fn on_postgres(cluster: &Cluster, name: &str) -> Address {
    cluster.admin(&format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"));
    let address = Address::parse(&cluster.url(name)).unwrap();
    migrations::migrate(&address).unwrap();
    address
}
