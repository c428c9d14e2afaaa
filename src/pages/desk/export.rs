//! What is seen is what is exported: all pages of the list, in its order and its columns, as CSV.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, web};

use super::cases::query_of;
use super::query::Asked;
use super::words::Column;
use crate::casework::export::{self, MOST_EXPORTED};
use crate::casework::office::{self, Office};
use crate::casework::view::CaseSummary;
use crate::http::download::disposition;
use crate::pages::errors::Fault;
use crate::pages::form::Fields;
use crate::pages::visitor::Staff;

/// By which a table program knows that the text is UTF-8.
pub const MARK: &str = "\u{feff}";

/// The list as a file.
pub async fn download(staff: Staff, pairs: web::Query<Vec<(String, String)>>) -> Result<HttpResponse, Fault> {
    let app = staff.app();
    let (asked, _) = Asked::of(&Fields::new(pairs.into_inner()));
    let office = office::load(app, staff.actor()).await?;
    let today = app.clock.today();
    let (cases, more) = export::run(app, staff.actor(), query_of(&staff, &asked).await?).await?;
    let name = format!("台账{}.csv", today.format("%Y%m%d"));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, disposition(&name)))
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .body(table(&cases, &asked.columns, &office, more)))
}

/// The text of the file.
fn table(cases: &[CaseSummary], columns: &[Column], office: &Office, more: bool) -> String {
    let mut text = String::from(MARK);
    push_row(&mut text, columns.iter().map(|column| column.title().to_owned()));
    for case in cases {
        push_row(&mut text, columns.iter().map(|column| column.cell(case, office)));
    }
    if more {
        let words = format!("只导出了前{MOST_EXPORTED}件，其余请缩小查询范围后另行导出");
        push_row(&mut text, std::iter::once(words));
    }
    text
}

/// Adds a row.
pub fn push_row(text: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&quoted(&cell));
    }
    text.push_str("\r\n");
}

/// Always in quotes, and never a formula: a table program would run what begins with one of these signs.
fn quoted(cell: &str) -> String {
    let guarded =
        cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
            || cell.starts_with(['\t', '\r', '\n']);
    let apostrophe = if guarded { "'" } else { "" };
    format!("\"{apostrophe}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_leaves_its_quotes() {
        assert_eq!(quoted("土地；出让，合同"), "\"土地；出让，合同\"");
        assert_eq!(quoted("他说\"好\""), "\"他说\"\"好\"\"\"");
        for formula in ["=1+1", "+1", "-1", "@A1", "\tx", "  =1", "＝1"] {
            assert!(quoted(formula).starts_with("\"'"), "{formula}");
        }
        assert_eq!(quoted("2026-1"), "\"2026-1\"");
    }
}
