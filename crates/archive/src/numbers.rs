//! Conversions of numbers for views.

/// Returns a count as the window shows it. A count that is too large becomes the largest number.
pub(crate) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Returns `part` divided by `all`, at most 1. The result is 1 if `all` is 0.
pub(crate) fn fraction(part: u64, all: u64) -> f64 {
    if all == 0 || part >= all {
        return 1.0;
    }
    // Counts of messages are far below the largest whole number that a double represents exactly.
    #[expect(clippy::cast_precision_loss, reason = "a fraction for a progress bar")]
    let fraction = part as f64 / all as f64;
    fraction
}
