//! Names the parts that one copy of a message lacks.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use foundmail_mail::{Attachment, Message};
use serde::Serialize;

use super::side::SideName;

/// The part of a message that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// Attachments are missing.
    Attachments,
    /// The text is shorter or different, or the formatted text is missing.
    Body,
    /// Recipients are missing.
    Recipients,
    /// The subject is different.
    Subject,
    /// One copy is damaged.
    Damaged,
    /// One copy cannot be read from the archive.
    Unreadable,
}

/// A difference between the two copies of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The part that differs.
    pub kind: DifferenceKind,
    /// The side that lacks something. None if neither side has more than the other.
    pub lacks: Option<SideName>,
    /// The difference as a sentence.
    pub what: String,
}

/// A copy of a message, as far as it is compared.
#[derive(Clone, Copy)]
pub(super) struct Compared<'m> {
    pub message: &'m Message,
    pub damaged: bool,
}

/// Maximum number of names in a sentence.
const MAX_NAMES: usize = 5;

/// Returns the differences between two copies of one message. A copy that cannot be read is `None`.
pub(super) fn differences(a: Option<Compared<'_>>, b: Option<Compared<'_>>) -> Vec<Difference> {
    let unreadable = |side: SideName| Difference {
        kind: DifferenceKind::Unreadable,
        lacks: Some(side),
        what: format!("The copy in {} cannot be read. Verify the archive.", side.letter()),
    };
    let (Some(a), Some(b)) = (a, b) else {
        let missing = [(a.is_none(), SideName::A), (b.is_none(), SideName::B)];
        return missing.into_iter().filter(|(is, _)| *is).map(|(_, side)| unreadable(side)).collect();
    };
    let mut found = Vec::new();
    for (full, part, side) in [(a, b, SideName::B), (b, a, SideName::A)] {
        found.extend(missing_files(full.message, part.message, side));
        found.extend(missing_recipients(full.message, part.message, side));
        found.extend(missing_format(full.message, part.message, side));
    }
    found.extend(texts(a.message, b.message));
    if a.message.subject.trim() != b.message.subject.trim() {
        let what = "The subjects are different.".to_owned();
        found.push(Difference { kind: DifferenceKind::Subject, lacks: None, what });
    }
    if found.is_empty() && a.damaged != b.damaged {
        let side = if a.damaged { SideName::A } else { SideName::B };
        let what = format!("The copy in {} is damaged.", side.letter());
        found.push(Difference { kind: DifferenceKind::Damaged, lacks: Some(side), what });
    }
    found
}

/// Returns true if an attachment belongs to the content of a message. A `winmail.dat` whose files are listed
/// separately does not.
fn is_content(file: &Attachment) -> bool {
    !file.inline || file.media_type.starts_with("image/")
}

fn missing_files(full: &Message, part: &Message, side: SideName) -> Option<Difference> {
    let mut there: Vec<[u8; 16]> = part.attachments.iter().map(|file| file.digest).collect();
    let missing = full.attachments.iter().filter(|file| is_content(file)).filter(|file| {
        let at = there.iter().position(|digest| *digest == file.digest);
        at.map(|at| there.swap_remove(at)).is_none()
    });
    let names: Vec<&str> = missing.map(|file| file.name.as_str()).collect();
    let what = match names.len() {
        0 => return None,
        1 => format!("The attachment {} is missing in {}.", listed(&names), side.letter()),
        count => format!("{count} attachments are missing in {}: {}.", side.letter(), listed(&names)),
    };
    Some(Difference { kind: DifferenceKind::Attachments, lacks: Some(side), what })
}

fn missing_recipients(full: &Message, part: &Message, side: SideName) -> Option<Difference> {
    let (all, there) = (recipients(full), recipients(part));
    let missing: Vec<&str> = all.difference(&there).map(String::as_str).collect();
    let what = match missing.len() {
        0 => return None,
        1 => format!("The recipient {} is missing in {}.", listed(&missing), side.letter()),
        count => format!("{count} recipients are missing in {}: {}.", side.letter(), listed(&missing)),
    };
    Some(Difference { kind: DifferenceKind::Recipients, lacks: Some(side), what })
}

/// Returns the addresses of the recipients in lower case.
pub(super) fn recipients(message: &Message) -> BTreeSet<String> {
    let people = message.to.iter().chain(&message.cc).chain(&message.bcc);
    people.map(|person| person.address.to_lowercase()).filter(|address| address.contains('@')).collect()
}

fn missing_format(full: &Message, part: &Message, side: SideName) -> Option<Difference> {
    (full.html.is_some() && part.html.is_none()).then(|| Difference {
        kind: DifferenceKind::Body,
        lacks: Some(side),
        what: format!("The formatted text is missing in {}.", side.letter()),
    })
}

fn texts(a: &Message, b: &Message) -> Option<Difference> {
    if words(&a.text).eq(words(&b.text)) {
        return None;
    }
    let (in_a, in_b) = (words(&a.text).count(), words(&b.text).count());
    let (lacks, what) = match in_a.cmp(&in_b) {
        std::cmp::Ordering::Less => (Some(SideName::A), shorter("A", in_a, "B", in_b)),
        std::cmp::Ordering::Greater => (Some(SideName::B), shorter("B", in_b, "A", in_a)),
        std::cmp::Ordering::Equal => (None, "The words of the text are different.".to_owned()),
    };
    Some(Difference { kind: DifferenceKind::Body, lacks, what })
}

fn shorter(short: &str, few: usize, long: &str, many: usize) -> String {
    format!("The text is shorter in {short}: {few} words instead of {many} in {long}.")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn listed(names: &[&str]) -> String {
    let mut shown = names.iter().take(MAX_NAMES).copied().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MAX_NAMES);
    if more > 0 {
        let _ = write!(shown, " and {more} more");
    }
    shown
}
