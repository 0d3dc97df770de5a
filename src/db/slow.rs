//! Statements that took long, by their text. SQLite itself measures them, from their first step to their end.
//!
//! Texts carry no bound values, and literals in them are taken out, so nobody's data stands here. The list belongs to the process:
//! SQLite's callback has no place for anything else.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// From here on a statement is slow.
pub const SLOW: Duration = Duration::from_millis(50);
/// From here on it is worth a line in the log.
const LOGGED: Duration = Duration::from_secs(1);
/// Statements that are kept: when another comes, the one with the least time in all goes.
const KEPT: usize = 50;
/// Characters of a text that are kept.
const LONGEST: usize = 500;

/// One statement's slow runs. Runs below [`SLOW`] are not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Without values, in one line.
    pub sql: String,
    pub runs: u64,
    pub longest: Duration,
    pub total: Duration,
}

static SLOWEST: Mutex<Option<HashMap<String, Statement>>> = Mutex::new(None);

/// Notes a run if it was slow. `sql` is asked for only then.
pub fn note(took: Duration, sql: impl FnOnce() -> String) {
    if took < SLOW {
        return;
    }
    let sql = normalised(&sql());
    if took >= LOGGED {
        tracing::warn!(duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX), sql, "a statement took long");
    }
    let mut slowest = lock();
    let slowest = slowest.get_or_insert_default();
    if !slowest.contains_key(&sql) && slowest.len() >= KEPT {
        let least = slowest.values().min_by_key(|statement| statement.total).map(|statement| statement.sql.clone());
        least.and_then(|sql| slowest.remove(&sql));
    }
    let known = slowest.entry(sql.clone()).or_insert(Statement { sql, runs: 0, longest: Duration::ZERO, total: Duration::ZERO });
    known.runs += 1;
    known.longest = known.longest.max(took);
    known.total += took;
}

/// The slow statements since the start, those that took most time in all first.
pub fn slowest() -> Vec<Statement> {
    let mut all: Vec<Statement> = lock().iter().flat_map(HashMap::values).cloned().collect();
    all.sort_by(|one, other| other.total.cmp(&one.total).then_with(|| one.sql.cmp(&other.sql)));
    all
}

/// The text in one line, its literals replaced by `?`, long lists of parameters shortened.
fn normalised(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len().min(LONGEST * 2));
    let mut characters = sql.chars().peekable();
    while let Some(character) = characters.next() {
        let behind_word = text.chars().last().is_some_and(|last| last.is_alphanumeric() || matches!(last, '_' | '?' | '"' | '.'));
        match character {
            '\'' => {
                // A doubled quote inside begins another literal, which becomes part of the same mark.
                while characters.next_if(|next| *next != '\'').is_some() {}
                characters.next();
                if !text.ends_with('?') {
                    text.push('?');
                }
            }
            _ if character.is_ascii_digit() && !behind_word => {
                while characters.next_if(|next| next.is_ascii_alphanumeric() || *next == '.').is_some() {}
                text.push('?');
            }
            '-' if characters.peek() == Some(&'-') => while characters.next_if(|next| *next != '\n').is_some() {},
            '/' if characters.peek() == Some(&'*') => {
                let mut last = ' ';
                characters.next();
                for next in characters.by_ref() {
                    if last == '*' && next == '/' {
                        break;
                    }
                    last = next;
                }
            }
            _ if character.is_whitespace() => {
                if !text.is_empty() && !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            _ => text.push(character),
        }
        if text.ends_with("?, ?, ?") {
            text.truncate(text.len() - 3);
        }
    }
    let text = text.trim_end();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn lock() -> MutexGuard<'static, Option<HashMap<String, Statement>>> {
    SLOWEST.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_keeps_its_shape_and_loses_its_values() {
        for (sql, expected) in [
            ("SELECT id\n    FROM lead2\n WHERE name = 'O''Brien' AND n > 12.5e3", "SELECT id FROM lead2 WHERE name = ? AND n > ?"),
            ("SELECT 1 -- 010-1234-5678\nFROM t /* whole table: why */ WHERE a = ?1", "SELECT ? FROM t WHERE a = ?1"),
            ("DELETE FROM t WHERE id IN (?, ?, ?, ?, ?)", "DELETE FROM t WHERE id IN (?, ?)"),
            ("ATTACH '/home/kim", "ATTACH ?"),
            ("SELECT \"010\" FROM t", "SELECT \"010\" FROM t"),
        ] {
            assert_eq!(normalised(sql), expected);
        }
        assert!(normalised(&"x".repeat(9_000)).chars().count() <= LONGEST + 1);
    }

    #[test]
    fn the_list_is_bounded_and_the_longest_come_first() {
        for n in 0..KEPT * 2 {
            note(SLOW + Duration::from_millis(n as u64), || format!("SELECT a{n} FROM slow_test"));
        }
        note(SLOW / 2, || unreachable!("quick ones are not even read"));
        note(Duration::from_millis(900), || "SELECT a99 FROM slow_test".to_owned());
        let slowest = slowest();
        assert_eq!(slowest.len(), KEPT);
        let first = slowest.iter().find(|statement| statement.sql.ends_with("slow_test")).expect("there");
        assert_eq!((first.sql.as_str(), first.runs, first.longest), ("SELECT a99 FROM slow_test", 2, Duration::from_millis(900)));
    }

    proptest! {
        #[test]
        fn no_literal_is_left(secret in "[a-z0-9' ]{8,30}") {
            let quoted = secret.replace('\'', "''");
            let text = normalised(&format!("UPDATE customer SET name = '{quoted}' WHERE id = 7"));
            prop_assert_eq!(text, "UPDATE customer SET name = ? WHERE id = ?");
        }
    }
}
