//! The account's dictionaries: words, and the touches made of them.

use rusqlite::Connection;

use crate::{
    base::{error::Result, ids::TouchId},
    interactions::{model::KnownTouch, store, touch::Touch},
};

/// The longest word that is kept; user agents and addresses beyond it say nothing more.
const MAX_WORD_CHARS: usize = 400;
/// Anybody can make words up in an address. So many are kept apart, far more than an account's campaigns and browsers have; what comes
/// after them goes by one word.
const MAX_WORDS: i64 = 100_000;
const OTHER_WORD: &str = "(other)";
/// So many places to come from are kept apart; a later one keeps its source and campaign, and loses the rest.
const MAX_TOUCHES: i64 = 200_000;

/// The number of a word in the account's dictionary, where it is put if need be; 0 for none, and one for all when it is full.
pub fn word_id(conn: &Connection, text: Option<&str>) -> Result<i64> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(0) };
    let end = text.char_indices().nth(MAX_WORD_CHARS).map_or(text.len(), |(end, _)| end);
    let text = &text[..end];
    word_among(conn, text, MAX_WORDS)
}

/// The number of a word that is looked for; absent when the dictionary does not have it, so that nothing can match it.
pub fn find_word(conn: &Connection, text: &str) -> Result<Option<i64>> {
    store::find_word(conn, text)
}

/// The word of a number; absent for 0.
pub fn word(conn: &Connection, id: i64) -> Result<Option<String>> {
    if id == 0 { Ok(None) } else { store::word(conn, id) }
}

/// A touch in the account's dictionary, where it is put if need be.
pub fn touch_id(conn: &Connection, touch: &Touch) -> Result<KnownTouch> {
    let texts = [&touch.source, &touch.medium, &touch.campaign, &touch.term, &touch.content, &touch.referrer];
    let mut words = [0; 6];
    for (word, text) in words.iter_mut().zip(texts) {
        *word = word_id(conn, text.as_deref())?;
    }
    let referrer = word_id(conn, touch.referrer_host())?;
    let id = touch_among(conn, words, MAX_TOUCHES)?;
    Ok(KnownTouch { id, source: words[0], campaign: words[2], referrer })
}

/// The word of the host that led to a touch; 0 for none.
pub fn referrer_of(conn: &Connection, touch: TouchId) -> Result<i64> {
    word_id(conn, store::touch(conn, touch)?.referrer_host())
}

/// A touch of the dictionary.
pub fn touch(conn: &Connection, id: TouchId) -> Result<Touch> {
    store::touch(conn, id)
}

fn word_among(conn: &Connection, text: &str, at_most: i64) -> Result<i64> {
    if let Some(known) = store::find_word(conn, text)? {
        return Ok(known);
    }
    if text != OTHER_WORD && store::last_word(conn)? >= at_most {
        return word_among(conn, OTHER_WORD, at_most);
    }
    store::insert_word(conn, text)
}

fn touch_among(conn: &Connection, words: [i64; 6], at_most: i64) -> Result<TouchId> {
    if let Some(known) = store::find_touch(conn, words)? {
        return Ok(known);
    }
    if words != [0; 6] && store::last_touch(conn)? >= at_most {
        return touch_among(conn, [0; 6], at_most);
    }
    store::insert_touch(conn, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::migrate::Schema;

    fn account() -> Connection {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Account.migrate(&mut conn).expect("migrates");
        conn.execute("INSERT INTO touch VALUES (1, 0, 0, 0, 0, 0, 0)", []).expect("where nobody came from");
        conn
    }

    #[test]
    fn words_and_touches_are_kept_once() {
        let conn = account();
        assert_eq!((word_id(&conn, None).expect("none"), word_id(&conn, Some("")).expect("none")), (0, 0));
        let naver = word_id(&conn, Some("naver")).expect("a word");
        assert_eq!(word_id(&conn, Some("naver")).expect("the same"), naver);
        assert_eq!(find_word(&conn, "naver").expect("found"), Some(naver));
        assert_eq!((word(&conn, naver).expect("read"), word(&conn, 0).expect("read")), (Some("naver".to_owned()), None));
        let long = word_id(&conn, Some(&"가".repeat(2_000))).expect("a word");
        assert_eq!(word(&conn, long).expect("read").map(|text| text.chars().count()), Some(MAX_WORD_CHARS));

        let told =
            Touch { source: Some("naver".into()), campaign: Some("봄".into()), referrer: Some("m.naver.com".into()), ..Touch::default() };
        let known = touch_id(&conn, &told).expect("a touch");
        assert_eq!(touch_id(&conn, &told).expect("the same"), known);
        assert_eq!((known.source, word(&conn, known.campaign).expect("read").as_deref()), (naver, Some("봄")));
        assert_eq!(touch(&conn, known.id).expect("read"), told);
        let direct = touch_id(&conn, &Touch::default()).expect("a touch");
        assert_eq!((direct.id, direct.source, direct.campaign), (TouchId(1), 0, 0));
    }

    #[test]
    fn a_full_dictionary_calls_what_is_new_by_one_word() {
        let conn = account();
        let naver = word_among(&conn, "naver", 2).expect("a word");
        let kakao = word_among(&conn, "kakao", 2).expect("a word");
        let other = word_among(&conn, "made-up-1", 2).expect("a word");
        assert_eq!(word_among(&conn, "made-up-2", 2).expect("a word"), other);
        assert_eq!(word(&conn, other).expect("read").as_deref(), Some(OTHER_WORD));
        assert_eq!((word_among(&conn, "naver", 2).expect("a word"), word_among(&conn, "kakao", 2).expect("a word")), (naver, kakao));
        let first = touch_among(&conn, [naver, 0, kakao, 0, 0, 0], 2).expect("a touch");
        let nowhere = touch_among(&conn, [naver, 0, kakao, other, 0, 0], 2).expect("a touch");
        assert_eq!(touch_among(&conn, [naver, 0, kakao, 0, 0, 0], 2).expect("a touch"), first);
        assert_eq!(touch(&conn, nowhere).expect("read"), Touch::default());
    }
}
