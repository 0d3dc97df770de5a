//! Which leads somebody may reach: an agent those assigned to them, everybody else all of the account.

use rusqlite::Connection;

use crate::{
    accounts::model::Actor,
    base::{
        error::{Error, Result},
        ids::LeadId,
    },
    leads::{model::Row, query::LeadQuery, store},
};

/// The lead of an id. One that is not there, or is not the agent's who asks, is `NotFound`.
pub fn lead(conn: &Connection, actor: &Actor, id: LeadId) -> Result<Row> {
    let lead = store::get(conn, id)?;
    match actor.only_own() {
        Some(agent) if lead.assignee != Some(agent) => Err(Error::NotFound),
        _ => Ok(lead),
    }
}

/// What is left of a question when somebody asks it; absent when it is about other agents' leads.
pub fn narrowed(actor: &Actor, mut query: LeadQuery) -> Option<LeadQuery> {
    if let Some(agent) = actor.only_own() {
        if query.filter.unassigned || query.filter.assignee.is_some_and(|assignee| assignee != agent) {
            return None;
        }
        query.filter.assignee = Some(agent);
    }
    Some(query)
}
