//! What leaves the box in a diagnostics bundle. It is stricter than the log: there nothing with the look of personal data stands, here
//! neither host names, addresses, words in other letters than ASCII, nor what stands in quotes. Names that the files know are taken out
//! wherever they stand. What is lost is the price: whoever needs it may still ask.

use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
};

use serde_json::Value;

use crate::base::{
    log_line::Line,
    redact::{self, Known},
};

/// Endings of host names. A word with one dot may as well be a column of a table or a file.
const ENDINGS: [&str; 26] = [
    "ai",
    "app",
    "art",
    "biz",
    "cc",
    "cn",
    "co",
    "com",
    "de",
    "dev",
    "edu",
    "eu",
    "example",
    "gov",
    "info",
    "io",
    "jp",
    "kr",
    "localdomain",
    "me",
    "net",
    "org",
    "shop",
    "site",
    "test",
    "uk",
];
/// Endings of files, which are no host names however many dots they have.
const FILES: [&str; 12] = ["db", "html", "json", "jsonl", "key", "log", "rs", "shm", "sock", "sql", "tmp", "toml"];

/// Fields of a log line that hold nothing but our own words and numbers.
const PLAIN_FIELDS: [&str; 24] = [
    "duration_ms",
    "event",
    "freed",
    "job.id",
    "job.kind",
    "job.name",
    "job.rows",
    "job.run",
    "job.state",
    "job.tries",
    "kind",
    "lang",
    "lost",
    "method",
    "n",
    "place",
    "request_id",
    "restore",
    "route",
    "rows",
    "run",
    "status",
    "steps",
    "tried",
];
/// Fields that hold sentences, often of somebody else: they go through [`Scrub::text`].
const SENTENCES: [&str; 6] = ["cause", "error", "fault", "file", "first", "sql"];

const LEFT_OUT: &str = "[left out]";

/// Takes out what must not leave.
#[derive(Debug, Default)]
pub struct Scrub {
    known: Known,
    /// What stands for an account in a field that names it.
    accounts: HashMap<String, String>,
}

impl Scrub {
    /// A name that stands nowhere, and what stands for it.
    pub fn know(&mut self, name: &str, stands_for: &str) {
        self.known.add(name, stands_for);
    }

    pub fn know_account(&mut self, slug: &str, name: &str, id: i64) {
        let stands_for = format!("account-{id}");
        self.know(slug, &stands_for);
        self.know(name, &stands_for);
        self.accounts.insert(slug.to_owned(), stands_for);
    }

    /// What stands for an account; nothing of one that is not known.
    pub fn account(&self, slug: &str) -> &str {
        self.accounts.get(slug).map_or(LEFT_OUT, String::as_str)
    }

    /// A sentence of anybody.
    pub fn text(&self, text: &str) -> String {
        without_hosts(&without_quotes(&without_other_letters(&redact::text(&self.known.take_out(text)))))
    }

    /// A line of the log as it may leave.
    pub fn line(&self, line: &Line) -> Line {
        let mut left = Line::new(line.at, line.severity, &self.text(&line.target));
        left.message = self.text(&line.message);
        for (name, value) in &line.fields {
            let value = match (name.as_str(), value) {
                ("account.slug", Value::String(slug)) => self.account(slug).into(),
                (name, Value::Number(number)) if PLAIN_FIELDS.contains(&name) => number.clone().into(),
                (name, Value::String(text)) if PLAIN_FIELDS.contains(&name) || SENTENCES.contains(&name) => self.text(text).into(),
                (_, Value::Null | Value::Bool(_)) => value.clone(),
                _ => LEFT_OUT.into(),
            };
            // What the field is called comes from the program, or from a file that somebody else has written.
            let is_ours = name == "account.slug" || PLAIN_FIELDS.contains(&name.as_str()) || SENTENCES.contains(&name.as_str());
            left.fields.push((if is_ours { name.clone() } else { LEFT_OUT.to_owned() }, value));
        }
        left
    }
}

/// The sequences of up to three words that stand in some texts, to find out which names of many do.
pub fn sequences<'a>(texts: impl IntoIterator<Item = &'a str>) -> HashSet<String> {
    let mut found = HashSet::new();
    for text in texts {
        let words = words(text);
        for length in 1..=3 {
            found.extend(words.windows(length).map(|words| words.join(" ")));
        }
    }
    found
}

/// A name in the form in which [`sequences`] has it; absent when it is longer than what is looked for.
pub fn sequence(name: &str) -> Option<String> {
    let words = words(name);
    (1..=3).contains(&words.len()).then(|| words.join(" "))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Does it lead to this machine alone, whatever machine that is?
pub fn is_nobodys(ip: IpAddr) -> bool {
    ip.is_loopback() || ip.is_unspecified()
}

fn without_other_letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gone = false;
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
            gone = false;
        } else if !gone {
            out.push_str("[text]");
            gone = true;
        }
    }
    out
}

/// What strangers sent stands in quotes where an error repeats it.
fn without_quotes(text: &str) -> String {
    let mut text = text.to_owned();
    for quote in ['"', '`'] {
        let mut out = String::with_capacity(text.len());
        let mut pieces = text.split(quote);
        out.push_str(pieces.next().unwrap_or_default());
        let mut inside = true;
        for piece in pieces {
            out.push(quote);
            out.push_str(if inside && !piece.is_empty() { "…" } else { piece });
            inside = !inside;
        }
        text = out;
    }
    text
}

fn without_hosts(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let begin = rest.find(is_part).unwrap_or(rest.len());
        let (between, from) = rest.split_at(begin);
        let (word, further) = from.split_at(from.find(|c: char| !is_part(c)).unwrap_or(from.len()));
        out.push_str(between);
        let bare = word.trim_matches(['.', ':', '-']);
        let in_home = out.ends_with("/home/") || out.ends_with("/Users/");
        if in_home && !bare.is_empty() {
            out.push_str("[user]");
        } else if is_address(bare) || is_host(bare) {
            out.push_str("[host]");
        } else {
            out.push_str(word);
        }
        rest = further;
    }
    out
}

fn is_address(word: &str) -> bool {
    let with_port = word.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    word.parse().ok().or(with_port).is_some_and(|ip: IpAddr| !is_nobodys(ip))
}

fn is_host(word: &str) -> bool {
    let name = word.split_once(':').map_or(word, |(name, _)| name);
    let labels: Vec<&str> = name.split('.').collect();
    let is_label = |label: &&str| !label.is_empty() && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    let Some(last) = labels.last().map(|last| last.to_ascii_lowercase()) else { return false };
    labels.len() > 1
        && labels.iter().all(is_label)
        && last.bytes().all(|c| c.is_ascii_alphabetic())
        && !FILES.contains(&last.as_str())
        && (labels.len() > 2 || ENDINGS.contains(&last.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::base::{log_line::Severity, time::Timestamp};

    fn scrub() -> Scrub {
        let mut scrub = Scrub::default();
        scrub.know_account("flowers", "봄 꽃집", 3);
        scrub.know("Kim Planted", "[name]");
        scrub
    }

    #[test]
    fn hosts_addresses_quotes_and_foreign_letters_go() {
        for (said, left) in [
            ("no address for mail.secret-host.co.kr:587 (203.0.113.7)", "no address for [host] ([host])"),
            ("crm.example", "[host]"),
            ("invalid value: string \"Hong\", expected `u32` at 3", "invalid value: string \"…\", expected `…` at 3"),
            ("홍길동 sent it, Kim planted it", "[text] sent it, [name] it"),
            ("/home/kim/data/control.db can't be read", "/home/[user]/data/control.db can't be read"),
            (
                "accounts/flowers.db: UNIQUE constraint failed: customer.email",
                "accounts/account-3.db: UNIQUE constraint failed: customer.email",
            ),
            (
                "127.0.0.1:8080 and control.db-wal, dangol::db::swap, 2026-11-23",
                "127.0.0.1:8080 and control.db-wal, dangol::db::swap, 2026-11-23",
            ),
        ] {
            assert_eq!(scrub().text(said), left);
        }
    }

    #[test]
    fn of_a_line_only_known_fields_stay() {
        let mut line = Line::new(Timestamp(0), Severity::Warn, "dangol::x");
        line.message = "it failed for a@b.kr".into();
        line.fields = [
            ("account.slug", json!("flowers")),
            ("customer", json!("Kim")),
            ("phone", json!(1_012_345_678)),
            ("status", json!(503)),
            ("route", json!("/accounts/{account}/leads")),
            ("cause", json!("disk full on db.secret.kr")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec();
        let left = scrub().line(&line);
        assert_eq!(left.message, "it failed for [e-mail]");
        let values: Vec<_> = left.fields.iter().map(|(_, value)| value.clone()).collect();
        let expected = [
            json!("account-3"),
            json!(LEFT_OUT),
            json!(LEFT_OUT),
            json!(503),
            json!("/accounts/{account}/leads"),
            json!("disk full on [host]"),
        ];
        assert_eq!(values, expected);
        assert!(!left.to_json().contains("phone"));
    }

    #[test]
    fn names_are_found_as_sequences_of_words() {
        let found = sequences(["it failed for Kim, Planted (again)"]);
        assert!(found.contains(&sequence("KIM planted").unwrap()) && !found.contains(&sequence("Kim again").unwrap()));
        assert_eq!(sequence("a b c d"), None);
    }

    proptest! {
        #[test]
        fn nothing_but_ascii_leaves(said in "(?s).{0,80}") {
            prop_assert!(scrub().text(&said).replace('…', "").is_ascii());
        }
    }
}
