//! The demo's landing pages: three looks, each a whole HTML page with its own style.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::cli::demo::trade::{Look, PageText};

/// The page as an agency would upload it.
pub fn html_of(text: &PageText, client: &str) -> String {
    let (style, body) = match text.look {
        Look::Bold => (BOLD, bold(text, client)),
        Look::Calm => (CALM, calm(text, client)),
        Look::Card => (CARD, card(text, client)),
    };
    let page = html! {
        (DOCTYPE)
        html lang="ko" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (text.title) " | " (client) }
                meta name="description" content=(text.lead);
                style { ":root{--main:" (text.color) "}" (PreEscaped(COMMON)) (PreEscaped(style)) }
            }
            (body)
        }
    };
    page.into_string()
}

fn bold(text: &PageText, client: &str) -> Markup {
    html! {
        body.bold {
            header {
                div.wrap {
                    p.brand { (client) }
                    p.eyebrow { (text.eyebrow) }
                    h1 { (lines(text.headline)) }
                    p.lead { (text.lead) }
                    a.go href="#apply" { "무료 상담 신청하기" }
                }
            }
            main.wrap {
                ol.points { @for (title, body) in text.points { li { h2 { (title) } p { (body) } } } }
                p.closing { (text.closing) }
                section #apply { h2 { "상담 신청" } p.hint { "남겨 주신 번호로 담당자가 전화드립니다." } form data-dangol {} }
            }
            (footer(client))
        }
    }
}

fn calm(text: &PageText, client: &str) -> Markup {
    html! {
        body.calm {
            nav.wrap { strong { (client) } a href="#apply" { "상담 신청" } }
            main.wrap {
                p.eyebrow { (text.eyebrow) }
                h1 { (lines(text.headline)) }
                p.lead { (text.lead) }
                dl { @for (title, body) in text.points { div { dt { (title) } dd { (body) } } } }
                blockquote { (text.closing) }
                section #apply { h2 { (text.title) } "{{form}}" }
            }
            (footer(client))
        }
    }
}

fn card(text: &PageText, client: &str) -> Markup {
    html! {
        body.card {
            main {
                header { p.eyebrow { (text.eyebrow) } h1 { (lines(text.headline)) } p.lead { (text.lead) } }
                ul.points { @for (title, body) in text.points { li { b { (title) } " " (body) } } }
                form data-dangol {}
                p.closing { (text.closing) }
            }
            (footer(client))
        }
    }
}

fn footer(client: &str) -> Markup {
    html! { footer { p { (client) " · 사업자등록번호 000-00-00000 · 데모로 만든 페이지입니다" } } }
}

fn lines(text: &str) -> Markup {
    html! { @for (index, line) in text.lines().enumerate() { @if index > 0 { br; } (line) } }
}

const COMMON: &str = "\
*{box-sizing:border-box}body{margin:0;color:#20242c;background:#fff;font:17px/1.65 Pretendard,-apple-system,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',sans-serif;word-break:keep-all}\
h1,h2{line-height:1.3;letter-spacing:-.02em}p{margin:0 0 14px}.wrap{max-width:860px;margin:0 auto;padding:0 20px}\
.dangol-submit{background:var(--main)!important}footer{padding:32px 20px;text-align:center;color:#7a808c;font-size:13px}";

const BOLD: &str = "\
.bold header{padding:28px 0 64px;color:#fff;background:linear-gradient(160deg,var(--main),#14161b)}.bold .brand{font-weight:700;margin-bottom:56px}\
.bold .eyebrow{display:inline-block;padding:4px 12px;border:1px solid rgb(255 255 255/.5);border-radius:99px;font-size:14px}\
.bold h1{margin:10px 0 18px;font-size:clamp(32px,6vw,52px)}.bold .lead{max-width:34em;opacity:.92}\
.bold .go{display:inline-block;margin-top:14px;padding:14px 26px;border-radius:10px;background:#fff;color:var(--main);font-weight:700;text-decoration:none}\
.bold .points{display:grid;gap:18px;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));margin:-36px 0 40px;padding:0;list-style:none}\
.bold .points li{padding:24px;border-radius:14px;background:#fff;box-shadow:0 8px 30px rgb(20 22 27/.12)}.bold .points h2{margin:0 0 8px;font-size:19px}.bold .points p{margin:0;color:#515866}\
.bold .closing{font-size:19px;font-weight:600;text-align:center}.bold section{margin:48px 0;padding:32px 8px;border-radius:16px;background:#f4f5f7;text-align:center}";

const CALM: &str = "\
.calm nav{display:flex;justify-content:space-between;padding-top:22px;padding-bottom:22px}.calm nav a{color:var(--main)}\
.calm main{max-width:680px;padding-top:40px}.calm .eyebrow{color:var(--main);font-weight:600}\
.calm h1{margin:0 0 22px;font:700 clamp(30px,5.5vw,44px)/1.35 'Nanum Myeongjo','AppleMyungjo',Batang,serif}\
.calm dl{margin:44px 0}.calm dl div{padding:18px 0 18px 20px;border-left:3px solid var(--main);margin-bottom:18px}.calm dt{font-weight:700}.calm dd{margin:4px 0 0;color:#4d5462}\
.calm blockquote{margin:0 0 48px;padding:22px 24px;background:#f6f4ef;border-radius:8px}.calm section{padding:36px 0;border-top:1px solid #e4e6eb}";

const CARD: &str = "\
.card{min-height:100vh;padding:24px 12px;background:color-mix(in srgb,var(--main) 14%,#fff)}\
.card main{max-width:560px;margin:0 auto;overflow:hidden;border-radius:20px;background:#fff;box-shadow:0 20px 60px color-mix(in srgb,var(--main) 22%,transparent)}\
.card header{padding:36px 28px 20px;border-top:8px solid var(--main)}.card .eyebrow{color:var(--main);font-weight:700}.card h1{margin:0 0 14px;font-size:30px}\
.card .points{margin:0 28px 12px;padding:18px 20px 18px 38px;border-radius:12px;background:#f6f7f9}.card .points li{margin-bottom:6px}\
.card .closing{padding:0 28px 28px;color:#5b6474;font-size:15px;text-align:center}";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{error::FieldErrors, form::RawForm, lang::Lang},
        cli::demo::trade::TRADES,
        landing::visitor::{self, Site},
    };

    #[test]
    fn every_page_shows_its_form_inside_and_fetches_nothing() {
        for text in TRADES.iter().flat_map(|trade| trade.pages) {
            let html = html_of(text, "한빛 <커머스>");
            assert!(!html.contains("http") && !html.contains("src=") && !html.contains("<커머스>"), "{html}");
            let (form, site) = (text.form("한빛"), Site { account: None, lang: Lang::Ko });
            let page = visitor::page(&html, &form, site, &RawForm::default(), &FieldErrors::default());
            let (at, foot) = (page.find(r#"name="phone""#).expect("a form"), page.find("<footer>").expect("a footer"));
            assert!(at < foot && !page.contains("{{form}}") && page.matches("<form").count() == 1, "{}", text.slug);
        }
    }
}
