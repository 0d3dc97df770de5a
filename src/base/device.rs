//! What a visitor holds in the hand, by user agent.

use crate::base::lang::{Text, text};

/// The kinds of device that reports tell apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Device {
    #[default]
    Unknown,
    Desktop,
    Mobile,
    Tablet,
}

impl Device {
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Desktop, Self::Mobile, Self::Tablet];

    /// The device of a browser. An iPad that asks for the desktop page says it is a Mac, and is taken for one.
    pub fn of(user_agent: &str) -> Self {
        let agent = user_agent.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| agent.contains(word));
        if has(&["ipad", "tablet", "kindle", "silk/", "playbook"]) || (agent.contains("android") && !agent.contains("mobile")) {
            Self::Tablet
        } else if has(&["iphone", "ipod", "android", "windows phone", "iemobile", "blackberry", "opera mini", "mobile"]) {
            Self::Mobile
        } else if has(&["windows nt", "macintosh", "x11", "linux", "cros "]) {
            Self::Desktop
        } else {
            Self::Unknown
        }
    }

    /// The number that stands for it in the database.
    pub const fn code(self) -> i64 {
        match self {
            Self::Unknown => 0,
            Self::Desktop => 1,
            Self::Mobile => 2,
            Self::Tablet => 3,
        }
    }

    /// Its word in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Desktop => "desktop",
            Self::Mobile => "mobile",
            Self::Tablet => "tablet",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|device| device.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Unknown => text("알 수 없음", "Unknown"),
            Self::Desktop => text("PC", "Desktop"),
            Self::Mobile => text("모바일", "Mobile"),
            Self::Tablet => text("태블릿", "Tablet"),
        }
    }

    /// The device of a number; unknown for one that was never given out.
    pub fn from_code(code: i64) -> Self {
        Self::ALL.into_iter().find(|device| device.code() == code).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_apart() {
        let cases = [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36", Device::Desktop),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15", Device::Desktop),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/142.0", Device::Desktop),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile/15E148 KAKAOTALK 25.4.1", Device::Mobile),
            ("Mozilla/5.0 (Linux; Android 15; SM-S928N; wv) Chrome/138.0.0.0 Mobile Safari/537.36", Device::Mobile),
            ("Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/138.0.0.0 Safari/537.36", Device::Tablet),
            ("Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1", Device::Tablet),
            ("curl/8.5.0", Device::Unknown),
            ("", Device::Unknown),
        ];
        for (agent, device) in cases {
            assert_eq!(Device::of(agent), device, "{agent}");
        }
    }

    #[test]
    fn codes_are_read_back() {
        for device in Device::ALL {
            assert_eq!((Device::from_code(device.code()), Device::from_name(device.name())), (device, Some(device)));
        }
        assert_eq!(Device::from_code(99), Device::Unknown);
    }
}
