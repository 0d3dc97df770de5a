//! Integration tests: the assembled appliance, spoken to through its doors.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails where its expectation does")]

mod access_log;
mod alarms;
mod alerts;
mod api;
mod appliance;
mod audience;
mod backup_kills;
mod backup_repository;
mod backup_store;
mod backups;
mod bulk;
mod caches;
mod capacity;
mod capture;
mod contracts;
mod conversions;
mod crash;
mod customers;
mod dashboard;
mod demo;
mod doors;
mod erasure;
mod funnels;
mod interactions;
mod jobs;
mod journeys;
mod landing;
mod lead_work;
mod leads;
mod mail;
mod members;
mod old_files;
mod reach;
mod reports;
mod resources;
mod retention;
mod retention_kills;
mod scoring;
mod scoring_night;
mod smtp;
mod upkeep;
mod users;
mod viral;
