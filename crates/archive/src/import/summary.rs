//! Writes the summary of the import of one source.

use foundmail_import::{Shape, format_named};

use crate::import::completeness::{count, grouped};
use crate::view::SourceReport;

/// Numbers of the deleted items that an import found: all of them, and those that are new in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deleted {
    pub found: u32,
    pub new: u32,
}

/// Returns the summary of the import of a source. `deleted` is `None` if the import did not look for deleted
/// items. `known_damaged` is the number of damaged items that the archive already had.
pub(super) fn summary(report: &SourceReport, known_damaged: u32, deleted: Option<Deleted>) -> String {
    let mut sentences = vec![report.missing.clone().unwrap_or_else(|| came_in(report, known_damaged))];
    sentences.extend(deleted.map(|deleted| looked_for(deleted, report.missing.is_some())));
    if report.format == "ost" && report.found > 0 {
        sentences.push(LOCAL_COPY.to_owned());
    }
    sentences.join(" ")
}

/// A note that is added for every OST. Even an undamaged OST may lack messages that were only on the server.
const LOCAL_COPY: &str = "This is Outlook's local copy, which may contain only the last 12 months. \
                          Keep the old computer unchanged until you know that nothing is missing.";

fn came_in(report: &SourceReport, known_damaged: u32) -> String {
    let SourceReport { found, copies, damaged, .. } = *report;
    let known = copies.saturating_add(known_damaged.min(damaged)).min(found);
    let new = found.saturating_sub(known);
    let mail = report.by_kind.mail;
    let of = |part: u32| if mail == found { count(part, part) } else { count(part, part.saturating_sub(1)) };
    let was = |part: u32| if part == 1 { "was" } else { "were" };
    let damage = match damaged {
        0 => String::new(),
        1 if found == 1 => " It is damaged.".to_owned(),
        1 => format!(" {} is damaged.", of(1)),
        _ => format!(" {} are damaged.", of(damaged)),
    };
    // A mailbox with a damaged message is not called complete, because part of that message is missing.
    let complete = if damaged == 0 && report.format != "ost" { "Complete: " } else { "" };
    match (found, new, known) {
        (0, ..) => "No mail was found.".to_owned(),
        (1, 0, _) => format!("Nothing new: the {} was already here.{damage}", noun(mail == found)),
        (_, 0, _) => format!("Nothing new: all {} were already here.{damage}", of(found)),
        (_, _, 0) => format!("{complete}{} {} added.{damage}", of(found), was(found)),
        _ => format!(
            "{complete}{} {} added; {} {} here.{damage}",
            of(new),
            was(new),
            grouped(known.into()),
            if known == 1 { "is a copy of a message already" } else { "are copies of messages already" }
        ),
    }
}

fn noun(mail: bool) -> &'static str {
    if mail { "message" } else { "item" }
}

fn looked_for(deleted: Deleted, is_incomplete: bool) -> String {
    let Deleted { found, new } = deleted;
    let messages = |part: u32| match part {
        1 => "1 deleted item was found".to_owned(),
        _ => format!("{} deleted items were found", grouped(part.into())),
    };
    match (found, new) {
        (0, _) if is_incomplete => "No deleted items were found in the part that could be read.".to_owned(),
        (0, _) => "No deleted items were found.".to_owned(),
        (_, 0) => format!("{}, all already here.", messages(found)),
        _ if found == new => format!("{} and added.", messages(found)),
        _ => format!("{}; {} of them are new.", messages(found), grouped(new.into())),
    }
}

/// Returns true if the source is a single message, and the message is damaged. Such a source is incomplete.
pub(super) fn is_damaged_single(report: &SourceReport) -> bool {
    let is_single = format_named(&report.format).is_some_and(|format| format.shape() == Shape::Message);
    is_single && report.damaged > 0
}

#[cfg(test)]
mod tests {
    use super::{Deleted, summary};
    use crate::view::{KindCounts, SourceReport};

    #[test]
    fn each_end_has_its_sentence() {
        let deleted = |found, new| Some(Deleted { found, new });
        for (found, copies, damaged, deleted, expected) in [
            (71, 0, 0, None, "Complete: 71 messages were added."),
            (1, 0, 0, None, "Complete: 1 message was added."),
            (71, 0, 3, None, "71 messages were added. 3 messages are damaged."),
            (71, 3, 0, None, "Complete: 68 messages were added; 3 are copies of messages already here."),
            (71, 71, 0, None, "Nothing new: all 71 messages were already here."),
            (1, 1, 0, None, "Nothing new: the message was already here."),
            (0, 0, 0, None, "No mail was found."),
            (
                71,
                71,
                0,
                deleted(0, 0),
                "Nothing new: all 71 messages were already here. No deleted items were found.",
            ),
            (
                1234,
                1220,
                0,
                deleted(14, 14),
                "Complete: 14 messages were added; 1,220 are copies of messages already here. 14 deleted items were found and added.",
            ),
            (
                80,
                80,
                0,
                deleted(9, 0),
                "Nothing new: all 80 messages were already here. 9 deleted items were found, all already here.",
            ),
            (
                80,
                75,
                0,
                deleted(9, 5),
                "Complete: 5 messages were added; 75 are copies of messages already here. 9 deleted items were found; 5 of them are new.",
            ),
        ] {
            let ready = found - copies - damaged;
            let by_kind = KindCounts { mail: found, ..KindCounts::default() };
            let report = SourceReport { found, ready, copies, damaged, by_kind, ..SourceReport::default() };
            assert_eq!(summary(&report, 0, deleted), expected);
        }
    }
}
