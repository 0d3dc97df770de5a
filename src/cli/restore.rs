//! `dangol backup restore`: accounts out of a backup, beside a running server or without one; or a whole box into an empty directory,
//! with the recovery key alone.

use std::{
    fs,
    io::{self, BufRead as _, IsTerminal as _},
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::{
    accounts::model::Actor,
    backup::{
        Key, Place,
        store::{Store, Style, Typed},
    },
    backups::{
        restore::{Preview, Progress, Target, Told, Wanted, Which},
        service::restore::{
            empty::{self, Brought, bring_back},
            origin::{Origin, told},
            preview::{leads_since, previews},
            run,
        },
        texts::restore::LEAD_HEADS,
    },
    base::{
        error::Error,
        lang::{Lang, Message},
        secret::Secret,
        time::{Clock as _, SystemClock, Zone},
    },
    cli::{
        failure::Failure,
        output,
        owner::{environment, refuse_strangers},
        restore_texts as texts, socket, table,
    },
    config::layers::Loaded,
    env::Env,
    web::csv::{Cell, Csv},
};

/// Restore accounts from a backup, or a whole box into an empty data directory.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Restore {
    /// An account to restore; may be given more than once. All of the backup when absent.
    #[arg(long = "account", value_name = "SLUG")]
    accounts: Vec<String>,
    /// Which backup: a day, a time or an id, as `dangol backup list` shows them. The newest when absent.
    #[arg(long, value_name = "DATE|ID")]
    at: Option<String>,
    /// Write the files into this empty directory, and leave everything else as it is.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Show each account beside the one that is there, read-only, to look at it first.
    #[arg(long, conflicts_with = "to")]
    aside: bool,
    /// From the off-site copy instead of from this machine.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    offsite: bool,
    /// From this repository: a directory, or `s3:https://host/bucket/prefix` with the access key in `AWS_ACCESS_KEY_ID` and
    /// `AWS_SECRET_ACCESS_KEY`, and the region, where the store has any, in `AWS_DEFAULT_REGION`.
    #[arg(long, value_name = "REPOSITORY")]
    from: Option<String>,
    /// How the bucket stands in the store's address: `path` (`https://host/bucket`) or `virtual_host` (`https://bucket.host`). The
    /// address after --from is written in the first way for both.
    #[arg(long, value_name = "STYLE", value_parser = Style::ALL.map(Style::name), default_value = Style::default().name())]
    bucket_style: String,
    /// The recovery key, in a file. Without it the key of the data directory is taken, or else one line of standard input.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Save the leads that came in since, one CSV file for each account, before it is replaced.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["to", "aside"])]
    save_leads: Option<PathBuf>,
    /// Only show what would change.
    #[arg(long, conflicts_with_all = ["to", "aside"])]
    preview: bool,
    /// Do not ask before accounts are replaced.
    #[arg(long)]
    yes: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let which = Which::parse(self.at.as_deref().unwrap_or_default(), Zone::default())
            .ok_or_else(|| Failure::usage(texts::WRONG_AT, texts::WRONG_AT_REMEDY))?;
        let data_dir = &loaded.settings.data_dir;
        let has_box = data_dir.join("control.db").exists();
        match &self.to {
            Some(directory) => self.fill(loaded, which, directory),
            None if !has_box => {
                self.refuse_without_box(data_dir)?;
                self.fill(loaded, which, data_dir)
            }
            None => {
                let runtime = tokio::runtime::Runtime::new().map_err(|cause| Error::internal("starting the runtime", cause))?;
                runtime.block_on(self.restore(loaded, which))
            }
        }
    }

    /// What compares with accounts that are there, or is written in their control file, means nothing in an empty directory.
    fn refuse_without_box(&self, data_dir: &Path) -> Result<(), Failure> {
        let flags = [
            (self.preview, "--preview"),
            (self.aside, "--aside"),
            (self.save_leads.is_some(), "--save-leads"),
            (self.offsite, "--offsite"),
        ];
        match flags.iter().find(|(given, _)| *given) {
            Some((_, flag)) => {
                let what = texts::NEEDS_A_BOX.with(&[("flag", flag), ("directory", &data_dir.display())]);
                Err(Failure::usage(what, texts::NEEDS_A_BOX_REMEDY))
            }
            None => Ok(()),
        }
    }

    /// Into an empty directory.
    fn fill(&self, loaded: &Loaded, which: Which, directory: &Path) -> Result<(), Failure> {
        let settings = &loaded.settings;
        refuse_strangers(directory)?;
        let key = self.key(&settings.data_dir)?;
        let origin = match &self.from {
            Some(from) => origin_of(from, self.style(), key, directory)?,
            // The repository may have survived, or lie on another disk.
            None => Origin { place: Place::directory(&settings.backup_directory()).map_err(told)?, key },
        };
        let wanted = empty::Wanted { which, directory, accounts: self.accounts.clone() };
        let brought = bring_back(&origin, &wanted, SystemClock.now(), note)?;
        self.tell_brought(directory, &brought);
        Ok(())
    }

    /// Into a box that is there.
    async fn restore(&self, loaded: &Loaded, which: Which) -> Result<(), Failure> {
        let settings = &loaded.settings;
        let env = environment(settings).await?;
        let listening = if env.owner.is_none() { Some(socket::listen(&env)?) } else { None };
        let origin = match &self.from {
            Some(from) => origin_of(from, self.style(), self.key(&settings.data_dir)?, &settings.data_dir)?,
            None => Origin::of(&env, self.offsite).await?,
        };
        let target = if self.aside { Target::Aside } else { Target::InPlace };
        let wanted = Wanted { which: which.clone(), accounts: self.accounts.clone(), target, offsite: self.offsite };
        if self.preview || self.save_leads.is_some() || (target == Target::InPlace && !self.yes) {
            self.show(&env, &origin, which).await?;
            if self.preview {
                return Ok(());
            }
            if !self.yes {
                confirm()?;
            }
        }
        let told = run::restore(&env, origin, wanted, Actor::operator(), note).await?;
        drop(listening);
        self.tell(&told)
    }

    async fn show(&self, env: &Env, origin: &Origin, which: Which) -> Result<(), Failure> {
        let slugs: Vec<&str> = self.accounts.iter().map(String::as_str).collect();
        for seen in previews(env, &Actor::operator(), origin.clone(), which, &slugs).await? {
            match seen {
                Ok(preview) if self.save_leads.is_some() => self.save(env, &preview).await?,
                Ok(preview) if self.json => output::line(json!({ "preview": preview })),
                Ok(preview) => output::line(as_text(&preview, output::lang())),
                Err(error) if self.accounts.is_empty() => output::note(error.message().get(output::lang())),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Shows what changes, and keeps the leads that will be gone.
    async fn save(&self, env: &Env, preview: &Preview) -> Result<(), Failure> {
        output::note(as_text(preview, output::lang()));
        let leads = leads_since(env, &Actor::operator(), &preview.account, preview.at).await?;
        let (Some(directory), false) = (&self.save_leads, leads.is_empty()) else { return Ok(()) };
        let mut csv = Csv::new(LEAD_HEADS.map(|head| head.get(output::lang())));
        for lead in leads {
            let at = Zone::default().date_time(lead.at);
            let texts = [at, lead.name, lead.phone, lead.email, lead.source, lead.campaign, lead.form].map(Cell::Text);
            csv.row(std::iter::once(Cell::from(lead.id.0)).chain(texts));
        }
        let file = directory.join(format!("{}-leads.csv", preview.account));
        let failed = |cause| Failure::new(texts::NOT_SAVED.with(&[("file", &file.display()), ("cause", &cause)]), texts::NOTHING_CHANGED);
        fs::create_dir_all(directory).and_then(|()| fs::write(&file, csv.into_text())).map_err(failed)?;
        output::note(texts::SAVED.with(&[("file", &file.display())]).get(output::lang()));
        Ok(())
    }

    fn tell(&self, told: &[Told]) -> Result<(), Failure> {
        if self.json {
            output::line(json!({ "accounts": told }));
        }
        for one in told {
            if let (Some(restored), false) = (&one.restored, self.json) {
                let at = Zone::default().date_time(restored.at);
                let seconds = restored.took_ms / 1_000;
                match (&restored.as_account, &restored.kept) {
                    (Some(aside), _) => output::say(&texts::SHOWN.with(&[("account", &one.account), ("aside", aside), ("at", &at)])),
                    (None, Some(kept)) => {
                        let values: [(&str, &dyn std::fmt::Display); 4] =
                            [("account", &one.account), ("at", &at), ("seconds", &seconds), ("kept", kept)];
                        output::say(&texts::RESTORED_KEPT.with(&values));
                    }
                    (None, None) => {
                        output::say(&texts::RESTORED.with(&[("account", &one.account), ("at", &at), ("seconds", &seconds)]));
                    }
                }
            }
        }
        let faults: Vec<(&str, &Message)> = told.iter().filter_map(|one| Some((one.account.as_str(), one.fault.as_ref()?))).collect();
        if faults.is_empty() {
            return Ok(());
        }
        let list =
            |side: fn(&Message) -> &str| faults.iter().map(|(slug, what)| format!("{slug}: {}", side(what))).collect::<Vec<_>>().join("\n");
        Err(Failure::new(Message { ko: list(|what| &what.ko), en: list(|what| &what.en) }, texts::OTHERS_STAND))
    }

    fn tell_brought(&self, directory: &Path, brought: &Brought) {
        if self.json {
            output::line(json!({
                "snapshot": brought.snapshot,
                "at": brought.at,
                "accounts": brought.accounts,
                "left_out": brought.left_out.iter().map(|(slug, why)| json!({ "account": slug, "why": why })).collect::<Vec<_>>(),
                "erased_again": brought.erased_again,
                "bytes": brought.bytes,
                "took_ms": brought.took_ms,
            }));
            return;
        }
        for (_, why) in &brought.left_out {
            output::note(why.get(output::lang()));
        }
        let (at, count, seconds) = (Zone::default().date_time(brought.at), brought.accounts.len(), brought.took_ms / 1_000);
        let directory = directory.display();
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("count", &count), ("at", &at), ("seconds", &seconds), ("directory", &directory)];
        output::say(&texts::BROUGHT.with(&values));
        if self.accounts.is_empty() {
            output::say(&texts::START_NOW.with(&[("directory", &directory)]));
        }
    }

    fn style(&self) -> Style {
        Style::from_name(&self.bucket_style).unwrap_or_default()
    }

    /// The key that was named, that of the data directory, or the one that is typed.
    fn key(&self, data_dir: &Path) -> Result<Key, Failure> {
        let text = match &self.key_file {
            Some(file) => {
                let unreadable =
                    |cause| Failure::new(texts::KEY_FILE.with(&[("file", &file.display()), ("cause", &cause)]), texts::KEY_REMEDY);
                fs::read_to_string(file).map_err(unreadable)?
            }
            None if Key::path(data_dir).exists() => return Ok(Key::read(data_dir).map_err(told)?),
            None => {
                if io::stdin().is_terminal() {
                    output::ask(texts::KEY_PROMPT.get(output::lang()));
                }
                line()
            }
        };
        Key::parse(&text).ok_or_else(|| Failure::new(texts::NO_KEY, texts::KEY_REMEDY))
    }
}

/// A repository by its address.
fn origin_of(from: &str, style: Style, key: Key, directory: &Path) -> Result<Origin, Failure> {
    let Some(address) = from.strip_prefix("s3:") else {
        return Ok(Origin { place: Place::directory(Path::new(from)).map_err(told)?, key });
    };
    let wrong = || Failure::usage(texts::WRONG_FROM, texts::WRONG_FROM_REMEDY);
    let address = address.trim_start_matches("//");
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let mut parts = rest.splitn(3, '/');
    let (Some(host), Some(bucket)) = (parts.next(), parts.next()) else { return Err(wrong()) };
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let typed = Typed {
        endpoint: format!("{scheme}://{host}"),
        region: variable("AWS_DEFAULT_REGION"),
        bucket: bucket.to_owned(),
        prefix: parts.next().unwrap_or_default().to_owned(),
        access_key_id: variable("AWS_ACCESS_KEY_ID"),
        secret_access_key: Secret::new(variable("AWS_SECRET_ACCESS_KEY")),
        style,
        upload_limit_bytes_per_s: None,
        // Whoever types it at the box may mean one in its own network.
        near: true,
    };
    let store = Store::parse(&typed)?;
    Ok(Origin::far(&store, key, directory)?)
}

fn as_text(preview: &Preview, lang: Lang) -> String {
    let at = Zone::default().date_time(preview.at);
    let mut lines = vec![texts::PREVIEW.with(&[("account", &preview.account), ("at", &at)]).get(lang).to_owned()];
    let number = |rows: Option<i64>| rows.map_or_else(|| "-".to_owned(), |rows| rows.to_string());
    let row = |change: &crate::backups::restore::Change| {
        let label = change.label().map_or_else(|| change.table.clone(), |label| label.get(lang).to_owned());
        [label, number(change.now), number(change.then)]
    };
    if preview.tables.is_empty() {
        lines.push(texts::NOTHING_DIFFERS.get(lang).to_owned());
    } else {
        let head = [texts::HEAD_WHAT, texts::HEAD_NOW, texts::HEAD_THEN].map(|text| text.get(lang));
        lines.push(table::aligned(head, &preview.tables.iter().map(row).collect::<Vec<_>>()));
    }
    if let Some(since) = preview.since.as_ref().filter(|since| since.leads > 0) {
        lines.push(texts::LEADS_SINCE.with(&[("count", &since.leads)]).get(lang).to_owned());
        lines.extend(since.newest.iter().map(|lead| format!("  {}  {}", Zone::default().date_time(lead.at), lead.name)));
    }
    lines.join("\n")
}

fn confirm() -> Result<(), Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::usage(texts::SAY_YES, texts::SAY_YES_REMEDY));
    }
    output::ask(texts::CONFIRM.get(output::lang()));
    if matches!(line().trim(), "yes" | "네" | "예") { Ok(()) } else { Err(Failure::new(texts::NOT_CONFIRMED, texts::NOTHING_CHANGED)) }
}

fn line() -> String {
    let mut line = String::new();
    let _ = io::stdin().lock().read_line(&mut line);
    line
}

fn note(progress: Progress) {
    let lang = output::lang();
    let stage = progress.stage.label().get(lang);
    output::note(match progress.account {
        Some(account) => format!("{account} ({}/{}): {stage}", progress.done + 1, progress.of),
        None => stage.to_owned(),
    });
}
