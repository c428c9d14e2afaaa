//! The line format of template texts: from the engine's output to the pieces of a letter.
//!
//! | a line that begins with | becomes |
//! |---|---|
//! | `标题：` | the title |
//! | `主送：` | whom it addresses |
//! | `附件：` | one enclosure |
//! | `附注：` | one line at the foot |
//! | `# ` | a heading within the letter |
//! | `> ` | the applicant's words, set off; lines that follow one another are one piece |
//! | `- ` | one of a numbered list |
//! | `【名称】` alone on its line | what the program puts in: a table, the remedy, the answers |
//! | `----` | a line to cut along, behind the signature |
//! | `====` | a new page behind the signature; with `# ` below it an enclosure of that name |
//! | anything else | a paragraph; a `\` before one of the signs above makes it plain |
//!
//! Only what stands in the template text itself is read so. A value put in by `{{ }}` comes between
//! two marks that no text can hold, and nothing of it is ever a sign: neither its first
//! character nor a line break in it.

use super::letter::Block;

/// Begins a value put in. Control characters are taken out of values, so none can hold it.
pub const VALUE_BEGINS: char = '\u{2}';
/// Ends a value put in.
pub const VALUE_ENDS: char = '\u{3}';

/// A letter's text, read but not yet put together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub title: Option<String>,
    pub addressee: Option<String>,
    pub attachments: Vec<String>,
    pub notes: Vec<String>,
    pub body: Vec<Piece>,
}

/// A piece of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Block(Block),
    /// `【名称】`, to be filled by the program.
    Slot(String),
}

/// The name in `【名称】`, if the line is that alone.
pub fn slot(line: &str) -> Option<&str> {
    let name = line.trim().strip_prefix('【')?.strip_suffix('】')?;
    (!name.contains(['【', '】', '{', VALUE_BEGINS])).then_some(name)
}

/// A line, with how much of its beginning is the template's own.
struct Line {
    text: String,
    own: usize,
}

fn split(marked: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line { text: String::new(), own: 0 };
    let mut within = false;
    let mut own = true;
    for sign in marked.chars() {
        match sign {
            VALUE_BEGINS => (within, own) = (true, false),
            VALUE_ENDS => within = false,
            '\n' if !within => {
                lines.push(line);
                line = Line { text: String::new(), own: 0 };
                own = true;
            }
            '\r' if !within => {}
            // The template's own indents: the page indents by itself.
            ' ' | '\t' | '\u{3000}' if own && line.text.is_empty() => {}
            sign => {
                line.text.push(sign);
                if own {
                    line.own = line.text.len();
                }
            }
        }
    }
    lines.push(line);
    lines
}

impl Line {
    /// What follows a sign of the template's own, if the line begins with it.
    fn after(&self, signs: &[&str]) -> Option<String> {
        let own = self.text.get(..self.own)?;
        let sign = signs.iter().find(|sign| own.starts_with(**sign))?;
        self.text.get(sign.len()..).map(|rest| rest.trim_start().to_owned())
    }

    fn is_rule(&self, sign: char) -> bool {
        self.own == self.text.len()
            && self.own >= 4
            && self.text.trim_end().chars().all(|other| other == sign)
    }
}

/// Reads what the engine gave.
pub fn read(marked: &str) -> Read {
    let mut read = Read::default();
    let mut previous_joins = false;
    for line in split(marked) {
        if line.text.trim().is_empty() {
            continue;
        }
        let joins = previous_joins;
        previous_joins = false;
        if let Some(title) = line.after(&["标题：", "标题："]) {
            read.title = Some(title);
        } else if let Some(name) = line.after(&["主送：", "主送："]) {
            read.addressee = Some(name);
        } else if let Some(name) = line.after(&["附件：", "附件："]) {
            read.attachments.push(name);
        } else if let Some(note) = line.after(&["附注：", "附注："]) {
            read.notes.push(note);
        } else if let Some(words) = line.after(&[">", "＞"]) {
            previous_joins = true;
            push_verbatim(&mut read.body, words, joins);
        } else if let Some(item) = line.after(&["- "]) {
            previous_joins = true;
            push_item(&mut read.body, item, joins);
        } else {
            read.body.push(piece(&line));
        }
    }
    read
}

fn piece(line: &Line) -> Piece {
    if line.own == line.text.len()
        && let Some(name) = slot(&line.text)
    {
        return Piece::Slot(name.to_owned());
    }
    if line.is_rule('-') {
        return Piece::Block(Block::CutLine);
    }
    if line.is_rule('=') {
        return Piece::Block(Block::PageBreak);
    }
    if let Some(text) = line.after(&["#", "＃"]) {
        return Piece::Block(Block::Heading { text });
    }
    let text = line.after(&["\\"]).unwrap_or_else(|| line.text.clone());
    Piece::Block(Block::Paragraph { text: text.trim_end().to_owned() })
}

fn push_verbatim(body: &mut Vec<Piece>, words: String, joins: bool) {
    match body.last_mut() {
        Some(Piece::Block(Block::Verbatim { text })) if joins => {
            text.push('\n');
            text.push_str(&words);
        }
        _ => body.push(Piece::Block(Block::Verbatim { text: words })),
    }
}

fn push_item(body: &mut Vec<Piece>, item: String, joins: bool) {
    match body.last_mut() {
        Some(Piece::Block(Block::Items { items })) if joins => items.push(item),
        _ => body.push(Piece::Block(Block::Items { items: vec![item] })),
    }
}
