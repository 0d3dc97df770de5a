//! What a member may be: an owner of the agency, or something else in each of some accounts.

use crate::{
    accounts::model::Role,
    base::{
        email::Email,
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{AccountId, InvitationId, UserId},
        lang::{Lang, Message},
        secret::Secret,
        time::Timestamp,
    },
    users::{
        model::{Membership, User},
        password, texts,
    },
};

/// A user with their roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: User,
    /// Of an owner, none: they have every account.
    pub memberships: Vec<Membership>,
}

/// Roles to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roles {
    Owner,
    /// At least one.
    In(Vec<Membership>),
}

impl Roles {
    /// Reads `owner`, or for each account `role_3` and `export_3`.
    pub fn parse(form: &RawForm, accounts: &[AccountId]) -> Result<Self> {
        if form.ticked("owner") {
            return Ok(Self::Owner);
        }
        let mut errors = FieldErrors::default();
        let mut given = Vec::new();
        for account in accounts {
            let field = format!("role_{account}");
            if let Some(name) = form.filled(&field)
                && let Some(role) = errors.take(&field, account_role(name))
            {
                let may_export = form.ticked(&format!("export_{account}")) && role.may_be_granted_export();
                given.push(Membership { account: *account, role, may_export });
            }
        }
        if given.is_empty() && errors.is_empty() {
            errors.add("owner", texts::NO_ROLE);
        }
        errors.check().map(|()| Self::In(given))
    }

    /// What lists show: the strongest of all.
    pub fn strongest(&self) -> Role {
        match self {
            Self::Owner => Role::Owner,
            Self::In(memberships) => {
                memberships.iter().map(|membership| membership.role).max_by_key(|role| role.code()).unwrap_or(Role::Viewer)
            }
        }
    }

    pub fn memberships(&self) -> &[Membership] {
        match self {
            Self::Owner => &[],
            Self::In(memberships) => memberships,
        }
    }
}

/// An invitation to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    pub email: Email,
    pub role: Role,
    pub may_export: bool,
    /// Of an owner, none.
    pub accounts: Vec<AccountId>,
}

impl NewInvitation {
    /// Reads `email`, `role`, `accounts` and `export`.
    pub fn parse(form: &RawForm, known: &[AccountId]) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let email = errors.take("email", Email::parse(form.text("email")));
        let role = errors.take("role", Role::from_name(form.text("role")).ok_or_else(|| Message::from(texts::CHOOSE_ROLE)));
        let ids = form.all("accounts").filter_map(|id| id.parse().ok()).map(AccountId);
        let accounts: Vec<AccountId> = ids.filter(|id| known.contains(id)).collect();
        if role.is_some_and(|role| role != Role::Owner) && accounts.is_empty() {
            errors.add("accounts", texts::CHOOSE_ACCOUNTS);
        }
        match (email, role) {
            (Some(email), Some(role)) if errors.is_empty() => Ok(Self {
                email,
                role,
                may_export: form.ticked("export") && role.may_be_granted_export(),
                accounts: if role == Role::Owner { Vec::new() } else { accounts },
            }),
            _ => Err(Error::Invalid(errors)),
        }
    }
}

/// An invitation that waits to be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub may_export: bool,
    pub accounts: Vec<AccountId>,
    pub invited_by: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Invitation {
    /// The roles that accepting it gives.
    pub fn roles(&self) -> Roles {
        let membership = |account: &AccountId| Membership { account: *account, role: self.role, may_export: self.may_export };
        if self.role == Role::Owner { Roles::Owner } else { Roles::In(self.accounts.iter().map(membership).collect()) }
    }
}

/// What somebody who accepts says about themselves.
#[derive(Clone, Debug)]
pub struct Acceptance {
    pub name: String,
    pub password: Secret,
    pub lang: Lang,
}

impl Acceptance {
    /// Reads `name` and `password`.
    pub fn parse(form: &RawForm, lang: Lang) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let name = form.text("name").to_owned();
        if !(1..=50).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            errors.add("name", texts::NAME_NEEDED);
        }
        let password = errors.take("password", password::check(form.raw("password").unwrap_or_default()));
        errors.check()?;
        Ok(Self { name, password: password.unwrap_or_default(), lang })
    }
}

/// Would this take the agency's last owner away who can still log in?
pub fn leaves_no_owner(member: &User, owners: &[UserId], stays: bool) -> bool {
    !stays && owners == [member.id]
}

/// A role in one account; an owner is none.
fn account_role(name: &str) -> std::result::Result<Role, Message> {
    Role::from_name(name).filter(|role| *role != Role::Owner).ok_or_else(|| texts::CHOOSE_ROLE.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [AccountId; 2] = [AccountId(3), AccountId(4)];

    #[test]
    fn roles_are_read_for_each_account() {
        let form =
            RawForm::from([("role_3", "manager"), ("export_3", "on"), ("role_4", "agent"), ("export_4", "on"), ("role_9", "manager")]);
        let roles = Roles::parse(&form, &KNOWN).expect("read");
        assert_eq!(roles.strongest(), Role::Manager);
        let exports: Vec<_> = roles.memberships().iter().map(|given| (given.account.0, given.role, given.may_export)).collect();
        assert_eq!(exports, [(3, Role::Manager, true), (4, Role::Agent, false)], "an agent can't be granted export");
        assert_eq!(Roles::parse(&RawForm::from([("owner", "on")]), &KNOWN).expect("read"), Roles::Owner);
        assert!(Roles::parse(&RawForm::default(), &KNOWN).is_err());
        assert!(Roles::parse(&RawForm::from([("role_3", "owner")]), &KNOWN).is_err(), "an owner owns all of it");
    }

    #[test]
    fn an_invitation_names_accounts_unless_it_is_an_owners() {
        let form = |role: &'static str, account: &'static str| RawForm::from([("email", "a@b.kr"), ("role", role), ("accounts", account)]);
        assert_eq!(NewInvitation::parse(&form("agent", "3"), &KNOWN).expect("read").accounts, [AccountId(3)]);
        assert!(NewInvitation::parse(&form("agent", "9"), &KNOWN).is_err());
        assert!(NewInvitation::parse(&form("owner", "3"), &KNOWN).expect("read").accounts.is_empty());
        assert!(NewInvitation::parse(&form("king", "3"), &KNOWN).is_err());
    }
}
