//! Template texts: how an office words its letters.
//!
//! A text is written line by line ([`super::lines`] has the signs), with fields between
//! double braces, and two statements:
//!
//! ```text
//! 标题：补正告知书
//! 主送：{{ 申请人.名称 }}
//! 本机关于{{ 收到日期 }}收到{{ 申请人.您 }}提出的政府信息公开申请，内容为：
//! > {{ 申请内容 }}
//! {% for 事项 in 补正事项 %}
//! - {{ 事项 }}
//! {% endfor %}
//! 【救济】
//! ```
//!
//! `{% if 字段 %}…{% else %}…{% endif %}` writes what holds only sometimes. There is nothing else:
//! no files, no functions, no arithmetic (`scan.rs` says why). A field that does not
//! exist, or has nothing in it, is a problem with its line, never a blank in a letter.

use std::fmt::Write as _;
use std::io;

use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde_json::Value as Json;

use super::lines::{self, Read, VALUE_BEGINS, VALUE_ENDS};
use super::scan;

/// Steps of the engine: a reply of forty items takes some three thousand.
const FUEL: u64 = 200_000;
/// The longest text that a template may give, in bytes: thirty pages.
const LONGEST_OUTPUT: usize = 512 * 1024;

/// Why a text gives no letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{words}", line.map(|line| format!("第{line}行：")).unwrap_or_default())]
pub struct TemplateProblem {
    pub kind: ProblemKind,
    /// Counted from 1.
    pub line: Option<usize>,
    /// What to mend.
    pub words: String,
}

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No such field.
    UnknownField,
    /// The field exists and this case has nothing for it.
    EmptyField,
    /// The language does not allow it.
    Syntax,
    /// Too long, too many steps.
    TooLarge,
}

impl TemplateProblem {
    pub(super) fn new(kind: ProblemKind, line: Option<usize>, words: impl Into<String>) -> Self {
        Self { kind, line, words: words.into() }
    }

    pub(super) fn at(kind: ProblemKind, line: usize, words: impl Into<String>) -> Self {
        Self::new(kind, Some(line), words)
    }
}

/// Checks a text without a case: `samples` hold every field that it may name.
///
/// # Errors
/// [`TemplateProblem`], the first.
pub fn check(source: &str, slots: &[&str], samples: &[Json]) -> Result<(), TemplateProblem> {
    scan::scan(source, slots, samples)?;
    let environment = environment();
    environment.template_from_str(source).map_err(|error| explain(&error))?;
    Ok(())
}

/// Renders a checked text with the values of a case.
///
/// # Errors
/// [`TemplateProblem`], the first.
pub fn render(source: &str, values: &Json) -> Result<Read, TemplateProblem> {
    let environment = environment();
    let template = environment.template_from_str(source).map_err(|error| explain(&error))?;
    let mut output = Limited(Vec::new());
    let rendered = template.render_captured_to(Value::from(Serde(values)), &mut output);
    rendered.map_err(|error| explain(&error))?;
    let marked = String::from_utf8(output.0).map_err(|_| too_long())?;
    Ok(lines::read(&marked))
}

/// No filters, tests, functions or other templates: what does not exist cannot be misused.
fn environment<'s>() -> Environment<'s> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(write_value);
    environment
}

/// Puts a value between the marks, without control characters other than line breaks.
fn write_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let words = match value.kind() {
        ValueKind::String if value.as_str().is_some_and(|words| words.trim().is_empty()) => {
            return Err(Error::new(ErrorKind::NonPrimitive, EMPTY));
        }
        ValueKind::String | ValueKind::Number => value.to_string(),
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => return Err(Error::new(ErrorKind::NonPrimitive, EMPTY)),
        _ => return Err(Error::new(ErrorKind::NonPrimitive, NOT_WORDS)),
    };
    out.write_char(VALUE_BEGINS).map_err(failed)?;
    out.write_str(&clean(&words)).map_err(failed)?;
    out.write_char(VALUE_ENDS).map_err(failed)
}

const EMPTY: &str = "empty";
const NOT_WORDS: &str = "not words";

fn failed(_: std::fmt::Error) -> Error {
    Error::from(ErrorKind::WriteFailure)
}

/// Words as a letter can hold them: line breaks of one kind, tabs as blanks, no other control
/// characters, nothing that turns the direction of writing.
pub fn clean(words: &str) -> String {
    let unturned = |sign: &char| !matches!(*sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let unified = words.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'], "\n");
    let visible = unified.trim().chars().map(|sign| if sign == '\t' { ' ' } else { sign });
    visible.filter(|sign| (*sign == '\n' || !sign.is_control()) && unturned(sign)).collect()
}

fn too_long() -> TemplateProblem {
    TemplateProblem::new(ProblemKind::TooLarge, None, "生成的文字过长，请缩短模板或者把长的内容改为附件")
}

/// The engine's errors are for programmers; these are for the office.
fn explain(error: &Error) -> TemplateProblem {
    let (kind, words) = match (error.kind(), error.detail()) {
        (ErrorKind::UndefinedError, _) => {
            (ProblemKind::UnknownField, "用到的字段在这份文书中不存在，请检查字段名")
        }
        (ErrorKind::NonPrimitive, Some(EMPTY)) => (
            ProblemKind::EmptyField,
            "用到的字段在本案中没有内容，请补充内容，或者用{% if 字段 %}…{% endif %}括起来",
        ),
        (ErrorKind::NonPrimitive, _) => {
            (ProblemKind::Syntax, "用到的字段不是文字，不能直接写入，请写它下面的字段，或者用for逐项写出")
        }
        (ErrorKind::OutOfFuel, _) => (ProblemKind::TooLarge, "模板的循环过多，请改写得简单一些"),
        (ErrorKind::WriteFailure, _) => return too_long(),
        _ => (ProblemKind::Syntax, "写法有误，请检查花括号、引号和if、for语句是否成对"),
    };
    TemplateProblem::new(kind, error.line(), words)
}

/// Takes so much and no more.
struct Limited(Vec<u8>);

impl io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST_OUTPUT {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
