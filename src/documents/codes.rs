//! QR codes and Code 128 (ISO/IEC 15417) as dark and light modules, and as the small pictures that every output uses.

use qrcode::{EcLevel, QrCode};

use super::DocumentError;
use super::letter::{Code, CodeKind};

/// A code drawn: rows of modules from the top, `true` is dark, quiet zones included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Modules {
    pub width: usize,
    pub rows: Vec<Vec<bool>>,
    pub kind: CodeKind,
}

/// Light modules around a QR code (ISO/IEC 18004) and beside a bar code.
const QR_QUIET: usize = 4;
const BAR_QUIET: usize = 10;
/// Bars are this many modules high in a picture, whose height is stretched where it is placed.
const BAR_HEIGHT: usize = 60;

/// Draws a code, or says why its data does not fit into it.
pub(super) fn draw(code: &Code) -> Result<Modules, DocumentError> {
    match code.kind {
        CodeKind::Qr => qr(&code.data),
        CodeKind::Code128 => code128(&code.data),
    }
}

fn qr(data: &str) -> Result<Modules, DocumentError> {
    let code = QrCode::with_error_correction_level(data.as_bytes(), EcLevel::M)
        .map_err(|_| DocumentError::TooLongForCode { kind: "二维码", signs: data.chars().count() })?;
    let (side, colors) = (code.width(), code.to_colors());
    let blank = vec![false; side + 2 * QR_QUIET];
    let mut rows = vec![blank.clone(); QR_QUIET];
    for line in colors.chunks(side) {
        let mut row = vec![false; QR_QUIET];
        row.extend(line.iter().map(|color| *color == qrcode::Color::Dark));
        row.extend([false; QR_QUIET]);
        rows.push(row);
    }
    rows.extend(vec![blank.clone(); QR_QUIET]);
    Ok(Modules { width: blank.len(), rows, kind: CodeKind::Qr })
}

/// The widths of bars and gaps, in turn, of each of the 107 symbols.
const PATTERNS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];
const TO_SET_C: u8 = 99;
const TO_SET_B: u8 = 100;
const START_B: u8 = 104;
const START_C: u8 = 105;
const STOP: u8 = 106;
/// Longer bar codes do not fit on a page at a width that a scanner reads.
const MOST_SIGNS: usize = 48;

fn code128(data: &str) -> Result<Modules, DocumentError> {
    if data.is_empty() || data.chars().any(|sign| !matches!(sign, ' '..='~')) {
        return Err(DocumentError::NotForBars { data: data.to_owned() });
    }
    if data.len() > MOST_SIGNS {
        return Err(DocumentError::TooLongForCode { kind: "条形码", signs: data.len() });
    }
    let mut bars = vec![false; BAR_QUIET];
    for symbol in symbols(data.as_bytes()) {
        let mut dark = true;
        for width in PATTERNS.get(usize::from(symbol)).into_iter().flat_map(|pattern| pattern.bytes()) {
            bars.extend(std::iter::repeat_n(dark, usize::from(width - b'0')));
            dark = !dark;
        }
    }
    bars.extend([false; BAR_QUIET]);
    Ok(Modules { width: bars.len(), rows: vec![bars; BAR_HEIGHT], kind: CodeKind::Code128 })
}

/// The symbols of printable ASCII with their check symbol. Four digits or more go in pairs (set C), all
/// else sign by sign (set B).
fn symbols(data: &[u8]) -> Vec<u8> {
    let mut symbols = Vec::with_capacity(data.len() + 4);
    let mut in_pairs = false;
    let mut rest = data;
    while let Some((first, after)) = rest.split_first() {
        let digits = rest.iter().take_while(|sign| sign.is_ascii_digit()).count();
        let pairs = digits >= if in_pairs { 2 } else { 4 };
        // An odd digit is left to set B, before the pairs begin.
        let pairs = pairs && (in_pairs || digits % 2 == 0);
        if pairs != in_pairs || symbols.is_empty() {
            symbols.push(match (symbols.is_empty(), pairs) {
                (true, true) => START_C,
                (true, false) => START_B,
                (false, true) => TO_SET_C,
                (false, false) => TO_SET_B,
            });
            in_pairs = pairs;
        }
        match after.split_first() {
            Some((second, after)) if pairs => {
                symbols.push((first - b'0') * 10 + (second - b'0'));
                rest = after;
            }
            _ => {
                symbols.push(first - b' ');
                rest = after;
            }
        }
    }
    let sum: usize = symbols.iter().enumerate().map(|(at, symbol)| at.max(1) * usize::from(*symbol)).sum();
    symbols.push((sum % 103).try_into().unwrap_or(0));
    symbols.push(STOP);
    symbols
}

impl Modules {
    /// The dark modules as one path of an SVG, a run of a row at a time; equal rows are one.
    pub(super) fn svg_path(&self) -> String {
        let mut path = String::new();
        let mut from = 0;
        while let Some(row) = self.rows.get(from) {
            let high = self.rows.iter().skip(from).take_while(|other| *other == row).count();
            let mut left = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&true) {
                    path.push_str(&format!("M{left} {from}h{}v{high}h-{}z", run.len(), run.len()));
                }
                left += run.len();
            }
            from += high;
        }
        path
    }

    /// A picture of its own, whose modules are stretched to the size it is given.
    pub(super) fn svg(&self) -> String {
        let (width, height) = (self.width, self.rows.len());
        let path = self.svg_path();
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" preserveAspectRatio="none"><path fill="#000" d="{path}"/></svg>"##
        )
    }

    /// A PNG of one bit, each module so many points wide and high.
    pub(super) fn png(&self) -> Result<Vec<u8>, DocumentError> {
        let scale = match self.kind {
            CodeKind::Qr => 8,
            CodeKind::Code128 => 4,
        };
        let size = |modules: usize| u32::try_from(modules * scale).unwrap_or(u32::MAX);
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, size(self.width), size(self.rows.len()));
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header()?;
        let packed = self.rows.iter().flat_map(|row| std::iter::repeat_n(pack(row, scale), scale));
        writer.write_image_data(&packed.flatten().collect::<Vec<u8>>())?;
        writer.finish()?;
        Ok(out)
    }
}

/// A row of a picture of one bit: eight points a byte, light is 1.
fn pack(row: &[bool], scale: usize) -> Vec<u8> {
    let points: Vec<bool> = row.iter().flat_map(|dark| std::iter::repeat_n(!dark, scale)).collect();
    points
        .chunks(8)
        .map(|eight| {
            eight.iter().enumerate().fold(0, |byte, (at, light)| byte | (u8::from(*light) << (7 - at)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_go_in_pairs_and_the_check_symbol_is_the_standards() {
        // Worked by hand: 104 + 1*48 + 2*42 + 3*42 + 4*17 + 5*18 + 6*19 + 7*35 = 879; 879 mod 103 = 55.
        assert_eq!(symbols(b"PJJ123C"), [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]);
        assert_eq!(symbols(b"123456")[..4], [105, 12, 34, 56]);
        assert_eq!(symbols(b"A12345")[..6], [104, 33, 17, 99, 23, 45]);
        assert_eq!(symbols(b"1234A")[..5], [105, 12, 34, 100, 33]);
    }

    #[test]
    fn every_symbol_is_eleven_modules_and_the_stop_thirteen() {
        for (at, pattern) in PATTERNS.iter().enumerate() {
            let wide: u32 = pattern.bytes().map(|width| u32::from(width - b'0')).sum();
            assert_eq!(wide, if at == 106 { 13 } else { 11 }, "symbol {at}");
        }
        let code = Code { kind: CodeKind::Code128, data: "AB".to_owned(), caption: String::new() };
        assert_eq!(draw(&code).unwrap().width, 20 + 4 * 11 + 13);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let code = |kind, data: &str| Code { kind, data: data.to_owned(), caption: String::new() };
        assert!(matches!(
            draw(&code(CodeKind::Code128, "长府〔2026〕")),
            Err(DocumentError::NotForBars { .. })
        ));
        assert!(matches!(draw(&code(CodeKind::Code128, "")), Err(DocumentError::NotForBars { .. })));
        let endless = "x".repeat(4000);
        assert!(matches!(draw(&code(CodeKind::Qr, &endless)), Err(DocumentError::TooLongForCode { .. })));
        assert!(matches!(
            draw(&code(CodeKind::Code128, &endless)),
            Err(DocumentError::TooLongForCode { .. })
        ));
    }
}
