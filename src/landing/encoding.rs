//! An uploaded page's bytes as text, whatever encoding it was saved in.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use lol_html::{RewriteStrSettings, element, rewrite_str};

/// How far into a page browsers look for its charset (WHATWG HTML, "prescan a byte stream").
const PRESCAN_BYTES: usize = 1024;

/// A page as text, and what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    pub html: String,
    /// The encoding that it was read as, such as `UTF-8` or `EUC-KR` (which includes CP949).
    pub encoding: &'static str,
    /// Some bytes meant nothing in that encoding and are now `U+FFFD`.
    pub lossy: bool,
}

/// Reads a page. `declared` is the charset or the whole `Content-Type` that came with it.
///
/// A byte order mark decides, then what was declared beside or inside the page, then whether it is UTF-8, then a guess that
/// expects Korean. A declaration that the bytes break while they are sound UTF-8 is not believed: many a page is saved as UTF-8
/// under an old `charset=euc-kr`. UTF-8 comes back byte for byte.
pub fn to_utf8(bytes: &[u8], declared: Option<&str>) -> Converted {
    let sound = std::str::from_utf8(bytes).ok();
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return decode(bytes, encoding);
    }
    let named = declared.and_then(label_of).or_else(|| in_page(bytes));
    if let Some(encoding) = named {
        let converted = decode(bytes, encoding);
        if !converted.lossy || sound.is_none() {
            return converted;
        }
    }
    if sound.is_some() {
        return decode(bytes, UTF_8);
    }
    // Without the hint short Korean texts are taken for windows-125x.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    decode(bytes, detector.guess(Some(b"kr"), Utf8Detection::Allow))
}

fn decode(bytes: &[u8], encoding: &'static Encoding) -> Converted {
    if encoding == UTF_8 {
        let text = String::from_utf8_lossy(bytes);
        return Converted { lossy: matches!(text, Cow::Owned(_)), html: text.into_owned(), encoding: UTF_8.name() };
    }
    let (text, lossy) = encoding.decode_with_bom_removal(bytes);
    if text.as_bytes() == bytes {
        return Converted { html: text.into_owned(), encoding: UTF_8.name(), lossy };
    }
    Converted { html: say_utf8(&text), encoding: encoding.name(), lossy }
}

/// The encoding of `euc-kr` or of `text/html; charset="euc-kr"`.
fn label_of(declared: &str) -> Option<&'static Encoding> {
    let lower = declared.to_ascii_lowercase();
    let label = match lower.split_once("charset") {
        Some((_, rest)) => rest.trim_start().strip_prefix('=')?.trim_start(),
        None => lower.as_str(),
    };
    let label = label.trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ', '>', '/']).next()?;
    // Names that Korean editors write and browsers do not know.
    let label = if matches!(label, "cp949" | "ms949" | "uhc" | "x-windows-949") { "euc-kr" } else { label };
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// What a `<meta>` near the start says. Bytes that could be read so far cannot be UTF-16, whatever they claim.
fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String = bytes.iter().take(PRESCAN_BYTES).map(|b| b.to_ascii_lowercase() as char).collect();
    let named = head.match_indices("<meta").find_map(|(at, _)| {
        let tag = head.get(at..)?.split('>').next()?;
        tag.contains("charset").then(|| label_of(tag)).flatten()
    })?;
    Some(if named == UTF_16LE || named == UTF_16BE { UTF_8 } else { named })
}

/// Corrects what the page says of its own encoding; a page that cannot be parsed keeps its word, since the HTTP header decides.
fn say_utf8(html: &str) -> String {
    let settings = RewriteStrSettings::new()
        .with_strict(false)
        .append_element_content_handler(element!("meta[charset]", |el| Ok(el.set_attribute("charset", "utf-8")?)))
        .append_element_content_handler(element!("meta[http-equiv]", |el| {
            if el.get_attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-type")) {
                el.set_attribute("content", "text/html; charset=utf-8")?;
            }
            Ok(())
        }));
    rewrite_str(html, settings).unwrap_or_else(|_| html.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::EUC_KR;
    use proptest::prelude::*;

    fn cp949(text: &str) -> Vec<u8> {
        EUC_KR.encode(text).0.into_owned()
    }

    #[test]
    fn utf8_is_returned_byte_for_byte() {
        for page in ["<meta charset=euc-kr><p>한글 페이지입니다</p>", "\u{feff}<p>BOM", "plain", ""] {
            let converted = to_utf8(page.as_bytes(), None);
            assert_eq!((converted.html.as_str(), converted.encoding, converted.lossy), (page, "UTF-8", false));
        }
    }

    #[test]
    fn declared_korean_is_converted_and_says_so() {
        let page = r#"<html><head><META http-equiv="Content-Type" content="text/html; charset=euc-kr"><p>똠방각하 펲 쓩</p>"#;
        let converted = to_utf8(&cp949(page), None);
        assert_eq!((converted.encoding, converted.lossy), ("EUC-KR", false));
        assert!(converted.html.contains("똠방각하 펲 쓩") && converted.html.contains("charset=utf-8"), "{}", converted.html);
        let converted = to_utf8(&cp949("<meta charset='ks_c_5601-1987'>뷁"), None);
        assert_eq!(converted.html, r#"<meta charset="utf-8">뷁"#);
    }

    #[test]
    fn the_header_is_believed_and_silence_is_guessed_as_korean() {
        for declared in [Some("text/html; charset=\"EUC-KR\""), Some("cp949"), Some("euc-kr"), Some("nonsense"), None] {
            let converted = to_utf8(&cp949("<p>김,010</p><b>한</b>"), declared);
            assert_eq!((converted.html.as_str(), converted.encoding), ("<p>김,010</p><b>한</b>", "EUC-KR"), "{declared:?}");
        }
    }

    #[test]
    fn utf16_needs_its_mark() {
        let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain("<meta charset=utf-16>한".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let converted = to_utf8(&bytes, None);
        assert_eq!((converted.html.as_str(), converted.encoding), (r#"<meta charset="utf-8">한"#, "UTF-16LE"));
    }

    #[test]
    fn lost_characters_are_told() {
        assert!(to_utf8(b"<p>\xB0", Some("euc-kr")).lossy);
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes in prop::collection::vec(any::<u8>(), 0..400), declared in "[ -~]{0,30}") {
            to_utf8(&bytes, Some(&declared));
        }

        #[test]
        fn korean_survives_without_any_declaration(text in "[가-힣]{6,40}") {
            prop_assert_eq!(to_utf8(&cp949(&text), None).html, text);
        }
    }
}
