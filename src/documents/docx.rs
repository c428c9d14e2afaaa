//! Word's format (ECMA-376 WordprocessingML), editable in Word and WPS.
//!
//! Written without a library of its own: the page of a 公文 needs exact lines, a grid, an East Asian font
//! on every run and real widths of columns, and a dozen elements of the format say all of that.

use super::DocumentError;
use super::docx_fonts::{Named, run_fonts};
use super::docx_grid;
use super::docx_package::{self, Extra};
use super::fonts::{Fonts, Role};
use super::letter::{Form, Letter};
use super::setting::{Setting, twips};
use super::text::{escape, pieces};
use super::walk::{Closing, Part, Style, parts};

pub(super) const RED: &str = "E60000";

/// Fonts named in the document: the office's own, or those that most offices have.
pub(super) struct Names {
    pub title: Named,
    pub body: Named,
    pub kai: Named,
    pub hei: Named,
}

impl Names {
    fn of(fonts: &Fonts) -> Names {
        Names {
            title: Named::of(fonts, Role::Title, "方正小标宋简体"),
            body: Named::of(fonts, Role::Body, "仿宋_GB2312"),
            kai: Named::of(fonts, Role::Kai, "楷体_GB2312"),
            hei: Named::of(fonts, Role::Hei, "黑体"),
        }
    }
}

/// A paragraph to be written.
pub(super) struct Paragraph<'a> {
    pub text: &'a str,
    pub font: &'a Named,
    pub size: f64,
    pub spacing: f64,
    /// From line to line; exact.
    pub pitch: f64,
    pub before: f64,
    pub align: &'static str,
    /// Left, right, first line (negative hangs), in points.
    pub indent: (f64, f64, f64),
    pub red: bool,
    /// Whole, and on the page of what follows.
    pub kept: bool,
    /// Its last two lines on the page of what follows.
    pub tail: bool,
    /// Elements of `w:pBdr`.
    pub border: &'a str,
}

/// Renders a letter.
pub(super) fn render(fonts: &Fonts, letter: &Letter) -> Result<Vec<u8>, DocumentError> {
    let setting = Setting::of_letter(letter);
    let names = Names::of(fonts);
    let mut writer = Writer {
        setting: &setting,
        names: &names,
        body: String::new(),
        header: String::new(),
        pictures: Vec::new(),
    };
    for part in parts(letter)? {
        writer.part(&part)?;
    }
    let Writer { body, header, pictures, .. } = writer;
    let title = super::text::one_line(&letter.title);
    let organ = super::text::one_line(&letter.organ);
    docx_package::pack(&setting, &names, &body, Extra { header, pictures, title, organ })
}

struct Writer<'n> {
    setting: &'n Setting,
    names: &'n Names,
    body: String,
    /// The letterhead of 信函格式 stands in the margin, and so in the header of the first page.
    header: String,
    pictures: Vec<Vec<u8>>,
}

impl<'n> Writer<'n> {
    fn part(&mut self, part: &Part) -> Result<(), DocumentError> {
        match part {
            Part::Letterhead { text, size } => self.letterhead(text, *size),
            Part::Organ(text) => self.organ(text),
            Part::Number(text) => self.number(text),
            Part::Title { text, side } => self.title(text, *side),
            Part::AnnexTitle { text, side } => self.annex_title(text, *side),
            Part::Addressee(text) => self.addressee(text),
            Part::Line { text, style, kept } => self.line(text, *style, *kept),
            Part::Grid { columns, rows } => {
                let table = docx_grid::table(self.setting, self.names, columns, rows);
                self.body.push_str(&table);
                self.gap(6.0, "");
            }
            Part::Codes(marks) => {
                let codes = docx_grid::codes(self.setting, self.names, marks, self.pictures.len());
                self.body.push_str(&codes);
                for mark in marks {
                    self.pictures.push(mark.modules.png()?);
                }
                self.gap(6.0, "");
            }
            Part::CutLine => {
                let border = r#"<w:bottom w:val="dashed" w:sz="6" w:space="1" w:color="000000"/>"#;
                self.write(&Paragraph { size: 5.0, pitch: 10.0, border, ..self.plain("") });
                self.gap(10.0, "");
            }
            Part::PageBreak => self.gap(1.0, "<w:pageBreakBefore/>"),
            Part::Signature(closing) => self.signature(closing),
        }
        Ok(())
    }

    fn write(&mut self, paragraph: &Paragraph) {
        let xml = paragraph.xml();
        self.body.push_str(&xml);
    }

    /// A paragraph of the text.
    fn plain<'t>(&self, text: &'t str) -> Paragraph<'t>
    where
        'n: 't,
    {
        Paragraph {
            text,
            font: &self.names.body,
            size: self.setting.size,
            spacing: self.setting.spacing,
            pitch: self.setting.pitch,
            before: 0.0,
            align: "both",
            indent: (0.0, 0.0, 0.0),
            red: false,
            kept: false,
            tail: false,
            border: "",
        }
    }

    fn head<'t>(&self, text: &'t str) -> Paragraph<'t>
    where
        'n: 't,
    {
        let (size, pitch) = (self.setting.title, self.setting.title_pitch);
        Paragraph { font: &self.names.title, size, pitch, spacing: 0.0, align: "center", ..self.plain(text) }
    }

    fn blank(&mut self, lines: f64) {
        self.write(&Paragraph { pitch: self.setting.pitch * lines, size: 5.0, ..self.plain("") });
    }

    /// Empty room that is no line; `more` are further properties.
    fn gap(&mut self, points: f64, more: &str) {
        let pitch = twips(points);
        let properties =
            format!(r#"<w:snapToGrid w:val="0"/><w:spacing w:line="{pitch}" w:lineRule="exact"/>"#);
        self.body.push_str(&format!(
            "<w:p><w:pPr>{more}{properties}<w:rPr><w:sz w:val=\"2\"/></w:rPr></w:pPr></w:p>"
        ));
    }

    fn is_letter(&self) -> bool {
        matches!(self.setting.form, Form::Official | Form::Correspondence)
    }

    fn letterhead(&mut self, text: &str, size: f64) {
        let name = Paragraph { size, pitch: size * 1.25, red: true, ..self.head(text) };
        if self.setting.form == Form::Correspondence {
            // 10.1: a line of 170 mm, 4 mm below the name.
            let border =
                format!(r#"<w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="0" w:color="{RED}"/>"#);
            let (left, right) = ((20.0 - 28.0) * MM, (20.0 - 26.0) * MM);
            let rule = Paragraph {
                size: 5.0,
                pitch: 4.0 * MM,
                border: &border,
                indent: (left, right, 0.0),
                ..self.plain("")
            };
            self.header = format!("{}{}", name.xml(), rule.xml());
        } else {
            self.write(&Paragraph { before: 35.0 * MM, ..name });
            self.blank(2.0);
        }
    }

    fn addressee(&mut self, text: &str) {
        let paragraph = match self.setting.form {
            Form::Label => Paragraph { align: "left", font: &self.names.hei, before: 4.0, ..self.head(text) },
            _ => self.plain(text),
        };
        self.write(&paragraph);
    }

    fn organ(&mut self, text: &str) {
        self.write(&self.head(text));
    }

    fn number(&mut self, text: &str) {
        let (size, pitch) = (self.setting.small, self.setting.small_pitch);
        match self.setting.form {
            Form::Official => {
                let border = format!(r#"<w:bottom w:val="single" w:sz="12" w:space="11" w:color="{RED}"/>"#);
                self.write(&Paragraph { align: "center", border: &border, ..self.plain(text) });
            }
            Form::Correspondence => {
                self.write(&Paragraph { align: "right", before: 4.0, ..self.plain(text) });
            }
            Form::Sheet => {
                self.write(&Paragraph { align: "right", size, pitch, spacing: 0.0, ..self.plain(text) })
            }
            Form::ReceiptA4 | Form::ReceiptA5 | Form::Label => {
                self.write(&Paragraph { align: "center", size, pitch, spacing: 0.0, ..self.plain(text) });
            }
        }
    }

    fn title(&mut self, text: &str, side: f64) {
        let letter = self.is_letter();
        if letter {
            self.blank(2.0);
        }
        self.write(&Paragraph { indent: (side, side, 0.0), ..self.head(text) });
        self.blank(if letter { 1.0 } else { 0.5 });
    }

    fn annex_title(&mut self, text: &str, side: f64) {
        self.blank(1.0);
        self.write(&Paragraph { indent: (side, side, 0.0), ..self.head(text) });
        self.blank(1.0);
    }

    fn line(&mut self, text: &str, style: Style, kept: bool) {
        if style == Style::FirstAttachment {
            self.write(&Paragraph { kept, ..self.plain("") });
        }
        let (size, pitch) = match style {
            Style::Note => (self.setting.note, self.setting.note_pitch),
            _ => (self.setting.size, self.setting.pitch),
        };
        let (indent, sign) = (style.indent(self.setting.form), size + self.setting.spacing);
        let font = match style {
            Style::Heading | Style::AnnexMark => &self.names.hei,
            Style::Verbatim => &self.names.kai,
            _ => &self.names.body,
        };
        // WordprocessingML measures the left edge of all lines but the first, and the first from there.
        let left = (indent.all + indent.hanging) * sign;
        let first = (indent.first - indent.hanging) * sign;
        let tail = kept && style.may_break();
        let kept = kept && !tail;
        self.write(&Paragraph {
            font,
            size,
            pitch,
            kept,
            tail,
            indent: (left, 0.0, first),
            ..self.plain(text)
        });
    }

    fn signature(&mut self, closing: &Closing) {
        for _ in 0..closing.room {
            self.write(&Paragraph { kept: true, ..self.plain("") });
        }
        let organ = (0.0, closing.organ_right, 0.0);
        self.write(&Paragraph { kept: true, align: "right", indent: organ, ..self.plain(&closing.organ) });
        let day = (0.0, closing.day_right, 0.0);
        let kept = closing.kept;
        self.write(&Paragraph { kept, align: "right", indent: day, ..self.plain(&closing.day) });
    }
}

/// Longer words are broken where the line ends.
const LONG_WORD: usize = 12;

/// Points of a millimetre.
pub(super) const MM: f64 = 72.0 / 25.4;

impl Paragraph<'_> {
    pub(super) fn xml(&self) -> String {
        let mut properties = String::new();
        if self.kept {
            properties.push_str("<w:keepNext/><w:keepLines/>");
        } else if self.tail {
            properties.push_str("<w:keepNext/><w:widowControl/>");
        }
        if !self.border.is_empty() {
            properties.push_str(&format!("<w:pBdr>{}</w:pBdr>", self.border));
        }
        // Said in every paragraph: LibreOffice does not take them from the defaults.
        let words = if self.has_long_word() { r#"<w:wordWrap w:val="0"/>"# } else { "" };
        properties.push_str(words);
        properties.push_str(r#"<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>"#);
        let (before, pitch) = (twips(self.before), twips(self.pitch));
        properties
            .push_str(&format!(r#"<w:spacing w:before="{before}" w:line="{pitch}" w:lineRule="exact"/>"#));
        let (left, right, first) = self.indent;
        let (left, right) = (twips(left), twips(right));
        let first = match twips(first) {
            back @ ..0 => format!(r#"w:hanging="{}""#, -back),
            on => format!(r#"w:firstLine="{on}""#),
        };
        properties.push_str(&format!(r#"<w:ind w:left="{left}" w:right="{right}" {first}/>"#));
        let align = if self.align == "both" && self.has_long_word() { "left" } else { self.align };
        properties.push_str(&format!(r#"<w:jc w:val="{align}"/>"#));
        let run = self.run_properties(&self.font.name);
        let runs = self.font.runs(self.text).into_iter();
        let text: String = runs
            .map(|(font, text)| {
                let run = self.run_properties(font);
                format!(r#"<w:r>{run}<w:t xml:space="preserve">{}</w:t></w:r>"#, escape(text))
            })
            .collect();
        format!("<w:p><w:pPr>{properties}{run}</w:pPr>{text}</w:p>")
    }

    /// A word that no line may break would stretch the line before it.
    fn has_long_word(&self) -> bool {
        pieces(self.text, LONG_WORD).iter().any(|piece| piece.torn)
    }

    fn run_properties(&self, font: &str) -> String {
        let (spacing, size) = (twips(self.spacing), twips(self.size) / 10);
        let color = if self.red { format!(r#"<w:color w:val="{RED}"/>"#) } else { String::new() };
        format!(
            r#"<w:rPr>{}{color}<w:spacing w:val="{spacing}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>"#,
            run_fonts(font)
        )
    }
}
