//! Whose turn it is to be restored aside.

use crate::{backups::model::Proof, base::ids::AccountId};

/// The one of these whose last drill is the longest ago; one that never had any comes first. A drill that failed counts too, or a
/// broken account would keep all others from their turn. Absent when there is none.
pub fn next(accounts: &[AccountId], proofs: &[Proof]) -> Option<AccountId> {
    let tried = |account: AccountId| proofs.iter().find(|proof| proof.account == account).map(|proof| proof.tried_at);
    accounts.iter().copied().min_by_key(|account| (tried(*account), *account))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Timestamp;

    #[test]
    fn everybody_has_a_turn() {
        let accounts = [AccountId(0), AccountId(1), AccountId(2)];
        let mut proofs: Vec<Proof> = Vec::new();
        let mut order = Vec::new();
        for night in 0..6 {
            let account = next(&accounts, &proofs).expect("one");
            order.push(account.0);
            proofs.retain(|proof| proof.account != account);
            proofs.push(Proof { account, tried_at: Timestamp(night), fault: None, good: None });
        }
        assert_eq!(order, [0, 1, 2, 0, 1, 2]);
        assert_eq!(next(&[], &proofs), None);
    }
}
