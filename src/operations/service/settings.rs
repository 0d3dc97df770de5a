//! What is set, and how the parts stand.

use crate::{
    accounts::model::Role,
    alerts::service as alerts,
    backups::service as backups,
    base::{error::Result, lang::Message},
    config::{
        keys::{KEYS, Key},
        origin::Origin,
        settings::Settings,
        values::Word as _,
    },
    env::Env,
    mail::service as mail,
    operations::{
        certificates::State,
        service::certificates,
        settings::{Part, PartKind, Section, Setting, Standing, Value, Wanted, sections},
        texts::settings as texts,
    },
    retention::service as retention,
    users::{model::User, service as users},
    webhooks::service as webhooks,
};

/// systemd's variable for the place of a service's data: no choice of anybody's.
const STATE_DIRECTORY: &str = "STATE_DIRECTORY";

/// The keys of the settings file, as far as they are looked for.
pub fn keys(env: &Env, wanted: &Wanted) -> Vec<Section> {
    let usual = Settings::of_tier(env.settings.tier);
    let all = KEYS.iter().map(|key| setting(key, &env.settings, &usual));
    sections(all.filter(|setting| wanted.takes(setting)).collect())
}

/// The file in which the keys are set, or would be.
pub fn file(env: &Env) -> String {
    env.settings.origins.file_or_usual().display().to_string()
}

/// What is kept in the control file, in the order in which it is set up.
pub async fn parts(env: &Env) -> Result<Vec<Part>> {
    Ok(vec![
        mail_part(env).await?,
        alarms_part(env).await?,
        webhook_part(env).await?,
        certificates_part(env).await?,
        backups_part(env).await?,
        recovery_key_part(env).await?,
        members_part(&users::list(env).await?),
        access_log_part(env).await?,
        plan_part(env),
    ])
}

fn setting(key: &'static Key, settings: &Settings, usual: &Settings) -> Setting {
    let value = match key.get(settings) {
        serde_json::Value::Null => Value::Absent,
        _ if key.secret => Value::Hidden,
        value => readable(&value).map_or(Value::Absent, Value::Shown),
    };
    let origin = settings.origins.of(key.name);
    let default = match key.name {
        "tier" => Some(alike("auto".to_owned())),
        // Which one that is, only the layers know.
        "data_dir" => Some(texts::FROM_PLATFORM.into()),
        _ => readable(&key.get(usual)).map(alike),
    };
    let dots = if value == Value::Hidden { "…" } else { "" };
    Setting {
        name: key.name,
        doc: key.doc,
        value,
        source: source(origin),
        is_set: match origin {
            Origin::Environment(name) => name != STATE_DIRECTORY,
            origin => matches!(origin, Origin::Flag(_) | Origin::File(_)),
        },
        default: default.filter(|_| !key.secret),
        line: key.line(settings).unwrap_or_else(|| format!("{} = \"{dots}\"", key.name)),
    }
}

/// The same in both languages.
fn alike(text: String) -> Message {
    Message { ko: text.clone(), en: text }
}

fn readable(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Array(list) => Some(list.iter().filter_map(readable).collect::<Vec<_>>().join(", ")),
        other => Some(other.to_string()),
    }
    .filter(|text| !text.is_empty())
}

fn source(origin: &Origin) -> Message {
    match origin {
        Origin::Flag(flag) => texts::FROM_FLAG.with(&[("flag", flag)]),
        Origin::Environment(name) => texts::FROM_ENVIRONMENT.with(&[("name", name)]),
        Origin::File(_) => texts::FROM_FILE.into(),
        Origin::Tier(tier) => texts::FROM_TIER.with(&[("tier", &tier.word())]),
        Origin::Machine(_) => texts::FROM_MACHINE.into(),
        Origin::Platform => texts::FROM_PLATFORM.into(),
        Origin::Default => texts::FROM_DEFAULT.into(),
    }
}

fn part(kind: PartKind, standing: Standing, state: Message) -> Part {
    Part { kind, standing, state, can_be_tried: false }
}

async fn mail_part(env: &Env) -> Result<Part> {
    Ok(match mail::of_agency(env).await? {
        Some(server) => {
            let state = texts::MAIL_STATE.with(&[("host", &server.host), ("from", &server.from_email)]);
            Part { can_be_tried: true, ..part(PartKind::Mail, Standing::Good, state) }
        }
        None => part(PartKind::Mail, Standing::Open, texts::MAIL_NONE.into()),
    })
}

async fn alarms_part(env: &Env) -> Result<Part> {
    let (has_mail, has_webhook) = alerts::ways(env).await?;
    let receivers = alerts::receivers(env).await?.unwrap_or_default();
    let places = if has_mail { receivers.emails.len() } else { 0 } + usize::from(has_webhook && receivers.webhook);
    let owners = has_mail && receivers.to_owners;
    Ok(if owners || places > 0 {
        let state = if owners { texts::ALARMS_OWNERS } else { texts::ALARMS_STATE };
        Part { can_be_tried: true, ..part(PartKind::Alarms, Standing::Good, state.with(&[("n", &places)])) }
    } else {
        part(PartKind::Alarms, Standing::Open, texts::ALARMS_NOBODY.into())
    })
}

async fn webhook_part(env: &Env) -> Result<Part> {
    Ok(match webhooks::of_agency(env).await? {
        // An address may carry a secret in its path.
        Some(endpoint) => {
            let host = endpoint.url.host_str().unwrap_or_default();
            part(PartKind::Webhook, Standing::Good, texts::WEBHOOK_STATE.with(&[("host", &host)]))
        }
        None => part(PartKind::Webhook, Standing::Plain, texts::WEBHOOK_NONE.into()),
    })
}

async fn certificates_part(env: &Env) -> Result<Part> {
    let part = |standing, state| part(PartKind::Certificates, standing, state);
    if !env.settings.tls.is_on() {
        let is_behind_proxy = env.settings.admin_base_url().starts_with("https://");
        return Ok(if is_behind_proxy {
            part(Standing::Plain, texts::CERTIFICATES_PROXY.into())
        } else {
            part(Standing::Plain, texts::CERTIFICATES_OFF.into())
        });
    }
    let (hosts, now) = (certificates::list(env).await?, env.now());
    let bad = hosts.iter().filter(|known| known.state(now) != State::Good).count();
    Ok(if bad == 0 {
        part(Standing::Good, texts::CERTIFICATES_GOOD.with(&[("n", &hosts.len())]))
    } else {
        part(Standing::Open, texts::CERTIFICATES_BAD.with(&[("n", &hosts.len()), ("bad", &bad)]))
    })
}

async fn backups_part(env: &Env) -> Result<Part> {
    let days = backups::settings(env).await?.keep_days;
    Ok(match backups::store(env).await? {
        Some(store) => {
            let state = texts::BACKUPS_STATE.with(&[("days", &days), ("host", &store.offsite.endpoint)]);
            Part { can_be_tried: true, ..part(PartKind::Backups, Standing::Good, state) }
        }
        None => part(PartKind::Backups, Standing::Open, texts::BACKUPS_NONE.with(&[("days", &days)])),
    })
}

async fn recovery_key_part(env: &Env) -> Result<Part> {
    Ok(match backups::key::shown_at(env).await? {
        Some(_) => part(PartKind::RecoveryKey, Standing::Good, texts::RECOVERY_KEY_SEEN.into()),
        None => part(PartKind::RecoveryKey, Standing::Open, texts::RECOVERY_KEY_UNSEEN.into()),
    })
}

fn members_part(all: &[User]) -> Part {
    let working: Vec<&User> = all.iter().filter(|user| user.disabled_at.is_none()).collect();
    let owners: Vec<&&User> = working.iter().filter(|user| user.role == Role::Owner).collect();
    let with_totp = owners.iter().filter(|user| user.has_totp).count();
    let standing = if with_totp == owners.len() { Standing::Good } else { Standing::Open };
    let state = texts::MEMBERS_STATE.with(&[("n", &working.len()), ("owners", &owners.len()), ("totp", &with_totp)]);
    part(PartKind::Members, standing, state)
}

async fn access_log_part(env: &Env) -> Result<Part> {
    let months = retention::access_log_months(env).await?;
    Ok(part(PartKind::AccessLog, Standing::Plain, texts::ACCESS_LOG_STATE.with(&[("months", &months)])))
}

fn plan_part(env: &Env) -> Part {
    if env.plan.pressing().is_empty() {
        part(PartKind::Plan, Standing::Good, texts::PLAN_FINE.into())
    } else {
        part(PartKind::Plan, Standing::Open, texts::PLAN_FULL.into())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::origin::Origins;

    #[test]
    fn a_secret_is_neither_shown_nor_written_nor_found() {
        let mut settings = Settings::default();
        settings.log.level = "trace".to_owned();
        let key: &'static mut Key = Box::leak(Box::new(*Key::find("log.level").unwrap()));
        key.secret = true;
        let shown = setting(key, &settings, &Settings::default());
        assert_eq!((&shown.value, shown.line.as_str(), &shown.default), (&Value::Hidden, "log.level = \"…\"", &None));
        assert!(!format!("{shown:?}").contains("trace"));
    }

    #[test]
    fn every_key_says_where_it_came_from_and_how_it_is_written() {
        let origin = Origin::Environment("DANGOL_LISTEN".to_owned());
        let by_key = BTreeMap::from([("listen", origin), ("db.readers", Origin::Tier(crate::config::tier::Tier::Optimal))]);
        let settings = Settings { origins: Origins { file: None, by_key }, ..Settings::of_tier(crate::config::tier::Tier::Optimal) };
        let usual = Settings::of_tier(settings.tier);
        for key in KEYS {
            let shown = setting(key, &settings, &usual);
            assert_eq!(shown.is_set, key.name == "listen", "{}", key.name);
            let line: toml::Table = shown.line.parse().unwrap();
            assert_eq!(line.len(), 1, "{}", shown.line);
            if !matches!(key.name, "tier" | "data_dir") {
                let value = if let Value::Shown(value) = shown.value { Some(alike(value)) } else { None };
                assert_eq!(shown.default, value);
            }
        }
    }
}
