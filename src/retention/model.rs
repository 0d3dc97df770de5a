//! What is kept for how long, and never shorter than what.

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{AccountId, CustomerId},
        lang::{Message, Text},
        time::{Day, Timestamp, Zone},
    },
    retention::{erasure::Reason, texts},
};

/// What has a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Interactions in the account's file; later they are in its archive.
    Interactions,
    /// Interactions in the archive, counted from when they happened.
    Archive,
    Conversions,
    /// The agency's; the others are each account's.
    AccessLog,
}

impl Kind {
    pub const OF_ACCOUNT: [Self; 3] = [Self::Interactions, Self::Archive, Self::Conversions];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Interactions),
            1 => Some(Self::Archive),
            2 => Some(Self::Conversions),
            3 => Some(Self::AccessLog),
            _ => None,
        }
    }

    /// Its name in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interactions => "interactions",
            Self::Archive => "archive",
            Self::Conversions => "conversions",
            Self::AccessLog => "access_log",
        }
    }

    /// Months, where nobody has chosen others.
    pub const fn usual(self) -> u32 {
        match self {
            Self::Interactions => 12,
            Self::Archive | Self::AccessLog => 24,
            Self::Conversions => 6,
        }
    }

    /// No period may be shorter. For the access log the law says so: 개인정보의 안전성 확보조치 기준, article 8 (1), asks for a year, and for
    /// two from 50,000 people on or where identifying or sensitive data are processed. The others are what the product itself looks back
    /// to: scores to 365 days of interactions, people to a quarter of conversions that they may still void.
    pub const fn least(self) -> u32 {
        match self {
            Self::Interactions | Self::Archive => 12,
            Self::Conversions => 3,
            Self::AccessLog => 24,
        }
    }

    const fn too_short(self) -> Text {
        match self {
            Self::Interactions | Self::Archive => texts::INTERACTIONS_TOO_SHORT,
            Self::Conversions => texts::CONVERSIONS_TOO_SHORT,
            Self::AccessLog => texts::ACCESS_LOG_TOO_SHORT,
        }
    }

    /// Reads a number of months.
    fn parse(self, form: &RawForm) -> Result<u32, Message> {
        let months: u32 = form.text(self.name()).parse().map_err(|_| texts::NUMBER.with(&[("least", &self.least()), ("most", &MOST)]))?;
        if months < self.least() {
            return Err(self.too_short().with(&[("least", &self.least())]));
        }
        if months > MOST {
            return Err(texts::NUMBER.with(&[("least", &self.least()), ("most", &MOST)]));
        }
        Ok(months)
    }
}

crate::stored_as_code!(Kind);

/// One erasure of a person, as the register has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub id: i64,
    pub account: AccountId,
    pub customer: CustomerId,
    /// When that customer was made.
    pub since: Timestamp,
    pub reason: Reason,
    /// Who did it, by name.
    pub by: String,
    pub at: Timestamp,
    /// How many rows of which table there were.
    pub rows: Vec<(String, i64)>,
    /// Absent while rows may be left.
    pub done_at: Option<Timestamp>,
    /// From when on the files hold no trace of what was deleted; absent until they were written anew.
    pub tidied_at: Option<Timestamp>,
}

/// Ten years: for longer nobody has asked.
pub const MOST: u32 = 120;

/// An account's periods, in months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    pub interactions: u32,
    pub archive: u32,
    pub conversions: u32,
}

impl Default for Periods {
    fn default() -> Self {
        Self { interactions: Kind::Interactions.usual(), archive: Kind::Archive.usual(), conversions: Kind::Conversions.usual() }
    }
}

impl Periods {
    /// Reads the three periods and holds them to what must be.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let mut take = |kind: Kind| errors.take(kind.name(), kind.parse(form));
        let (interactions, archive, conversions) = (take(Kind::Interactions), take(Kind::Archive), take(Kind::Conversions));
        if let (Some(interactions), Some(archive)) = (interactions, archive)
            && archive < interactions
        {
            errors.add(Kind::Archive.name(), texts::ARCHIVE_BEFORE_ITS_TIME);
        }
        match (interactions, archive, conversions) {
            (Some(interactions), Some(archive), Some(conversions)) if errors.is_empty() => Ok(Self { interactions, archive, conversions }),
            _ => Err(Error::Invalid(errors)),
        }
    }

    pub const fn of(self, kind: Kind) -> u32 {
        match kind {
            Kind::Interactions => self.interactions,
            Kind::Archive => self.archive,
            Kind::Conversions => self.conversions,
            Kind::AccessLog => Kind::AccessLog.usual(),
        }
    }

    /// The same with one of them changed.
    pub const fn with(self, kind: Kind, months: u32) -> Self {
        match kind {
            Kind::Interactions => Self { interactions: months, ..self },
            Kind::Archive => Self { archive: months, ..self },
            Kind::Conversions => Self { conversions: months, ..self },
            Kind::AccessLog => self,
        }
    }

    pub fn to_form(self) -> RawForm {
        let mut form = RawForm::default();
        for kind in Kind::OF_ACCOUNT {
            form.push(kind.name(), self.of(kind).to_string());
        }
        form
    }
}

/// Reads how many months the access log is kept.
pub fn parse_access_log(form: &RawForm) -> Result<u32> {
    Kind::AccessLog.parse(form).map_err(|message| Error::field(Kind::AccessLog.name(), message))
}

/// What happened before has outlived its period: always a whole number of days of the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutoff {
    /// The first day that is kept.
    pub day: Day,
    /// Its first instant.
    pub at: Timestamp,
}

impl Cutoff {
    pub fn of(months: u32, zone: Zone, now: Timestamp) -> Self {
        let day = zone.day_of(now).months_before(months);
        Self { day, at: zone.start_of(day) }
    }
}

/// How many rows would go today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DryRun {
    /// To the archive.
    pub interactions: i64,
    /// From the archive, for good.
    pub archive: i64,
    /// Into the monthly statistics, for good.
    pub conversions: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(interactions: &str, archive: &str, conversions: &str) -> Result<Periods> {
        Periods::parse(&RawForm::from([("interactions", interactions), ("archive", archive), ("conversions", conversions)]))
    }

    fn faults(result: Result<Periods>) -> Vec<String> {
        match result {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn periods_are_read_back() {
        let periods = parse("18", "36", " 12 ").expect("periods");
        assert_eq!(periods, Periods { interactions: 18, archive: 36, conversions: 12 });
        assert_eq!(Periods::parse(&periods.to_form()).expect("the same"), periods);
        assert_eq!(Periods::parse(&Periods::default().to_form()).expect("the usual"), Periods::default());
        for kind in [Kind::Interactions, Kind::Archive, Kind::Conversions, Kind::AccessLog] {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert!((kind.least()..=MOST).contains(&kind.usual()));
        }
    }

    #[test]
    fn none_is_shorter_than_it_must_be() {
        assert_eq!(faults(parse("11", "24", "2")), ["interactions", "conversions"]);
        assert_eq!(faults(parse("24", "23", "6")), ["archive"]);
        assert_eq!(faults(parse("12", "121", "x")), ["archive", "conversions"]);
        assert_eq!(faults(parse("", "-1", "1.5")), ["interactions", "archive", "conversions"]);
        assert!(parse("12", "12", "3").is_ok());
    }

    #[test]
    fn the_access_log_is_kept_as_long_as_the_law_asks() {
        let read = |months: &str| parse_access_log(&RawForm::from([("access_log", months)]));
        assert_eq!((read("24").expect("fits"), read("36").expect("fits")), (24, 36));
        let Err(Error::Invalid(errors)) = read("23") else { panic!("too short") };
        let message = errors.of("access_log").expect("a message");
        assert!(message.ko.contains("제8조") && message.en.contains("article 8"), "{message:?}");
    }

    #[test]
    fn a_cutoff_begins_a_day_of_the_zone() {
        let now = Timestamp::parse("2026-11-22T03:00:00+09:00").expect("a time");
        let cutoff = Cutoff::of(12, Zone::default(), now);
        assert_eq!((cutoff.day.to_string().as_str(), cutoff.at.to_string().as_str()), ("2025-11-22", "2025-11-21T15:00:00.000Z"));
        // A score looks back 365 days, also over a leap year's end of February.
        for text in ["2024-02-29T23:00:00Z", "2025-02-28T01:00:00Z", "2025-03-01T00:00:00Z", "2028-02-29T12:00:00Z"] {
            let now = Timestamp::parse(text).expect("a time");
            let age = now.ms_since(Cutoff::of(12, Zone::default(), now).at);
            assert!(age >= 365 * crate::base::time::DAY_MS, "{text}");
        }
    }
}
