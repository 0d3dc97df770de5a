//! The settings: which file they come from, and whether they leave a door open. (Unknown keys and wrong values have been refused before.)

use std::path::Path;

use crate::{
    config::settings::Settings,
    operations::{finding::Report, texts::health as texts},
};

pub fn look(report: &mut Report, settings: &Settings, file: Option<&Path>) {
    const CHECK: &str = "settings";
    match file {
        Some(file) => report.ok(CHECK, texts::SETTINGS_FILE.with(&[("file", &file.display())])),
        None => report.ok(CHECK, texts::SETTINGS_DEFAULTS),
    }
    if settings.exposes_admin() {
        report.fault(CHECK, texts::EXPOSED.with(&[("address", &settings.listen)]), texts::EXPOSED_REMEDY);
    } else if !settings.listen.ip().is_loopback() && !settings.admin_base_url().starts_with("https://") {
        report.note(CHECK, texts::TRUSTED_NETWORK.with(&[("address", &settings.listen)]));
    }
    if settings.listen == settings.public_listen && settings.listen.port() != 0 {
        report.fault(CHECK, texts::SAME_ADDRESS.with(&[("address", &settings.listen)]), texts::SAME_ADDRESS_REMEDY);
    }
}
