//! Backups that are known to restore: taken every night, checked, kept for so many days, copied off-site, and tried.
//!
//! The mechanics of the repository stand in `backup`; this feature knows accounts. Tables of the control file: `backup_settings` and
//! `backup_store` (what is chosen), `backup_run` (every run of every step), `backup_snapshot` (what lies where, as last listed),
//! `backup_proof` (when each account was last restored aside), `backup_key_shown`; `restore` (every restore) and `restored_account`
//! (accounts that show a backup). Each step is a job: `backup`, `backup-prune`, `backup-copy`, `backup-drill`, `backup-verify`,
//! `backup-read`. They run in processes of their own that write into the repository and send what they found as errands; a restore runs
//! where it was asked for. Pages `/backups`, `/backups/restore`, `/settings/backups`; API `/api/v1/system/backups`; command
//! `dangol backup`. An upgrade, which begins with a backup, is put in order here too: command `dangol upgrade`.

pub mod api;
pub mod disk_rule;
pub mod drill;
pub mod jobs;
pub mod model;
pub mod offsite;
pub mod pages;
pub mod report;
pub mod restore;
pub mod service;
pub mod sheet;
pub mod standing;
pub mod store;
pub mod texts;
pub mod views;
