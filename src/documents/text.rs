//! Text on its way to paper: what no output may carry is taken out, and what has no place to break gets one.

/// A run of text, and whether a line may end between any two of its signs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Piece {
    pub text: String,
    /// Torn where it must be: an address of the web has no spaces and is longer than a line.
    pub torn: bool,
}

/// So many closing or opening marks in a row are no sentence and may be torn.
const MANY_MARKS: usize = 12;

/// The text without what is no text: line breaks of every kind become `\n`, other control characters,
/// signs that turn the direction of writing or take no room, and noncharacters are dropped.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' => {
                signs.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => out.push(' '),
            _ if is_unprintable(sign) => {}
            _ => out.push(sign),
        }
    }
    out
}

fn is_unprintable(sign: char) -> bool {
    let code = u32::from(sign);
    sign.is_control()
        || code & 0xfffe == 0xfffe
        || matches!(sign,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The lines of a cleaned text, without blank ones at its end. A text of nothing has no line.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = clean(text).lines().map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// The text on one line, for what is one line by nature: a number, a name, a title.
pub(super) fn one_line(text: &str) -> String {
    lines(text).iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How wide a text is, in thousandths of the height of a Chinese sign, as near as it can be told without
/// a font: what is Chinese is square, all else takes a little more than half of that.
pub(super) fn width(text: &str) -> u32 {
    text.chars().map(|sign| if is_square(sign) { 1000 } else { 560 }).sum()
}

fn is_square(sign: char) -> bool {
    sign >= '\u{2e80}'
        || matches!(sign, '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{2026}' | '\u{2460}'..='\u{27bf}')
}

/// Between two such signs a line may end by itself.
fn is_free(sign: char) -> bool {
    sign.is_whitespace() || (is_square(sign) && !is_mark(sign))
}

/// Chinese punctuation, which may not stand at one end of a line or the other.
fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{2026}' | '\u{3001}'..='\u{301f}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ffef}')
}

/// Splits a line where runs longer than `limit` have to be torn.
pub(super) fn pieces(line: &str, limit: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let kind = kind_of(first);
        let end = rest.find(|sign| kind_of(sign) != kind).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let most = match kind {
            Kind::Free => usize::MAX,
            Kind::Mark => limit.min(MANY_MARKS),
            Kind::Word => limit,
        };
        push(&mut pieces, run, run.chars().count() > most);
        rest = after;
    }
    pieces
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Free,
    Mark,
    Word,
}

fn kind_of(sign: char) -> Kind {
    match sign {
        _ if is_free(sign) => Kind::Free,
        _ if is_mark(sign) => Kind::Mark,
        _ => Kind::Word,
    }
}

fn push(pieces: &mut Vec<Piece>, run: &str, torn: bool) {
    match pieces.last_mut() {
        Some(last) if last.torn == torn => last.text.push_str(run),
        _ => pieces.push(Piece { text: run.to_owned(), torn }),
    }
}

/// The text with everything escaped that HTML or XML could read as markup.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_dropped_and_lines_are_kept() {
        assert_eq!(
            clean("甲\r\n乙\r丙\u{2028}丁\u{0}\u{1b}[0m\t戊\u{202e}己\u{feff}\u{fffe}"),
            "甲\n乙\n丙\n丁[0m 戊己"
        );
        assert_eq!(lines("甲\n\n乙  \n\n"), ["甲", "", "乙"]);
        assert_eq!(one_line(" 长清县\n人民政府 "), "长清县 人民政府");
    }

    #[test]
    fn only_what_cannot_break_is_torn() {
        let address = format!("https://example.cn/{}", "a".repeat(200));
        let line = format!("见{address}，第3条。");
        let torn: Vec<_> = pieces(&line, 24).into_iter().filter(|piece| piece.torn).collect();
        assert_eq!(torn, [Piece { text: address, torn: true }]);
        assert!(pieces("一份2026年的Word文件", 24).iter().all(|piece| !piece.torn));
        assert!(pieces(&"。".repeat(60), 24)[0].torn);
        let joined: String = pieces(&line, 3).into_iter().map(|piece| piece.text).collect();
        assert_eq!(joined, line);
    }
}
