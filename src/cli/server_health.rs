//! The running server: does it answer, and has it set files aside?

use std::{collections::BTreeSet, net::SocketAddr, path::Path};

use crate::{
    cli::{
        orders::{Answer, Order},
        socket::{self, Unheard},
    },
    operations::{finding::Report, texts::health as texts},
};

/// `seen` names the accounts whose files have been found faulty here already. Answers with where the server listens.
pub fn look(report: &mut Report, data_dir: &Path, seen: &BTreeSet<String>) -> Vec<SocketAddr> {
    const CHECK: &str = "server";
    match socket::ask(data_dir, &Order::Health) {
        Err(Unheard::Nobody) => report.note(CHECK, texts::NO_SERVER),
        Err(Unheard::BrokeOff(cause)) => report.fault(CHECK, texts::SILENT.with(&[("cause", &cause)]), texts::SILENT_REMEDY),
        Ok(Err(failure)) => report.fault(CHECK, failure.what, failure.remedy),
        Ok(Ok(Answer::Health { pid, version, set_aside, listening, .. })) => {
            const OURS: &str = env!("CARGO_PKG_VERSION");
            if version != OURS {
                report.note(CHECK, texts::OTHER_VERSION.with(&[("theirs", &version), ("ours", &OURS)]));
            }
            report.ok(CHECK, texts::SERVER.with(&[("pid", &pid), ("version", &version)]));
            for file in set_aside.iter().filter(|file| !seen.contains(&file.slug)) {
                let what = texts::SET_ASIDE.with(&[("slug", &file.slug), ("fault", &file.fault)]);
                report.fault("account", what, texts::SET_ASIDE_REMEDY);
            }
            return listening;
        }
        Ok(Ok(_)) => report.fault(CHECK, texts::OTHER_SERVER, texts::OTHER_SERVER_REMEDY),
    }
    Vec::new()
}
