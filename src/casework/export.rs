//! 台账导出: all cases of a list at once. Who took them away is written down.

use super::Error;
use super::journal::NamedActor;
use super::list::{self, ListQuery, MOST_ROWS};
use super::trail::note;
use super::view::CaseSummary;
use crate::app::App;

/// The most cases of one export.
pub const MOST_EXPORTED: usize = 20_000;

/// The cases of a list, in its order, and whether there are more than are given.
///
/// # Errors
/// As [`list::run`].
pub async fn run(app: &App, actor: NamedActor, query: ListQuery) -> Result<(Vec<CaseSummary>, bool), Error> {
    run_up_to(app, actor, query, MOST_EXPORTED).await
}

async fn run_up_to(
    app: &App,
    actor: NamedActor,
    mut query: ListQuery,
    most: usize,
) -> Result<(Vec<CaseSummary>, bool), Error> {
    query.after = None;
    query.limit = Some(MOST_ROWS);
    let mut cases: Vec<CaseSummary> = Vec::new();
    loop {
        let page = list::run(app, actor.clone(), query.clone()).await?;
        cases.extend(page.cases);
        query.after = page.next;
        if query.after.is_none() || cases.len() >= most {
            break;
        }
    }
    let more = query.after.is_some() || cases.len() > most;
    cases.truncate(most);
    let (now, number) = (app.now(), cases.len());
    app.store.write(move |tx| note(tx, &actor, "export_cases", format!("{number} cases"), now)).await?;
    Ok((cases, more))
}
