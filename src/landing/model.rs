//! A landing page: its draft, its publications, and what may be said about it.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        ids::{FunnelId, PageId},
        lang::{Lang, Message, Text},
        slug::Slug,
        time::Timestamp,
    },
    landing::{form::FormDefinition, texts},
};

/// The largest page that is kept.
pub const MAX_HTML_BYTES: usize = 512 * 1024;
pub const MAX_TITLE_CHARS: usize = 200;
const MAX_MESSAGE_CHARS: usize = 1_000;
const MAX_REDIRECT_CHARS: usize = 2_000;

/// A page as its editors see it. Visitors see the published version, which stays as it is until the page is published again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LandingPage {
    #[schema(value_type = i64)]
    pub id: PageId,
    pub slug: Slug,
    pub title: String,
    pub status: PageStatus,
    /// The page as it was uploaded, byte for byte. Null in lists unless `fields` names it.
    #[schema(required)]
    pub html: Option<String>,
    pub form: FormDefinition,
    /// The funnel whose first stage new leads enter.
    #[schema(value_type = Option<i64>, required)]
    pub funnel_id: Option<FunnelId>,
    #[schema(value_type = ThankYouFields)]
    pub thank_you: ThankYou,
    /// The number of the version that visitors see; null when they see none.
    #[schema(required)]
    pub version: Option<i64>,
    /// Does the page differ from the version that visitors see?
    pub has_unpublished_changes: bool,
    /// When the version that visitors see was published; null when they see none.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub published_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// What a publication fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub title: String,
    pub html: String,
    pub form: FormDefinition,
    pub funnel_id: Option<FunnelId>,
    pub thank_you: ThankYou,
}

/// One publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LandingPageVersion)]
pub struct Version {
    /// Counted from 1 within the page.
    pub number: i64,
    pub title: String,
    /// Do visitors see this one?
    pub current: bool,
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Timestamp,
    pub published_by: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LandingPageStatus)]
pub enum PageStatus {
    /// Visitors find nothing.
    Draft,
    Published,
    /// Visitors are told that it has ended.
    Archived,
}

impl PageStatus {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Archived];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Draft),
            1 => Some(Self::Published),
            2 => Some(Self::Archived),
            _ => None,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Archived => "archived",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Draft => texts::DRAFT,
            Self::Published => texts::PUBLISHED,
            Self::Archived => texts::ARCHIVED,
        }
    }
}

crate::stored_as_code!(PageStatus);

/// What a visitor gets after the form was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "ThankYouFields", try_from = "ThankYouFields")]
pub enum ThankYou {
    /// Shown on a page of ours.
    Message(String),
    /// An address elsewhere, or a local path.
    Redirect(String),
}

impl ThankYou {
    /// The message of a page that has none of its own, in the visitors' language.
    pub fn usual(lang: Lang) -> Self {
        Self::Message(texts::THANKS_MESSAGE.get(lang).to_owned())
    }
}

/// The same as JSON: one of the two is set, the other null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ThankYou)]
pub struct ThankYouFields {
    /// At most 1,000 characters, white space around it not counted.
    pub message: Option<String>,
    /// An `https://` or `http://` address, or a path that begins with one `/`; at most 2,000 characters.
    pub redirect: Option<String>,
}

impl From<ThankYou> for ThankYouFields {
    fn from(thank_you: ThankYou) -> Self {
        match thank_you {
            ThankYou::Message(message) => Self { message: Some(message), redirect: None },
            ThankYou::Redirect(redirect) => Self { message: None, redirect: Some(redirect) },
        }
    }
}

impl TryFrom<ThankYouFields> for ThankYou {
    type Error = String;

    fn try_from(fields: ThankYouFields) -> std::result::Result<Self, String> {
        // What is stored has one of the two, so the language of the usual message does not come into it.
        fields.parse(Lang::Ko, &mut FieldErrors::default()).ok_or_else(|| texts::REDIRECT_FORM.en.to_owned())
    }
}

impl ThankYouFields {
    /// Blank fields count as absent; where both are, the usual message stands.
    fn parse(&self, lang: Lang, errors: &mut FieldErrors) -> Option<ThankYou> {
        let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        match (filled(&self.message), filled(&self.redirect)) {
            (None, None) => Some(ThankYou::usual(lang)),
            (Some(message), None) => errors
                .take("thank_you.message", bounded(message, MAX_MESSAGE_CHARS))
                .map(|message| ThankYou::Message(message.replace('\r', ""))),
            (None, Some(redirect)) => errors.take("thank_you.redirect", parse_redirect(redirect)).map(ThankYou::Redirect),
            (Some(_), Some(_)) => {
                errors.add("thank_you.redirect", texts::THANK_YOU_BOTH);
                None
            }
        }
    }
}

/// Fields of a page as they were sent; what is absent was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = LandingPageFields)]
pub struct PageFields {
    /// Needed for a new page: at most 200 characters, white space around it not counted.
    #[schema(min_length = 1)]
    pub title: Option<String>,
    /// Made from the title when a new page has none.
    #[schema(value_type = Option<String>, pattern = "^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length = 63)]
    pub slug: Option<String>,
    /// Up to 512 KB in UTF-8. The form takes the place of `<form data-dangol>` or `{{form}}`, else it ends the body.
    pub html: Option<String>,
    /// Name, phone, e-mail and consent when a new page has none.
    pub form: Option<FormDefinition>,
    #[serde(deserialize_with = "sent")]
    #[schema(value_type = Option<i64>)]
    pub funnel_id: Option<Option<FunnelId>>,
    pub thank_you: Option<ThankYouFields>,
    /// Publishes, withdraws or archives the page together with the other changes.
    pub status: Option<PageStatus>,
}

/// Tells a null that was sent from a key that was not.
fn sent<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> std::result::Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A page to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPage {
    pub slug: Slug,
    pub content: Content,
    pub status: PageStatus,
}

/// Changes to a page; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageChange {
    pub slug: Option<Slug>,
    pub title: Option<String>,
    pub html: Option<String>,
    pub form: Option<FormDefinition>,
    pub funnel_id: Option<Option<FunnelId>>,
    pub thank_you: Option<ThankYou>,
    pub status: Option<PageStatus>,
}

impl NewPage {
    /// Reads the fields of a new page, with every fault at once. What is left out is made in the account's language.
    pub fn parse(fields: PageFields, lang: Lang) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let title = fields.title.clone().unwrap_or_default();
        let blank_slug = fields.slug.as_deref().is_none_or(|slug| slug.trim().is_empty());
        let suggested = if blank_slug { Slug::suggest(&title) } else { None };
        if blank_slug && suggested.is_none() && !title.trim().is_empty() {
            errors.add("slug", texts::SLUG_NEEDED);
        }
        let slug = if blank_slug { None } else { fields.slug };
        let change = read(PageFields { title: Some(title), slug, ..fields }, lang, &mut errors);
        errors.check()?;
        Ok(Self {
            slug: change.slug.or(suggested).ok_or_else(|| Error::field("slug", texts::SLUG_NEEDED))?,
            status: change.status.unwrap_or(PageStatus::Draft),
            content: Content {
                title: change.title.unwrap_or_default(),
                html: change.html.unwrap_or_default(),
                form: change.form.unwrap_or_else(|| FormDefinition::usual(lang)),
                funnel_id: change.funnel_id.flatten(),
                thank_you: change.thank_you.unwrap_or_else(|| ThankYou::usual(lang)),
            },
        })
    }
}

impl PageChange {
    /// Reads the fields that were sent, with every fault at once.
    pub fn parse(fields: PageFields, lang: Lang) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let change = read(fields, lang, &mut errors);
        errors.check().map(|()| change)
    }
}

fn read(fields: PageFields, lang: Lang, errors: &mut FieldErrors) -> PageChange {
    PageChange {
        title: fields.title.and_then(|title| errors.take("title", parse_title(&title))),
        slug: fields.slug.and_then(|slug| errors.take("slug", Slug::parse_page(&slug))),
        html: fields.html.and_then(|html| errors.take("html", parse_html(html))),
        form: fields.form.and_then(|form| match form.check() {
            Ok(()) => Some(form),
            Err(faults) => {
                faults.iter().for_each(|(field, message)| errors.add(field, message.clone()));
                None
            }
        }),
        funnel_id: fields.funnel_id,
        thank_you: fields.thank_you.and_then(|thank_you| thank_you.parse(lang, errors)),
        status: fields.status,
    }
}

type Parsed<T> = std::result::Result<T, Message>;

fn parse_title(title: &str) -> Parsed<String> {
    let title = title.trim();
    match title.chars().count() {
        1..=MAX_TITLE_CHARS if !title.chars().any(char::is_control) => Ok(title.to_owned()),
        _ => Err(texts::TITLE_FORM.with(&[("n", &MAX_TITLE_CHARS)])),
    }
}

fn parse_html(html: String) -> Parsed<String> {
    if html.len() <= MAX_HTML_BYTES { Ok(html) } else { Err(texts::HTML_TOO_LARGE.with(&[("kb", &(MAX_HTML_BYTES / 1024))])) }
}

fn bounded(text: String, limit: usize) -> Parsed<String> {
    if text.chars().count() <= limit { Ok(text) } else { Err(texts::TOO_LONG.with(&[("n", &limit)])) }
}

/// Only the web and our own paths: `javascript:` and its like run on the visitor's page, `//host` and `/\host` lead elsewhere
/// while looking local.
fn parse_redirect(address: String) -> Parsed<String> {
    let lower = address.to_ascii_lowercase();
    let on_web = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| lower.strip_prefix(scheme))
        .any(|rest| !rest.starts_with(['/', '?', '#', ':']) && !rest.is_empty());
    let local = lower.starts_with('/') && !lower.starts_with("//");
    let plain = !address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    if plain && (on_web || local) { bounded(address, MAX_REDIRECT_CHARS) } else { Err(texts::REDIRECT_FORM.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults<T: std::fmt::Debug>(outcome: Result<T>) -> Vec<String> {
        match outcome {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn titled(title: &str) -> PageFields {
        PageFields { title: Some(title.to_owned()), ..PageFields::default() }
    }

    #[test]
    fn a_title_is_enough_and_brings_the_usual_form() {
        let page = NewPage::parse(titled(" 봄 이벤트 "), Lang::Ko).expect("a page");
        assert_eq!((page.slug.as_str(), page.content.title.as_str()), ("bom-ibenteu", "봄 이벤트"));
        assert_eq!((page.content.form, page.status), (FormDefinition::usual(Lang::Ko), PageStatus::Draft));
        let english = NewPage::parse(titled("Spring"), Lang::En).expect("a page").content;
        assert_eq!((english.form, english.thank_you), (FormDefinition::usual(Lang::En), ThankYou::usual(Lang::En)));
        assert_eq!(faults(NewPage::parse(titled("春"), Lang::Ko)), ["slug"]);
        assert_eq!(faults(NewPage::parse(titled("  "), Lang::Ko)), ["title"]);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let fields = PageFields {
            title: Some("가".repeat(201)),
            slug: Some("thanks".into()),
            html: Some("x".repeat(MAX_HTML_BYTES + 1)),
            form: Some(FormDefinition { fields: Vec::new() }),
            thank_you: Some(ThankYouFields { message: None, redirect: Some("javascript:alert(1)".into()) }),
            ..PageFields::default()
        };
        assert_eq!(faults(NewPage::parse(fields.clone(), Lang::Ko)), ["title", "slug", "html", "form.fields", "thank_you.redirect"]);
        assert_eq!(faults(PageChange::parse(fields, Lang::En)).len(), 5);
        let largest = PageFields { html: Some("x".repeat(MAX_HTML_BYTES)), ..titled("a") };
        assert!(NewPage::parse(largest, Lang::Ko).is_ok());
    }

    #[test]
    fn thanks_lead_to_the_web_or_stay_here() {
        for good in ["https://example.kr/a?b=c#d", "HTTP://example.kr", "/p/a/b", "/"] {
            assert_eq!(parse_redirect(good.into()), Ok(good.to_owned()));
        }
        for bad in [
            "javascript:alert(1)",
            "//evil.kr",
            "/\\evil.kr",
            "\\\\evil.kr",
            "https://",
            "https:///x",
            "data:text/html,x",
            "example.kr",
            "/a b",
            "/a\nb",
            "ftp://a",
        ] {
            assert!(parse_redirect(bad.into()).is_err(), "{bad}");
        }
        let both = ThankYouFields { message: Some("a".into()), redirect: Some("/".into()) };
        assert_eq!(
            faults(PageChange::parse(PageFields { thank_you: Some(both), ..PageFields::default() }, Lang::Ko)),
            ["thank_you.redirect"]
        );
        let json = serde_json::to_string(&ThankYou::Redirect("/a".into())).expect("json");
        assert_eq!(json, r#"{"message":null,"redirect":"/a"}"#);
        assert_eq!(serde_json::from_str::<ThankYou>(&json).expect("ours"), ThankYou::Redirect("/a".into()));
    }

    #[test]
    fn a_null_takes_the_funnel_away_and_silence_keeps_it() {
        let read = |json: &str| serde_json::from_str::<PageFields>(json).expect("fields").funnel_id;
        assert_eq!((read("{}"), read(r#"{"funnel_id":null}"#), read(r#"{"funnel_id":3}"#)), (None, Some(None), Some(Some(FunnelId(3)))));
    }
}
