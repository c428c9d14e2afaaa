//! 台账: the register, narrowed, ordered, in the columns that somebody chose, and views of it kept by name.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::query::Asked;
use super::see_other;
use super::words::{Choice, Column, LightMark, case_address, channels, choice, lights, sort_word, steps};
use crate::casework::cut::{Class, Progress};
use crate::casework::export::MOST_EXPORTED;
use crate::casework::folder_list;
use crate::casework::list::{self, ListQuery};
use crate::casework::office::{self, Office};
use crate::casework::saved_views::{self, SavedView};
use crate::casework::view::CaseSummary;
use crate::casework::worklists::Worklist;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};

/// The register.
#[derive(Debug, Serialize)]
pub struct CasesPage {
    pub form: Filled,
    pub lists: Vec<Choice>,
    pub lights: Vec<Choice>,
    pub steps: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub units: Vec<Choice>,
    /// The organs with what is below them; none where one organ alone is seen.
    pub organs: Vec<Choice>,
    pub progresses: Vec<Choice>,
    pub classes: Vec<Choice>,
    /// Whether the query asks for more than its first fields show.
    pub more_asked: bool,
    /// All columns, and those that are shown.
    pub columns: Vec<Choice>,
    pub heads: Vec<Head>,
    pub rows: Vec<Line>,
    /// The number of cases in the whole list.
    pub total: i64,
    /// Behind the `?` of this list, and of its next page.
    pub address: String,
    pub next: Option<String>,
    /// Whether this is a later page.
    pub later: bool,
    pub views: Vec<SavedView>,
    pub most_exported: usize,
    /// The folder of 我的待办 that the list is narrowed to.
    pub folder: Option<FolderMark>,
}

/// A folder that a list is narrowed to.
#[derive(Debug, Serialize)]
pub struct FolderMark {
    pub tag: &'static str,
    pub title: &'static str,
    /// 只看我的.
    pub mine: bool,
    /// The same list among all cases.
    pub without: String,
}

/// The head of a column.
#[derive(Debug, Serialize)]
pub struct Head {
    pub title: &'static str,
    /// Where a click leads, for a column that can be sorted by.
    pub href: Option<String>,
    /// `ascending` `descending`, for the one that is.
    pub sorted: Option<&'static str>,
}

/// A row of the register.
#[derive(Debug, Serialize)]
pub struct Line {
    pub href: String,
    pub light: LightMark,
    pub cells: Vec<Cell>,
}

/// A cell, by the name of its column.
#[derive(Debug, Serialize)]
pub struct Cell {
    pub column: &'static str,
    pub text: String,
}

impl Page for CasesPage {
    const TEMPLATE: &'static str = "staff/cases.html";
}

impl Line {
    pub fn of(case: &CaseSummary, columns: &[Column], office: &Office) -> Line {
        let cell = |column: &Column| Cell { column: column.tag(), text: column.cell(case, office) };
        Line {
            href: case_address(&case.number),
            light: LightMark::of(case),
            cells: columns.iter().map(cell).collect(),
        }
    }
}

/// The heads of the columns.
pub fn heads(asked: &Asked) -> Vec<Head> {
    let head = |column: &Column| {
        let sort = column.sort();
        let sorted = sort.filter(|sort| *sort == asked.sort).map(|_| match asked.descending {
            true => "descending",
            false => "ascending",
        });
        let href = sort.map(|sort| format!("/staff/cases?{}", asked.address_sorted(sort)));
        Head { title: column.title(), href, sorted }
    };
    asked.columns.iter().map(head).collect()
}

fn organs(office: &Office) -> Vec<Choice> {
    let subtrees = office.subtrees.iter().filter(|_| office.several);
    subtrees.map(|(path, name)| choice(path, name)).collect()
}

fn class_title(class: Class) -> String {
    match class {
        Class::None => class.title().to_owned(),
        class => format!("{} {}", class.letter(), class.title()),
    }
}

/// The choices of the query bar, the same for every list.
pub fn page_of(form: Filled, asked: &Asked, office: &Office) -> CasesPage {
    CasesPage {
        form,
        lists: Worklist::ALL.into_iter().map(|list| choice(list.tag(), list.title())).collect(),
        lights: lights(),
        steps: steps(),
        channels: channels(),
        units: office.units.iter().map(|unit| choice(unit.id.to_string(), &unit.name)).collect(),
        organs: organs(office),
        progresses: Progress::ALL.into_iter().map(|one| choice(one.tag(), one.title())).collect(),
        classes: Class::ALL.into_iter().map(|one| choice(one.letter(), class_title(one))).collect(),
        more_asked: asked.cut.asks_more(),
        columns: Column::ALL.into_iter().map(|column| choice(column.tag(), column.title())).collect(),
        heads: heads(asked),
        rows: Vec::new(),
        total: 0,
        address: asked.address(),
        next: None,
        later: asked.after.is_some(),
        views: Vec::new(),
        most_exported: MOST_EXPORTED,
        folder: asked.folder.map(|(folder, mine)| FolderMark {
            tag: folder.tag(),
            title: folder.title(),
            mine,
            without: format!("/staff/cases?{}", asked.without_folder().address()),
        }),
    }
}

/// What stands in the query bar: what was asked, and the columns that are shown.
fn filled(fields: &Fields, asked: &Asked) -> Filled {
    let mut form = Filled::of(fields);
    let columns = asked.columns.iter().map(|column| column.tag().to_owned()).collect();
    form.values.insert("col".to_owned(), columns);
    let descending = if asked.descending { "1" } else { "" };
    form.values.insert("sort".to_owned(), vec![sort_word(asked.sort).to_owned()]);
    form.values.insert("descending".to_owned(), vec![descending.to_owned()]);
    form
}

/// A page of the register.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(pairs.into_inner());
    answer(&engine, &staff, &fields, Vec::new()).await
}

/// The list that is asked for.
///
/// # Errors
/// [`crate::casework::Error::Forbidden`] for a folder under a post that has none.
pub(super) async fn query_of(staff: &Staff, asked: &Asked) -> Result<ListQuery, Fault> {
    let app = staff.app();
    let query = asked.query(app.clock.today());
    match asked.folder {
        Some((folder, mine)) => Ok(folder_list::narrow(app, staff.actor(), folder, mine, query).await?),
        None => Ok(query),
    }
}

async fn answer(
    engine: &Engine,
    staff: &Staff,
    fields: &Fields,
    more_faults: Vec<(String, String)>,
) -> Result<HttpResponse, Fault> {
    let app = staff.app();
    let (asked, mut faults) = Asked::of(fields);
    faults.extend(more_faults);
    let office = office::load(app, staff.actor()).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = page_of(filled(fields, &asked).with_faults(faults), &asked, &office);
    let query = query_of(staff, &asked).await?;
    let (found, total) = list::counted(app, staff.actor(), query).await?;
    page.total = total;
    page.rows = found.cases.iter().map(|case| Line::of(case, &asked.columns, &office)).collect();
    page.next = found.next.map(|after| asked.address_after(&after));
    page.views = saved_views::list(app, staff.actor()).await?;
    Ok(engine.answer(status, &staff.frame, &page))
}

/// The query that a view keeps: read and written anew, so that only what the register knows is kept.
fn of_query(query: &str) -> Result<Fields, Fault> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query);
    let unreadable = |_| casework_input("view", "查询条件无法识别，请重新查询后再保存");
    Ok(Fields::new(pairs.map_err(unreadable)?.into_inner()))
}

fn casework_input(field: &'static str, message: &str) -> Fault {
    crate::casework::Error::input(field, message).into()
}

/// Keeps the list that is shown under a name.
pub async fn keep_view(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let asked_fields = of_query(fields.get("query"))?;
    let (asked, _) = Asked::of(&asked_fields);
    let (name, query) = (fields.get("view").to_owned(), asked.address());
    match saved_views::keep(staff.app(), staff.actor(), name, query.clone()).await {
        Ok(()) => Ok(see_other(format!("/staff/cases?{query}"))),
        Err(error) => {
            let faults = Fault::from(error).input()?;
            let mut shown = asked_fields.typed();
            shown.insert("view".to_owned(), vec![fields.get("view").to_owned()]);
            answer(&engine, &staff, &Fields::of_kept(&shown), faults).await
        }
    }
}

/// Throws a view away.
pub async fn forget_view(form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let id = fields.get("view").parse().map_err(|_| crate::http::problem::Problem::not_found())?;
    saved_views::forget(staff.app(), staff.actor(), id).await?;
    let (asked, _) = Asked::of(&of_query(fields.get("query"))?);
    Ok(see_other(format!("/staff/cases?{}", asked.address())))
}
