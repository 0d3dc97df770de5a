//! Where a module stands: its floor by its name, its feature by its folder.

/// A feature may call those that stand before it.
pub const FEATURES: &[&str] = &[
    "accounts",
    "users",
    "rollups",
    "customers",
    "funnels",
    "landing",
    "interactions",
    "conversions",
    "leads",
    "scoring",
    "viral",
    "mail",
    "webhooks",
    "alerts",
    "retention",
    "capture",
    "segments",
    "messages",
    "automations",
    "dashboard",
    "capacity",
    "backups",
    "operations",
];

/// Floor 2, each part above the ones before it.
const HANDLES: &[&str] =
    &["config", "logs", "assets", "cache", "db", "meter", "plan", "queue", "outbound", "tls", "mailer", "backup", "env"];

const ASSEMBLY: &[&str] = &["app", "errands", "router", "schedule", "cli", "main"];

/// What views may take from `web`.
pub const VIEW_PARTS: &[&str] = &["charts", "components", "icons", "layout"];

/// The kinds of modules, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Base,
    Model,
    Texts,
    Rule,
    Handle,
    Store,
    Service,
    Jobs,
    Web,
    Views,
    Api,
    Pages,
    Public,
    Assembly,
    /// A feature as a whole: its `mod.rs`.
    Feature,
    /// `src/testing/`, which may touch everything.
    Testing,
    /// A top-level name that the design does not know.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub kind: Kind,
    /// The top-level module: a feature's name, or `db`, `web`, `cli`.
    pub top: &'a str,
}

impl<'a> Place<'a> {
    /// `module` is the path after `crate::`; whatever follows the module's own name (types, functions) does no harm.
    pub fn of(module: &'a [String]) -> Self {
        let Some(top) = module.first().map(String::as_str) else {
            return Self { kind: Kind::Assembly, top: "lib" };
        };
        let kind = match top {
            "base" => Kind::Base,
            "web" => Kind::Web,
            "testing" => Kind::Testing,
            _ if HANDLES.contains(&top) => Kind::Handle,
            _ if ASSEMBLY.contains(&top) => Kind::Assembly,
            _ if FEATURES.contains(&top) => module.get(1).map_or(Kind::Feature, |name| part(name)),
            _ => Kind::Unknown,
        };
        Self { kind, top }
    }

    pub fn floor(self) -> u8 {
        match self.kind {
            Kind::Base => 0,
            Kind::Model | Kind::Texts | Kind::Rule => 1,
            Kind::Handle => 2,
            Kind::Store => 3,
            Kind::Service => 4,
            Kind::Jobs => 5,
            Kind::Web | Kind::Views | Kind::Api | Kind::Pages | Kind::Public => 6,
            Kind::Assembly | Kind::Feature | Kind::Testing | Kind::Unknown => 7,
        }
    }

    /// The doors of a feature may show what later features know: a customer's page has a timeline. Below them the order holds.
    pub fn is_door(self) -> bool {
        matches!(self.kind, Kind::Views | Kind::Api | Kind::Pages | Kind::Public)
    }

    /// The order on one floor where the floor has one: handles in their row, `web`, then views, then the doors that use them.
    pub fn rank(self) -> usize {
        match self.kind {
            Kind::Handle => HANDLES.iter().position(|name| *name == self.top).unwrap_or(0),
            Kind::Views => 1,
            Kind::Api | Kind::Pages | Kind::Public => 2,
            _ => 0,
        }
    }

    /// The feature's place in the order; `None` for what is no feature.
    pub fn order(self) -> Option<usize> {
        FEATURES.iter().position(|name| *name == self.top)
    }
}

/// In a feature's folder every name but these is a pure rule file.
fn part(name: &str) -> Kind {
    match name {
        "model" => Kind::Model,
        "texts" => Kind::Texts,
        "store" => Kind::Store,
        "service" => Kind::Service,
        "jobs" => Kind::Jobs,
        "views" => Kind::Views,
        "api" => Kind::Api,
        "pages" => Kind::Pages,
        "public" => Kind::Public,
        _ => Kind::Rule,
    }
}
