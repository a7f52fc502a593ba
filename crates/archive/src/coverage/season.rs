//! Decides how long a mailbox is usually quiet at a time of the year.

use super::days::{Days, Stretch};

/// Half a year in days.
const HALF_A_YEAR: i32 = 182;
/// A stretch is quiet if it has at most this share of the messages of an average stretch.
const QUIET: f64 = 0.1;
/// A time of the year is not usually quiet if it has more than this share of the messages of an average time.
const SHARE: f64 = 0.6;
/// Other years that are compared, before and after.
const YEARS: i32 = 15;
/// The longest part of a year that is searched for a quiet stretch, before and after a day, in days.
const SEARCHED: i32 = 200;
/// A year is compared only if it has this number of messages per month on average.
const LEAST_PER_MONTH: f64 = 3.0;

/// The same time of the year in other years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Season {
    /// Number of other years that the mailbox covers.
    pub years: u32,
    /// The usual length of the quiet stretch at this time, in days. A third of the other years has a longer one.
    pub usual: i32,
    /// Median share of the messages at this time, compared with an average time of the year.
    pub share: f64,
}

impl Season {
    /// Compares a pause with the same time in other years.
    pub(super) fn of(days: &Days, pause: Stretch) -> Self {
        let (mut shares, mut lengths) = (Vec::new(), Vec::new());
        for year in (-YEARS..=YEARS).filter(|&year| year != 0) {
            let there = pause.shifted(days_of_years(year));
            let Some(per_day) = average_of(days, there) else { continue };
            shares.push(f64::from(days.count(there)) / (per_day * f64::from(there.length())));
            lengths.push(quiet_length(days, there, per_day));
        }
        shares.sort_by(f64::total_cmp);
        lengths.sort_unstable_by_key(|&length| std::cmp::Reverse(length));
        // One unusually long pause in another year must not hide this one.
        let rank = lengths.len().div_ceil(3).max(2).min(lengths.len());
        Self {
            years: u32::try_from(lengths.len()).unwrap_or(u32::MAX),
            usual: rank.checked_sub(1).and_then(|at| lengths.get(at)).copied().unwrap_or(0),
            share: shares.get(shares.len() / 2).copied().unwrap_or(1.0),
        }
    }

    /// Returns true if a quiet stretch of this length is usual at this time. Pauses move and change by some days.
    pub(super) fn explains(self, length: i32) -> bool {
        let moves = (self.usual / 5).clamp(5, 12);
        self.share < SHARE && length < self.usual.saturating_add(moves)
    }
}

fn days_of_years(years: i32) -> i32 {
    // A year has about 365 days and a quarter.
    years.saturating_mul(1461).div_euclid(4)
}

/// Returns the average number of messages per day in the year around a stretch. `None` if the mailbox does not cover
/// the stretch, or has too few messages.
fn average_of(days: &Days, stretch: Stretch) -> Option<f64> {
    let span = days.span()?;
    let is_covered = span.from < stretch.from && span.to > stretch.to;
    let middle = stretch.from.midpoint(stretch.to);
    let year = Stretch {
        from: middle.saturating_sub(HALF_A_YEAR).max(span.from),
        to: middle.saturating_add(HALF_A_YEAR).min(span.to),
    };
    let average = f64::from(days.count(year)) / f64::from(year.length().max(1));
    (is_covered && average * 30.0 >= LEAST_PER_MONTH).then_some(average)
}

/// Returns the length of the longest quiet stretch that covers a part of the given one. Two stretches that touch only
/// in a few days are not at the same time, so a third of the shorter one must be common to both.
fn quiet_length(days: &Days, around: Stretch, per_day: f64) -> i32 {
    let searched =
        Stretch { from: around.from.saturating_sub(SEARCHED), to: around.to.saturating_add(SEARCHED) };
    let pauses: Vec<Stretch> = days.pauses_in(searched).collect();
    let mut longest = 0;
    for (at, first) in pauses.iter().enumerate().filter(|(_, pause)| pause.length() > 0) {
        for last in pauses.iter().skip(at).filter(|pause| pause.length() > 0) {
            let quiet = Stretch { from: first.from, to: last.to };
            if quiet.length() <= longest {
                continue;
            }
            let most = QUIET * per_day * f64::from(quiet.length());
            let common =
                quiet.to.min(around.to).saturating_sub(quiet.from.max(around.from)).saturating_add(1);
            let shorter = quiet.length().min(around.length());
            if common.saturating_mul(3) >= shorter && f64::from(days.count(quiet)) <= most {
                longest = quiet.length();
            }
        }
    }
    longest
}
