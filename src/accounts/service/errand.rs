//! Writes by name, so that a process beside the owner can have them done.
//!
//! A job computes in a process of its own and may only read there. What it wants written it sends as an errand: a value with a name,
//! carried out by the owner in its own transaction. Where the owner itself runs the job, the same errand is carried out on the spot.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    accounts::service::AccountCx,
    base::error::{Error, Result},
    db::owner::Sent,
    env::Env,
};

/// A write in one account. It may be sent twice, when the first answer was lost, so the second time it must change nothing; and it holds
/// the account's writer for 50 ms at most.
pub trait Errand: Serialize + DeserializeOwned + Send + 'static {
    /// `feature.verb`, once in the whole product.
    const NAME: &'static str;
    type Answer: Serialize + DeserializeOwned + Send + 'static;

    fn carry_out(self, cx: &AccountCx) -> impl Future<Output = Result<Self::Answer>> + Send;
}

/// A write in the agency's own file, or one that concerns all accounts. The same holds for it.
pub trait AgencyErrand: Serialize + DeserializeOwned + Send + 'static {
    const NAME: &'static str;
    type Answer: Serialize + DeserializeOwned + Send + 'static;

    fn carry_out(self, env: &Env) -> impl Future<Output = Result<Self::Answer>> + Send;
}

impl AccountCx {
    /// Has an errand carried out in this account, here or by the owner.
    pub async fn send<E: Errand>(&self, errand: E) -> Result<E::Answer> {
        match &self.env().owner {
            None => errand.carry_out(self).await,
            Some(owner) => {
                let account = Some(self.account().slug.clone());
                read(owner.ask(Sent { account, name: E::NAME.to_owned(), body: written(&errand)? }).await?)
            }
        }
    }
}

/// Has an errand of the agency carried out, here or by the owner.
pub async fn send<E: AgencyErrand>(env: &Env, errand: E) -> Result<E::Answer> {
    match &env.owner {
        None => errand.carry_out(env).await,
        Some(owner) => read(owner.ask(Sent { account: None, name: E::NAME.to_owned(), body: written(&errand)? }).await?),
    }
}

/// The same on a task of its own: whoever asked may hang up, and it comes to its end all the same.
pub async fn see_through<E: AgencyErrand>(env: &Env, errand: E) -> Result<E::Answer> {
    let env = env.clone();
    let work = tokio::spawn(async move { send(&env, errand).await });
    work.await.map_err(|cause| Error::internal(E::NAME, cause))?
}

/// A value in the form in which it travels.
pub fn written(value: &impl Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|cause| Error::internal("writing an errand", cause))
}

/// What has travelled, as what it was.
pub fn read<T: DeserializeOwned>(value: serde_json::Value) -> Result<T> {
    serde_json::from_value(value).map_err(|cause| Error::internal("reading an errand", cause))
}
