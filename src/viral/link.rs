//! Addresses and cookies: a participant's link, their own page, and what a visitor's browser remembers of a click.

use crate::{
    base::{
        ids::{ViralCampaignId, ViralLoopId},
        sign::{self, Key},
        time::Timestamp,
    },
    viral::{channel::Channel, model::Click},
};

/// The cookie of a click, one for each campaign.
pub const CLICK: &str = "dangol_ref_";
/// The cookie that tells a page's thank-you page whose it is.
pub const PARTICIPANT: &str = "dangol_loop";
/// How long the thank-you page knows its participant, in seconds.
pub const PARTICIPANT_S: i64 = 3_600;

/// The link that a participant passes on; `base` is the visitors' origin.
pub fn url(base: &str, account: &str, code: &str) -> String {
    format!("{base}/r/{account}/{code}")
}

/// The same for one way of passing it on, so that whoever comes by it is counted there.
pub fn url_by(base: &str, account: &str, code: &str, channel: Channel) -> String {
    match channel {
        Channel::Link => url(base, account, code),
        other => format!("{}?by={}", url(base, account, code), other.name()),
    }
}

/// A participant's own page. Nobody can guess its address.
pub fn status_url(base: &str, key: &Key, account: &str, id: ViralLoopId) -> String {
    format!("{base}/l/{}", token(key, account, id))
}

/// The last part of the address of a participant's own page.
pub fn token(key: &Key, account: &str, id: ViralLoopId) -> String {
    sign::signed(key, STATUS, &format!("{account}:{id}"))
}

/// Whose page a token opens: the account's slug and the participant. Absent when it is not ours.
pub fn opened<'a>(key: &Key, token: &'a str) -> Option<(&'a str, ViralLoopId)> {
    let (account, id) = sign::verified(key, STATUS, token)?.split_once(':')?;
    Some((account, id.parse().ok()?))
}

/// The name of a campaign's click cookie.
pub fn click_name(campaign: ViralCampaignId) -> String {
    format!("{CLICK}{campaign}")
}

/// The value of a click's cookie.
pub fn click(key: &Key, account: &str, click: &Click) -> String {
    // Nothing that a cookie would have to escape: browsers bring it back as it was sent.
    sign::signed(key, &format!("click {account}"), &format!("{}-{}-{}", click.loop_id, click.channel.code(), click.at.0))
}

/// A click as a browser brings it back; absent when we did not write it.
pub fn clicked(key: &Key, account: &str, cookie: &str) -> Option<Click> {
    let mut parts = sign::verified(key, &format!("click {account}"), cookie)?.split('-');
    let (loop_id, channel, at) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Click { loop_id, channel: Channel::from_code(channel)?, at: Timestamp(at) })
}

/// The value of the cookie that tells the thank-you page whose it is.
pub fn participant(key: &Key, account: &str, id: ViralLoopId) -> String {
    sign::signed(key, &format!("participant {account}"), &id.to_string())
}

/// The participant of a thank-you page; absent when the cookie is not ours.
pub fn participant_of(key: &Key, account: &str, cookie: &str) -> Option<ViralLoopId> {
    sign::verified(key, &format!("participant {account}"), cookie)?.parse().ok()
}

const STATUS: &str = "viral status";

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = [3; 64];

    #[test]
    fn tokens_open_one_page_each() {
        let address = status_url("https://x.kr", &KEY, "cafe", ViralLoopId(17));
        let token = address.strip_prefix("https://x.kr/l/").expect("an address");
        assert_eq!(opened(&KEY, token), Some(("cafe", ViralLoopId(17))));
        assert_eq!(opened(&KEY, &token.replace("cafe:17", "cafe:18")), None);
        assert_eq!(opened(&[4; 64], token), None);
    }

    #[test]
    fn clicks_belong_to_their_account() {
        let one = Click { loop_id: ViralLoopId(3), channel: Channel::Sms, at: Timestamp(1_000) };
        let cookie = click(&KEY, "cafe", &one);
        assert_eq!(clicked(&KEY, "cafe", &cookie), Some(one));
        assert!(cookie.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)), "{cookie}");
        assert_eq!((clicked(&KEY, "other", &cookie), clicked(&KEY, "cafe", "3-2-1000.x")), (None, None));
        let me = participant(&KEY, "cafe", ViralLoopId(3));
        assert_eq!((participant_of(&KEY, "cafe", &me), participant_of(&KEY, "other", &me)), (Some(ViralLoopId(3)), None));
        assert_eq!(participant_of(&KEY, "cafe", &cookie), None, "a click is no proof of who one is");
    }

    #[test]
    fn links_say_how_they_were_passed_on() {
        assert_eq!(url_by("https://x.kr", "cafe", "ACDEFGHJ", Channel::Kakao), "https://x.kr/r/cafe/ACDEFGHJ?by=kakao");
        assert_eq!(url_by("https://x.kr", "cafe", "ACDEFGHJ", Channel::Link), url("https://x.kr", "cafe", "ACDEFGHJ"));
    }
}
