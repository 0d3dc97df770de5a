//! What there is to ask for in a data set, found through the API, and the requests that ask for it.

use std::{
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use dangol::base::{page::Cursor, page::SortValue};
use serde_json::Value;

use crate::{
    client::Connection,
    data,
    load::Work,
    server::{self, Server},
};

const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/// A served data set, as a visitor and a program of the agency know it.
pub struct Sight {
    pub admin: String,
    pub visitors: String,
    token: String,
    /// The largest first.
    pub accounts: Vec<String>,
    /// Of the largest account.
    page: Form,
    /// One of each account, to spread submissions.
    pages: Vec<Form>,
    leads: i64,
    customers: (i64, i64),
    newest: i64,
    oldest: i64,
}

/// A published page with its form filled in, up to who it is.
#[derive(Clone)]
struct Form {
    path: String,
    answers: String,
    bytes: usize,
}

impl Sight {
    pub async fn of(server: &Server) -> Self {
        let token = server::run(&server.directory, &["token", "create", "--name", "bench", "--role", "owner"]).expect("a token");
        let accounts = data::accounts(&server.directory);
        let mut api = Api { connection: Connection::open(&server.admin).await, host: server.admin.clone(), token: token.clone() };
        let largest = accounts[0].clone();
        let mut pages = Vec::new();
        for account in &accounts {
            pages.extend(api.form_of(account).await);
        }
        let newest = |path: &str| format!("/api/v1/accounts/{largest}/{path}?per_page=1&sort=-created_at");
        let leads = api.get(&newest("leads")).await["data"][0]["id"].as_i64().unwrap();
        let first = api.get(&newest("customers")).await;
        let last = api.get(&format!("/api/v1/accounts/{largest}/customers?per_page=1&sort=created_at")).await;
        let end = |list: &Value| match Cursor::parse(list["page"]["next"].as_str().unwrap()).unwrap().value {
            SortValue::Number(at) => at,
            SortValue::Text(text) => panic!("customers are sorted by {text}"),
        };
        let customers = (last["data"][0]["id"].as_i64().unwrap(), first["data"][0]["id"].as_i64().unwrap());
        Self {
            admin: server.admin.clone(),
            visitors: server.visitors.clone(),
            token,
            page: pages[0].clone(),
            pages,
            leads,
            customers,
            newest: end(&first),
            oldest: end(&last),
            accounts,
        }
    }

    /// Bytes of the landing page that is asked for.
    pub const fn page_bytes(&self) -> usize {
        self.page.bytes
    }

    pub fn page(&self, encoding: &str) -> Arc<Work> {
        let Form { path, .. } = &self.page;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\nuser-agent: {BROWSER}\r\naccept-encoding: {encoding}\r\n\r\n", self.visitors);
        Work::new(&self.visitors, 200, move |into| into.extend_from_slice(request.as_bytes()))
    }

    /// Forms that nobody has sent before: to one page of the largest account, or to one of each account in turn.
    pub fn submissions(&self, spread: bool) -> Arc<Work> {
        let (host, pages) = (self.visitors.clone(), if spread { self.pages.clone() } else { vec![self.page.clone()] });
        Work::new(&self.visitors, 303, move |into| {
            let person = next();
            let Form { path, answers, .. } = &pages[usize::try_from(person).unwrap_or(0) % pages.len()];
            let body = format!("name=%ED%99%8D%EA%B8%B8%EB%8F%99&phone=010{person:08}&email=p{person}%40bench.kr{answers}");
            let head = format!(
                "POST {path}?utm_source=bench&utm_campaign=spring HTTP/1.1\r\nhost: {host}\r\nuser-agent: {BROWSER}\r\n\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            into.extend_from_slice(head.as_bytes());
            into.extend_from_slice(body.as_bytes());
        })
    }

    /// One view each, of a visitor who was not there before.
    pub fn events(&self) -> Arc<Work> {
        let (host, account, path) = (self.visitors.clone(), self.accounts[0].clone(), self.page.path.clone());
        Work::new(&self.visitors, 202, move |into| {
            let number = next();
            let body = format!(r#"{{"events":[{{"id":"bench-{number}","kind":"page_view","url":"{path}?utm_source=bench"}}]}}"#);
            let head = format!(
                "POST /t/{account} HTTP/1.1\r\nhost: {host}\r\nuser-agent: {BROWSER}\r\ncontent-type: text/plain\r\n\
                 x-forwarded-for: 10.{}.{}.{}\r\ncontent-length: {}\r\n\r\n",
                number >> 16 & 255,
                number >> 8 & 255,
                number & 255,
                body.len()
            );
            into.extend_from_slice(head.as_bytes());
            into.extend_from_slice(body.as_bytes());
        })
    }

    /// Fifty customers from anywhere in the list: each request names another place, so that nothing kept can answer it.
    pub fn customers(&self) -> Arc<Work> {
        let (newest, oldest, (least, most)) = (self.newest, self.oldest, self.customers);
        let mut cursors = Vec::new();
        for _ in 0..4_096 {
            let (n, m) = (scattered(), scattered());
            // Never closer to the end than a page.
            let value = SortValue::Number(oldest + (newest - oldest) / 20 + n.rem_euclid((newest - oldest) / 20 * 18));
            cursors.push(Cursor { sort: "-created_at".into(), value, id: least + m.rem_euclid((most - least).max(1)) });
        }
        let turn = AtomicU64::new(0);
        let get = self.getter();
        let account = self.accounts[0].clone();
        Work::new(&self.admin, 200, move |into| {
            let turn = turn.fetch_add(1, Ordering::Relaxed);
            let mut cursor = cursors[usize::try_from(turn).unwrap_or(0) % cursors.len()].clone();
            cursor.id += i64::try_from(turn).unwrap_or(0);
            get(into, &format!("/api/v1/accounts/{account}/customers?cursor={cursor}"));
        })
    }

    /// The first fifty customers, again and again: what a hit costs.
    pub fn customers_kept(&self) -> Arc<Work> {
        let (get, account) = (self.getter(), self.accounts[0].clone());
        Work::new(&self.admin, 200, move |into| get(into, &format!("/api/v1/accounts/{account}/customers")))
    }

    /// What the page of a lead shows, by API: the lead, what happened, and why it has its score.
    pub fn leads(&self) -> [Arc<Work>; 3] {
        ["", "/interactions", "/score"].map(|part| {
            let (get, account, leads) = (self.getter(), self.accounts[0].clone(), self.leads);
            Work::new(&self.admin, 200, move |into| {
                let lead = 1 + scattered().rem_euclid(leads);
                get(into, &format!("/api/v1/accounts/{account}/leads/{lead}{part}"));
            })
        })
    }

    /// Thirty days of one account, other ones each time.
    pub fn dashboards(&self) -> Arc<Work> {
        let (get, accounts) = (self.getter(), self.accounts.clone());
        let today = dangol::base::time::Zone::default().day_of(dangol::base::time::Clock::now(&dangol::base::time::SystemClock));
        let turn = AtomicU64::new(0);
        Work::new(&self.admin, 200, move |into| {
            let turn = turn.fetch_add(1, Ordering::Relaxed);
            let account = &accounts[usize::try_from(turn).unwrap_or(0) % accounts.len()];
            let turn = i32::try_from(turn / accounts.len() as u64 % 10_000).unwrap_or(0);
            let (end, days) = (today.plus(-(turn % 300)), 27 + turn / 300);
            get(into, &format!("/api/v1/accounts/{account}/dashboard?from={}&to={end}", end.plus(1 - days)));
        })
    }

    /// Customers that are there, by the total of the largest account's list.
    pub async fn total(&self, account: &str, list: &str) -> i64 {
        let mut api = Api { connection: Connection::open(&self.admin).await, host: self.admin.clone(), token: self.token.clone() };
        api.get(&format!("/api/v1/accounts/{account}/{list}")).await["page"]["total"].as_i64().unwrap()
    }

    fn getter(&self) -> impl Fn(&mut Vec<u8>, &str) + Send + Sync + use<> {
        let (host, token) = (self.admin.clone(), self.token.clone());
        move |into, path| {
            into.extend_from_slice(format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\r\n").as_bytes());
        }
    }
}

/// A number that no other request has.
fn next() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(20_000_000);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

/// Numbers all over the place, the same ones in each run.
fn scattered() -> i64 {
    static SEEDS: AtomicU64 = AtomicU64::new(1);
    let mut n = SEEDS.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
    n = (n ^ n >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    n = (n ^ n >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    i64::try_from((n ^ n >> 31) >> 1).unwrap_or(0)
}

struct Api {
    connection: Connection,
    host: String,
    token: String,
}

impl Api {
    async fn get(&mut self, path: &str) -> Value {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\r\n", self.host, self.token);
        let status = self.connection.exchange(request.as_bytes()).await;
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(self.connection.body()));
        serde_json::from_slice(self.connection.body()).unwrap()
    }

    /// A published page of an account whose HTML weighs about 50 KB; absent where the account has none.
    async fn form_of(&mut self, account: &str) -> Option<Form> {
        let list = self.get(&format!("/api/v1/accounts/{account}/landing-pages?status=published&fields=id&per_page=20")).await;
        for row in list["data"].as_array()? {
            let page = self.get(&format!("/api/v1/accounts/{account}/landing-pages/{}", row["id"])).await;
            let bytes = page["html"].as_str().map_or(0, str::len);
            if !(40_000..70_000).contains(&bytes) && list["data"].as_array()?.last() != Some(row) {
                continue;
            }
            let mut answers = String::new();
            for field in page["form"]["fields"].as_array()? {
                let (name, kind) = (field["name"].as_str()?, field["kind"].as_str()?);
                let choice = field["options"][0].as_str().unwrap_or("true");
                let answer = match (name, kind) {
                    ("name" | "phone" | "email", _) => continue,
                    (_, "number") => "3",
                    (_, "date") => "2026-11-02",
                    (_, "select" | "radio" | "checkbox" | "consent") => choice,
                    (_, "email") => "b@bench.kr",
                    (_, "phone") => "01012345678",
                    _ => "bench",
                };
                let answer: String = form_urlencoded::byte_serialize(answer.as_bytes()).collect();
                write!(answers, "&{name}={answer}").ok()?;
            }
            let path = format!("/p/{account}/{}", page["slug"].as_str()?);
            return Some(Form { path, answers, bytes });
        }
        None
    }
}
