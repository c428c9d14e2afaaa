//! From a typed page and its template to HTML.
//!
//! Templates are strict: what is not defined is an error, found by rendering the samples of every page.

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{
    Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, context, escape_formatter,
    path_loader,
};
use serde::Serialize;

use super::assets::Assets;
use super::frame::Frame;
use crate::law::wording;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/pages/html");

/// What a page shows, and by which template.
pub trait Page: Serialize {
    const TEMPLATE: &'static str;
}

/// The templates, ready to be used.
pub struct Engine {
    environment: Environment<'static>,
    pub assets: Arc<Assets>,
    /// Where templates are read anew for each page.
    folder: Option<PathBuf>,
}

impl Engine {
    /// The shipped templates and files; from a folder, read anew with every request, for those who change them.
    ///
    /// # Errors
    /// The first that cannot be read.
    pub fn new(folder: Option<PathBuf>) -> Result<Engine, Error> {
        let assets = Arc::new(Assets::new(folder.clone()));
        let mut environment = environment(&assets)?;
        add_templates(&mut environment, &TEMPLATES)?;
        Ok(Engine { environment, assets, folder })
    }

    /// The HTML of a page.
    ///
    /// # Errors
    /// What the template names and the page does not have.
    pub fn render<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, Error> {
        let values = context! { page => Value::from(Serde(page)), site => Value::from(Serde(frame)) };
        match &self.folder {
            None => self.environment.get_template(P::TEMPLATE)?.render(values),
            Some(folder) => {
                let mut environment = environment(&self.assets)?;
                environment.set_loader(path_loader(folder.join("html")));
                environment.get_template(P::TEMPLATE)?.render(values)
            }
        }
    }

    /// The names of all templates.
    pub fn template_names(&self) -> Vec<String> {
        self.environment.templates().map(|(name, _)| name.to_owned()).collect()
    }

    /// A page as an answer.
    pub fn answer<P: Page>(&self, status: StatusCode, frame: &Frame, page: &P) -> HttpResponse {
        match self.render(frame, page) {
            Ok(html) => HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html),
            Err(error) => {
                tracing::error!(template = P::TEMPLATE, %error, "failed to render a page");
                HttpResponse::InternalServerError()
                    .content_type("text/plain; charset=utf-8")
                    .body("页面暂时无法显示，请稍后重试；如仍不能显示，请告知系统管理员。")
            }
        }
    }
}

/// What templates may use.
fn environment(assets: &Arc<Assets>) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(write);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    let known = assets.clone();
    environment.add_function("asset", move |path: String| match known.address(&path) {
        // It is made of marks and file names: nothing in it has to be escaped.
        Some(address) => Ok(Value::from_safe_string(address)),
        None => Err(Error::new(ErrorKind::InvalidOperation, format!("no asset {path}"))),
    });
    environment.add_function("value", |form: Value, name: String| first(&form, "values", &name));
    environment.add_function("fault", |form: Value, name: String| fault_of(&form, &name));
    environment
        .add_function("chosen", |form: Value, name: String, value: String| chosen(&form, &name, &value));
    environment.add_filter("day", |text: String| with_day(&text, wording::day));
    environment.add_filter("latest", latest);
    environment.add_filter("moment", |text: String| moment(&text));
    environment.add_filter("weekday", |text: String| with_day(&text, |day| wording::weekday(day).to_owned()));
    Ok(environment)
}

fn add_templates(environment: &mut Environment<'static>, dir: &'static Dir<'static>) -> Result<(), Error> {
    for file in dir.files() {
        if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            environment.add_template(name, text)?;
        }
    }
    dir.dirs().try_for_each(|dir| add_templates(environment, dir))
}

/// Writes a value, escaped, without signs that turn the direction of writing: typed into a name they would
/// turn the line that it stands in.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let turns = |sign: char| matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match value.as_str().filter(|text| !value.is_safe() && text.contains(turns)) {
        Some(text) => escape_formatter(out, state, &Value::from(text.replace(turns, ""))),
        None => escape_formatter(out, state, value),
    }
}

/// What stands in a field of a [`super::form::Filled`]; nothing if it was never filled in.
fn first(form: &Value, of: &str, name: &str) -> Result<String, Error> {
    let values = form.get_attr(of)?.get_item(&Value::from(name))?;
    let first = if values.is_undefined() { values } else { values.get_item_by_index(0)? };
    Ok(if first.is_undefined() { String::new() } else { first.to_string() })
}

/// Whether a value is among those of a field.
fn chosen(form: &Value, name: &str, value: &str) -> Result<bool, Error> {
    let values = form.get_attr("values")?.get_item(&Value::from(name))?;
    Ok(!values.is_undefined() && values.try_iter()?.any(|one| one.as_str() == Some(value)))
}

/// What has to be mended in a field; nothing if it is right.
fn fault_of(form: &Value, name: &str) -> Result<String, Error> {
    for fault in form.get_attr("faults")?.try_iter()? {
        if fault.get_attr("field")?.as_str() == Some(name) {
            return Ok(fault.get_attr("message")?.to_string());
        }
    }
    Ok(String::new())
}

/// A last day, with its year where that is another than today's. A macro sees no frame: it is given the day.
fn latest(state: &State<'_, '_>, text: String, today: Option<String>) -> Result<String, Error> {
    let of_frame = || state.lookup("site")?.get_attr("today").ok()?.as_str().map(str::to_owned);
    let today = today.or_else(of_frame).and_then(|day| day.parse().ok());
    with_day(&text, |day| match today {
        Some(today) => wording::at_the_latest_from(day, today),
        None => wording::at_the_latest(day),
    })
}

/// A moment of RFC 3339, put into words: «2026年10月9日 09:00».
fn moment(text: &str) -> Result<String, Error> {
    let at = chrono::DateTime::parse_from_rfc3339(text);
    let at = at.map_err(|_| Error::new(ErrorKind::InvalidOperation, format!("{text} is no moment")))?;
    Ok(format!("{} {}", wording::day(at.date_naive()), at.format("%H:%M")))
}

/// A plain date, put into words.
fn with_day(text: &str, words: impl Fn(NaiveDate) -> String) -> Result<String, Error> {
    let day = text.parse::<NaiveDate>();
    day.map(words).map_err(|_| Error::new(ErrorKind::InvalidOperation, format!("{text} is no day")))
}
