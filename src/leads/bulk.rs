//! A change to many leads at once: what is to be done, to which leads, and how far it has come.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        error::{FieldErrors, Result},
        form::RawForm,
        ids::{BulkRunId, FunnelId, LeadId, UserId},
        lang::Text,
        page::MAX_SIZE,
        time::{Timestamp, Zone},
    },
    customers::model::{CustomerChange, Entered},
    leads::{texts, work_status},
};

/// What can be done to many leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    WorkStatus,
    Stage,
    Assign,
    AddTag,
    RemoveTag,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::WorkStatus, Self::Stage, Self::Assign, Self::AddTag, Self::RemoveTag];

    pub const fn name(self) -> &'static str {
        match self {
            Self::WorkStatus => "work_status",
            Self::Stage => "stage",
            Self::Assign => "assign",
            Self::AddTag => "add_tag",
            Self::RemoveTag => "remove_tag",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::WorkStatus => texts::BULK_WORK_STATUS,
            Self::Stage => texts::BULK_STAGE,
            Self::Assign => texts::BULK_ASSIGN,
            Self::AddTag => texts::BULK_ADD_TAG,
            Self::RemoveTag => texts::BULK_REMOVE_TAG,
        }
    }
}

/// What is to be done, as it is kept with the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    WorkStatus {
        key: String,
        callback_at: Option<Timestamp>,
    },
    Stage {
        funnel: FunnelId,
        stage: String,
    },
    /// To nobody where the user is absent.
    Assign {
        user: Option<UserId>,
    },
    AddTag {
        tag: String,
    },
    RemoveTag {
        tag: String,
    },
}

impl Action {
    pub const fn kind(&self) -> Kind {
        match self {
            Self::WorkStatus { .. } => Kind::WorkStatus,
            Self::Stage { .. } => Kind::Stage,
            Self::Assign { .. } => Kind::Assign,
            Self::AddTag { .. } => Kind::AddTag,
            Self::RemoveTag { .. } => Kind::RemoveTag,
        }
    }

    fn parse(form: &RawForm, zone: Zone, errors: &mut FieldErrors) -> Option<Self> {
        match errors.take("action", Kind::from_name(form.text("action")).ok_or_else(|| texts::CHOOSE_AGAIN.into()))? {
            Kind::WorkStatus => {
                let known = work_status::find(form.text("work_status")).ok_or_else(|| texts::CHOOSE_AGAIN.into());
                let key = errors.take("work_status", known)?.key.to_owned();
                let callback_at = form
                    .filled("callback_at")
                    .and_then(|typed| errors.take("callback_at", zone.parse_local(typed).ok_or_else(|| texts::WRONG_TIME.into())));
                if key == work_status::CALLBACK && form.filled("callback_at").is_none() {
                    errors.add("callback_at", texts::CALLBACK_NEEDED);
                }
                Some(Self::WorkStatus { key, callback_at })
            }
            Kind::Stage => {
                let chosen = form.text("stage").split_once(':').and_then(|(funnel, stage)| Some((funnel.parse().ok()?, stage.to_owned())));
                let (funnel, stage) = errors.take("stage", chosen.ok_or_else(|| texts::CHOOSE_AGAIN.into()))?;
                Some(Self::Stage { funnel, stage })
            }
            Kind::Assign => {
                let user = form
                    .filled("assignee_id")
                    .map(|typed| errors.take("assignee_id", typed.parse().map_err(|_| texts::WRONG_ASSIGNEE.into())));
                match user {
                    Some(None) => None,
                    Some(user) => Some(Self::Assign { user }),
                    None => Some(Self::Assign { user: None }),
                }
            }
            Kind::AddTag => Some(Self::AddTag { tag: parse_tag(form, errors)? }),
            Kind::RemoveTag => Some(Self::RemoveTag { tag: parse_tag(form, errors)? }),
        }
    }
}

/// Which leads a run is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All that fit the list's query, whose filters and search alone count.
    Fitting(RawForm),
    /// Single leads that were ticked.
    Picked(Vec<LeadId>),
}

impl Which {
    /// Reads `scope` (`all` for all that fit), `filter` (a query string) and `id`, once for each lead.
    pub fn parse(form: &RawForm, errors: &mut FieldErrors) -> Self {
        if form.text("scope") == "all" {
            return Self::Fitting(filters_of(form.text("filter")));
        }
        let mut ids: Vec<LeadId> = form.all("id").filter_map(|id| id.parse().ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            errors.add("id", texts::BULK_NOBODY);
        } else if ids.len() > MAX_SIZE as usize {
            errors.add("id", texts::BULK_TOO_MANY.with(&[("most", &MAX_SIZE)]));
        }
        Self::Picked(ids)
    }

    /// The filters as the list's query string has them; blank for leads that were ticked.
    pub fn query_string(&self) -> String {
        match self {
            Self::Fitting(query) => form_urlencoded::Serializer::new(String::new()).extend_pairs(query.iter()).finish(),
            Self::Picked(_) => String::new(),
        }
    }

    /// The same without what was searched for.
    pub fn without_search(&self) -> Self {
        let Self::Fitting(query) = self else { return self.clone() };
        let kept = query.iter().map(|(name, value)| if name == "q" { (SEARCHED, "true") } else { (name, value) });
        Self::Fitting(RawForm::new(kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
    }

    /// Was there a search whose text is forgotten?
    pub fn forgot_search(&self) -> bool {
        matches!(self, Self::Fitting(query) if query.filled(SEARCHED).is_some())
    }
}

/// Says in a run's filters that there was a search too, whose text is forgotten with the run's end: it may be a name or a phone.
pub const SEARCHED: &str = "searched";

/// The filters in a list's query string, without order and page.
pub fn filters_of(query_string: &str) -> RawForm {
    let pairs = form_urlencoded::parse(query_string.as_bytes())
        .filter(|(name, value)| !value.is_empty() && !matches!(name.as_ref(), "sort" | "page" | "per_page" | "cursor" | "fields"));
    RawForm::new(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

/// A run that somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub which: Which,
    pub action: Action,
}

impl Order {
    pub fn parse(form: &RawForm, zone: Zone) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let which = Which::parse(form, &mut errors);
        let action = Action::parse(form, zone, &mut errors);
        match action {
            Some(action) if errors.is_empty() => Ok(Self { which, action }),
            _ => Err(crate::base::error::Error::Invalid(errors)),
        }
    }
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// At work, or stopped in the middle by a restart: whoever looks knows which.
    Running,
    Done,
    Cancelled,
    /// Something went wrong at a slice; what came before it stands.
    Failed,
    /// The account was archived, or whoever began it may no longer change its leads.
    Halted,
}

impl State {
    /// Can somebody go on with it? One that says it is running was cut off, if nobody works on it.
    pub const fn may_go_on(self) -> bool {
        matches!(self, Self::Running | Self::Failed | Self::Halted)
    }

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Running),
            1 => Some(Self::Done),
            2 => Some(Self::Cancelled),
            3 => Some(Self::Failed),
            4 => Some(Self::Halted),
            _ => None,
        }
    }
}

/// Why a lead was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// It is so already.
    Already,
    /// It stands in another funnel, or in none.
    OtherFunnel,
    /// Its customer has as many tags as fit.
    TagsFull,
    /// It was deleted meanwhile.
    Gone,
}

impl Skip {
    pub const ALL: [Self; 4] = [Self::Already, Self::OtherFunnel, Self::TagsFull, Self::Gone];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|skip| skip.code() == code)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Already => texts::SKIP_ALREADY,
            Self::OtherFunnel => texts::SKIP_OTHER_FUNNEL,
            Self::TagsFull => texts::SKIP_TAGS_FULL,
            Self::Gone => texts::SKIP_GONE,
        }
    }
}

crate::stored_as_code!(State, Skip);

/// A run as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub id: BulkRunId,
    pub state: State,
    pub action: Action,
    pub which: Which,
    pub started_by: String,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// The last lead that was looked at.
    pub cursor: i64,
    /// The last lead there was at the start.
    pub last: i64,
    /// Leads that fitted at the start.
    pub total: i64,
    /// Leads that were looked at.
    pub done: i64,
    pub changed: i64,
}

/// Leads of a run that were left alone for one reason, with the first of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub reason: Skip,
    pub leads: i64,
    pub examples: Vec<LeadId>,
}

fn parse_tag(form: &RawForm, errors: &mut FieldErrors) -> Option<String> {
    let entered = Entered { tags: Some(vec![form.text("tag").to_owned()]), ..Entered::default() };
    match CustomerChange::parse(&entered) {
        Ok(change) => change.tags.and_then(|tags| tags.into_iter().next()),
        Err(crate::base::error::Error::Invalid(faults)) => {
            faults.iter().for_each(|(_, message)| errors.add("tag", message.clone()));
            None
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Error;

    fn parse(fields: &[(&str, &str)]) -> Result<Order> {
        let form = RawForm::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        Order::parse(&form, Zone::default())
    }

    fn faults(fields: &[(&str, &str)]) -> Vec<String> {
        match parse(fields) {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_order_names_leads_and_what_to_do() {
        let tagged = parse(&[("id", "3"), ("id", "1"), ("id", "3"), ("action", "add_tag"), ("tag", " VIP ")]).expect("parses");
        assert_eq!(tagged, Order { which: Which::Picked(vec![LeadId(1), LeadId(3)]), action: Action::AddTag { tag: "VIP".into() } });
        let fields = [("scope", "all"), ("filter", "status=new&sort=-created_at&page=3&q="), ("action", "stage"), ("stage", "2:won")];
        let moved = parse(&fields).expect("parses");
        assert_eq!(moved.which.query_string(), "status=new");
        let searched = Which::Fitting(filters_of("status=new&q=010-1234-5678"));
        assert!(!searched.forgot_search() && searched.without_search().forgot_search());
        assert_eq!(searched.without_search().query_string(), "status=new&searched=true");
        assert_eq!(moved.action, Action::Stage { funnel: FunnelId(2), stage: "won".into() });
        let json = serde_json::to_string(&moved.action).expect("written");
        assert_eq!(serde_json::from_str::<Action>(&json).expect("read"), moved.action);
        let nobody = parse(&[("id", "1"), ("action", "assign"), ("assignee_id", "")]).expect("parses");
        assert_eq!(nobody.action, Action::Assign { user: None });
    }

    #[test]
    fn every_fault_is_named() {
        assert_eq!(faults(&[("action", "x")]), ["id", "action"]);
        let one = ("id", "1");
        assert_eq!(faults(&[one, ("action", "work_status"), ("work_status", "callback")]), ["callback_at"]);
        assert_eq!(faults(&[one, ("action", "work_status"), ("work_status", "happy")]), ["work_status"]);
        assert_eq!(faults(&[one, ("action", "stage"), ("stage", "won")]), ["stage"]);
        assert_eq!(faults(&[one, ("action", "assign"), ("assignee_id", "x")]), ["assignee_id"]);
        assert_eq!(faults(&[one, ("action", "add_tag"), ("tag", "")]), ["tag"]);
        let many: Vec<String> = (1..=201).map(|id| id.to_string()).collect();
        let ids: Vec<(&str, &str)> = many.iter().map(|id| ("id", id.as_str())).chain([("action", "assign")]).collect();
        assert_eq!(faults(&ids), ["id"]);
    }
}
