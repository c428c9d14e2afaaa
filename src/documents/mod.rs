//! 文书: what the office sends, keeps and signs, from one model into four outputs.
//!
//! A [`Letter`](letter::Letter) is structured data. It is made from a typed context of the case and a
//! template text of the organ, and every output is rendered from it alone, so that the page, the
//! Word file, the PDF and the message can never say different things. The [`Press`](press::Press) renders:
//! each output walks the same list of parts, in the measures of the same setting.
//!
//! A new form of page: add it to [`Form`](letter::Form), give it measures in `setting.rs`, look at it in
//! PDF and in Word, and add a sample to `tests/it/documents/samples.rs`. A new kind of block: add it to
//! [`Block`](letter::Block), take it apart in `walk.rs`, and the compiler names the outputs that lack it.
//!
//! Read in this order: [`kind`] (the set), [`context`] with [`parts`], [`notices`], [`asks`], [`reply`],
//! [`sheets`] (what a letter may say), [`template`] and [`lines`] (how it says it), [`compose`] (the
//! letter), [`mod@check`] (what is wrong with it), [`press`] (how it looks).

pub mod asks;
mod behind;
pub mod check;
mod check_case;
mod check_demanded;
mod check_hollow;
mod check_prudent;
mod check_reply;
mod check_words;
mod codes;
pub mod compose;
pub mod context;
pub mod diff;
mod docx;
mod docx_fonts;
mod docx_grid;
mod docx_package;
pub mod finding;
mod fonts;
pub mod grids;
mod html;
pub mod kind;
pub mod letter;
pub mod lines;
pub mod notices;
pub mod number;
pub mod parts;
mod pdf;
mod plain;
pub mod press;
mod private_data;
pub mod remedy;
pub mod reply;
pub mod sample_replies;
mod sample_sheets;
pub mod samples;
mod scan;
mod setting;
pub mod sheets;
pub mod template;
mod text;
pub mod texts;
mod walk;

pub use html::STYLE;

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("表格有误：{what}。请改正文书模板中的表格")]
    Grid { what: String },
    #[error("{kind}容纳不下{signs}个字符，请缩短内容")]
    TooLongForCode { kind: &'static str, signs: usize },
    #[error("条形码只能包含英文字母、数字和半角符号，且不能为空：「{data}」")]
    NotForBars { data: String },
    #[error("failed to set the document: {0}")]
    Typesetting(String),
    #[error("failed to read the font that is part of the program")]
    ShippedFont,
    #[error("failed to draw a code")]
    Picture(#[from] png::EncodingError),
    #[error("failed to pack the document")]
    Package(#[from] zip::result::ZipError),
    #[error("failed to write the document")]
    Write(#[from] std::io::Error),
    #[error("failed to pass the letter to the typesetter")]
    Data(#[from] serde_json::Error),
}
