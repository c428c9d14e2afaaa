//! 印制: the one entry to every output of a letter.

use std::fmt;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::fonts::Fonts;
use super::letter::Letter;
use super::pdf::Typesetter;
use super::walk::parts;
use super::{DocumentError, docx, html, plain};

/// Fonts and template, made once and shared by all threads.
pub struct Press {
    fonts: Fonts,
    typesetter: Typesetter,
}

/// Signs of a letter that no font at hand can show. The letter is still made: on paper each is `〓`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingSigns {
    /// Each once, in the order of the letter.
    pub signs: Vec<char>,
}

impl fmt::Display for MissingSigns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("现有字体缺少以下字符：")?;
        for (at, sign) in self.signs.iter().enumerate() {
            let comma = if at == 0 { "" } else { "、" };
            write!(f, "{comma}{sign}（U+{:04X}）", u32::from(*sign))?;
        }
        f.write_str("。PDF中以“〓”代替；请安装含有这些字符的字体，或者下载Word文件补字后打印")
    }
}

impl Press {
    /// Looks for the office's own fonts in folders, in their order; see `fonts.rs` for what is known.
    ///
    /// # Errors
    /// None but for a program built wrongly: a folder that is missing is passed over.
    pub fn new(font_folders: &[PathBuf]) -> Result<Press, DocumentError> {
        Ok(Press { fonts: Fonts::open(font_folders)?, typesetter: Typesetter::new()? })
    }

    /// One letter as PDF/A-2b, dated at the beginning of a day in Shanghai: the same letter and day give the
    /// same bytes.
    ///
    /// # Errors
    /// A table or a code of the letter that cannot be made.
    pub fn pdf(&self, letter: &Letter, day: NaiveDate) -> Result<Vec<u8>, DocumentError> {
        self.typesetter.pdf(&self.fonts, std::slice::from_ref(letter), day, |_| {})
    }

    /// Many letters in one PDF, each on pages of its own. `progress` hears how many are set so far.
    ///
    /// # Errors
    /// As [`pdf`](Press::pdf), for the first letter at fault.
    pub fn pdf_many(
        &self,
        letters: &[Letter],
        day: NaiveDate,
        progress: impl FnMut(usize),
    ) -> Result<Vec<u8>, DocumentError> {
        self.typesetter.pdf(&self.fonts, letters, day, progress)
    }

    /// The letter for Word and WPS, to be edited.
    ///
    /// # Errors
    /// A table or a code of the letter that cannot be made.
    pub fn docx(&self, letter: &Letter) -> Result<Vec<u8>, DocumentError> {
        docx::render(&self.fonts, letter)
    }

    /// A preview: one `<article>`, styled by [`STYLE`](super::STYLE) alone.
    ///
    /// # Errors
    /// A table or a code of the letter that cannot be made.
    pub fn html(&self, letter: &Letter) -> Result<String, DocumentError> {
        html::render(letter)
    }

    /// The preview as a page that stands alone.
    ///
    /// # Errors
    /// A table or a code of the letter that cannot be made.
    pub fn page(&self, letter: &Letter) -> Result<String, DocumentError> {
        html::page(letter)
    }

    /// The words alone.
    ///
    /// # Errors
    /// A table or a code of the letter that cannot be made.
    pub fn plain(&self, letter: &Letter) -> Result<String, DocumentError> {
        Ok(plain::render(&parts(letter)?))
    }

    /// What the fonts at hand cannot show, if anything: to be said before the letter is signed.
    ///
    /// # Errors
    /// A table or a code of the letter that cannot be made.
    pub fn missing_signs(&self, letter: &Letter) -> Result<Option<MissingSigns>, DocumentError> {
        let mut signs = Vec::new();
        // What separates lines and cells is not shown.
        for sign in plain::render(&parts(letter)?).chars().filter(|sign| !sign.is_control()) {
            if !self.fonts.shows(sign) && !signs.contains(&sign) {
                signs.push(sign);
            }
        }
        Ok((!signs.is_empty()).then_some(MissingSigns { signs }))
    }
}
