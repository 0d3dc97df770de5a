//! The two languages of the product, and texts that exist in both or do not compile.

use serde::{Deserialize, Serialize};

/// A language of the user interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Ko,
    En,
}

impl Lang {
    /// The language tag of HTML and HTTP: `ko` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The first of our languages that an `Accept-Language` header names, Korean when it names none.
    pub fn from_accept(header: &str) -> Self {
        header.split(',').find_map(|range| Self::from_tag(range.split(';').next()?)).unwrap_or_default()
    }

    /// The language of a tag such as `en-US`; absent for a language we do not speak.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "ko" => Some(Self::Ko),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// A fixed text in both languages. `{name}` in it is a place for [`Text::with`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    pub ko: &'static str,
    pub en: &'static str,
}

/// Writes a [`Text`] constant: Korean first.
pub const fn text(ko: &'static str, en: &'static str) -> Text {
    Text { ko, en }
}

impl Text {
    /// This text in one language.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en,
        }
    }

    /// This text with each `{name}` replaced by its value, in both languages.
    pub fn with(self, values: &[(&str, &dyn std::fmt::Display)]) -> Message {
        let fill = |template: &str| {
            values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &value.to_string()))
        };
        Message { ko: fill(self.ko), en: fill(self.en) }
    }
}

/// A finished sentence in both languages; the reader's language is chosen at the edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub ko: String,
    pub en: String,
}

impl Message {
    /// This sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Self { ko: text.ko.to_owned(), en: text.en.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_language_takes_the_first_known() {
        assert_eq!(Lang::from_accept("fr, en-GB;q=0.8, ko;q=0.5"), Lang::En);
        assert_eq!(Lang::from_accept("ko-KR,ko;q=0.9,en;q=0.8"), Lang::Ko);
        assert_eq!(Lang::from_accept("fr"), Lang::Ko);
    }

    #[test]
    fn places_are_filled_in_both_languages() {
        let message = text("{n}명까지", "up to {n}").with(&[("n", &25)]);
        assert_eq!((message.ko.as_str(), message.en.as_str()), ("25명까지", "up to 25"));
    }
}
