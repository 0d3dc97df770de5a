//! A participant's own page on the visitors' origin: link, friends, next reward, place, ranking.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    base::{hangul::josa, lang::Lang, person, time::Zone},
    viral::{
        channel::Channel,
        model::Standing,
        panel::{self, Panel},
        reward::{self, RewardState},
        share, texts,
    },
    web::components::{number::grouped, qr::qr},
};

pub fn page(panel: &Panel<'_>, zone: Zone) -> Markup {
    let (lang, standing) = (panel.lang, panel.standing);
    let terms = &standing.campaign.terms;
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (texts::STATUS_TITLE.get(lang)) " · " (terms.name) }
                style { (PreEscaped(CSS)) (PreEscaped(panel::CSS)) }
            }
            body {
                main {
                    header {
                        p { (terms.name) }
                        h1 { (texts::STATUS_TITLE.get(lang)) }
                    }
                    @if standing.runs {
                        section.dangol-invite {
                            h2 { (texts::INVITE_TITLE.get(lang)) }
                            (panel::buttons(panel))
                            div.dangol-qr { (qr(&panel.url(Channel::Qr), texts::QR_LABEL.get(lang))) }
                        }
                    } @else {
                        p.over role="status" { (texts::OVER.get(lang)) }
                    }
                    (figures(standing, lang))
                    (rewards(standing, lang))
                    (ranking(standing, lang))
                    (conditions(standing, lang, zone))
                }
            }
        }
    }
}

fn figures(standing: &Standing, lang: Lang) -> Markup {
    let me = &standing.participant;
    html! {
        dl.figures {
            div { dt { (texts::INVITED.get(lang)) } dd { (texts::FRIENDS.with(&[("n", &grouped(me.signups))]).get(lang)) } }
            div { dt { (texts::COUNTED.get(lang)) } dd { (texts::FRIENDS.with(&[("n", &grouped(me.approved))]).get(lang)) } }
            @if let Some((place, all)) = standing.waiting {
                div {
                    dt { (texts::PLACE.get(lang)) }
                    dd { (texts::PLACE_OF.with(&[("place", &grouped(place)), ("all", &grouped(all))]).get(lang)) }
                }
            }
        }
        @if standing.waiting.is_some() {
            p.note { (texts::MOVES_UP.with(&[("n", &standing.campaign.terms.move_up)]).get(lang)) }
        }
    }
}

fn rewards(standing: &Standing, lang: Lang) -> Markup {
    let (terms, me) = (&standing.campaign.terms, &standing.participant);
    let earned = standing.rewards.iter().filter(|reward| matches!(reward.state, RewardState::Granted | RewardState::Delivered));
    let earned: Vec<_> = earned.collect();
    html! {
        @if let Some((rule, at)) = reward::next_goal(&terms.rewards, me.approved).filter(|_| standing.runs) {
            section {
                h2 { (texts::PROGRESS.get(lang)) }
                progress max=(at) value=(me.approved) aria-label=(texts::PROGRESS.get(lang)) { (me.approved) " / " (at) }
                @let particle = josa(&rule.title, "을", "를");
                p { (texts::GOAL.with(&[("n", &(at - me.approved)), ("reward", &rule.title), ("particle", &particle)]).get(lang)) }
            }
        }
        @if !earned.is_empty() {
            section {
                h2 { (texts::YOUR_REWARDS.get(lang)) }
                ul {
                    @for reward in earned { li { (reward.title) " " span.note { (reward.state.label().get(lang)) } } }
                }
            }
        }
    }
}

fn ranking(standing: &Standing, lang: Lang) -> Markup {
    if !standing.campaign.terms.leaderboard {
        return html! {};
    }
    html! {
        section {
            h2 { (texts::RANKING.get(lang)) }
            @if standing.leaders.is_empty() { p.note { (texts::NO_RANKING.get(lang)) } }
            ol.ranking {
                @for leader in &standing.leaders {
                    @let is_me = leader.id == standing.participant.id;
                    li aria-current=[is_me.then_some("true")] {
                        span {
                            @if leader.name.is_empty() { (texts::ANONYMOUS.get(lang)) } @else { (person::masked(&leader.name)) }
                            @if is_me { " (" (texts::YOU.get(lang)) ")" }
                        }
                        b { (texts::FRIENDS.with(&[("n", &grouped(leader.approved))]).get(lang)) }
                    }
                }
            }
        }
    }
}

fn conditions(standing: &Standing, lang: Lang, zone: Zone) -> Markup {
    let terms = &standing.campaign.terms;
    let from = zone.day_of(terms.starts_at.unwrap_or(standing.campaign.created_at)).to_string();
    let to = terms.ends_at.map_or_else(|| texts::OPEN_END.get(lang).to_owned(), |at| zone.date_time(at));
    html! {
        section.conditions {
            h2 { (texts::TERMS_TITLE.get(lang)) }
            p { (texts::PERIOD_LINE.with(&[("from", &from), ("to", &to)]).get(lang)) }
            @for line in terms.terms.lines().filter(|line| !line.trim().is_empty()) { p { (line) } }
            p { (texts::ABUSE_LINE.get(lang)) }
            @if share::is_taxed(&terms.rewards) { p { (texts::TAX_LINE.get(lang)) } }
        }
    }
}

const CSS: &str = "\
:root{color-scheme:light dark}\
body{margin:0;background:light-dark(#f6f7f9,#0e1116);color:light-dark(#1b2330,#e6e9ef);\
font:16px/1.6 Pretendard,-apple-system,BlinkMacSystemFont,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',sans-serif;letter-spacing:-.011em;word-break:keep-all;overflow-wrap:anywhere}\
main{box-sizing:border-box;width:min(520px,calc(100% - 32px));margin:24px auto;padding:28px 24px;background:light-dark(#fff,#161a21);\
border:1px solid light-dark(#e7e9ee,#262b35);border-radius:12px;box-shadow:0 1px 2px rgb(16 24 40/.05)}\
header p{margin:0;color:light-dark(#5b6474,#a3acbb);font-size:14px}h1{margin:0;font-size:24px;line-height:1.35}\
main section{margin-top:24px}h2{margin:0 0 10px;font-size:17px}section p{margin:6px 0}\
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:10px;margin:24px 0 0}\
.figures div{padding:14px 16px;border-radius:10px;background:light-dark(#f3f5f8,#1d222c)}\
.figures dt{font-size:13px;color:light-dark(#5b6474,#a3acbb)}.figures dd{margin:2px 0 0;font-size:20px;font-weight:700;font-variant-numeric:tabular-nums}\
.note,.conditions p{font-size:14px;color:light-dark(#5b6474,#a3acbb)}\
progress{width:100%;height:12px;accent-color:#2f5bea}\
.ranking{margin:0;padding:0;list-style:none;counter-reset:place}\
.ranking li{display:flex;gap:10px;padding:9px 10px;border-top:1px solid light-dark(#eef0f4,#20252e);counter-increment:place}\
.ranking li::before{content:counter(place);min-width:1.4em;color:light-dark(#5b6474,#a3acbb)}.ranking li span{flex:1}\
.ranking li[aria-current]{border-radius:8px;background:light-dark(#eef2fe,#1b2440)}\
.over{margin:20px 0 0;padding:12px 14px;border-radius:8px;background:light-dark(#fff4e5,#33260f)}\
.dangol-qr{margin-top:6px;text-align:center}.dangol-qr svg{width:148px;height:148px;border-radius:8px}";
