//! Conversions of numbers for views.

/// Returns a count as the window shows it. A count that does not fit becomes the largest number.
pub(crate) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Returns `part` divided by `all`, at most 1. The result is 1 if `all` is 0.
pub(crate) fn fraction(part: u64, all: u64) -> f64 {
    if all == 0 || part >= all {
        return 1.0;
    }
    // A double represents whole numbers up to 2^53 exactly. Counts of messages are far below.
    #[expect(clippy::cast_precision_loss, reason = "a fraction for a progress bar")]
    let fraction = part as f64 / all as f64;
    fraction
}
