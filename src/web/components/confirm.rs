//! Asking before something is lost. A `<details>`, so that it works without scripts.

use maud::{Markup, Render, html};

use crate::{
    base::lang::Lang,
    web::components::button::{self, Kind},
    web::texts,
};

/// What will be lost, and the form that does it.
#[derive(Clone, Debug)]
pub struct Confirm<'a> {
    /// The button that opens it: `삭제`.
    pub label: &'a str,
    /// Names what is lost, with figures: `고객 김서연 님과 리드 3건, 반응 이력 41건이 삭제됩니다. 되돌릴 수 없습니다.`
    pub loss: &'a str,
    /// The button that does it: `고객 삭제`.
    pub verb: &'a str,
    pub post_to: &'a str,
    pub form_token: &'a str,
}

pub fn confirm(lang: Lang, confirm: &Confirm) -> Markup {
    confirm_with(lang, confirm, html! {})
}

/// The same with more fields in the form, such as where a removed stage's leads go.
pub fn confirm_with(lang: Lang, confirm: &Confirm, fields: impl Render) -> Markup {
    html! {
        details.confirm {
            summary.btn { (confirm.label) }
            div {
                p { (confirm.loss) }
                form.stack method="post" action=(confirm.post_to) {
                    (button::token(confirm.form_token))
                    (fields)
                    div.actions {
                        (button::submit(Kind::Danger, confirm.verb))
                        button.btn.js-only type="button" data-close { (texts::CANCEL.get(lang)) }
                    }
                }
            }
        }
    }
}
