//! A QR code (ISO/IEC 18004) as the outline of its dark modules, to be put into a page.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

/// Light modules around it.
const QUIET: usize = 4;

/// A drawn code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Square {
    /// Modules from edge to edge.
    pub side: usize,
    /// The outline in SVG's words.
    pub path: String,
}

/// Draws a text; none if it is too long for a code.
pub fn draw(text: &str) -> Option<Square> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, line) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in line.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                let _ = write!(path, "M{} {}h{2}v1h-{2}z", x + QUIET, y + QUIET, run.len());
            }
            x += run.len();
        }
    }
    Some(Square { side: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_covered() {
        let square = draw("https://gongkai.example.test/status/QSZR-2026-00001#123456789012").unwrap();
        let code = QrCode::with_error_correction_level(
            b"https://gongkai.example.test/status/QSZR-2026-00001#123456789012",
            EcLevel::M,
        )
        .unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let runs = square.path.split('M').skip(1).map(|run| {
            let (_, rest) = run.split_once('h').unwrap();
            rest.split_once('v').unwrap().0.parse::<usize>().unwrap()
        });
        assert_eq!(runs.sum::<usize>(), dark);
        assert!(square.path.starts_with("M4 4h7v1h-7z"), "{}", &square.path[..20]);
    }
}
