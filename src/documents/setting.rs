//! The measures of each form (GB/T 9704-2012; issue of 22 lines of 28 signs measured in Word's format too).
//!
//! Lengths are points (1/72 inch). 3号 is 16 points, 2号 22, 4号 14, 5号 10.5.

use serde::Serialize;

use super::letter::{Block, Form, Letter};
use super::text::{lines, width};

/// Twenty of them are a point: the unit of WordprocessingML, and every length here is whole in it.
const TWIPS: f64 = 20.0;

/// A page and the sizes of what stands on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Setting {
    pub form: Form,
    pub width: f64,
    pub height: f64,
    pub top: f64,
    pub left: f64,
    pub right: f64,
    pub bottom: f64,
    /// Size of the text, and from line to line.
    pub size: f64,
    pub pitch: f64,
    /// Added to every sign, so that 28 fit into a line.
    pub spacing: f64,
    pub title: f64,
    pub title_pitch: f64,
    /// Of tables and captions.
    pub small: f64,
    pub small_pitch: f64,
    /// Of 附注 and what else stands at the foot.
    pub note: f64,
    pub note_pitch: f64,
    /// Room over and under the text of a cell.
    pub cell_above: f64,
    /// Side of a QR code and height of a bar code.
    pub qr: f64,
    pub bar: f64,
    /// The first page that shows its number; none if no page does.
    pub numbered_from: Option<u8>,
}

impl Setting {
    pub(super) fn of(form: Form) -> Setting {
        match form {
            Form::Official => a4(form, Some(1)),
            Form::Correspondence => a4(form, Some(2)),
            // What stands under its table is small, so that 申请表 is one page as the official form is.
            Form::Sheet => Setting {
                top: 1134.0 / TWIPS,
                size: 12.0,
                pitch: 20.0,
                note: 10.5,
                note_pitch: 15.0,
                cell_above: 3.0,
                ..form_of_one_page(form)
            },
            Form::ReceiptA4 => {
                Setting { size: 12.0, pitch: 22.0, note: 12.0, note_pitch: 22.0, ..form_of_one_page(form) }
            }
            Form::ReceiptA5 => a5(form),
            Form::Label => label(form),
        }
    }

    /// The setting of a letter: that of its form, but for a label, whose words are made smaller until it holds
    /// them: a label is one whatever stands on it.
    pub(super) fn of_letter(letter: &Letter) -> Setting {
        let usual = Setting::of(letter.form);
        if letter.form != Form::Label {
            return usual;
        }
        let smaller = LABEL_SIZES.map(|sizes| sized(usual.clone(), sizes));
        let fits =
            |setting: &Setting| label_height(letter, setting) <= usual.height - usual.top - usual.bottom;
        let [.., least] = smaller.clone();
        smaller.into_iter().find(fits).unwrap_or(least)
    }

    /// Width of the text.
    pub(super) fn text(&self) -> f64 {
        self.width - self.left - self.right
    }

    /// From the left edge of one sign to that of the next.
    pub(super) fn advance(&self) -> f64 {
        self.size + self.spacing
    }

    /// How many signs that are no Chinese may follow each other before a line has to be torn.
    pub(super) fn unbroken(&self) -> usize {
        signs_in(self.text(), self.advance()).saturating_sub(3).min(24)
    }
}

/// How many signs of a width fit into a length.
pub(super) fn signs_in(length: f64, each: f64) -> usize {
    (0..200).take_while(|count| f64::from(*count + 1) * each <= length).count()
}

/// A length in twips, as WordprocessingML writes it.
#[expect(clippy::cast_possible_truncation, reason = "no page is wider than a few thousand points")]
pub(super) fn twips(points: f64) -> i32 {
    (points * TWIPS).round() as i32
}

/// 版心 156 × 225 mm, 37 mm from the top and 28 from the left.
fn a4(form: Form, numbered_from: Option<u8>) -> Setting {
    Setting {
        form,
        width: 11906.0 / TWIPS,
        height: 16838.0 / TWIPS,
        top: 2098.0 / TWIPS,
        left: 1587.0 / TWIPS,
        right: 1474.0 / TWIPS,
        bottom: 1984.0 / TWIPS,
        size: 16.0,
        pitch: 579.0 / TWIPS,
        spacing: -0.25,
        title: 22.0,
        title_pitch: 34.0,
        small: 12.0,
        small_pitch: 20.0,
        note: 16.0,
        note_pitch: 579.0 / TWIPS,
        cell_above: 4.0,
        qr: 78.0,
        bar: 40.0,
        numbered_from,
    }
}

/// A form to fill in is no 公文: it takes of the margins what it needs to be one page.
fn form_of_one_page(form: Form) -> Setting {
    Setting { top: 1588.0 / TWIPS, bottom: 1134.0 / TWIPS, ..a4(form, Some(2)) }
}

/// All that an ordinary receipt says is on one leaf of the printer at the window.
fn a5(form: Form) -> Setting {
    Setting {
        width: 8391.0 / TWIPS,
        height: 11906.0 / TWIPS,
        top: 38.0,
        left: 45.0,
        right: 45.0,
        bottom: 34.0,
        size: 10.5,
        pitch: 15.5,
        spacing: 0.0,
        title: 16.0,
        title_pitch: 22.0,
        small: 10.0,
        small_pitch: 14.5,
        note: 10.5,
        note_pitch: 15.5,
        cell_above: 1.5,
        qr: 60.0,
        bar: 30.0,
        ..a4(form, Some(2))
    }
}

/// 100 × 60 mm.
fn label(form: Form) -> Setting {
    Setting {
        width: 5669.0 / TWIPS,
        height: 3402.0 / TWIPS,
        top: 12.0,
        left: 14.0,
        right: 14.0,
        bottom: 10.0,
        size: 11.0,
        pitch: 16.0,
        spacing: 0.0,
        title: 14.0,
        title_pitch: 19.0,
        small: 9.0,
        small_pitch: 13.0,
        note: 9.0,
        note_pitch: 13.0,
        cell_above: 0.5,
        qr: 48.0,
        bar: 26.0,
        ..a4(form, None)
    }
}

/// Sizes of a label's address, addressee and sender, each with its pitch, the usual first.
const LABEL_SIZES: [[f64; 6]; 4] = [
    [11.0, 16.0, 14.0, 19.0, 9.0, 13.0],
    [10.0, 13.5, 12.0, 16.0, 8.0, 11.0],
    [9.0, 11.5, 10.5, 13.5, 7.5, 9.5],
    [7.5, 9.5, 9.0, 11.5, 6.5, 8.0],
];
/// Over the addressee of a label, and over its sender.
const LABEL_GAP: f64 = 8.0;

fn sized(setting: Setting, sizes: [f64; 6]) -> Setting {
    let [size, pitch, title, title_pitch, note, note_pitch] = sizes;
    Setting { size, pitch, title, title_pitch, note, note_pitch, ..setting }
}

/// How high the words of a label stand, as near as it can be told without a font.
fn label_height(letter: &Letter, setting: &Setting) -> f64 {
    let high = |text: &str, size: f64, pitch: f64| -> f64 {
        let wide = |line: &String| f64::from(width(line)) / 1000.0 * size;
        // A line ends a sign early where a mark may not begin the next.
        lines(text).iter().map(|line| (wide(line) / (setting.text() - size)).ceil().max(1.0) * pitch).sum()
    };
    let address = letter.body.iter().map(|block| match block {
        Block::Paragraph { text } | Block::Heading { text } | Block::Verbatim { text } => {
            high(text, setting.size, setting.pitch)
        }
        _ => 0.0,
    });
    let addressee = letter.addressee.iter().map(|name| high(name, setting.title, setting.title_pitch));
    let notes = letter.notes.iter().map(|note| high(note, setting.note, setting.note_pitch));
    address.chain(addressee).chain(notes).sum::<f64>() + 2.0 * LABEL_GAP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_twenty_two_lines_of_twenty_eight_signs() {
        let setting = Setting::of(Form::Official);
        assert_eq!(signs_in(setting.text(), setting.advance()), 28);
        assert_eq!(signs_in(setting.height - setting.top - setting.bottom, setting.pitch), 22);
        assert_eq!((twips(setting.spacing), twips(setting.pitch)), (-5, 579));
    }
}
