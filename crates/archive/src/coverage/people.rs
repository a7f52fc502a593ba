//! Finds people who wrote every week and stop at the same time.

use super::days::{Days, Stretch};
use super::stretches::LEAST;

/// A message that somebody wrote to the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Written {
    /// Hash of the sender's address.
    pub sender: u64,
    pub day: i32,
    /// Id of the message, from which the name of the sender can be read.
    pub message: u32,
}

/// People who stop in the same week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoppedTogether {
    /// The last of their last days.
    pub day: i32,
    /// The last message of each of them.
    pub messages: Vec<u32>,
}

/// The days before the last message in which somebody must have written.
const BEFORE: i32 = 182;
/// The least number of the 26 weeks in this time with a message.
const LEAST_WEEKS: usize = 20;
/// The least number of people.
const LEAST_PEOPLE: usize = 3;
/// The least number of days for which the mailbox must go on, so that the end is not that of the mailbox.
const GOES_ON: i32 = 60;
/// The number of such weeks that may occur by chance in a mailbox.
const CHANCE: f64 = 0.01;
/// The days in which all of them stop.
const TOGETHER: i32 = 7;

/// Returns the groups of people who wrote every week and stop in the same week. `received` contains all received
/// messages.
pub(super) fn stopped_together(mut written: Vec<Written>, received: &Days) -> Vec<StoppedTogether> {
    let Some(span) = received.span() else { return Vec::new() };
    written.sort_unstable();
    let of_people = written.chunk_by(|one, other| one.sender == other.sender);
    let mut stops: Vec<(i32, u32)> = of_people.filter_map(stop_of_weekly).collect();
    stops.retain(|&(day, _)| goes_on_after(received, span, day));
    stops.sort_unstable();
    let mut found = Vec::new();
    let mut rest = stops.as_slice();
    while let Some(&(first, _)) = rest.first() {
        let together = rest.partition_point(|&(day, _)| day < first.saturating_add(TOGETHER));
        let (group, after) = rest.split_at_checked(together.max(1)).unwrap_or((rest, &[]));
        if group.len() >= LEAST_PEOPLE && chance(&stops, group.len(), first, span) < CHANCE {
            let day = group.last().map_or(first, |&(day, _)| day);
            found
                .push(StoppedTogether { day, messages: group.iter().map(|&(_, message)| message).collect() });
            rest = after;
        } else {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    found
}

/// Returns the last day and message of a person who wrote in most weeks of the half year before.
fn stop_of_weekly(written: &[Written]) -> Option<(i32, u32)> {
    let last = written.last()?;
    let begin = last.day.saturating_sub(BEFORE);
    let mut weeks: Vec<i32> = written
        .iter()
        .filter(|one| one.day > begin)
        .map(|one| last.day.saturating_sub(one.day).div_euclid(7))
        .collect();
    weeks.dedup();
    (weeks.len() >= LEAST_WEEKS).then_some((last.day, last.message))
}

fn goes_on_after(received: &Days, span: Stretch, day: i32) -> bool {
    let after = Stretch { from: day.saturating_add(TOGETHER), to: day.saturating_add(GOES_ON) };
    span.to > after.to && received.count(after) >= LEAST
}

/// Returns the expected number of groups of `size` people who stop in the same week by chance. It assumes that all people who
/// stop within a year of `day` stop independently.
fn chance(stops: &[(i32, u32)], size: usize, day: i32, span: Stretch) -> f64 {
    let near = stops.iter().filter(|(other, _)| other.abs_diff(day) <= 365).count();
    let others = f64::from(u32::try_from(near.saturating_sub(size)).unwrap_or(u32::MAX));
    // Two years have 104 weeks.
    let mean = (others / 104.0).max(0.01);
    let mut term = (-mean).exp();
    let mut below = 0.0;
    for number in 0..u32::try_from(size).unwrap_or(u32::MAX) {
        below += term;
        term *= mean / f64::from(number.saturating_add(1));
    }
    (1.0 - below).max(0.0) * f64::from(span.length()) / 7.0
}
