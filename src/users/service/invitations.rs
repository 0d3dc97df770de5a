//! Invitations by link: whoever holds the link within a week becomes a member, once.

use crate::{
    accounts::{model::Actor, service::log_agency_act},
    base::{
        email::Email,
        error::{Error, Result},
        ids::InvitationId,
        time::DAY_MS,
    },
    db::Class,
    env::Env,
    users::{
        model::NewUser,
        roles::{Acceptance, Invitation, NewInvitation},
        service::{
            forget_on_commit, hash_of, hash_password,
            log_in::{self, Entry, Origin},
        },
        store::{self, invitations, members},
        texts,
    },
};

/// How long a link is good.
pub const VALID_DAYS: i64 = 7;

/// All invitations that wait, the newest first.
pub async fn list(env: &Env) -> Result<Vec<Invitation>> {
    env.db.control().read(invitations::list).await
}

/// Makes an invitation: the secret part of its link, which is seen this once.
pub async fn invite(env: &Env, actor: &Actor, new: NewInvitation) -> Result<String> {
    let token = env.chance.token();
    let (actor, hash) = (actor.clone(), hash_of(&token));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            if store::find_by_email(tx, &new.email.key())?.is_some() {
                return Err(Error::conflict("email", texts::EMAIL_TAKEN));
            }
            let id = invitations::insert(tx, &new, hash, &actor.name, tx.now(), tx.now().plus_ms(VALID_DAYS * DAY_MS))?;
            log_agency_act(tx, &actor, "invitation.create", &format!("invitation:{id}"))
        })
        .await?;
    Ok(token)
}

/// A new link for an invitation; the old one is good no longer.
pub async fn renew(env: &Env, actor: &Actor, id: InvitationId) -> Result<(String, Invitation)> {
    let token = env.chance.token();
    let (actor, hash) = (actor.clone(), hash_of(&token));
    let invitation = env
        .db
        .control()
        .write(Class::Person, move |tx| {
            let invitation = invitations::renew(tx, id, hash, tx.now().plus_ms(VALID_DAYS * DAY_MS))?;
            log_agency_act(tx, &actor, "invitation.renew", &format!("invitation:{id}"))?;
            Ok(invitation)
        })
        .await?;
    Ok((token, invitation))
}

/// Takes an invitation back.
pub async fn revoke(env: &Env, actor: &Actor, id: InvitationId) -> Result<()> {
    let actor = actor.clone();
    env.db
        .control()
        .write(Class::Person, move |tx| {
            invitations::delete(tx, id)?;
            log_agency_act(tx, &actor, "invitation.revoke", &format!("invitation:{id}"))
        })
        .await
}

/// The invitation behind a link; `NotFound` when it was used, taken back or has run out.
pub async fn get(env: &Env, token: &str) -> Result<Invitation> {
    let (hash, now) = (hash_of(token), env.now());
    env.db.control().read(move |conn| invitations::find(conn, hash, now)).await?.ok_or(Error::NotFound)
}

/// Makes a member of whoever holds the link, and logs them in.
pub async fn accept(env: &Env, token: &str, acceptance: Acceptance, origin: Origin) -> Result<Entry> {
    // Before the costly hashing, which only somebody with a good link may ask for.
    get(env, token).await?;
    let password_hash = hash_password(env, acceptance.password.clone()).await?;
    let (hash, forget) = (hash_of(token), forget_on_commit(env));
    let address = origin.address;
    let user = env
        .db
        .control()
        .write(Class::Person, move |tx| {
            let invitation = invitations::find(tx, hash, tx.now())?.ok_or(Error::NotFound)?;
            let roles = invitation.roles();
            let email = Email::from_stored(invitation.email.clone());
            let Acceptance { name, password, lang } = acceptance;
            let new = NewUser { email, name, role: roles.strongest(), lang, password };
            // Added by hand since the invitation was made.
            if store::find_by_email(tx, &new.email.key())?.is_some() {
                return Err(Error::conflict("email", texts::JOINED_ALREADY));
            }
            let id = store::insert(tx, &new, &password_hash, tx.now())?;
            members::set_roles(tx, id, &roles)?;
            invitations::delete(tx, invitation.id)?;
            let (user, _) = store::find(tx, id)?.ok_or(Error::NotFound)?;
            log_agency_act(tx, &log_in::actor_of(&user, address), "invitation.accept", &format!("user:{id}"))?;
            tx.after_commit(forget);
            Ok(user)
        })
        .await?;
    log_in::open(env, user, origin, |_| Ok(())).await
}
