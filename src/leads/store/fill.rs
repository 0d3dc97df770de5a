//! Leads as they are, for whoever fills a file at once: counters, rollups and histories are the caller's to keep.

use rusqlite::{Connection, params};

use crate::{base::error::Result, leads::model::Row};

/// Writes a lead under its own id.
pub fn insert(conn: &Connection, lead: &Row) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO lead (id, customer_id, landing_page_id, funnel_id, stage, status, work_status, suspicions, first_touch_id,
             last_touch_id, source, campaign, device, value, assignee_id, form, created_at, updated_at, stage_entered_at, closed_at,
             callback_at, suspect)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    )?
    .execute(params![
        lead.id,
        lead.customer,
        lead.page,
        lead.funnel,
        lead.stage,
        lead.status,
        lead.work_status,
        lead.suspicions.bits(),
        lead.first_touch,
        lead.last_touch,
        lead.source,
        lead.campaign,
        lead.device,
        lead.value.map(|value| value.0),
        lead.assignee,
        lead.form,
        lead.created_at,
        lead.updated_at,
        lead.stage_entered_at,
        lead.closed_at,
        lead.callback_at,
        lead.is_suspect(),
    ])?;
    Ok(())
}
