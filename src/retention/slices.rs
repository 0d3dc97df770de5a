//! How the leads whose interactions go are cut into slices of work.

use crate::base::ids::LeadId;

/// Slices of leads in their order, each with at most so many rows; a lead with more than that is a slice of its own, which is done in
/// several turns.
pub fn slices(leads: Vec<(LeadId, u64)>, most: u64) -> Vec<Vec<LeadId>> {
    let mut slices = Vec::new();
    let (mut slice, mut rows) = (Vec::new(), 0);
    for (lead, count) in leads {
        if rows + count > most && !slice.is_empty() {
            slices.push(std::mem::take(&mut slice));
            rows = 0;
        }
        slice.push(lead);
        rows += count;
    }
    if !slice.is_empty() {
        slices.push(slice);
    }
    slices
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_lead_is_in_one_slice_and_slices_are_small(counts in proptest::collection::vec(1_u64..40, 0..60), most in 1_u64..50) {
            let leads: Vec<_> = counts.iter().zip(1..).map(|(count, id)| (LeadId(id), *count)).collect();
            let cut = slices(leads.clone(), most);
            prop_assert_eq!(cut.concat(), leads.iter().map(|(lead, _)| *lead).collect::<Vec<_>>());
            for slice in cut {
                let rows: u64 = slice.iter().map(|lead| counts[usize::try_from(lead.0).expect("small") - 1]).sum();
                prop_assert!(rows <= most || slice.len() == 1);
            }
        }
    }
}
