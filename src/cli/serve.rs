//! `dangol serve`: both doors, until it is told to stop.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{
    app::{self, App},
    base::{
        chance::SystemChance,
        error::Error,
        lang::{Text, text},
        time::SystemClock,
    },
    cli::{
        args::{Run, flag},
        door::{self, Behind},
        failure::Failure,
        logging, output,
        service_manager::{self, Manager},
        socket,
    },
    config::layers::{Flag, Loaded},
    db::lock::DirectoryLock,
    operations::service::certificates::keeper::Keeper as CertificateKeeper,
    router,
    schedule::{JOBS, child::Program, keeper::Keeper},
};

/// Serve the admin UI, the API and the visitors' pages.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Where the admin UI and the API listen: an address and a port.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Where visitors' pages are served: an address and a port.
    #[arg(long, value_name = "ADDRESS")]
    public_listen: Option<String>,
}

const EXPOSED: Text =
    text("관리 화면이 암호화 없이 네트워크에 열리게 됩니다.", "The admin UI would be open to the network without encryption.");
const EXPOSED_REMEDY: Text = text(
    "127.0.0.1에서 열고 앞에 HTTPS 프록시를 두거나, 믿을 수 있는 네트워크라면 admin.insecure_http = true로 설정하세요.",
    "Listen on 127.0.0.1 behind an HTTPS proxy, or set admin.insecure_http = true on a network that you trust.",
);
const NOT_BOUND: Text = text("{address}에서 열 수 없습니다: {cause}", "Can't listen on {address}: {cause}");
const NOT_BOUND_REMEDY: Text = text(
    "다른 프로그램이 쓰고 있는지 확인하거나 --listen, --public-listen으로 다른 주소를 정하세요.",
    "See whether another program uses it, or choose another address with --listen or --public-listen.",
);
const NOT_BOUND_TLS_REMEDY: Text = text(
    "다른 프로그램이 쓰고 있는지, 1024보다 작은 포트를 열 권한(CAP_NET_BIND_SERVICE)이 있는지 확인하거나 tls.listen, tls.http_listen으로 다른 주소를 정하세요.",
    "See whether another program uses it and whether this one may open ports below 1024 (CAP_NET_BIND_SERVICE), or choose others with tls.listen and tls.http_listen.",
);
const CERTIFICATE_REMEDY: Text = text(
    "tls.cert_file, tls.key_file, tls.acme.ca_file 설정을 확인한 뒤 다시 시작해 주세요.",
    "Check the settings tls.cert_file, tls.key_file and tls.acme.ca_file, then start again.",
);
const LOCKED_REMEDY: Text = text(
    "그 프로세스를 먼저 멈추거나 --data-dir로 다른 디렉터리를 정하세요.",
    "Stop that process first, or choose another directory with --data-dir.",
);
const ADMIN: Text = text("관리 화면", "Admin UI and API");
const VISITORS: Text = text("방문자 페이지", "Visitors' pages");
const SETUP: Text = text("처음 설정 (한 번만)", "Set-up, once");

impl Run for Serve {
    fn flags(&self) -> Vec<Flag> {
        let listen = flag("listen", "--listen", self.listen.as_ref());
        let public = flag("public_listen", "--public-listen", self.public_listen.as_ref());
        listen.into_iter().chain(public).collect()
    }

    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        if loaded.settings.exposes_admin() {
            return Err(Failure::new(EXPOSED, EXPOSED_REMEDY));
        }
        if let Some((what, remedy)) = loaded.settings.tls_misfit() {
            return Err(Failure::new(what, remedy));
        }
        let lock = DirectoryLock::take(&loaded.settings.data_dir).map_err(|cause| {
            let what = cause.to_string();
            Failure::new(text("{what}", "{what}").with(&[("what", &what)]), LOCKED_REMEDY)
        })?;
        logging::keep(&loaded.settings);
        let runtime = tokio::runtime::Runtime::new().map_err(|cause| Error::internal("starting the runtime", cause))?;
        let outcome = runtime.block_on(serve(loaded, lock));
        runtime.shutdown_timeout(Duration::from_secs(1));
        outcome
    }
}

async fn serve(loaded: &Loaded, lock: DirectoryLock) -> Result<(), Failure> {
    // Before anything is announced: whoever reads the addresses may stop us the next moment.
    let told_to_stop = hear_signals().map_err(|cause| Error::internal("hearing signals", cause))?;
    let manager = Arc::new(Manager::of_process());
    manager.starting();
    let mut settings = loaded.settings.clone();
    let admin = bind(settings.listen, NOT_BOUND_REMEDY).await?;
    let visitors = bind(settings.public_listen, NOT_BOUND_REMEDY).await?;
    // With port 0 the system chose; links must name what it chose.
    settings.listen = admin.local_addr().unwrap_or(settings.listen);
    settings.public_listen = visitors.local_addr().unwrap_or(settings.public_listen);
    door::tell(vec![settings.listen, settings.public_listen]);
    let encrypted = match &settings.tls {
        tls if tls.is_on() => Some((bind(tls.listen, NOT_BOUND_TLS_REMEDY).await?, bind(tls.http_listen, NOT_BOUND_TLS_REMEDY).await?)),
        _ => None,
    };
    let app = app::assemble(settings, lock, Arc::new(SystemClock), Arc::new(SystemChance)).await?;
    let env = &app.env;
    let mut certificates = CertificateKeeper::new(env.clone()).map_err(|fault| Failure::new(fault.message(), CERTIFICATE_REMEDY))?;
    // Before the doors open: who waited for them is to be known by name.
    if let Some(certificates) = &mut certificates
        && let Err(cause) = certificates.fill().await
    {
        tracing::warn!(%cause, "some hosts are without their certificates for a moment");
    }
    let (stop, stopping) = watch::channel(false);
    let mut doors = vec![(admin, Behind::Plain(app.admin.clone())), (visitors, Behind::Plain(app.visitors.clone()))];
    if let Some((https, http)) = encrypted {
        let (shelf, admin, visitors) = (Arc::clone(&env.tls), app.admin.clone(), app.visitors.clone());
        doors.push((https, Behind::Encrypted { shelf, admin, visitors }));
        doors.push((http, Behind::Plain(router::plain(env))));
    }
    let proxies = &env.settings.public.trusted_proxies;
    let doors: Vec<_> = doors.into_iter().map(|(listener, behind)| door::open(listener, behind, proxies, stopping.clone())).collect();
    let mut background = vec![
        app::keep_up(env.clone()),
        app::listen(env.clone()),
        app::worker(env).start(),
        app::watch(env.clone()),
        app::look_up_domains(env.clone()),
        service_manager::keep_told(Arc::clone(&manager), env.clone(), app.setup_url()),
    ];
    background.extend(certificates.map(|certificates| tokio::spawn(certificates.keep())));
    let orders = socket::listen(&app.env)?;
    // After the socket: a job's process writes through it.
    let program = Program { data_dir: loaded.settings.data_dir.clone(), config: loaded.file.clone() };
    let keeper = Keeper::new(app.env.clone(), JOBS, Some(program), stopping.clone()).start();
    announce(&app);
    manager.ready(&app.env, app.setup_url().as_deref());
    told_to_stop.await;
    manager.stopping();
    tracing::info!("stopping: open requests are answered, then the files are closed");
    for work in background {
        work.abort();
    }
    let _ = stop.send(true);
    let _ = keeper.await;
    drop(orders);
    for door in doors {
        let _ = door.await;
    }
    Ok(())
}

async fn bind(address: SocketAddr, remedy: Text) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|cause| Failure::new(NOT_BOUND.with(&[("address", &address), ("cause", &cause)]), remedy))
}

fn announce(app: &App) {
    let lang = output::lang();
    let (admin, visitors) = (app.env.settings.admin_base_url(), app.env.settings.public_base_url());
    output::line(format!("{}: {admin}", ADMIN.get(lang)));
    output::line(format!("{}: {visitors}", VISITORS.get(lang)));
    if let Some(url) = app.setup_url() {
        output::line(format!("{}: {url}", SETUP.get(lang)));
    }
    tracing::info!(admin, visitors, "serving");
}

/// Hears SIGTERM and SIGINT from now on; what it gives ends with the first of them.
fn hear_signals() -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
