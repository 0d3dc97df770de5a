//! Which figures are asked for.

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::FunnelId,
        period::Period,
        time::Day,
    },
    dashboard::texts,
};

/// A period, and the funnel that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub period: Period,
    /// The one that most leads entered, unless given.
    pub funnel: Option<FunnelId>,
}

impl Wanted {
    /// Reads `from`, `to`, `days` and `funnel_id`. Names every fault at once.
    pub fn parse(query: &RawForm, today: Day) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let funnel = query.filled("funnel_id").map(|typed| typed.parse().map(FunnelId).map_err(|_| texts::WRONG_FUNNEL.into())).transpose();
        let funnel = errors.take("funnel_id", funnel).flatten();
        match Period::parse(query, today) {
            Ok(period) => errors.check().map(|()| Self { period, funnel }),
            Err(error) => {
                let mut faults = error.into_field_errors()?;
                errors.iter().for_each(|(field, message)| faults.add(field, message.clone()));
                Err(Error::Invalid(faults))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named() {
        let read = |funnel, days| Wanted::parse(&RawForm::from([("funnel_id", funnel), ("days", days)]), Day(20_779));
        assert_eq!(read("7", "7").expect("reads"), Wanted { period: Period::last(7, Day(20_779)), funnel: Some(FunnelId(7)) });
        assert_eq!(read("", "").expect("reads").funnel, None);
        let faults = read("x", "y").expect_err("two faults").into_field_errors().expect("of fields");
        assert_eq!(faults.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["days", "funnel_id"]);
    }
}
