//! Which font a sign of a Word document is written in. The fonts that offices have for 公文 hold the signs of
//! GB 2312 alone; a name with another one would have a box in it.

use encoding_rs::GBK;
use typst::text::Font;

use super::fonts::{Fonts, Role};
use super::text::escape;

/// Fonts of every office machine for signs that those of 公文 lack: of the first plane, and of the others.
pub(super) const INSTEAD: [&str; 2] = ["宋体", "SimSun-ExtB"];

/// A font by its name.
pub(super) struct Named {
    pub name: String,
    /// The office's own, whose signs are known.
    own: Option<Font>,
}

impl Named {
    /// The office's own font of a role, else the usual one.
    pub(super) fn of(fonts: &Fonts, role: Role, usual: &str) -> Named {
        Named { name: fonts.own(role).unwrap_or(usual).to_owned(), own: fonts.own_font(role).cloned() }
    }

    /// The text in runs of one font each, with the names of the fonts.
    pub(super) fn runs<'t>(&'t self, text: &'t str) -> Vec<(&'t str, &'t str)> {
        let mut runs = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let font = self.of_sign(first);
            let end = rest.find(|sign| self.of_sign(sign) != font).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            runs.push((font, run));
            rest = after;
        }
        runs
    }

    fn of_sign(&self, sign: char) -> &str {
        let has = match &self.own {
            Some(font) => font.info().coverage.contains(u32::from(sign)),
            None => is_usual(sign),
        };
        let [first_plane, others] = INSTEAD;
        match sign {
            _ if has || !is_ideograph(sign) => &self.name,
            '\u{10000}'.. => others,
            _ => first_plane,
        }
    }
}

fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether GB 2312 has a sign: in GBK, which continues it, both bytes of such are above 0xA0.
fn is_usual(sign: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unknown) = GBK.encode(sign.encode_utf8(&mut buffer));
    !unknown && bytes.iter().all(|byte| *byte > 0xa0)
}

/// The font for every script: without the hint, quotation marks and dashes would be taken for Latin.
pub(super) fn run_fonts(font: &str) -> String {
    let font = escape(font);
    format!(
        r#"<w:rFonts w:hint="eastAsia" w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<(String, String)> {
        let named = Named { name: "仿宋_GB2312".to_owned(), own: None };
        named.runs(text).into_iter().map(|(font, run)| (font.to_owned(), run.to_owned())).collect()
    }

    fn run(font: &str, text: &str) -> (String, String) {
        (font.to_owned(), text.to_owned())
    }

    #[test]
    fn only_signs_that_gb2312_lacks_are_written_in_another_font() {
        let usual = "赵明远：您于2026年9月18日……〔2026〕12号“①”—■□Word·";
        assert_eq!(runs(usual), [run("仿宋_GB2312", usual)]);
        assert_eq!(runs(""), []);
        assert_eq!(
            runs("申请人𬭎䶮㛃、堃"),
            [
                run("仿宋_GB2312", "申请人"),
                run("SimSun-ExtB", "𬭎"),
                run("宋体", "䶮㛃"),
                run("仿宋_GB2312", "、"),
                run("宋体", "堃"),
            ]
        );
    }
}
