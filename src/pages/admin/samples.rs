//! Samples of the administrator's pages.

use chrono::NaiveDate;
use minijinja::Error;

use super::templates::{PreviewPart, TemplateListPage, TemplatePage};
use crate::casework::people::OrganView;
use crate::casework::templates::{TemplateVersion, TemplateView};
use crate::pages::Engine;
use crate::pages::form::Filled;
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, rejected, sample};

fn organ(id: i64, name: &str) -> OrganView {
    OrganView {
        id,
        parent: None,
        code: "QSZR".to_owned(),
        name: name.to_owned(),
        kind: "department".to_owned(),
        units: Vec::new(),
    }
}

fn text(kind: &str, own: bool) -> TemplateView {
    TemplateView { kind: kind.to_owned(), title: "补正告知书".to_owned(), own, body: MARKUP.to_owned() }
}

fn page(form: Filled, preview: PreviewPart) -> TemplatePage {
    let today = NaiveDate::default();
    let version = |number, body: Option<&str>| TemplateVersion {
        version: number,
        body: body.map(str::to_owned),
        effective_from: today,
        note: MARKUP.to_owned(),
        created_at: "2026-09-30T09:00:00+08:00".to_owned(),
    };
    TemplatePage {
        organ: organ(1, LONG_NAME),
        kind: "correction_notice".to_owned(),
        title: "补正告知书".to_owned(),
        own: true,
        form,
        fields: vec!["申请人.名称".to_owned(), "收到日期".to_owned()],
        preview,
        versions: vec![version(2, None), version(1, Some(MARKUP))],
        today,
        done: true,
    }
}

/// Every page of the administrator.
///
/// # Errors
/// The first that cannot be rendered.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let frame = of_clerk();
    let made =
        || PreviewPart { html: Some("<article class=\"letter\"></article>".to_owned()), problem: None };
    let failed = || PreviewPart { html: None, problem: Some(MARKUP.to_owned()) };
    let list = TemplateListPage {
        organs: vec![organ(1, LONG_NAME), organ(2, "清水县教育局")],
        organ: organ(1, LONG_NAME),
        letters: vec![text("correction_notice", true)],
        paragraphs: vec![text("paragraph.A2", false)],
    };
    Ok(vec![
        sample(engine, &frame, &list)?,
        sample(engine, &frame, &page(Filled::default(), made()))?,
        sample(engine, &frame, &page(rejected(&[("body", MARKUP)], "body"), failed()))?,
        sample(engine, &frame, &failed())?,
    ])
}
