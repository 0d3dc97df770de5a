//! The rules themselves. Each complaint names the file, the line as it stands there and the rule it breaks.

use std::collections::HashSet;
use std::fmt;

use crate::place::{Kind, Place, VIEW_PARTS};
use crate::read::{Facts, Literal, Named, Source, read};

const LINES_AT_MOST: usize = 500;

/// What an SQL statement begins with.
const SQL_WORDS: &[&str] =
    &["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "PRAGMA", "DROP", "ALTER", "REPLACE", "BEGIN", "SAVEPOINT", "ATTACH"];

/// Crates that reach outside the process, or stand for doors and files.
const IO_CRATES: &[&str] =
    &["axum", "directories", "http_body_util", "hyper_util", "maud", "reqwest", "rusqlite", "rustix", "tokio", "tower", "utoipa_axum"];

const CALENDAR_CRATES: &[&str] = &["chrono", "chrono_tz", "cron"];

/// Of `std::net`, the types that only name an address.
const ADDRESS_TYPES: &[&str] = &["IpAddr", "Ipv4Addr", "Ipv6Addr", "SocketAddr", "SocketAddrV4", "SocketAddrV6", "AddrParseError"];

#[derive(Debug)]
pub struct Complaint {
    pub path: String,
    pub line: usize,
    pub code: String,
    pub rule: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} — {}", self.path, self.line, self.code, self.rule)
    }
}

/// Everything that is wrong in these files. Those outside `src/` are only held to their length.
pub fn complaints(sources: &[Source]) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut files = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        if lines > LINES_AT_MOST {
            complain(
                &mut found,
                source,
                LINES_AT_MOST + 1,
                format!("a file has at most {LINES_AT_MOST} lines, this one {lines}: two ideas"),
            );
        }
        let Some(module) = source.module() else { continue };
        match read(source) {
            Ok(facts) => files.push((source, module, facts)),
            Err(error) => complain(&mut found, source, error.span().start().line, format!("this file does not parse: {error}")),
        }
    }
    let modules: HashSet<Vec<String>> = files.iter().map(|(_, module, _)| module.clone()).collect();
    let tests: Vec<Vec<String>> = files.iter().flat_map(|(_, module, facts)| test_modules(module, facts)).collect();
    for (source, module, facts) in &files {
        if !tests.iter().any(|test| module.starts_with(test)) {
            judge(source, module, facts, &modules, &mut found);
        }
    }
    found
}

fn test_modules(module: &[String], facts: &Facts) -> Vec<Vec<String>> {
    facts.test_modules.iter().map(|name| [module, std::slice::from_ref(name)].concat()).collect()
}

fn judge(source: &Source, module: &[String], facts: &Facts, modules: &HashSet<Vec<String>>, found: &mut Vec<Complaint>) {
    let place = Place::of(module);
    if place.kind == Kind::Unknown {
        complain(found, source, 1, format!("`{}` has no floor: give it a place in tests/architecture/place.rs", place.top));
        return;
    }
    if source.is_mod_file() {
        for line in &facts.logic {
            complain(found, source, *line, "mod.rs holds docs, `mod` and `use` only".to_owned());
        }
    }
    for named in &facts.paths {
        for rule in path_rules(place, module, named, modules) {
            complain(found, source, named.line, rule);
        }
    }
    if !holds_sql(place) {
        for literal in facts.literals.iter().filter(|literal| is_sql(literal)) {
            complain(found, source, literal.line, "SQL stands in store.rs, store/, db/, queue/ and backup/ only".to_owned());
        }
    }
}

fn complain(found: &mut Vec<Complaint>, source: &Source, line: usize, rule: String) {
    let code = source.text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned();
    let complaint = Complaint { path: source.path.clone(), line, code, rule };
    // a line that breaks one rule twice is shown once
    if !found.iter().any(|known| known.path == complaint.path && known.line == line && known.rule == complaint.rule) {
        found.push(complaint);
    }
}

fn path_rules(from: Place, module: &[String], named: &Named, modules: &HashSet<Vec<String>>) -> Vec<String> {
    let first = named.segments.first().map_or("", String::as_str);
    let mut broken = Vec::new();
    match first {
        "super" => broken.push("no `super::` outside tests: begin at `crate::`".to_owned()),
        "crate" => broken.extend(import_rule(from, &named.segments[1..], modules)),
        _ => {
            // maud only makes text: a rule file may draw what visitors see, for services that keep it rendered
            let draws = from.kind == Kind::Rule && first == "maud";
            if from.floor() <= 1 && !draws && reaches_out(&named.segments) {
                broken.push(format!("floor {} is pure: no files, sockets, databases or doors", from.floor()));
            }
            if CALENDAR_CRATES.contains(&first) && !minds_the_calendar(module) {
                broken.push("chrono stands in base/time.rs and schedule.rs only".to_owned());
            }
        }
    }
    broken
}

/// The rule that an import of `target` (what follows `crate::`) breaks, if any.
fn import_rule(from: Place, target: &[String], modules: &HashSet<Vec<String>>) -> Option<String> {
    if matches!(from.kind, Kind::Assembly | Kind::Testing) {
        return None;
    }
    let name = target.join("::");
    let to = target_place(target, modules);
    if target == ["*"] {
        return Some("name what you import from the crate's root".to_owned());
    }
    match to.kind {
        // one segment: a macro or an item of lib.rs
        Kind::Unknown if target.len() == 1 => return None,
        Kind::Unknown => return Some(format!("`{}` has no floor: give it a place in tests/architecture/place.rs", to.top)),
        Kind::Testing => return Some("only tests touch `testing`".to_owned()),
        Kind::Feature => return Some(format!("`{}` as a whole is not imported: name its model, service or rule file", to.top)),
        _ => {}
    }
    if from.kind == Kind::Views && !may_show(from, to, target) {
        return Some(format!("views take floors 0 and 1 and the parts {} of web, not `{name}`", VIEW_PARTS.join(", ")));
    }
    if to.floor() > from.floor() {
        return Some(format!("floor {} does not import floor {} (`{name}`)", from.floor(), to.floor()));
    }
    if from.top == to.top { sideways_at_home(from, to, &name) } else { sideways_abroad(from, to, &name) }
}

fn target_place<'a>(target: &'a [String], modules: &HashSet<Vec<String>>) -> Place<'a> {
    let place = Place::of(target);
    // what is no file of the feature is an item of its mod.rs
    if place.kind == Kind::Rule && !modules.contains(&target[..2]) { Place { kind: Kind::Feature, ..place } } else { place }
}

fn may_show(from: Place, to: Place, target: &[String]) -> bool {
    let own = from.top == to.top && to.kind == Kind::Views;
    let part = to.kind == Kind::Web && target.get(1).is_some_and(|part| VIEW_PARTS.contains(&part.as_str()));
    own || part || to.floor() <= 1
}

/// Inside one feature or part: floor 1 and each floor's own files are free among themselves.
fn sideways_at_home(from: Place, to: Place, name: &str) -> Option<String> {
    let free = from.kind == to.kind || from.floor() <= 1 || to.floor() < from.floor() || to.rank() < from.rank();
    (!free).then(|| format!("on floor {} `{name}` stands beside this file, not below it", from.floor()))
}

fn sideways_abroad(from: Place, to: Place, name: &str) -> Option<String> {
    if let Some(theirs) = to.order() {
        if let Some(own) = from.order()
            && theirs > own
            && !from.is_door()
        {
            return Some(format!("`{}` stands later in the order than `{}`: emit an event instead", to.top, from.top));
        }
        if !matches!(to.kind, Kind::Model | Kind::Rule | Kind::Service) {
            return Some(format!("from another feature only model, service and rule files are imported, not `{name}`"));
        }
        return None;
    }
    let beside = to.floor() == from.floor() && to.rank() >= from.rank() && from.floor() > 0;
    beside.then(|| format!("on floor {} `{}` does not stand before `{}`", from.floor(), to.top, from.top))
}

fn reaches_out(path: &[String]) -> bool {
    let segment = |n: usize| path.get(n).map_or("", String::as_str);
    match (segment(0), segment(1)) {
        ("std", "fs" | "process" | "env") => true,
        ("std", "net") => !ADDRESS_TYPES.contains(&segment(2)),
        (name, _) => IO_CRATES.contains(&name),
    }
}

fn minds_the_calendar(module: &[String]) -> bool {
    module == ["base", "time"] || module == ["schedule"]
}

fn holds_sql(place: Place) -> bool {
    place.kind == Kind::Store || matches!(place.top, "db" | "queue" | "backup")
}

fn is_sql(literal: &Literal) -> bool {
    let text = literal.text.trim_start();
    let statement = SQL_WORDS.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(char::is_whitespace)));
    let included = text.strip_suffix(".sql").is_some_and(|name| !name.contains(char::is_whitespace));
    statement || included
}
