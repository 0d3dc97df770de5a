//! The form for a lead made by hand.

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm},
    funnels::model::FunnelStatus,
    leads::{texts, views::parts::Place, work_status},
    web::components::{
        button::{self, Kind},
        card,
        field::Form,
        head::page_head_below,
    },
};

/// `known` names the customer when the lead is made from a customer's page.
pub fn form(place: &Place, values: &RawForm, errors: &FieldErrors, known: Option<&str>) -> Markup {
    let lang = place.lang;
    let form = Form::new(lang, values, errors);
    let back = place.path("");
    let funnel_ids: Vec<(String, &str)> = place
        .funnels
        .iter()
        .filter(|funnel| funnel.status != FunnelStatus::Archived)
        .map(|funnel| (funnel.id.to_string(), funnel.name.as_str()))
        .collect();
    let mut funnels = vec![("", texts::NOT_SET.get(lang))];
    funnels.extend(funnel_ids.iter().map(|(id, name)| (id.as_str(), *name)));
    let work: Vec<(&str, &str)> = work_status::ALL.iter().map(|status| (status.key, status.label.get(lang))).collect();
    let user_ids = place.user_ids();
    let users = place.user_choices(&user_ids, texts::NOBODY.get(lang));
    html! {
        (page_head_below((&back, texts::TITLE.get(lang)), texts::NEW_TITLE.get(lang), "", ""))
        form.narrow.stack method="post" {
            (button::token(&place.form_token))
            (form.summary())
            (card::card(texts::WHO.get(lang), html! {
                div.stack {
                    @if let Some(name) = known {
                        (form.hidden("customer_id"))
                        p.strong { (name) }
                    } @else {
                        div.field-row {
                            (form.text("name", texts::NAME).max_chars(50).autocomplete("off"))
                            (form.tel("phone", texts::PHONE).help(texts::WHO_HELP).autocomplete("off"))
                        }
                        div.field-row {
                            (form.email("email", texts::EMAIL).autocomplete("off"))
                            (form.text("company", texts::COMPANY).autocomplete("off"))
                        }
                    }
                    (form.textarea("memo", texts::MEMO, 3))
                }
            }))
            (card::card(texts::WHERE.get(lang), html! {
                div.stack {
                    (form.select("funnel_id", texts::FUNNEL, &funnels))
                    div.field-row {
                        (form.text("source", texts::SOURCE).placeholder("naver"))
                        (form.text("campaign", texts::CAMPAIGN))
                    }
                }
            }))
            (card::card(texts::WORK.get(lang), html! {
                div.stack {
                    div.field-row {
                        (form.select("work_status", texts::WORK_STATUS, &work))
                        (form.select("assignee_id", texts::ASSIGNEE, &users))
                    }
                    div.field-row {
                        (form.text("value", texts::VALUE).placeholder("1,200,000"))
                        (form.datetime("callback_at", texts::CALLBACK))
                    }
                }
            }))
            div.form-submit {
                (button::submit(Kind::Primary, texts::SAVE.get(lang)))
                (button::link(Kind::Plain, &back, texts::CANCEL.get(lang)))
            }
        }
    }
}
