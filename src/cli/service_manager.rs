//! What the service manager hears of the server (`sd_notify(3)`): that both doors are open, that it lives, that it stops. One datagram
//! each, to the socket that the manager named.

use std::{
    env, io,
    os::{
        linux::net::SocketAddrExt as _,
        unix::net::{SocketAddr, UnixDatagram},
    },
    process,
    sync::Arc,
    time::Duration,
};

use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use crate::{
    base::lang::{Message, Text, text},
    cli::output,
    env::Env,
    users::service as users,
};

/// The manager that started this process. Where none did, nothing is told.
#[derive(Debug)]
pub struct Manager {
    socket: Option<(UnixDatagram, SocketAddr)>,
    /// It ends a server that was silent for so long; absent: it does not watch.
    patience: Option<Duration>,
}

/// How often the server's own state is looked at where nobody watches it.
const UNWATCHED: Duration = Duration::from_secs(30);

const STARTING: Text =
    text("파일을 열고 필요하면 새 버전에 맞게 바꾸고 있습니다", "Opening the files and, after an upgrade, bringing them up to date");
const SERVING: Text = text("관리 화면 {admin} · 방문자 페이지 {visitors}", "Admin UI and API {admin} · visitors' pages {visitors}");
const TO_SET_UP: Text = text(
    "처음 설정을 기다립니다 (한 번만): {setup} · 방문자 페이지 {visitors}",
    "Waiting to be set up, once, at {setup} · visitors' pages {visitors}",
);
const STOPPING: Text = text("받은 요청에 답하고 파일을 닫고 있습니다", "Answering open requests and closing the files");

impl Manager {
    /// As the process was told in its environment.
    pub fn of_process() -> Self {
        let variable = |name| env::var(name).ok();
        let watches_us = variable("WATCHDOG_PID").is_none_or(|pid| pid == process::id().to_string());
        let patience = variable("WATCHDOG_USEC").filter(|_| watches_us).and_then(|text| text.parse().ok()).map(Duration::from_micros);
        match variable("NOTIFY_SOCKET").map(|name| Self::at(&name, patience)) {
            Some(Ok(manager)) => manager,
            Some(Err(cause)) => {
                tracing::warn!(%cause, "the service manager can't be told anything");
                Self::silent()
            }
            None => Self::silent(),
        }
    }

    fn silent() -> Self {
        Self { socket: None, patience: None }
    }

    /// `name` is a path, or `@` and a name in the abstract namespace.
    fn at(name: &str, patience: Option<Duration>) -> io::Result<Self> {
        let address = match name.strip_prefix('@') {
            Some(name) => SocketAddr::from_abstract_name(name)?,
            None => SocketAddr::from_pathname(name)?,
        };
        let socket = UnixDatagram::unbound()?;
        // A manager that does not listen must hold nobody up.
        socket.set_nonblocking(true)?;
        Ok(Self { socket: Some((socket, address)), patience: patience.filter(|patience| !patience.is_zero()) })
    }

    /// The files are being opened, which may take minutes after an upgrade.
    pub fn starting(&self) {
        self.tell(&[&status(&STARTING.into())]);
    }

    /// Both doors are open. `setup` is the whole set-up address, while there is one.
    pub fn ready(&self, env: &Env, setup: Option<&str>) {
        self.tell(&["READY=1", &status(&serving(env, setup))]);
    }

    /// It was told to stop, and does.
    pub fn stopping(&self) {
        self.tell(&["STOPPING=1", &status(&STOPPING.into())]);
    }

    fn tell(&self, lines: &[&str]) {
        let Some((socket, address)) = &self.socket else { return };
        if let Err(cause) = socket.send_to_addr(lines.join("\n").as_bytes(), address) {
            tracing::debug!(%cause, "the service manager does not listen");
        }
    }
}

/// Tells the manager again and again that the server lives: at half of its patience, each time after the control file has answered.
pub fn keep_told(manager: Arc<Manager>, env: Env, mut setup: Option<String>) -> JoinHandle<()> {
    tokio::spawn(async move {
        if manager.socket.is_none() {
            return;
        }
        let mut tick = interval(manager.patience.map_or(UNWATCHED, |patience| patience / 2));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            match users::needs_setup(&env).await {
                Ok(false) if setup.take().is_some() => manager.tell(&[&status(&serving(&env, None))]),
                Ok(_) => {}
                // A fault is an answer too, and starting again would not mend it: visitors' pages need no control file. Only silence kills.
                Err(cause) => tracing::warn!(%cause, "the control file can't be read"),
            }
            manager.tell(&["WATCHDOG=1"]);
        }
    })
}

fn serving(env: &Env, setup: Option<&str>) -> Message {
    let (admin, visitors) = (env.settings.admin_base_url(), env.settings.public_base_url());
    match setup {
        Some(setup) => TO_SET_UP.with(&[("setup", &setup), ("visitors", &visitors)]),
        None => SERVING.with(&[("admin", &admin), ("visitors", &visitors)]),
    }
}

/// The line of `systemctl status`.
fn status(message: &Message) -> String {
    format!("STATUS={}", message.get(output::lang()).replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(socket: &UnixDatagram) -> String {
        socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut buffer = [0; 1024];
        let length = socket.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    }

    #[test]
    fn a_manager_listens_at_a_path_or_under_an_abstract_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notify");
        let at_path = UnixDatagram::bind(&path).unwrap();
        let name = format!("dangol-test-{}", process::id());
        let abstractly = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        for (socket, name) in [(at_path, path.to_str().unwrap().to_owned()), (abstractly, format!("@{name}"))] {
            Manager::at(&name, None).unwrap().stopping();
            let heard = heard(&socket);
            assert!(heard.starts_with("STOPPING=1\nSTATUS="), "{heard}");
            assert_eq!(heard.lines().count(), 2);
        }
    }

    #[test]
    fn nobody_who_listens_is_no_fault() {
        Manager::at("/nowhere/at/all", Some(Duration::ZERO)).unwrap().stopping();
        Manager::silent().stopping();
        assert_eq!(Manager::at("@x", Some(Duration::ZERO)).unwrap().patience, None, "it does not watch");
    }
}
