//! The admin UI's files, embedded in the binary: CSS, script, fonts, icons, with their compressed twins.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/dist"]
struct Dist;

static MANIFEST: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| Dist::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default());

/// An embedded file as it goes out.
#[derive(Clone, Debug)]
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    pub content_type: &'static str,
    /// The `Content-Encoding`, absent when the bytes are plain.
    pub encoding: Option<&'static str>,
}

/// The path of a file by the name it has in the sources: `app.css` is `/assets/app.7JD3MCHM.css`.
/// Its content never changes under that path, so it may be cached for ever. An unknown name stays as it is and is not found.
pub fn url(logical: &str) -> String {
    format!("/assets/{}", MANIFEST.get(logical).map_or(logical, String::as_str))
}

/// Does this path carry its content's hash, so that it may be kept for ever?
pub fn is_hashed(file: &str) -> bool {
    file != "licenses.txt"
}

/// The file of a path below `/assets/`, in the smallest form that an `Accept-Encoding` header allows.
pub fn find(file: &str, accept_encoding: &str) -> Option<Asset> {
    let content_type = content_type(file)?;
    let twin = [("br", "br"), ("gzip", "gz")].into_iter().filter(|(name, _)| accepts(accept_encoding, name)).find_map(|(name, ending)| {
        let packed = Dist::get(&format!("{file}.{ending}"))?;
        Some(Asset { bytes: packed.data, content_type, encoding: Some(name) })
    });
    twin.or_else(|| Some(Asset { bytes: Dist::get(file)?.data, content_type, encoding: None }))
}

/// Does an `Accept-Encoding` header name this encoding without refusing it by `q=0`?
pub fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && weight > 0.0
    })
}

/// Only what the pages ask for has a type: the manifest and the twins themselves are not served.
fn content_type(file: &str) -> Option<&'static str> {
    Some(match file.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(logical: &str) -> String {
        url(logical).trim_start_matches("/assets/").to_owned()
    }

    #[test]
    fn every_name_of_the_manifest_is_embedded_under_a_hashed_name() {
        assert!(MANIFEST.len() >= 4, "the manifest lists what was built");
        for logical in MANIFEST.keys() {
            assert_ne!(&named(logical), logical);
            assert!(find(&named(logical), "").is_some_and(|asset| asset.encoding.is_none() && !asset.bytes.is_empty()), "{logical}");
        }
    }

    #[test]
    fn the_smallest_form_that_is_accepted_wins() {
        let encoding = |accept: &str| find(&named("app.css"), accept).and_then(|asset| asset.encoding);
        assert_eq!(encoding("gzip, deflate, br, zstd"), Some("br"));
        assert_eq!(encoding("gzip;q=0.8, br;q=0"), Some("gzip"));
        assert_eq!(encoding("identity"), None);
        let font = Dist::iter().find(|name| name.ends_with(".woff2")).expect("a font");
        assert_eq!(find(&font, "br").map(|asset| (asset.content_type, asset.encoding)), Some(("font/woff2", None)));
    }

    #[test]
    fn nothing_else_is_served() {
        for file in ["manifest.json", "app.css", "../Cargo.toml", "", "app.css.br"] {
            assert!(find(file, "br").is_none(), "{file}");
        }
    }

    #[test]
    fn nothing_embedded_needs_another_origin_or_an_exception_from_the_content_security_policy() {
        let css = find(&named("font.css"), "").expect("the fonts");
        let css = String::from_utf8(css.bytes.into_owned()).expect("text");
        assert!(css.contains("/assets/PretendardVariable") && !css.contains("http"));
    }
}
