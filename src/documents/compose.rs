//! From a context and the texts to a [`Letter`].

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::context::{LetterContext, QUERY_CODE};
use super::kind::{LetterKind, Signer};
use super::letter::{Block, Letter, Signature};
use super::lines::{Piece, Read};
use super::reply::{self, ItemContext, ReplyContext};
use super::template::{self, ProblemKind, TemplateProblem};
use super::texts::{TemplateId, Texts};
use crate::law::citation::chinese;

/// What comes with the signature (decision 17): none before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    pub number: Option<String>,
    pub on: Option<NaiveDate>,
}

/// Makes the letter of a context.
///
/// # Errors
/// [`TemplateProblem`], if the text names what it may not or what this case does not have.
pub fn compose(context: &LetterContext, texts: &Texts, signed: &Signed) -> Result<Letter, TemplateProblem> {
    let kind = context.kind();
    let id = TemplateId::Letter(kind);
    let mut read = render(id, texts, context.slots(), context.values())?;
    let mut body = Vec::new();
    for piece in std::mem::take(&mut read.body) {
        match (piece, context) {
            (Piece::Block(block), _) => body.push(block),
            (Piece::Slot(name), LetterContext::Reply(reply)) if name == "答复内容" => {
                answers(context, reply, texts, &mut read, &mut body)?;
            }
            (Piece::Slot(name), context) => body.extend(context.slot(&name)),
        }
    }
    let mut attachments = read.attachments;
    if let LetterContext::Reply(reply) = context {
        attachments.extend(reply.attachments.iter().map(|name| template::clean(name)));
    }
    let organ = context.organ().name.clone();
    Ok(Letter {
        form: context.form(),
        title: read.title.unwrap_or_else(|| kind.title().to_owned()),
        number: signed.number.clone().filter(|_| kind.series().is_some()),
        addressee: read.addressee,
        body: body.into_iter().map(cleaned).collect(),
        attachments,
        signature: signature(kind, &organ, signed.on),
        notes: read.notes,
        organ,
    })
}

/// The answers, item by item; headed where there is more than one.
fn answers(
    context: &LetterContext,
    reply: &ReplyContext,
    texts: &Texts,
    letter: &mut Read,
    body: &mut Vec<Block>,
) -> Result<(), TemplateProblem> {
    for (at, item) in (1..).zip(&reply.items) {
        if reply.items.len() > 1 {
            let text = format!("{}、关于第{}项申请", chinese(at), item.number);
            body.push(Block::Heading { text });
        }
        let read = render(TemplateId::Paragraph(item.code), texts, &[], item_values(context, item))?;
        body.extend(read.body.into_iter().filter_map(|piece| match piece {
            // A fact that was typed without its full stop, or with one too many, ends a paragraph well.
            Piece::Block(Block::Paragraph { text }) => Some(Block::Paragraph { text: reply::ended(&text) }),
            Piece::Block(block) => Some(block),
            // The text of a code has no slots; its reading refuses them.
            Piece::Slot(_) => None,
        }));
        letter.attachments.extend(read.attachments);
        letter.notes.extend(read.notes);
    }
    Ok(())
}

fn render(
    id: TemplateId,
    texts: &Texts,
    slots: &[&str],
    values: Result<Json, serde_json::Error>,
) -> Result<Read, TemplateProblem> {
    let title = id.title();
    let named = |problem: TemplateProblem| TemplateProblem {
        words: format!("{}（模板：{title}）", problem.words),
        ..problem
    };
    let unreadable = |_| TemplateProblem::new(ProblemKind::EmptyField, None, "文书的内容不能写成文字");
    let values = values.map_err(unreadable)?;
    let text = texts.get(id);
    // An own text was checked against all samples when it was kept; here only its language is.
    super::scan::language(text, slots).map_err(named)?;
    template::render(text, &values).map_err(named)
}

/// What the text of a code may name: the letter's fields, and over them the item's.
///
/// # Errors
/// None in practice: the contexts are plain data.
pub fn item_values(context: &LetterContext, item: &ItemContext) -> Result<Json, serde_json::Error> {
    let mut values = context.values()?;
    let more = json!({ "条款": item.code.article(), "补充依据": reply::further_basis(item) });
    if let (Json::Object(values), Json::Object(item), Json::Object(more)) =
        (&mut values, serde_json::to_value(item)?, more)
    {
        values.extend(item);
        values.extend(more);
    }
    Ok(values)
}

/// Tables are not made by the engine: their words are cleaned here as its are.
fn cleaned(block: Block) -> Block {
    let Block::Grid(mut grid) = block else { return block };
    for cell in grid.rows.iter_mut().flatten() {
        cell.text = clean_cell(&cell.text);
    }
    Block::Grid(grid)
}

/// Leading line breaks are room to write in, and stay.
fn clean_cell(text: &str) -> String {
    let room: String = text.chars().take_while(|sign| *sign == '\n' || *sign == '\u{3000}').collect();
    room + &template::clean(text)
}

fn signature(kind: LetterKind, organ: &str, on: Option<NaiveDate>) -> Option<Signature> {
    let signed = |seal| Some(Signature { organ: organ.to_owned(), signed_on: on, seal });
    match kind.signer() {
        Signer::OfficeHead | Signer::AllLevels | Signer::Supervisor => signed(true),
        // A receipt is stamped at the window; the forms have their own places to sign.
        Signer::Nobody => match kind {
            LetterKind::ReceiptApplicant => signed(true),
            _ => None,
        },
    }
}

/// The applicant's copy of a receipt with the 查询码 put in: for printing, never for storing. The
/// office's copy has no place for it and comes back as it was.
pub fn with_query_code(letter: &Letter, code: &str) -> Letter {
    let mut letter = letter.clone();
    for block in &mut letter.body {
        match block {
            Block::Grid(grid) => {
                for cell in grid.rows.iter_mut().flatten().filter(|cell| cell.text == QUERY_CODE) {
                    cell.text = code.to_owned();
                }
            }
            Block::Codes { codes } => {
                for mark in codes {
                    if let Some(address) = mark.data.strip_suffix(QUERY_CODE) {
                        mark.data = format!("{address}{code}");
                    }
                }
            }
            _ => {}
        }
    }
    letter
}
