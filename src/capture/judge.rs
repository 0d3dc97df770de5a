//! Why a submission may be spam. Nothing is refused for it: suspects are kept apart and a person decides.

use crate::{
    base::{person, phone::Phone, time::Timestamp},
    capture::model::Circumstances,
    interactions::{
        bot,
        suspicion::{Suspicion, Suspicions},
    },
    landing::submission::Submission,
};

/// All reasons at once. `min_fill_ms` is the least time a person needs for the form, 0 for no such rule.
pub fn suspicions(
    submission: &Submission,
    circumstances: &Circumstances,
    honeypot_filled: bool,
    min_fill_ms: i64,
    now: Timestamp,
) -> Suspicions {
    let filled_ms = circumstances.opened_at.map(|opened| now.ms_since(opened));
    let reasons = [
        (honeypot_filled, Suspicion::Honeypot),
        (filled_ms.is_some_and(|ms| ms < min_fill_ms), Suspicion::TooFast),
        (filled_ms.is_none() && min_fill_ms > 0, Suspicion::NoCookie),
        (circumstances.too_many, Suspicion::RateLimit),
        (bot::classify(&circumstances.user_agent).is_bot(), Suspicion::Bot),
        (submission.phone.as_ref().is_some_and(Phone::is_suspicious), Suspicion::SuspiciousPhone),
        (submission.name.as_ref().is_some_and(|name| person::is_suspicious_name(name.as_str())), Suspicion::SuspiciousName),
    ];
    reasons.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interactions::touch::Touch;

    const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

    fn reasons(opened_ms_ago: Option<i64>, user_agent: &str, too_many: bool, honeypot: bool) -> Vec<&'static str> {
        let now = Timestamp(10_000_000);
        let circumstances = Circumstances {
            address: [127, 0, 0, 1].into(),
            user_agent: user_agent.into(),
            visitor: None,
            opened_at: opened_ms_ago.map(|ms| now.plus_ms(-ms)),
            touch: Touch::default(),
            too_many,
            clicks: Vec::new(),
        };
        let submission = Submission { name: None, phone: None, email: None, company: None, answers: Vec::new(), consents: Vec::new() };
        suspicions(&submission, &circumstances, honeypot, 2_000, now).names()
    }

    #[test]
    fn each_reason_has_its_cause() {
        assert!(reasons(Some(2_000), BROWSER, false, false).is_empty());
        assert_eq!(reasons(Some(1_999), BROWSER, false, false), ["too_fast"]);
        assert_eq!(reasons(None, BROWSER, false, false), ["no_cookie"]);
        assert_eq!(reasons(Some(9_000), BROWSER, true, true), ["honeypot", "rate_limit"]);
        assert_eq!(reasons(Some(9_000), "curl/8.5", false, false), ["bot"]);
    }
}
