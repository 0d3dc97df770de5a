//! Where a visitor came from: one touch, from the address, the form's hidden fields or the referring page.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::base::form::RawForm;

const MAX_CHARS: usize = 100;
const MAX_REFERRER_CHARS: usize = 200;

/// The five UTM values and the referring page. Each is absent when nothing told it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Touch {
    pub source: Option<String>,
    pub medium: Option<String>,
    pub campaign: Option<String>,
    pub term: Option<String>,
    pub content: Option<String>,
    /// Host and path of the page with the link, without scheme and query; never one of our own.
    pub referrer: Option<String>,
}

/// Click ids that ad networks append, and what they stand for when no UTM value says it.
const CLICK_IDS: &[(&str, &str, Option<&str>)] = &[
    ("gclid", "google", Some("cpc")),
    ("gbraid", "google", Some("cpc")),
    ("wbraid", "google", Some("cpc")),
    ("fbclid", "facebook", None),
    ("n_media", "naver", Some("cpc")),
    ("NaPm", "naver", None),
    ("ttclid", "tiktok", Some("cpc")),
];

impl Touch {
    /// Reads one touch. `query` is that of the address the visitor is on, `own_hosts` the hosts whose pages are no referrers.
    ///
    /// The first of these that has any UTM value gives all of them: the query, the hidden fields, the Referer's own query. A click
    /// id fills a source that is missing, an outside page with neither is a `referral`, and nothing at all is a direct visit.
    pub fn of(query: &str, hidden: &RawForm, referer: Option<&str>, own_hosts: &[&str]) -> Self {
        let from_query = pairs(query);
        let from_form = hidden.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let page = referer.and_then(Page::of);
        let from_referer = page.as_ref().map(|page| pairs(page.query)).unwrap_or_default();

        let layers = [from_query, from_form, from_referer];
        let mut touch = layers.iter().map(Self::utm).find(|touch| !touch.is_direct()).unwrap_or_default();
        if touch.source.is_none() {
            let click = layers.iter().find_map(|layer| CLICK_IDS.iter().find(|(id, ..)| value(layer, id).is_some()));
            if let Some((_, source, medium)) = click {
                touch.source = Some((*source).to_owned());
                touch.medium = touch.medium.or_else(|| medium.map(str::to_owned));
            }
        }
        if let Some(page) = page.filter(|page| !own_hosts.iter().any(|own| page.is_on(own))) {
            if touch.is_direct() {
                touch.source = clean(page.host, MAX_CHARS);
                touch.medium = touch.source.as_ref().map(|_| "referral".to_owned());
            }
            touch.referrer = clean(&format!("{}{}", page.host, page.path), MAX_REFERRER_CHARS);
        }
        touch
    }

    /// The host of the referring page.
    pub fn referrer_host(&self) -> Option<&str> {
        self.referrer.as_deref()?.split('/').next()
    }

    /// Nothing says where the visitor came from.
    pub fn is_direct(&self) -> bool {
        *self == Self::default()
    }

    fn utm(layer: &HashMap<String, String>) -> Self {
        let utm = |name| value(layer, name).and_then(|text| clean(text, MAX_CHARS));
        Self {
            source: utm("utm_source"),
            medium: utm("utm_medium"),
            campaign: utm("utm_campaign"),
            term: utm("utm_term"),
            content: utm("utm_content"),
            referrer: None,
        }
    }
}

fn pairs(query: &str) -> HashMap<String, String> {
    let mut pairs = HashMap::new();
    for (name, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
        pairs.entry(name.into_owned()).or_insert_with(|| value.into_owned());
    }
    pairs
}

fn value<'a>(layer: &'a HashMap<String, String>, name: &str) -> Option<&'a str> {
    layer.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// NFC without control characters, cut at a number of characters; absent when nothing is left.
fn clean(text: &str, max_chars: usize) -> Option<String> {
    let visible: String = text.nfc().filter(|c| !c.is_control()).collect();
    let cut: String = visible.trim().chars().take(max_chars).collect();
    Some(cut.trim_end().to_owned()).filter(|text| !text.is_empty())
}

/// A referring page's address, taken apart.
struct Page<'a> {
    host: &'a str,
    port: &'a str,
    path: &'a str,
    query: &'a str,
}

impl<'a> Page<'a> {
    /// Absent for what is no web page, such as `android-app://…`.
    fn of(address: &'a str) -> Option<Self> {
        let (scheme, rest) = address.trim().split_once("://")?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let rest = rest.split('#').next()?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = place.find('/').map_or((place, ""), |at| place.split_at(at));
        // A referrer with a password in it is kept without.
        let authority = authority.rsplit('@').next()?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, port),
            _ => (authority, ""),
        };
        (!host.is_empty()).then_some(Self { host, port, path: if path == "/" { "" } else { path }, query })
    }

    /// Is it on this host, written with or without its port?
    fn is_on(&self, own: &str) -> bool {
        match own.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                self.host.eq_ignore_ascii_case(host) && (self.port.is_empty() || self.port == port)
            }
            _ => self.host.eq_ignore_ascii_case(own),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OWN: &[&str] = &["pages.example.kr", "127.0.0.1:8090"];

    fn of(query: &str, referer: &str) -> Touch {
        Touch::of(query, &RawForm::default(), Some(referer), OWN)
    }

    fn told(touch: &Touch) -> [Option<&str>; 4] {
        [touch.source.as_deref(), touch.medium.as_deref(), touch.campaign.as_deref(), touch.referrer.as_deref()]
    }

    #[test]
    fn the_address_goes_before_hidden_fields_and_the_referer() {
        let hidden = RawForm::from([("utm_source", "hidden"), ("utm_campaign", "b")]);
        let referer = Some("https://pages.example.kr/p/a/b?utm_source=referer&utm_medium=x");
        assert_eq!(told(&Touch::of("?utm_source=naver&utm_medium=cpc", &hidden, referer, OWN)), [Some("naver"), Some("cpc"), None, None]);
        assert_eq!(told(&Touch::of("x=1", &hidden, referer, OWN)), [Some("hidden"), None, Some("b"), None]);
        assert_eq!(told(&Touch::of("", &RawForm::default(), referer, OWN)), [Some("referer"), Some("x"), None, None]);
    }

    #[test]
    fn click_ids_fill_a_missing_source() {
        assert_eq!(told(&of("gclid=abc", "")), [Some("google"), Some("cpc"), None, None]);
        assert_eq!(told(&of("fbclid=abc&utm_campaign=봄", "")), [Some("facebook"), None, Some("봄"), None]);
        assert_eq!(
            told(&of("NaPm=ct%3Dx", "https://search.naver.com/search?q=1")),
            [Some("naver"), None, None, Some("search.naver.com/search")]
        );
        assert_eq!(told(&of("gclid=abc&utm_source=mail", "")), [Some("mail"), None, None, None]);
    }

    #[test]
    fn outside_pages_are_referrals_and_ours_are_not() {
        assert_eq!(
            told(&of("", "https://user:pw@blog.naver.com:443/me/1?secret=x#y")),
            [Some("blog.naver.com"), Some("referral"), None, Some("blog.naver.com/me/1")]
        );
        assert_eq!(told(&of("utm_source=a", "https://www.google.com/")), [Some("a"), None, None, Some("www.google.com")]);
        for own in ["https://PAGES.example.kr/p/a", "http://127.0.0.1:8090/p/a", "", "android-app://com.kakao.talk", "nonsense"] {
            assert!(of("", own).is_direct(), "{own}");
        }
    }

    #[test]
    fn values_are_bounded_and_clean() {
        let touch = of(&format!("utm_source={}&utm_medium=%00%0A&utm_term=%E1%84%92%E1%85%A1%E1%86%AB", "a".repeat(500)), "");
        assert_eq!((touch.source.map(|text| text.len()), touch.medium, touch.term.as_deref()), (Some(100), None, Some("한")));
    }

    proptest! {
        #[test]
        fn any_address_is_answered_within_bounds(query in any::<String>(), referer in any::<String>(), source in any::<String>()) {
            let hidden = RawForm::from([("utm_source", source.as_str())]);
            let touch = Touch::of(&query, &hidden, Some(&format!("https://{referer}")), OWN);
            for text in [&touch.source, &touch.medium, &touch.campaign, &touch.term, &touch.content].into_iter().flatten() {
                prop_assert!(!text.is_empty() && text.chars().count() <= MAX_CHARS && !text.contains(char::is_control));
            }
            if let Some(referrer) = touch.referrer {
                prop_assert!(referrer.chars().count() <= MAX_REFERRER_CHARS && !referrer.contains('?'));
            }
        }

        #[test]
        fn utm_values_come_through_the_query(source in "[가-힣a-z0-9]{1,30}", medium in "[a-z]{1,10}") {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("utm_source", &source).append_pair("utm_medium", &medium).finish();
            let touch = of(&query, "https://elsewhere.example/");
            prop_assert_eq!((touch.source, touch.medium), (Some(source), Some(medium)));
        }
    }
}
