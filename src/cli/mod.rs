//! The command line: `args` says what can be typed, `run` does it, one file a command.

pub mod account;
pub mod args;
pub mod backup;
pub mod capacity;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod door;
pub mod failure;
pub mod health;
pub mod job;
pub mod logging;
pub mod openapi;
pub mod orders;
pub mod output;
pub mod owner;
pub mod password;
pub mod run;
pub mod serve;
pub mod setup;
pub mod socket;
pub mod table;
pub mod texts;
pub mod token;
pub mod user;
