//! Standard output for results, standard error for people; a reader that has gone away (`| head`) is no failure.

use std::{
    fmt::Display,
    io::{self, Write},
};

use crate::base::lang::{Lang, Message};

/// One line of a result.
pub fn line(text: impl Display) {
    // A closed pipe cannot be told to anybody, and `println!` would panic over it.
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// A result in a sentence, in the terminal's language.
pub fn say(message: &Message) {
    line(message.get(lang()));
}

/// One line of progress, or of a failure.
pub fn note(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A question on standard error; the answer follows on its line.
pub fn ask(question: impl Display) {
    let mut stream = io::stderr().lock();
    let _ = write!(stream, "{question}").and_then(|()| stream.flush());
}

/// The language of the terminal; English where its locale does not say Korean, since it may not show Hangul.
pub fn lang() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    locale.and_then(|locale| Lang::from_tag(&locale)).unwrap_or(Lang::En)
}
