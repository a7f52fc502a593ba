//! Finds stretches of a month or longer without messages that are probably missing.
//!
//! A pause is reported only if all of these are true:
//!
//! - It is at least four weeks long, and the months before and after it have at least ten messages each.
//! - Messages were to be expected: the mailbox is not usually quiet at this time of the year (`season`).
//! - The pause is longer than the pauses of this mailbox usually are (`rhythm`).

use super::days::{Days, Stretch};
use super::rhythm::expected_pauses;
use super::season::Season;

/// The shortest pause in days. February has this number of days.
const SHORTEST: i32 = 28;
/// A month in days.
pub(super) const MONTH: i32 = 31;
/// The least number of messages in the months before and after a pause.
pub(super) const LEAST: u32 = 10;
/// The shortest pause of sent messages in days. Holidays are shorter.
const SENT_PAUSE: i32 = 60;
/// The least number of sent messages per month before and after such a pause.
const LEAST_SENT: u32 = 20;
/// The least number of messages that are expected during a pause.
const LEAST_EXPECTED: f64 = 6.0;
/// A pause is unusual if fewer pauses of its length are expected around it.
const UNUSUAL: f64 = 0.1;
/// A pause is very unusual if fewer pauses of its length are expected around it.
const VERY_UNUSUAL: f64 = 0.0005;
/// The number of expected messages from which a gap is likely.
const MANY_EXPECTED: f64 = 20.0;

/// A stretch without messages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MissingStretch {
    pub stretch: Stretch,
    /// Messages per month before and after it.
    pub per_month: u32,
    /// Number of other years that were compared.
    pub years: u32,
    /// True if there is little doubt.
    pub is_likely: bool,
}

/// Returns the stretches without messages that are probably missing.
pub(super) fn missing_stretches(days: &Days) -> Vec<MissingStretch> {
    days.pauses().filter(|pause| pause.length() >= SHORTEST).filter_map(|pause| judge(days, pause)).collect()
}

/// Returns the stretches without sent messages in which the owner went on receiving messages. They must be longer than
/// holidays.
pub(super) fn missing_sent(sent: &Days, received: &Days) -> Vec<MissingStretch> {
    let goes_on = |missing: &MissingStretch| {
        let stretch = missing.stretch;
        let during = i64::from(received.count(stretch));
        let around = received.count(stretch.before(MONTH)).min(received.count(stretch.after(MONTH)));
        // At least half of the usual messages, and at least ten a month.
        let least = i64::from(around / 2).max(i64::from(LEAST)).saturating_mul(stretch.length().into());
        stretch.length() >= SENT_PAUSE
            && missing.per_month >= LEAST_SENT
            && during.saturating_mul(MONTH.into()) >= least
    };
    missing_stretches(sent).into_iter().filter(goes_on).collect()
}

fn judge(days: &Days, pause: Stretch) -> Option<MissingStretch> {
    let around = [days.count(pause.before(MONTH)), days.count(pause.after(MONTH))];
    if around.iter().any(|&count| count < LEAST) {
        return None;
    }
    let season = Season::of(days, pause);
    if season.explains(pause.length()) {
        return None;
    }
    let fewest = around.iter().copied().min().unwrap_or(0);
    let per_day = f64::from(fewest) / f64::from(MONTH);
    let expected = per_day * f64::from(pause.length()) * season.share.min(1.0);
    let pauses = expected_pauses(days, pause)?;
    if expected < LEAST_EXPECTED || pauses >= UNUSUAL {
        return None;
    }
    let sum = around.iter().copied().fold(0, u32::saturating_add);
    Some(MissingStretch {
        stretch: pause,
        per_month: sum / 2,
        years: season.years,
        is_likely: season.years >= 2 && expected >= MANY_EXPECTED && pauses < VERY_UNUSUAL,
    })
}
