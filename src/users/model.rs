//! Users, sessions and tokens.

use crate::{
    accounts::model::{Actor, Role},
    base::{
        email::Email,
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{AccountId, TokenId, UserId},
        lang::{Lang, Message},
        secret::Secret,
        time::Timestamp,
    },
    users::{password, texts},
};

/// A person who can log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub name: String,
    /// Of who is no owner, the strongest of the roles in their accounts.
    pub role: Role,
    pub lang: Lang,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
    /// Is a code of an authenticator app asked for?
    pub has_totp: bool,
}

/// A user to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub email: Email,
    pub name: String,
    pub role: Role,
    pub lang: Lang,
    pub password: Secret,
}

impl NewUser {
    /// Reads `email`, `name` (the part before @ when blank) and `password`.
    pub fn parse(form: &RawForm, role: Role, lang: Lang) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let email = errors.take("email", Email::parse(form.text("email")));
        let typed = form.raw("password").unwrap_or_default();
        let password = errors.take("password", password::check(typed));
        let name = form.text("name");
        if name.chars().count() > 50 {
            errors.add("name", texts::NAME);
        }
        match (email, password) {
            (Some(email), Some(password)) if errors.is_empty() => {
                let name = if name.is_empty() { email.as_str().split('@').next().unwrap_or_default() } else { name };
                Ok(Self { name: name.to_owned(), email, role, lang, password })
            }
            _ => Err(Error::Invalid(errors)),
        }
    }
}

/// What an agency's first day needs.
#[derive(Clone, Debug)]
pub struct NewAgency {
    pub name: String,
    pub owner: NewUser,
}

impl NewAgency {
    /// Reads `agency` and the owner's fields.
    pub fn parse(form: &RawForm, lang: Lang) -> Result<Self> {
        let name = parse_agency_name(form.text("agency"));
        match (NewUser::parse(form, Role::Owner, lang), name) {
            (Ok(owner), Ok(name)) => Ok(Self { name, owner }),
            (Ok(_), Err(fault)) => Err(Error::field("agency", fault)),
            (Err(Error::Invalid(mut errors)), Err(fault)) => {
                errors.add("agency", fault);
                Err(Error::Invalid(errors))
            }
            (Err(error), _) => Err(error),
        }
    }
}

/// The agency's name, as it was typed.
pub fn parse_agency_name(typed: &str) -> std::result::Result<String, Message> {
    let name = typed.trim();
    if (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        Ok(name.to_owned())
    } else {
        Err(texts::AGENCY.into())
    }
}

/// Whom a session or token lets in, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub actor: Actor,
    pub lang: Lang,
    pub reach: Reach,
}

/// Which accounts a principal may enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of them, and the agency itself.
    Agency,
    /// These only, in each with a role of its own.
    Accounts(Vec<Membership>),
}

/// What somebody is in one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    pub account: AccountId,
    pub role: Role,
    /// Export is a right of its own, which some roles can be granted.
    pub may_export: bool,
}

impl Principal {
    /// May this principal enter the account?
    pub fn reaches(&self, account: AccountId) -> bool {
        self.actor_in(account).is_some()
    }

    /// Who this principal is in an account; absent where they may not enter.
    pub fn actor_in(&self, account: AccountId) -> Option<Actor> {
        match &self.reach {
            Reach::Agency => Some(self.actor.clone()),
            Reach::Accounts(memberships) => {
                let own = memberships.iter().find(|membership| membership.account == account)?;
                Some(Actor { role: own.role, may_export: own.may_export, ..self.actor.clone() })
            }
        }
    }
}

/// A session that was found by its cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub user: User,
    pub reach: Reach,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

/// A session as its user sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Names it in a form; nobody gets in with it.
    pub token_hash: [u8; 32],
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub address: String,
    pub user_agent: String,
}

impl OpenSession {
    /// Its name in a form.
    pub fn name(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&self.token_hash)
    }

    /// The token hash of such a name; absent for anything else.
    pub fn hash_of_name(name: &str) -> Option<[u8; 32]> {
        data_encoding::BASE64URL_NOPAD.decode(name.as_bytes()).ok()?.try_into().ok()
    }
}

/// What somebody changes about themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileChange {
    pub name: String,
    pub lang: Lang,
}

impl ProfileChange {
    /// Reads `name` and `locale`.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let name = form.text("name").to_owned();
        if !(1..=50).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            errors.add("name", texts::NAME_NEEDED);
        }
        let lang = errors.take("locale", Lang::from_tag(form.text("locale")).ok_or_else(|| texts::LOCALE.into()));
        errors.check()?;
        Ok(Self { name, lang: lang.unwrap_or_default() })
    }
}

/// A password in place of the present one.
#[derive(Clone, Debug)]
pub struct PasswordChange {
    pub current: Secret,
    pub new: Secret,
}

impl PasswordChange {
    /// Reads `current_password` and `new_password`.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let new = errors.take("new_password", password::check(form.raw("new_password").unwrap_or_default()));
        errors.check()?;
        let current = Secret::new(form.raw("current_password").unwrap_or_default());
        Ok(Self { current, new: new.unwrap_or_default() })
    }
}

/// An API token as it is listed; the token itself is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    pub account: Option<AccountId>,
    pub role: Role,
}
