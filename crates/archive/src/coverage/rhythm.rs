//! Decides whether a pause is longer than the pauses that a mailbox usually has.

use super::days::{Days, Stretch};

/// The days before and after a pause with whose pauses it is compared.
const AROUND: i32 = 365;
/// The share of the longest pauses from which the length of a rarer pause is estimated.
const LONG: f64 = 0.1;
/// The least number of pauses that are needed for an estimate.
const LEAST: usize = 12;

/// Returns how many pauses of this length, or longer, the rhythm of the mailbox lets expect within the days around it.
/// `None` if there are too few messages for an estimate.
///
/// The lengths of pauses between active days fall off exponentially. The estimate uses the median of the longest
/// tenth, which a few unusual pauses do not move.
pub(super) fn expected_pauses(days: &Days, pause: Stretch) -> Option<f64> {
    let around = Stretch { from: pause.from.saturating_sub(AROUND), to: pause.to.saturating_add(AROUND) };
    let others = days.pauses_in(around).filter(|other| other.from != pause.from);
    let mut lengths: Vec<f64> = others.map(|other| f64::from(other.length().max(0))).collect();
    if lengths.len() < LEAST {
        return None;
    }
    lengths.sort_by(f64::total_cmp);
    let count = f64::from(u32::try_from(lengths.len()).unwrap_or(u32::MAX));
    let rare = lengths.len().saturating_sub((lengths.len() / 10).max(1));
    let longest = lengths.get(rare..).unwrap_or_default();
    let threshold = longest.first().copied().unwrap_or(0.0);
    let median = longest.get(longest.len() / 2).copied().unwrap_or(0.0);
    // The median of an exponential distribution is its mean times ln 2. Days are whole, so the mean is at least 1.
    let mean = ((median - threshold) / std::f64::consts::LN_2).max(1.0);
    let share = LONG * (-(f64::from(pause.length()) - threshold).max(0.0) / mean).exp();
    Some(count * share)
}
