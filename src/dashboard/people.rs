//! What a person is called on a page of many, for whoever looks: some see names, numbers and addresses masked.

use crate::{base::lang::Lang, leads::model::Contact};

/// The name, or how to reach them where there is none, and what stands below it.
pub fn shown(contact: Contact, lang: Lang, masked: bool) -> (String, String) {
    let contact = if masked { contact.masked() } else { contact };
    let name = contact.called(lang).to_owned();
    let reached_at = contact.reached_at();
    let below = if reached_at == name { String::new() } else { reached_at.to_owned() };
    (name, below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(name: &str, phone: Option<&str>) -> Contact {
        Contact { name: name.to_owned(), phone: phone.map(str::to_owned), email: Some("hong@naver.com".to_owned()) }
    }

    #[test]
    fn whoever_sees_people_masked_sees_no_way_to_reach_them() {
        let hong = || contact("홍길동", Some("010-1234-5678"));
        assert_eq!(shown(hong(), Lang::Ko, false), ("홍길동".to_owned(), "010-1234-5678".to_owned()));
        assert_eq!(shown(hong(), Lang::Ko, true), ("홍*동".to_owned(), "010-****-5678".to_owned()));
        assert_eq!(shown(contact("", None), Lang::Ko, true), ("ho***@naver.com".to_owned(), String::new()));
    }
}
