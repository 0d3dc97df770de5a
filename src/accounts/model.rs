//! An account, and who acts in it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::base::{
    error::{Error, FieldErrors, Result},
    form::RawForm,
    ids::{AccountId, TokenId, UserId},
    lang::{Lang, Text, text},
    slug::Slug,
    time::{Timestamp, Zone},
};

use crate::accounts::{host::HostName, texts};

/// A client account (고객사).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub slug: String,
    pub name: String,
    pub status: AccountStatus,
    pub zone: Zone,
    pub lang: Lang,
    /// Do lists show people masked to everyone?
    pub mask_lists: bool,
    pub created_at: Timestamp,
    /// The host name of its own that its links carry; absent when they carry the visitors' own.
    pub host: Option<HostName>,
}

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// Serves its pages and takes leads.
    Active,
    /// Shows visitors a holding page and sends nothing.
    Paused,
    /// Read-only, and gone for visitors.
    Archived,
}

impl AccountStatus {
    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Active),
            1 => Some(Self::Paused),
            2 => Some(Self::Archived),
            _ => None,
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Active => text("운영 중", "Active"),
            Self::Paused => text("일시 중지", "Paused"),
            Self::Archived => text("보관됨", "Archived"),
        }
    }
}

crate::stored_as_code!(AccountStatus, Role);

/// What somebody is in an account (DESIGN 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A client's own people: read, and see names and numbers masked.
    Viewer,
    /// Works on the leads assigned to them, and sees no others.
    Agent,
    /// Makes pages, funnels, score models and viral campaigns.
    Marketer,
    /// Everything in the accounts assigned to them, but users and erasure.
    Manager,
    /// The agency: everything, everywhere.
    Owner,
}

impl Role {
    pub const ALL: [Self; 5] = [Self::Viewer, Self::Agent, Self::Marketer, Self::Manager, Self::Owner];

    pub const fn code(self) -> i64 {
        match self {
            Self::Viewer => 0,
            Self::Agent => 20,
            Self::Marketer => 40,
            Self::Manager => 60,
            Self::Owner => 100,
        }
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Agent => "agent",
            Self::Marketer => "marketer",
            Self::Manager => "manager",
            Self::Owner => "owner",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Viewer => text("열람자", "Viewer"),
            Self::Agent => text("상담원", "Agent"),
            Self::Marketer => text("마케터", "Marketer"),
            Self::Manager => text("매니저", "Manager"),
            Self::Owner => text("대표", "Owner"),
        }
    }

    /// Does this role give a right?
    pub const fn allows(self, right: Right) -> bool {
        match right {
            Right::ReadLeads => true,
            Right::Look => !matches!(self, Self::Agent),
            Right::Unmask => !matches!(self, Self::Viewer),
            Right::WorkLeads => matches!(self, Self::Agent | Self::Manager | Self::Owner),
            Right::Content => matches!(self, Self::Marketer | Self::Manager | Self::Owner),
            Right::Manage | Right::Settings => matches!(self, Self::Manager | Self::Owner),
            Right::Export | Right::Erase | Right::Administer => matches!(self, Self::Owner),
        }
    }

    /// Can export be granted to somebody of this role? (An owner has it anyway.)
    pub const fn may_be_granted_export(self) -> bool {
        matches!(self, Self::Viewer | Self::Manager)
    }
}

/// What a route, a button or a use case asks of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Read leads; an agent those assigned to them only.
    ReadLeads,
    /// Read figures, content and customers.
    Look,
    /// See people's names, numbers and addresses in full.
    Unmask,
    /// Move leads, note what was said, set callbacks.
    WorkLeads,
    /// Pages, funnels, score models, viral campaigns.
    Content,
    /// Make, assign and delete leads, decide on suspects, edit customers, void conversions, review referrals.
    Manage,
    /// Change the account's settings.
    Settings,
    /// Take data out as files.
    Export,
    /// Delete people for good.
    Erase,
    /// Accounts and users of the agency.
    Administer,
}

impl Right {
    pub const ALL: [Self; 10] = [
        Self::ReadLeads,
        Self::Look,
        Self::Unmask,
        Self::WorkLeads,
        Self::Content,
        Self::Manage,
        Self::Settings,
        Self::Export,
        Self::Erase,
        Self::Administer,
    ];
}

/// Who does something, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    pub name: String,
    pub role: Role,
    /// May take data out as files, though the role alone does not say so.
    pub may_export: bool,
    /// Absent for the command line and the product itself.
    pub address: Option<IpAddr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    User(UserId),
    Token(TokenId),
    /// Somebody at a landing page.
    Visitor,
    /// The command line on the box itself.
    Operator,
    /// The product, at work in the background.
    Product,
}

impl Actor {
    /// Somebody at a landing page: may do only what the visitors' door lets through.
    pub fn visitor(address: IpAddr) -> Self {
        Self { kind: ActorKind::Visitor, name: String::new(), role: Role::Viewer, may_export: false, address: Some(address) }
    }

    /// Whoever can run the binary on the box.
    pub fn operator() -> Self {
        Self { kind: ActorKind::Operator, name: "cli".into(), role: Role::Owner, may_export: false, address: None }
    }

    /// The product itself, at work in the background.
    pub fn product() -> Self {
        Self { kind: ActorKind::Product, name: "system".into(), role: Role::Owner, may_export: false, address: None }
    }

    /// May it do this?
    pub const fn may(&self, right: Right) -> bool {
        self.role.allows(right) || (self.may_export && matches!(right, Right::Export))
    }

    /// The agent who sees no leads but their own; absent for everybody else. An agent's token has no leads at all.
    pub fn only_own(&self) -> Option<UserId> {
        (self.role == Role::Agent).then(|| self.user_id().unwrap_or(UserId(0)))
    }

    /// The user, when it is one.
    pub const fn user_id(&self) -> Option<UserId> {
        match self.kind {
            ActorKind::User(id) => Some(id),
            _ => None,
        }
    }

    /// How the access log names it: `user:3`.
    pub fn log_name(&self) -> String {
        match self.kind {
            ActorKind::User(id) => format!("user:{id}"),
            ActorKind::Token(id) => format!("token:{id}"),
            ActorKind::Visitor => "visitor".into(),
            ActorKind::Operator => "cli".into(),
            ActorKind::Product => "system".into(),
        }
    }
}

/// One line of the access log: what was done to whose data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub actor: String,
    pub actor_name: String,
    pub address: String,
    pub subject: String,
    pub action: String,
}

/// An account to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    pub slug: Slug,
    pub name: String,
    pub zone: Zone,
    pub lang: Lang,
}

impl NewAccount {
    /// Reads `name`, `slug` (made from the name when blank), `time_zone` and `locale`.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(form.text("name")));
        let slug =
            form.filled("slug").map_or_else(|| Slug::suggest(form.text("name")).ok_or_else(|| texts::SLUG_NEEDED.into()), Slug::parse);
        let slug = errors.take("slug", slug);
        let zone = errors.take("time_zone", parse_zone(form.filled("time_zone")));
        let lang = errors.take("locale", parse_lang(form.filled("locale")));
        match (name, slug, zone, lang) {
            (Some(name), Some(slug), Some(zone), Some(lang)) if errors.is_empty() => Ok(Self { slug, name, zone, lang }),
            _ => Err(Error::Invalid(errors)),
        }
    }
}

/// Changes to an account; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountChange {
    pub name: Option<String>,
    pub zone: Option<Zone>,
    pub lang: Option<Lang>,
    pub status: Option<AccountStatus>,
    pub mask_lists: Option<bool>,
}

impl AccountChange {
    /// Reads the fields that were sent.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let change = Self {
            name: form.raw("name").and_then(|name| errors.take("name", parse_name(name.trim()))),
            zone: form.raw("time_zone").and_then(|name| errors.take("time_zone", parse_zone(Some(name)))),
            lang: form.raw("locale").and_then(|tag| errors.take("locale", parse_lang(Some(tag)))),
            status: form.raw("status").and_then(|name| errors.take("status", parse_status(name))),
            mask_lists: form.raw("mask_lists").map(|_| form.ticked("mask_lists")),
        };
        errors.check().map(|()| change)
    }
}

/// An account that was erased, or is being erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedAccount {
    pub id: AccountId,
    pub slug: String,
    pub name: String,
    pub created_at: Timestamp,
    /// Who erased it, by name.
    pub by: String,
    pub at: Timestamp,
    /// How many rows of which table it had.
    pub rows: Vec<(String, i64)>,
    /// Its files, each with its bytes.
    pub files: Vec<(String, u64)>,
    /// Absent while something of it may be left.
    pub done_at: Option<Timestamp>,
}

/// A snapshot that holds an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    pub snapshot: String,
    pub at: Timestamp,
    /// About when it is deleted, if every night until then has a backup; each night without one delays it.
    pub expires_at: Timestamp,
}

/// The orders a list is offered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Name,
    Created,
}

impl Order {
    pub const OFFERED: [(&'static str, Self); 2] = [("name", Self::Name), ("created_at", Self::Created)];
    pub const DEFAULT: &'static str = "name";
}

type Parsed<T> = std::result::Result<T, crate::base::lang::Message>;

fn parse_name(name: &str) -> Parsed<String> {
    match name.chars().count() {
        1..=100 if !name.chars().any(char::is_control) => Ok(name.to_owned()),
        _ => Err(texts::NAME.into()),
    }
}

fn parse_zone(name: Option<&str>) -> Parsed<Zone> {
    name.map_or(Some(Zone::default()), Zone::parse).ok_or_else(|| texts::ZONE.into())
}

fn parse_lang(tag: Option<&str>) -> Parsed<Lang> {
    tag.map_or(Some(Lang::Ko), Lang::from_tag).ok_or_else(|| texts::LOCALE.into())
}

fn parse_status(name: &str) -> Parsed<AccountStatus> {
    match name {
        "active" => Ok(AccountStatus::Active),
        "paused" => Ok(AccountStatus::Paused),
        "archived" => Ok(AccountStatus::Archived),
        _ => Err(texts::STATUS.into()),
    }
}
