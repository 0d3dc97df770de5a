//! One word out of a store's answer in XML.

/// The text of the first element of that name, entities resolved; absent when it is not there or empty.
pub(super) fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (inner, _) = rest.split_once(&format!("</{name}>"))?;
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(inner.trim().to_owned(), |text, (entity, character)| text.replace(entity, character));
    (!plain.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::element;

    #[test]
    fn a_word_is_found_or_not() {
        let xml = "<Error><Code> NoSuchKey </Code><Message>a &amp;lt; b</Message><Empty></Empty>";
        assert_eq!(element(xml, "Code").as_deref(), Some("NoSuchKey"));
        assert_eq!(element(xml, "Message").as_deref(), Some("a &lt; b"));
        assert_eq!((element(xml, "Empty"), element(xml, "Region"), element("<Code>", "Code")), (None, None, None));
    }
}
