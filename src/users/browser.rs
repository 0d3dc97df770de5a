//! What a browser calls itself, in words: a list of sessions has to be recognised by the person they belong to.

/// More telling names first: nearly every browser also claims to be another one.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("Whale/", "Whale"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("KAKAOTALK", "KakaoTalk"),
    ("NAVER(", "NAVER"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

/// `Chrome · Windows`; the first word of an agent that is neither. Blank for one that says nothing.
pub fn name(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => user_agent.split([' ', '/']).next().unwrap_or_default().chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        for (agent, expected) in [
            (chrome, "Chrome · Windows"),
            (&format!("{chrome} Edg/140.0"), "Edge · Windows"),
            (&format!("{chrome} Whale/4.0"), "Whale · Windows"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
            ("curl/8.5.0", "curl"),
            ("", ""),
        ] {
            assert_eq!(name(agent), expected, "{agent}");
        }
    }
}
