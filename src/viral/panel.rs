//! A participant's link with its share buttons, as visitors see it: on a thank-you page and on the participant's own page.
//!
//! Everything but copying and KakaoTalk works without a script; with one, each use is counted.

use maud::{Markup, PreEscaped, html};

use crate::{
    base::lang::Lang,
    viral::{channel::Channel, link, model::Standing, share, texts},
};

/// Whose link, and where it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    /// The visitors' origin.
    pub base: &'a str,
    pub account: &'a str,
    /// The address of the participant's own page.
    pub status_url: &'a str,
    pub standing: &'a Standing,
    pub lang: Lang,
}

impl Panel<'_> {
    /// The participant's link for one way of passing it on.
    pub fn url(&self, channel: Channel) -> String {
        link::url_by(self.base, self.account, &self.standing.participant.code, channel)
    }

    /// What is sent: the text, which begins with its disclosure, and the link.
    fn text(&self, channel: Channel) -> String {
        let terms = &self.standing.campaign.terms;
        format!("{}\n{}", share::text(&terms.share_text, &terms.rewards, self.lang), self.url(channel)).trim().to_owned()
    }
}

/// The SDK of KakaoTalk's share button, with the checksum that Kakao publishes for this version.
const KAKAO_SDK: &str = "https://t1.kakaocdn.net/kakao_js_sdk/2.7.2/kakao.min.js";
const KAKAO_SDK_INTEGRITY: &str = "sha384-TiCUE00h649CAMonG018J2ujOgDKW/kVWlChEuu4jK2vxfAAD0eZxzCKakxg55G4";

/// Kakao cuts texts above this.
const KAKAO_CHARS: usize = 200;

/// The link and its buttons below a thank-you message.
pub fn on_thanks(panel: &Panel<'_>) -> Markup {
    html! {
        style { (PreEscaped(CSS)) }
        section.dangol-invite {
            h2 { (texts::INVITE_TITLE.get(panel.lang)) }
            (buttons(panel))
            p { a href=(panel.status_url) { (texts::OPEN_STATUS.get(panel.lang)) } }
        }
    }
}

/// The link and its buttons. The page brings [`CSS`].
pub fn buttons(panel: &Panel<'_>) -> Markup {
    let (lang, terms) = (panel.lang, &panel.standing.campaign.terms);
    let kakao_text: String = share::text(&terms.share_text, &terms.rewards, lang).chars().take(KAKAO_CHARS).collect();
    html! {
        div.dangol-share data-dangol-share={ (panel.status_url) "/share" } {
            label.dangol-link {
                span { (texts::YOUR_LINK.get(lang)) }
                input type="text" readonly value=(panel.url(Channel::Link));
            }
            @if let Some(disclosure) = share::disclosure(&terms.rewards, lang) { p.dangol-note { (disclosure) } }
            div.dangol-buttons {
                @if let Some(key) = &panel.standing.kakao_key {
                    button.dangol-button.dangol-kakao type="button" hidden data-channel=(Channel::Kakao.name()) data-key=(key)
                        data-url=(panel.url(Channel::Kakao)) data-text=(kakao_text) { (texts::SEND_KAKAO.get(lang)) }
                }
                a.dangol-button href=(share::sms_url(&panel.text(Channel::Sms))) data-channel=(Channel::Sms.name()) { (texts::SEND_SMS.get(lang)) }
                a.dangol-button href=(share::mail_url(&terms.name, &panel.text(Channel::Email))) data-channel=(Channel::Email.name()) {
                    (texts::SEND_EMAIL.get(lang))
                }
                button.dangol-button type="button" hidden data-channel=(Channel::Copy.name()) data-url=(panel.url(Channel::Copy))
                    data-done=(texts::COPIED.get(lang)) aria-live="polite" { (texts::COPY.get(lang)) }
            }
        }
        @if panel.standing.kakao_key.is_some() {
            script src=(KAKAO_SDK) integrity=(KAKAO_SDK_INTEGRITY) crossorigin="anonymous" defer {}
        }
        script src="/l.js" defer {}
    }
}

/// The look of [`buttons`], in both themes.
pub const CSS: &str = "\
.dangol-invite{margin-top:28px;padding-top:24px;border-top:1px solid light-dark(#e7e9ee,#262b35)}\
.dangol-invite h2{margin:0 0 14px;font-size:18px}\
.dangol-invite a:not(.dangol-button){color:light-dark(#2449c4,#9db4f5)}\
.dangol-link span{display:block;margin-bottom:6px;font-size:13px;color:light-dark(#5b6474,#a3acbb);text-align:left}\
.dangol-link input{box-sizing:border-box;width:100%;min-height:48px;padding:11px 14px;border:1px solid light-dark(#8a93a3,#5b6474);border-radius:8px;\
background:light-dark(#fff,#0e1116);color:inherit;font:inherit;font-size:15px}\
.dangol-note{margin:10px 0 0;font-size:13px;text-align:left}\
.dangol-buttons{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px;margin:14px 0 16px}\
.dangol-button{box-sizing:border-box;display:block;min-height:48px;padding:12px 10px;border:1px solid light-dark(#d5d9e1,#3a4150);border-radius:8px;background:light-dark(#fff,#1d222c);\
color:inherit;font:inherit;font-weight:600;font-size:15px;line-height:22px;text-align:center;text-decoration:none;cursor:pointer}\
.dangol-button[hidden]{display:none}.dangol-kakao{border-color:#fee500;background:#fee500;color:#191600}\
.dangol-button:focus-visible,.dangol-link input:focus-visible{outline:3px solid #9db4f5;outline-offset:1px}";
