//! The model of a letter (公文格式 GB/T 9704-2012): its parts in the order in which they stand on paper.
//!
//! Every text here is literal: what an applicant wrote is never read as markup by any output. A line
//! break inside a text is kept; other control characters were removed when the text came in.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One document, ready to be rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub form: Form,
    /// 发文机关名称 in full: the letterhead of a letter, the head of a receipt.
    pub organ: String,
    /// 标题, without the organ's name where the letterhead has it.
    pub title: String,
    /// 文号, as `长府公开答〔2026〕12号`; none before signing and for what carries none.
    pub number: Option<String>,
    /// 主送: how the addressee is called, without the colon.
    pub addressee: Option<String>,
    pub body: Vec<Block>,
    /// 附件说明: the names, in order, without numbers.
    pub attachments: Vec<String>,
    pub signature: Option<Signature>,
    /// 联系人、电话 and other lines at the foot, below the signature.
    pub notes: Vec<String>,
}

/// The page a letter is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// 公文格式: A4, 22 lines of 28 characters, red letterhead, 文号 centred: for orders within the house.
    Official,
    /// 信函格式: A4, letterhead over a double line, 文号 on the right: for everything to the outside.
    Correspondence,
    /// 表格: A4, a title over a ruled table, as 呈批单, 送达回证, 登记表.
    Sheet,
    /// A receipt on A4.
    ReceiptA4,
    /// A receipt on A5.
    ReceiptA5,
    /// An address label, 100 × 60 mm.
    Label,
}

/// One piece of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Block {
    /// A paragraph, indented by two characters.
    Paragraph { text: String },
    /// 一、…: a heading within the letter, in 黑体.
    Heading { text: String },
    /// The applicant's own words, set off in 楷体; several lines are kept as lines.
    Verbatim { text: String },
    /// A numbered list, as the items of a mixed reply: 1. … 2. …
    Items { items: Vec<String> },
    /// A ruled table or form.
    Grid(Grid),
    /// QR and bar codes side by side, each over its caption.
    Codes { codes: Vec<Code> },
    /// A dashed line to cut along: what follows is a slip, and stands behind the signature.
    CutLine,
    /// What follows stands on a new page behind the signature. With a heading first it is an enclosure (附件):
    /// 附件说明 names it, and it stands under its mark and title (7.3.4, 7.3.7).
    PageBreak,
}

/// A ruled table: every row fills the width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// Widths of the columns in thousandths of the width of the text; they add up to 1000.
    pub columns: Vec<u16>,
    pub rows: Vec<Vec<Cell>>,
}

/// One cell of a [`Grid`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub text: String,
    /// A label of the form: centred, in 黑体.
    pub label: bool,
    /// How many columns the cell covers; the spans of a row add up to the number of columns.
    pub columns: u8,
    /// The least height, in lines of text: room to write by hand.
    pub lines: u8,
}

/// A machine-readable mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    pub kind: CodeKind,
    /// What the mark holds.
    pub data: String,
    /// What stands under it.
    pub caption: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    Qr,
    /// Code 128; holds ASCII alone.
    Code128,
}

/// 落款: the organ, the day, and room for the seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub organ: String,
    /// 成文日期; none before signing, when room is left for it.
    pub signed_on: Option<NaiveDate>,
    /// Whether room for the seal is kept over organ and date.
    pub seal: bool,
}

impl Cell {
    /// A cell that names what stands beside it.
    pub fn label(text: impl Into<String>) -> Self {
        Self { text: text.into(), label: true, columns: 1, lines: 1 }
    }

    /// A cell that holds a fact, or room for one.
    pub fn value(text: impl Into<String>) -> Self {
        Self { text: text.into(), label: false, columns: 1, lines: 1 }
    }

    /// The same cell over so many columns.
    pub fn over(self, columns: u8) -> Self {
        Self { columns, ..self }
    }

    /// The same cell with room for so many lines.
    pub fn high(self, lines: u8) -> Self {
        Self { lines, ..self }
    }
}
