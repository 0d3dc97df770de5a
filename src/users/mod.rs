//! Who may enter: users with their sessions, and API tokens.
//!
//! Tables of the control file: `user`, `user_account`, `recovery_code`, `invitation`, `invitation_account`, `session`, `api_token`, `agency`.

pub mod browser;
pub mod model;
pub mod pages;
pub mod password;
pub mod recovery;
pub mod roles;
pub mod service;
pub mod store;
pub mod texts;
pub mod throttle;
pub mod totp;
pub mod views;
