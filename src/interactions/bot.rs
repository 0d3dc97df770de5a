//! Robots that say so in their user agent. The others are told apart by what they do (`capture/suspicion`).

/// Who asked, as far as the user agent tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    Human,
    Bot(BotKind),
}

impl Traffic {
    pub const fn is_bot(self) -> bool {
        matches!(self, Self::Bot(_))
    }
}

/// Why it is no person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotKind {
    /// No user agent at all, or one too short to be a browser's.
    Nameless,
    /// A messenger or network that shows a picture of a link somebody shared.
    LinkPreview,
    /// A search engine, an SEO tool, an AI crawler.
    Crawler,
    /// A browser without a person before it.
    Headless,
    /// A program: curl, a library, a monitor.
    Program,
}

/// Names of preview fetchers. KakaoTalk's own browser also says `KAKAOTALK`, so only `-scrap` counts.
const PREVIEWS: &[&str] = &[
    "kakaotalk-scrap",
    "kakaostory-og-reader",
    "facebookexternalhit",
    "facebookcatalog",
    "meta-externalagent",
    "slackbot",
    "slack-imgproxy",
    "twitterbot",
    "telegrambot",
    "discordbot",
    "whatsapp/",
    "skypeuripreview",
    "linkedinbot",
    "pinterestbot",
    "line-poker",
    "linespider",
    "band-preview",
    "iframely",
    "embedly",
];

const CRAWLERS: &[&str] = &[
    "googlebot",
    "google-inspectiontool",
    "adsbot-google",
    "mediapartners-google",
    "apis-google",
    "feedfetcher",
    "storebot-google",
    "googleother",
    "google-read-aloud",
    "yeti/",
    "naverbot",
    "daumoa",
    "daum/",
    "zumbot",
    "bingpreview",
    "duckduckgo-favicons",
    "yandex.com/bots",
    "baiduspider",
    "bytespider",
    "applebot",
    "gptbot",
    "chatgpt-user",
    "claudebot",
    "ccbot",
    "ahrefs",
    "semrush",
    "mj12bot",
    "dotbot",
    "petalbot",
    "amazonbot",
    "ia_archiver",
    "lighthouse",
    "pagespeed",
    "gtmetrix",
    "sogou",
    "seznambot",
    "screaming frog",
    "w3c_validator",
];

const HEADLESS: &[&str] =
    &["headlesschrome", "phantomjs", "slimerjs", "puppeteer", "playwright", "selenium", "jsdom", "htmlunit", "zombie.js"];

/// Programs that give their name at the beginning.
const PROGRAMS: &[&str] = &[
    "curl/",
    "wget",
    "python",
    "go-http-client",
    "okhttp",
    "java/",
    "apache-httpclient",
    "libwww-perl",
    "lwp",
    "perl",
    "ruby",
    "php/",
    "guzzlehttp",
    "axios/",
    "node",
    "undici",
    "got ",
    "got/",
    "reqwest",
    "hyper/",
    "aiohttp",
    "httpx",
    "scrapy",
    "postman",
    "insomnia",
    "httpie",
    "dart/",
    "powershell",
    "uptime",
    "pingdom",
    "zgrab",
    "masscan",
    "nmap",
    "nikto",
    "sqlmap",
    "k6/",
    "apachebench",
    "check_http",
];

/// Words that no browser has in its user agent. `bot` counts only at the end of a word: Cubot makes phones.
const WORDS: &[&str] =
    &["crawler", "spider", "scraper", "bot/", "bot;", "bot)", "bot ", "+http://", "+https://", "monitoring", "uptimerobot", "preview"];

/// Tells people from what obviously is none.
pub fn classify(user_agent: &str) -> Traffic {
    let agent = user_agent.trim().to_ascii_lowercase();
    let has = |names: &[&str]| names.iter().any(|name| agent.contains(name));
    let starts = |names: &[&str]| names.iter().any(|name| agent.starts_with(name));
    if agent.len() < 10 && !starts(PROGRAMS) {
        Traffic::Bot(BotKind::Nameless)
    } else if has(PREVIEWS) {
        Traffic::Bot(BotKind::LinkPreview)
    } else if has(CRAWLERS) {
        Traffic::Bot(BotKind::Crawler)
    } else if has(HEADLESS) {
        Traffic::Bot(BotKind::Headless)
    } else if starts(PROGRAMS) {
        Traffic::Bot(BotKind::Program)
    } else if (has(WORDS) || agent.ends_with("bot")) && !agent.contains("cubot") {
        Traffic::Bot(BotKind::Crawler)
    } else {
        Traffic::Human
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_are_people() {
        let agents = [
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Whale/4.31.304.16 Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 25.4.1",
            "Mozilla/5.0 (Linux; Android 15; SM-S928N Build/AP3A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36;KAKAOTALK 2425410",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 NAVER(inapp; search; 2000; 12.10.3; 16PRO)",
            "Mozilla/5.0 (Linux; Android 15; SM-S928N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36 NAVER(inapp; search; 2000; 12.10.3)",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 380.0.0.28.109 (iPhone16,1; iOS 18_5; ko_KR)",
            "Mozilla/5.0 (Linux; Android 14; SM-A546S; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/520.0.0.44.95;]",
            "Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 12; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 DaumApps/8.3.1 DaumDevice/mobile",
        ];
        for agent in agents {
            assert_eq!(classify(agent), Traffic::Human, "{agent}");
        }
    }

    #[test]
    fn robots_are_robots() {
        use BotKind::{Crawler, Headless, LinkPreview, Nameless, Program};
        let agents = [
            ("", Nameless),
            ("  -  ", Nameless),
            ("facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984", LinkPreview),
            ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", LinkPreview),
            ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", LinkPreview),
            ("TelegramBot (like TwitterBot)", LinkPreview),
            ("Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)", Crawler),
            ("Mozilla/5.0 (compatible; Daum/4.1; +http://cs.daum.net/faq/15/4118.html)", Crawler),
            (
                "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                Crawler,
            ),
            ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", Crawler),
            ("Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", Crawler),
            ("SomethingNewBot", Crawler),
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36", Headless),
            ("curl/8.5.0", Program),
            ("Wget/1.21.4", Program),
            ("python-requests/2.32.3", Program),
            ("Go-http-client/1.1", Program),
            ("node", Program),
        ];
        for (agent, kind) in agents {
            assert_eq!(classify(agent), Traffic::Bot(kind), "{agent}");
        }
    }

    proptest! {
        #[test]
        fn any_agent_is_answered(agent in any::<String>()) {
            classify(&agent);
        }
    }
}
