//! What the command line may ask of the directory's owner: a closed list of use cases, each carried out here, whoever the owner is.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize, Serializer};

use crate::{
    accounts::{
        model::{Account, AccountChange, AccountStatus, Actor, NewAccount, Role},
        service as accounts,
        views::certificate::certificate,
    },
    backups::{report::Report, service as backups, sheet::Commands},
    base::{
        error::{Error, Result},
        form::RawForm,
        ids::{AccountId, UserId},
        lang::Lang,
        secret::Secret,
        time::{Timestamp, Zone},
    },
    cli::{
        door,
        job::{self, JobLine},
        texts,
    },
    db::owner::Sent,
    env::Env,
    errands,
    users::{
        model::{NewAgency, NewUser, User},
        password, service as users,
    },
};

/// One use case, its input as it was typed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    SetUp {
        email: String,
        agency: String,
        locale: Lang,
        #[serde(serialize_with = "reveal")]
        password: Secret,
    },
    UserAdd {
        email: String,
        /// Blank: the part of the address before the @.
        name: String,
        role: Role,
        locale: Lang,
        /// Slugs of the accounts that a user who is no owner may enter.
        accounts: Vec<String>,
        #[serde(serialize_with = "reveal")]
        password: Secret,
    },
    UserList,
    UserDisable {
        email: String,
    },
    UserResetPassword {
        email: String,
        #[serde(serialize_with = "reveal")]
        password: Secret,
    },
    UserResetTotp {
        email: String,
    },
    TokenCreate {
        name: String,
        /// Absent: the token is the agency's.
        account: Option<String>,
        role: Role,
    },
    AccountList,
    AccountCreate {
        name: String,
        /// Absent: made from the name.
        slug: Option<String>,
        time_zone: Option<String>,
        locale: Option<String>,
    },
    AccountStatus {
        slug: String,
        status: AccountStatus,
    },
    AccountErase {
        slug: String,
    },
    /// How recurring work stands.
    JobList,
    /// How backups stand.
    BackupList,
    /// The sheet with the recovery key, for whoever sets the directory up.
    RecoverySheet,
    /// How the owner is, for `doctor`.
    Health,
    /// What a job beside the owner wants written.
    Errand(Sent),
}

/// What came of an order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    Done,
    /// What an errand answered.
    Errand(serde_json::Value),
    /// An API token, seen this once.
    Token(#[serde(serialize_with = "reveal")] Secret),
    Users(Vec<UserLine>),
    Account(AccountLine),
    Accounts(Vec<AccountLine>),
    Erased {
        slug: String,
        /// HTML.
        certificate: String,
    },
    Jobs(Vec<JobLine>),
    Backups(Box<Report>),
    /// The key, and the commands that bring the backups back with it.
    RecoverySheet {
        #[serde(serialize_with = "reveal")]
        key: Secret,
        directory: String,
        commands: Commands,
    },
    Health {
        pid: u32,
        version: String,
        /// Over all open files, since they were opened.
        commits: u64,
        /// Files that the owner has set aside.
        set_aside: Vec<SetAside>,
        /// Its doors; none where no server owns the directory but a command.
        listening: Vec<SocketAddr>,
    },
}

/// Why the sheet is shown, as the access log says it.
const SET_UP: &str = "setup";

/// A user as it is listed.
#[derive(Debug, Serialize, Deserialize)]
pub struct UserLine {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub locale: Lang,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
}

/// An account as it is listed (CONTRACT 3).
#[derive(Debug, Serialize, Deserialize)]
pub struct AccountLine {
    pub id: AccountId,
    pub slug: String,
    pub name: String,
    pub status: AccountStatus,
    pub time_zone: String,
    pub locale: Lang,
    pub created_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct SetAside {
    pub slug: String,
    pub fault: String,
}

impl Order {
    /// Does it make sense in a directory that holds nothing yet?
    pub const fn may_begin(&self) -> bool {
        matches!(self, Self::SetUp { .. })
    }
}

/// Carries an order out, as somebody who can run the binary on the box.
pub async fn carry_out(env: &Env, order: Order) -> Result<Answer> {
    let operator = Actor::operator();
    match order {
        Order::SetUp { email, agency, locale, password } => {
            let form = RawForm::from([("email", &*email), ("agency", &*agency), ("password", password.reveal())]);
            users::set_up(env, NewAgency::parse(&form, locale)?).await?;
            Ok(Answer::Done)
        }
        Order::UserAdd { email, name, role, locale, accounts, password } => {
            let form = RawForm::from([("email", &*email), ("name", &*name), ("password", password.reveal())]);
            let new = NewUser::parse(&form, role, locale)?;
            let accounts = ids_of(env, &accounts).await?;
            users::add(env, &operator, new, accounts).await?;
            Ok(Answer::Done)
        }
        Order::UserList => Ok(Answer::Users(users::list(env).await?.into_iter().map(user_line).collect())),
        Order::UserDisable { email } => users::disable(env, &operator, &email).await.map_err(no_such_user).map(|()| Answer::Done),
        Order::UserResetPassword { email, password } => {
            let password = password::check(password.reveal()).map_err(|message| Error::field("password", message))?;
            users::reset_password(env, &operator, &email, password).await.map_err(no_such_user).map(|()| Answer::Done)
        }
        Order::UserResetTotp { email } => users::reset_totp(env, &operator, &email).await.map_err(no_such_user).map(|()| Answer::Done),
        Order::TokenCreate { name, account, role } => create_token(env, &operator, &name, account, role).await,
        Order::AccountList => Ok(Answer::Accounts(accounts::list(env).await?.into_iter().map(account_line).collect())),
        Order::AccountCreate { name, slug, time_zone, locale } => {
            let mut form = RawForm::from([("name", &*name)]);
            for (field, value) in [("slug", slug), ("time_zone", time_zone), ("locale", locale)] {
                if let Some(value) = value {
                    form.push(field, value);
                }
            }
            accounts::create(env, &operator, NewAccount::parse(&form)?).await.map(|account| Answer::Account(account_line(account)))
        }
        Order::AccountStatus { slug, status } => {
            let change = AccountChange { status: Some(status), ..AccountChange::default() };
            let changed = accounts::update(env, &operator, &slug, change).await;
            changed.map_err(no_such_account).map(|account| Answer::Account(account_line(account)))
        }
        Order::AccountErase { slug } => {
            let erased = accounts::erasing::erase(env, &operator, &slug).await.map_err(no_such_account)?;
            let (agency, held) = (users::agency_name(env).await?.unwrap_or_default(), backups::holding(env, &erased).await?);
            Ok(Answer::Erased { slug, certificate: certificate(&agency, &erased, &held, Zone::default()).into_string() })
        }
        Order::JobList => Ok(Answer::Jobs(job::lines(env).await?)),
        Order::BackupList => Ok(Answer::Backups(Box::new(backups::report(env).await?))),
        Order::RecoverySheet => {
            let sheet = backups::key::show(env, &operator, SET_UP).await?;
            let commands = sheet.near_commands();
            Ok(Answer::RecoverySheet { key: Secret::new(sheet.key), directory: sheet.directory, commands })
        }
        Order::Health => health(env).await,
        Order::Errand(sent) => errands::carry_out(env, sent).await.map(Answer::Errand),
    }
}

async fn create_token(env: &Env, operator: &Actor, name: &str, account: Option<String>, role: Role) -> Result<Answer> {
    let name = name.trim();
    if !(1..=50).contains(&name.chars().count()) {
        return Err(Error::field("name", texts::TOKEN_NAME));
    }
    let account = match account {
        Some(slug) => Some(ids_of(env, &[slug]).await?).and_then(|ids| ids.first().copied()),
        None => None,
    };
    let token = users::create_token(env, operator, name.to_owned(), account, role).await?;
    Ok(Answer::Token(Secret::new(token)))
}

async fn health(env: &Env) -> Result<Answer> {
    let fault_of = |account: Account| env.db.fault(&account.slug).map(|fault| SetAside { slug: account.slug, fault });
    let set_aside = accounts::list(env).await?.into_iter().filter_map(fault_of).collect();
    let listening = door::known();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Ok(Answer::Health { pid: std::process::id(), version, commits: env.db.commits(), set_aside, listening })
}

async fn ids_of(env: &Env, slugs: &[String]) -> Result<Vec<AccountId>> {
    let mut ids = Vec::new();
    for slug in slugs {
        let account = accounts::find(env, slug.trim()).await?;
        ids.push(account.ok_or_else(|| Error::field("account", texts::NO_SUCH_ACCOUNT.with(&[("slug", slug)])))?.id);
    }
    Ok(ids)
}

fn no_such_user(error: Error) -> Error {
    if matches!(error, Error::NotFound) { Error::field("email", texts::NO_SUCH_USER) } else { error }
}

fn no_such_account(error: Error) -> Error {
    if matches!(error, Error::NotFound) { Error::field("slug", texts::NO_ACCOUNT_HERE) } else { error }
}

fn user_line(user: User) -> UserLine {
    let User { id, email, name, role, lang: locale, created_at, disabled_at, .. } = user;
    UserLine { id, email, name, role, locale, created_at, disabled_at }
}

fn account_line(account: Account) -> AccountLine {
    let Account { id, slug, name, status, zone, lang: locale, created_at, .. } = account;
    AccountLine { id, slug, name, status, time_zone: zone.name().to_owned(), locale, created_at }
}

/// Secrets travel over the owner's socket, which only its user can open, and nowhere else: [`Secret`] itself has no JSON form.
fn reveal<S: Serializer>(secret: &Secret, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.reveal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_travels_but_is_not_shown() {
        let order = Order::UserResetPassword { email: "a@b.kr".into(), password: Secret::new("아무도 모르는 말") };
        assert!(!format!("{order:?}").contains("모르는"));
        let sent = serde_json::to_string(&order).unwrap();
        let Order::UserResetPassword { password, .. } = serde_json::from_str(&sent).unwrap() else { panic!("{sent}") };
        assert_eq!(password.reveal(), "아무도 모르는 말");
    }

    #[test]
    fn what_an_order_does_not_know_is_refused() {
        assert!(serde_json::from_str::<Order>(r#"{"user_disable":{"email":"a@b.kr","force":true}}"#).is_err());
        assert!(serde_json::from_str::<Order>(r#"{"drop_everything":{}}"#).is_err());
    }
}
