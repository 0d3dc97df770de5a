//! A QR code as SVG: an address that is read from a screen or from paper.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// Modules of blank margin that a reader needs on every side (ISO/IEC 18004, 5.3.8).
const MARGIN: usize = 4;

/// The QR code of a text, black on white in either theme, at whatever size the style sheet gives it; `label` says to a screen reader
/// what it leads to. Empty for a text too long for any code: above some 2,300 bytes.
pub fn qr(text: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return html! {} };
    let size = code.width() + 2 * MARGIN;
    html! {
        svg.qr role="img" aria-label=(label) viewBox={ "0 0 " (size) " " (size) } shape-rendering="crispEdges" {
            rect width=(size) height=(size) fill="#fff" {}
            path d=(dark_modules(&code)) fill="#000" {}
        }
    }
}

/// Runs of dark modules, each a rectangle one module high.
fn dark_modules(code: &QrCode) -> String {
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a string does not fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + MARGIN, y + MARGIN, run.len(), run.len());
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_draws_its_three_finders_and_stays_text() {
        let drawn = qr("https://example.kr/r/hanbit/ABCD2345", "\"><script>").into_string();
        assert!(drawn.contains("M4 4h7v1h-7z"), "the finder at the top left begins after the margin: {drawn}");
        assert!(!drawn.contains("<script>") && !drawn.contains("style="), "{drawn}");
        assert!(qr(&"x".repeat(3_000), "").into_string().is_empty());
    }
}
