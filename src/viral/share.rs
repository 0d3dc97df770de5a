//! What participants send along with their link.
//!
//! Whoever is rewarded for a recommendation has to say so at its beginning, also where the reward is conditional or comes later
//! (guideline of the Fair Trade Commission on endorsements, 2024-12-01).

use crate::{
    base::{
        hangul::josa,
        lang::{Lang, Message},
    },
    viral::{
        reward::{RewardRule, Side},
        texts,
    },
};

/// Prizes above this are taxed at 22 %, which the winner bears (Income Tax Act, article 21 (1) 2), in won.
const TAXED_ABOVE: i64 = 50_000;

/// The line that has to stand first; absent where participants get nothing.
pub fn disclosure(rewards: &[RewardRule], lang: Lang) -> Option<String> {
    let mut titles: Vec<&str> = Vec::new();
    for rule in rewards.iter().filter(|rule| rule.side == Side::Referrer) {
        if !titles.contains(&rule.title.as_str()) {
            titles.push(&rule.title);
        }
    }
    let last = titles.last()?;
    let particle = josa(last, "을", "를");
    Some(texts::DISCLOSURE.with(&[("reward", &titles.join(", ")), ("particle", &particle)]).get(lang).to_owned())
}

/// The whole text, which begins with the disclosure wherever one is due.
pub fn text(own: &str, rewards: &[RewardRule], lang: Lang) -> String {
    let own = own.trim();
    match disclosure(rewards, lang) {
        Some(line) if !begins_with_mark(own) => {
            if own.is_empty() {
                line
            } else {
                format!("{line}\n{own}")
            }
        }
        _ => own.to_owned(),
    }
}

/// What is wrong with a text as somebody wrote it, from the law's point of view.
pub fn warnings(own: &str, rewards: &[RewardRule]) -> Vec<Message> {
    let mut warnings = Vec::new();
    if disclosure(rewards, Lang::Ko).is_none() {
        return warnings;
    }
    if !begins_with_mark(own.trim()) {
        warnings.push(texts::WARN_DISCLOSURE.into());
    }
    // "May receive" is what the guideline calls unclear.
    if ["받을 수 있", "may receive", "can receive"].iter().any(|unclear| own.contains(unclear)) {
        warnings.push(texts::WARN_UNCLEAR.into());
    }
    warnings
}

/// Does a reward have to be taxed, so that winners are to be told?
pub fn is_taxed(rewards: &[RewardRule]) -> bool {
    rewards.iter().any(|rule| rule.cost.0 > TAXED_ABOVE)
}

/// The address that opens a text message. Both systems take a question mark and an ampersand.
pub fn sms_url(text: &str) -> String {
    format!("sms:?&body={}", encoded(text))
}

/// The address that opens an e-mail.
pub fn mail_url(subject: &str, text: &str) -> String {
    format!("mailto:?subject={}&body={}", encoded(subject), encoded(text))
}

fn begins_with_mark(text: &str) -> bool {
    ["[광고]", "(광고)", "[Ad]"].iter().any(|mark| text.starts_with(mark))
}

/// Percent-encoded as an address needs it: a plus would arrive as a plus.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ids::RewardRuleId, money::Money};

    fn rule(side: Side, title: &str, cost: i64) -> RewardRule {
        RewardRule { id: RewardRuleId(1), side, title: title.into(), at: 1, repeats: false, cost: Money(cost), stock: None, granted: 0 }
    }

    #[test]
    fn the_reward_is_told_first() {
        let rewards = [rule(Side::Referrer, "커피 쿠폰", 5_000), rule(Side::Friend, "할인권", 3_000)];
        assert_eq!(text("같이 해요", &rewards, Lang::Ko), "[광고] 추천 시 커피 쿠폰을 받습니다\n같이 해요");
        assert_eq!(text("[광고] 추천하면 쿠폰을 받습니다", &rewards, Lang::Ko), "[광고] 추천하면 쿠폰을 받습니다");
        assert_eq!(text("같이 해요", &rewards[1..], Lang::Ko), "같이 해요", "who gets nothing discloses nothing");
        assert!(text("", &rewards, Lang::En).starts_with("[Ad] "));
    }

    #[test]
    fn unclear_words_are_pointed_out() {
        let rewards = [rule(Side::Referrer, "포인트", 60_000)];
        assert_eq!(warnings("[광고] 포인트를 받습니다", &rewards).len(), 0);
        assert_eq!(warnings("포인트를 받을 수 있어요", &rewards).len(), 2);
        assert_eq!(warnings("아무 말", &[]).len(), 0);
        assert!(is_taxed(&rewards) && !is_taxed(&[rule(Side::Referrer, "쿠폰", 50_000)]));
    }

    #[test]
    fn texts_stay_inside_their_address() {
        let address = mail_url("초대 & 선물", "a+b&c=d\n#");
        assert_eq!(address.matches('&').count(), 1, "{address}");
        assert!(address.contains("a%2Bb%26c%3Dd%0A%23") && !sms_url("a b").contains(' '), "{address}");
    }
}
