//! From the program's events to lines of the log.

use std::fmt;

use serde_json::Value;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

use crate::base::{
    log_line::{Line, Severity},
    time::{Clock as _, SystemClock},
};

/// Hands each event on as a line. Which events there are, a filter before it says.
pub struct Lines<W>(pub W);

impl<S: Subscriber, W: Fn(&Line) + Send + Sync + 'static> Layer<S> for Lines<W> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let mut line = Line::new(SystemClock.now(), severity(*metadata.level()), metadata.target());
        event.record(&mut Fields(&mut line));
        (self.0)(&line);
    }
}

fn severity(level: Level) -> Severity {
    match level {
        Level::ERROR => Severity::Error,
        Level::WARN => Severity::Warn,
        Level::INFO => Severity::Info,
        Level::DEBUG => Severity::Debug,
        _ => Severity::Trace,
    }
}

struct Fields<'a>(&'a mut Line);

impl Fields<'_> {
    fn add(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            // Libraries that log in another way than we do: their own target stands in a field.
            ("log.target", Value::String(target)) => self.0.target = target,
            ("log.module_path" | "log.file" | "log.line", _) => {}
            (name, value) => self.0.add(name.strip_prefix("r#").unwrap_or(name), value),
        }
    }
}

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::json;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[test]
    fn an_event_becomes_a_line_without_what_is_nobodys_business() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        let subscriber = tracing_subscriber::registry().with(Lines(move |line: &Line| kept.lock().expect("whole").push(line.clone())));
        tracing::subscriber::with_default(subscriber, || {
            let (cause, absent) = ("no mailbox hong@example.kr or 010-1234-5678", None::<&str>);
            tracing::warn!(account.slug = "flowers", %cause, n = 7, ok = true, password = "hunter2", absent, "not sent to {}", "kim@example.kr");
        });
        let lines = lines.lock().expect("whole");
        let [line] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!((line.severity, line.message.as_str(), line.account()), (Severity::Warn, "not sent to [e-mail]", Some("flowers")));
        let fields =
            [("cause", json!("no mailbox [e-mail] or [number]")), ("n", json!(7)), ("ok", json!(true)), ("password", json!("[secret]"))];
        assert_eq!(line.fields[1..], fields.map(|(name, value)| (name.to_owned(), value)));
        assert!(line.target.starts_with("dangol"));
    }
}
