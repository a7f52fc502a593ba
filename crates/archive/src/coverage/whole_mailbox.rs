//! Gaps that concern a mailbox as a whole.

use super::calendar::a_year_before;
use super::days::{Days, Stretch};
use super::stretches::{LEAST, MONTH};

/// The least number of sent messages for a mailbox that has only these.
const LEAST_SENT: u32 = 50;
/// The least number of received messages for a mailbox that has only these. Some people answer rarely.
const LEAST_RECEIVED: u32 = 200;
/// The least number of messages of a mailbox that is said to begin too late.
const LEAST_IN_A_YEAR: u32 = 100;
/// Days by which the begin may differ from a year before the last message.
const NEARLY: u32 = 2;

/// Returns true if a mailbox has sent mail, but no received mail.
pub(super) fn has_only_sent(received: &Days, sent: &Days) -> bool {
    received.total() == 0 && sent.total() >= LEAST_SENT
}

/// Returns true if a mailbox has received mail, but no sent mail.
pub(super) fn has_only_received(received: &Days, sent: &Days) -> bool {
    sent.total() == 0 && received.total() >= LEAST_RECEIVED
}

/// Returns true if a mailbox begins in full swing, twelve months before its last message. Outlook keeps the mail of
/// twelve months in an OST, unless the owner asks for more.
pub(super) fn begins_a_year_before_its_end(all: &Days) -> bool {
    let Some(span) = all.span() else { return false };
    let Some(expected) = a_year_before(span.to) else { return false };
    let first_month = Stretch { from: span.from, to: span.from.saturating_add(MONTH) };
    span.from.abs_diff(expected) <= NEARLY
        && all.total() >= LEAST_IN_A_YEAR
        && all.count(first_month) >= LEAST
}
