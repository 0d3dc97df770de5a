//! Mailboxes that are thrown away after ten minutes. The list is that of the crate `mailchecker`, which follows public lists monthly.

use std::{collections::HashSet, sync::LazyLock};

use crate::base::email::Email;

static DOMAINS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| mailchecker::blacklist().into_iter().collect());

/// Is it an address at a provider of throw-away mailboxes, or below one?
pub fn is_disposable(email: &Email) -> bool {
    let domain = email.domain().to_ascii_lowercase();
    let mut rest = domain.as_str();
    loop {
        if DOMAINS.contains(rest) {
            return true;
        }
        match rest.split_once('.') {
            // The last label alone is no provider.
            Some((_, parent)) if parent.contains('.') => rest = parent,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_providers_and_what_lies_below_them() {
        let is = |text: &str| is_disposable(&Email::parse(text).expect("an address"));
        assert!(is("a@mailinator.com") && is("a@x.mailinator.com") && is("a@YOPMAIL.com"));
        assert!(!is("a@naver.com") && !is("a@gmail.com") && !is("a@hanmail.net") && !is("a@kakao.com") && !is("ceo@hanbit.co.kr"));
    }
}
