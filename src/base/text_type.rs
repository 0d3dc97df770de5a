//! What every type has that is a text outside and more than a text inside: one way in, one way out.

/// Teaches a type with `parse(&str) -> Result<Self, Message>` and `as_str()` to print itself and to be a string in JSON.
/// Reading JSON goes through `parse`, so that nothing unchecked gets in by that door.
macro_rules! text_type {
    ($type:ident) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(|message| serde::de::Error::custom(message.en))
            }
        }
    };
}
pub(crate) use text_type;

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    use crate::base::{email::Email, money::Currency, person::PersonName, phone::Phone, slug::Slug};

    #[test]
    fn the_api_document_calls_them_strings() {
        for schema in [Email::schema(), Currency::schema(), PersonName::schema(), Phone::schema(), Slug::schema()] {
            let schema = serde_json::to_value(schema).expect("json");
            assert_eq!(schema.get("type").and_then(|kind| kind.as_str()), Some("string"), "{schema}");
            assert!(schema.get("example").is_some(), "{schema}");
        }
    }

    #[test]
    fn json_is_read_as_it_is_typed() {
        let read = |json: &str| serde_json::from_str::<(Email, Slug, PersonName)>(json);
        let (email, slug, name) = read(r#"["Hong@a.kr","spring"," 홍길동 "]"#).expect("three texts");
        assert_eq!(serde_json::to_string(&(email, slug, name)).expect("json"), r#"["Hong@a.kr","spring","홍길동"]"#);
        assert!(read(r#"["Hong","spring","홍길동"]"#).is_err_and(|error| error.to_string().contains("e-mail")));
    }
}
