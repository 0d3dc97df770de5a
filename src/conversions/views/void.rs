//! Taking a conversion back: what it was, why, and what follows.

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, lang::Lang, money, time::Zone},
    conversions::{model::NamedConversion, texts},
    web::components::{
        button::{self, Kind},
        card,
        field::Form,
        head::page_head_below,
        notice::notice,
        pill::Tone,
    },
};

/// `base` is `/accounts/{slug}`.
pub fn void(
    lang: Lang,
    base: &str,
    zone: Zone,
    found: &NamedConversion,
    (typed, errors): (&RawForm, &FieldErrors),
    form_token: &str,
) -> Markup {
    let form = Form::new(lang, typed, errors);
    let conversion = &found.conversion;
    let list = format!("{base}/conversions");
    let name = if found.customer.is_empty() { texts::NAMELESS.get(lang) } else { &found.customer };
    let value = conversion.value.map_or_else(|| "–".to_owned(), |value| money::format(value, conversion.currency, lang));
    html! {
        (page_head_below((&list, texts::TITLE.get(lang)), texts::VOID_TITLE.get(lang), "", ""))
        form.narrow.stack method="post" {
            (button::token(form_token))
            (form.summary())
            (card::card("", html! {
                div.stack {
                    (card::facts(&[
                        (texts::CUSTOMER.get(lang), html! { a href={ (base) "/leads/" (conversion.lead_id) } { (name) } }),
                        (texts::FUNNEL.get(lang), html! { (found.funnel) }),
                        (texts::STAGE.get(lang), html! { (found.stage) }),
                        (texts::VALUE.get(lang), html! { span.num { (value) } }),
                        (texts::CONVERTED_AT.get(lang), html! { span.num { (zone.date_time(conversion.converted_at)) } }),
                    ]))
                    p { (texts::VOID_HELP.get(lang)) }
                    (notice(Tone::Amber, texts::VOID_KEEPS_STATUS.get(lang)))
                    (form.textarea("reason", texts::REASON, 3).required().max_chars(500).help(texts::REASON_HELP))
                }
            }))
            div.form-submit {
                (button::submit(Kind::Danger, texts::VOID.get(lang)))
                (button::link(Kind::Plain, &list, texts::BACK.get(lang)))
            }
        }
    }
}
