//! `TestApp`: the appliance as a test holds it.

use std::sync::Arc;

use tempfile::TempDir;

use crate::{
    accounts::{
        model::{Account, Actor, NewAccount, Role},
        service::{self as accounts, AccountCx},
    },
    app::{self, App},
    base::{
        chance::SeededChance,
        email::Email,
        form::RawForm,
        ids::{AccountId, UserId},
        lang::Lang,
        secret::Secret,
        time::{Clock, FrozenClock, Timestamp},
    },
    config::settings::Settings,
    db::lock::DirectoryLock,
    env::Env,
    queue::worker::Owner,
    testing::client::{Client, Door},
    users::{model::NewUser, service as users},
};

/// Noon of 22 November 2026 in Seoul.
pub const NOON: Timestamp = Timestamp(1_795_316_400_000);
pub const PASSWORD: &str = "correct horse battery";

/// A running appliance with an owner, and a directory that goes with it.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<FrozenClock>,
    // After the appliance, which is stopped when its files are looked at.
    guard: PlanGuard,
}

/// Explains every statement that ran, when the test is over; then its directory goes.
struct PlanGuard(TempDir);

impl TestApp {
    /// An appliance that has been set up: the owner is `owner@agency.kr`.
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// The same, with some settings changed first.
    pub async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let test = Self::start_empty(change).await;
        let owner = NewUser {
            email: Email::parse("owner@agency.kr").expect("an address"),
            name: "김대표".into(),
            role: Role::Owner,
            lang: Lang::Ko,
            password: Secret::new(PASSWORD),
        };
        users::set_up(test.env(), crate::users::model::NewAgency { name: "한빛대행사".into(), owner }).await.expect("set up");
        test
    }

    /// An appliance on its first day: nobody can log in yet.
    pub async fn start_empty(change: impl FnOnce(&mut Settings)) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let clock = Arc::new(FrozenClock::at(NOON));
        let mut settings = Settings { data_dir: directory.path().to_owned(), ..Settings::default() };
        settings.public.min_fill_ms = 0;
        settings.public.submissions_per_minute = 0;
        change(&mut settings);
        let app = assemble(settings, &clock).await;
        Self { app, clock, guard: PlanGuard(directory) }
    }

    /// Stops the appliance and starts it again on the same directory.
    pub async fn restart(self) -> Self {
        self.restart_after(|_| ()).await
    }

    /// The same, when something has been done to the directory in between.
    pub async fn restart_after(self, change: impl FnOnce(&std::path::Path)) -> Self {
        let Self { app, clock, guard } = self;
        let settings = app.env.settings.clone();
        drop(app);
        change(guard.0.path());
        let app = assemble(settings, &clock).await;
        Self { app, clock, guard }
    }

    pub fn env(&self) -> &Env {
        &self.app.env
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn directory(&self) -> &std::path::Path {
        self.guard.0.path()
    }

    /// A new account.
    pub async fn account(&self, slug: &str) -> Account {
        let form = RawForm::from([("name", slug), ("slug", slug)]);
        let new = NewAccount::parse(&form).expect("an account");
        accounts::create(self.env(), &Actor::operator(), new).await.expect("created")
    }

    /// An account's context, for tests below the doors.
    pub async fn cx(&self, slug: &str) -> AccountCx {
        accounts::enter(self.env(), slug, Arc::new(Actor::operator())).await.expect("entered")
    }

    /// Lets later features hear all that the accounts have noted and does what is queued and due, as the background does in `serve`.
    pub async fn settle(&self) {
        let worker = app::worker(self.env());
        worker.run_due(&Owner::Agency).await.expect("worked");
        for account in accounts::list(self.env()).await.expect("listed") {
            let cx = accounts::enter(self.env(), &account.slug, Arc::new(Actor::product())).await.expect("entered");
            while app::hear(&cx).await.expect("heard") > 0 {}
            worker.run_due(&Owner::Account(account.slug)).await.expect("worked");
        }
    }

    /// A client of the API; without an account it holds an agency's token.
    pub async fn api(&self, account: Option<AccountId>, role: Role) -> Client {
        let token = users::create_token(self.env(), &Actor::operator(), "test".into(), account, role).await.expect("a token");
        Client::new(self.app.admin.clone(), Door::Api).with_token(token)
    }

    /// A browser that is logged in as the owner.
    pub async fn browser(&self) -> Client {
        let mut client = self.stranger();
        client.log_in("owner@agency.kr", PASSWORD).await;
        client
    }

    /// A browser in which somebody is logged in who may only look, and only at one account.
    pub async fn viewer(&self, email: &str, account: AccountId) -> Client {
        self.member(email, Role::Viewer, account).await.1
    }

    /// Somebody with a role in one account (an owner has it everywhere), and a browser in which they are logged in.
    pub async fn member(&self, email: &str, role: Role, account: AccountId) -> (UserId, Client) {
        let member = NewUser {
            email: Email::parse(email).expect("an address"),
            name: role.label().ko.into(),
            role,
            lang: Lang::Ko,
            password: Secret::new(PASSWORD),
        };
        let accounts = if role == Role::Owner { Vec::new() } else { vec![account] };
        let id = users::add(self.env(), &Actor::operator(), member, accounts).await.expect("added");
        let mut client = self.stranger();
        client.log_in(email, PASSWORD).await;
        (id, client)
    }

    /// A browser in which nobody is logged in.
    pub fn stranger(&self) -> Client {
        Client::new(self.app.admin.clone(), Door::Admin)
    }

    /// A visitor's browser.
    pub fn visitor(&self) -> Client {
        Client::new(self.app.visitors.clone(), Door::Visitors)
    }
}

impl Drop for PlanGuard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        // Every statement that ran is explained: a full scan of a large table fails the test that caused it.
        for (file, schema) in [("control.db", "control"), ("accounts", "account"), ("accounts", "archive")] {
            let is_archive = |path: &std::path::PathBuf| path.to_string_lossy().ends_with(".archive.db");
            for path in database_files(&self.0.path().join(file)).into_iter().filter(|path| is_archive(path) == (schema == "archive")) {
                let Ok(conn) = rusqlite::Connection::open(&path) else { continue };
                let complaints = crate::db::plan::complaints(&conn);
                assert!(complaints.is_empty(), "{schema} statements that read a whole table:\n{}", complaints.join("\n"));
                break;
            }
        }
    }
}

fn database_files(path: &std::path::Path) -> Vec<std::path::PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "db")).collect()
}

async fn assemble(settings: Settings, clock: &Arc<FrozenClock>) -> App {
    crate::db::plan::begin();
    let lock = DirectoryLock::take(&settings.data_dir).expect("the directory is free");
    app::assemble(settings, lock, Arc::clone(clock) as Arc<dyn Clock>, Arc::new(SeededChance::new(1))).await.expect("assembled")
}
