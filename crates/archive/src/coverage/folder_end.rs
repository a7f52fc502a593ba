//! Decides whether a folder ends too early.

use super::days::{Days, Stretch};
use super::rhythm::expected_pauses;
use super::stretches::{LEAST, MONTH};

/// The least number of days between the last message of the folder and that of the mailbox.
const SHORTEST_TAIL: i32 = 60;
/// The least age of the folder in days. A folder for a project of a few months is meant to end.
const LEAST_AGE: i32 = 730;
/// The least number of messages in each of the last twelve months of the folder.
const LEAST_PER_MONTH: u32 = 5;
/// The folder must have one of this number of messages, or more, in its last year. Folders for topics are smaller, and
/// end when the topic does.
const LEAST_SHARE: u32 = 3;
/// A year in days.
const YEAR: i32 = 365;
/// The longest time before and after the end whose messages are compared, in days.
const COMPARED: i32 = 180;
/// The end is unusual if fewer pauses of its length are expected.
const UNUSUAL: f64 = 0.01;

/// Returns the time after the end of a folder, if messages are probably missing there. `all` contains the messages of
/// the whole mailbox.
pub(super) fn missing_after(folder: &Days, all: &Days) -> Option<Stretch> {
    let (own, whole) = (folder.span()?, all.span()?);
    let tail = Stretch { from: own.to.saturating_add(1), to: whole.to };
    if tail.length() < SHORTEST_TAIL || own.length() < LEAST_AGE || !was_steady(folder, own) {
        return None;
    }
    if expected_pauses(folder, tail)? >= UNUSUAL {
        return None;
    }
    let year = tail.before(YEAR);
    let is_large = folder.count(year).saturating_mul(LEAST_SHARE) >= all.count(year);
    let months = u32::try_from(tail.length() / MONTH).unwrap_or(0).max(1);
    let length = tail.length().min(COMPARED);
    let before = tail.before(length);
    let after = Stretch { from: tail.from, to: tail.from.saturating_add(length).saturating_sub(1) };
    let own_before = folder.count(before);
    let others_before = all.count(before).saturating_sub(own_before);
    let others_go_on = all.count(tail) >= LEAST.saturating_mul(months)
        && all.count(after).saturating_mul(2) >= others_before;
    // If another folder received the messages from then on, the mailbox did not become smaller.
    let lost = all.count(before).saturating_sub(all.count(after));
    (is_large && others_go_on && lost.saturating_mul(3) >= own_before.saturating_mul(2)).then_some(tail)
}

/// Returns true if the folder received messages in each of its last twelve months.
fn was_steady(folder: &Days, own: Stretch) -> bool {
    (0..12).all(|month| {
        let to = own.to.saturating_sub(MONTH.saturating_mul(month));
        let least = if month == 0 { LEAST } else { LEAST_PER_MONTH };
        folder.count(Stretch { from: to.saturating_sub(MONTH).saturating_add(1), to }) >= least
    })
}
