//! Writes sentences about a source that is not whole. They contain the number of messages that were read, the
//! missing part, the reason, and advice.

use std::collections::BTreeSet;

use foundmail_defect::{Reason, Shortfall};
use foundmail_import::{Format, Shape, format_named};
use foundmail_store::{SourceProgress, SourceState};

use crate::view::Completeness;

/// The facts about a source that the sentences contain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'s> {
    /// Format of the source: `pst`, `mbox`, `folder` and so on.
    pub format: &'s str,
    /// Size of the source in bytes.
    pub size: u64,
    /// Number of the source's items in the archive.
    pub items: u32,
    /// Number of those items that are mail.
    pub mail: u32,
}

impl Source<'_> {
    /// Returns the noun for the source in sentences.
    fn noun(self) -> &'static str {
        match format_named(self.format).map(Format::shape) {
            Some(Shape::Folder) => "folder",
            Some(Shape::Container) => "archive",
            Some(Shape::Message) => "message",
            _ => "file",
        }
    }

    fn is_outlook(self) -> bool {
        matches!(self.format, "pst" | "ost")
    }

    /// Returns the number of items as a sentence without a full stop, such as `51 messages were recovered`.
    fn came_in(self) -> String {
        let verb = if self.is_outlook() { "recovered" } else { "read" };
        match self.items {
            0 => format!("No message could be {verb}"),
            1 => format!("{} was {verb}", count(self.items, self.mail)),
            _ => format!("{} were {verb}", count(self.items, self.mail)),
        }
    }
}

/// Returns a number of items with its noun: `1 message`, or `8,431 items` if some are not mail.
pub(crate) fn count(items: u32, mail: u32) -> String {
    match (items, items == mail) {
        (1, true) => "1 message".to_owned(),
        (1, false) => "1 item".to_owned(),
        (_, true) => format!("{} messages", grouped(items.into())),
        (_, false) => format!("{} items", grouped(items.into())),
    }
}

/// Returns a number with commas between groups of three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns the completeness for a report. A source that is still being read counts as incomplete.
pub(crate) fn completeness(progress: SourceProgress) -> Completeness {
    match progress {
        SourceProgress::Whole => Completeness::Whole,
        SourceProgress::Reading | SourceProgress::Incomplete => Completeness::Incomplete,
        SourceProgress::Unreadable => Completeness::Unreadable,
    }
}

/// Returns sentences that name the missing part of a source and the reason, and give advice. Returns `None` if the
/// source is whole.
pub(crate) fn missing(name: &str, source: Source<'_>, state: &SourceState) -> Option<String> {
    match state.progress {
        SourceProgress::Whole => None,
        SourceProgress::Reading => Some(stopped(name, source, state.bytes_read)),
        SourceProgress::Incomplete | SourceProgress::Unreadable => Some(because(source, &state.shortfalls)),
    }
}

/// Returns the sentences about an import that stopped early.
pub(crate) fn stopped(name: &str, source: Source<'_>, bytes_read: u64) -> String {
    let came_in = source.came_in();
    let rest = if source.items == 0 { "" } else { "; the rest has not been read yet" };
    format!(
        "The import of {name} stopped{}. {came_in}{rest}. Continue the import, or add the {} again.",
        if bytes_read > 0 { at_percent(bytes_read, source.size) } else { String::new() },
        source.noun()
    )
}

/// Returns the sentences about a source that this or another program is reading.
pub(crate) fn being_read(name: &str, source: Source<'_>) -> String {
    format!("{name} is still being read. {} so far.", source.came_in())
}

/// Returns the share of the bytes that were read, such as ` at 61 %`. Empty if the size is 0.
pub(crate) fn at_percent(bytes: u64, size: u64) -> String {
    let percent = bytes.saturating_mul(100).checked_div(size).map(|percent| percent.min(99));
    percent.map(|percent| format!(" at {percent} %")).unwrap_or_default()
}

/// Returns the rank of a reason. The sentences name the reason with the lowest rank.
fn weight(reason: &Reason) -> u8 {
    match reason {
        Reason::InUse => 0,
        Reason::EndsEarly { .. } => 1,
        Reason::Unreadable { .. } => 2,
        Reason::Changed => 3,
        Reason::PartDamaged => 4,
        Reason::DirectoryDamaged => 5,
        Reason::FolderUnlisted => 6,
        Reason::Limit { .. } => 7,
        Reason::Shortened { .. } => 8,
    }
}

fn because(source: Source<'_>, shortfalls: &[Shortfall]) -> String {
    let own = shortfalls.iter().filter(|shortfall| shortfall.file.is_empty());
    if let Some(gravest) = own.min_by_key(|shortfall| weight(&shortfall.reason)) {
        return of_source(source, &gravest.reason);
    }
    let Some(gravest) = shortfalls.iter().min_by_key(|shortfall| weight(&shortfall.reason)) else {
        // An incomplete source without a shortfall is always a single message that is damaged.
        return format!(
            "This {} is damaged, and part of it is missing. Ask for a fresh copy.",
            source.noun()
        );
    };
    of_files(source, gravest, shortfalls)
}

/// Returns the sentences about a source with one file: the reason, the number of items and the missing part, and
/// advice.
fn of_source(source: Source<'_>, reason: &Reason) -> String {
    if let (Reason::Unreadable { why }, 0) = (reason, source.items) {
        return unreadable(source.noun(), why);
    }
    let (happened, rest, todo) = (happened(source, reason), rest(source, reason), todo(source, reason));
    match source.items {
        0 => format!("{happened}. {}. {todo}.", source.came_in()),
        _ => format!("{happened}. {}; {rest}. {todo}.", source.came_in()),
    }
}

fn happened(source: Source<'_>, reason: &Reason) -> String {
    let noun = source.noun();
    match reason {
        Reason::EndsEarly { size, expected: Some(expected) } | Reason::Shortened { size, expected } => {
            format!("This {noun} is incomplete: only {} exist", of_sizes(*size, *expected))
        }
        Reason::EndsEarly { .. } if source.format == "mbox" => {
            format!("This {noun} is incomplete: it ends in the middle of a message")
        }
        Reason::EndsEarly { .. } => format!("This {noun} is incomplete: it ends too early"),
        Reason::DirectoryDamaged => format!("The directory inside this {noun} is damaged"),
        Reason::FolderUnlisted if source.is_outlook() => {
            format!("The list of messages of a folder in this {noun} is damaged")
        }
        Reason::FolderUnlisted => "Some files of a folder could not be listed".to_owned(),
        Reason::PartDamaged => format!("Part of this {noun} is damaged"),
        Reason::InUse => format!("Another program is using this {noun}, so it could not be read"),
        Reason::Changed => format!("This {noun} changed while it was read"),
        Reason::Unreadable { why } => {
            format!("This {noun} could not be read to its end ({})", part_of_sentence(why))
        }
        Reason::Limit { why } => format!("Part of this {noun} was not opened: {}", part_of_sentence(why)),
    }
}

fn rest(source: Source<'_>, reason: &Reason) -> &'static str {
    match reason {
        Reason::EndsEarly { expected: Some(_), .. } => "messages in the missing part are lost",
        Reason::EndsEarly { .. } if source.format == "mbox" => {
            "the end of the last message and everything after it are missing"
        }
        Reason::EndsEarly { .. } => "everything after that point is missing",
        Reason::Shortened { .. } => "all messages in the directory of the file were found",
        Reason::PartDamaged => "messages in the damaged part are missing",
        Reason::InUse | Reason::Unreadable { .. } => "the rest is missing",
        Reason::DirectoryDamaged | Reason::FolderUnlisted | Reason::Changed | Reason::Limit { .. } => {
            "more messages may be missing"
        }
    }
}

fn todo(source: Source<'_>, reason: &Reason) -> String {
    let noun = source.noun();
    match reason {
        Reason::EndsEarly { .. } | Reason::Shortened { .. } | Reason::PartDamaged => {
            format!("Ask for a fresh copy of the {noun}")
        }
        Reason::FolderUnlisted if !source.is_outlook() => {
            format!("Check the disk, then add the {noun} again")
        }
        Reason::DirectoryDamaged | Reason::FolderUnlisted => {
            format!("If you have another copy of the {noun}, add it too")
        }
        Reason::InUse => format!("Close that program (usually Outlook), then add the {noun} again"),
        Reason::Changed => format!("Close the program that is using the {noun}, then add the {noun} again"),
        Reason::Unreadable { .. } => {
            format!("If you can, copy the {noun} to another disk, then add the copy")
        }
        Reason::Limit { .. } => "Unpack the file yourself, then add the unpacked folder".to_owned(),
    }
}

/// Returns the sentences about a source of which nothing could be read. If the reason is already a sentence, such
/// as `This is a picture, not mail.`, it is used unchanged.
fn unreadable(noun: &str, why: &str) -> String {
    if why.starts_with("This ") {
        return format!("{}. Nothing was added.", why.trim_end_matches('.'));
    }
    format!(
        "This {noun} could not be read: {}. Nothing was added. Check the {noun}, then add it again.",
        part_of_sentence(why)
    )
}

/// Returns the sentences about damaged files in a folder or in an archive of files. `example` is the most serious
/// shortfall.
fn of_files(source: Source<'_>, example: &Shortfall, shortfalls: &[Shortfall]) -> String {
    let files: BTreeSet<&str> = shortfalls.iter().map(|shortfall| shortfall.file.as_str()).collect();
    let noun = source.noun();
    let why = match &example.reason {
        Reason::EndsEarly { .. } | Reason::Shortened { .. } => "the file ends too early".to_owned(),
        Reason::DirectoryDamaged => "the directory in the file is damaged".to_owned(),
        Reason::FolderUnlisted => "the file contains a damaged list of messages".to_owned(),
        Reason::PartDamaged => "part of the file is damaged".to_owned(),
        Reason::InUse => "another program is using the file".to_owned(),
        Reason::Changed => "the file changed while it was read".to_owned(),
        Reason::Unreadable { why } | Reason::Limit { why } => part_of_sentence(why).to_owned(),
    };
    let what = match files.len() {
        1 => format!("{} in this {noun} could not be read completely: {why}", example.file),
        many => format!(
            "{} files in this {noun} could not be read completely, for example {} ({why})",
            grouped(many as u64),
            example.file
        ),
    };
    let todo = match &example.reason {
        Reason::InUse => format!("Close that program, then add the {noun} again"),
        Reason::Limit { .. } => "Unpack the file yourself, then add the unpacked folder".to_owned(),
        _ if files.len() == 1 => "Ask for a fresh copy of that file".to_owned(),
        _ => "Ask for fresh copies of these files".to_owned(),
    };
    let them = if files.len() == 1 { "that file" } else { "these files" };
    match source.items {
        0 => format!("{what}. {}. {todo}.", source.came_in()),
        _ => format!("{what}. {}; messages in {them} may be missing. {todo}.", source.came_in()),
    }
}

fn part_of_sentence(why: &str) -> &str {
    why.trim_end_matches('.')
}

/// Returns a number of bytes in units of `unit` bytes, rounded to the nearest whole number.
fn rounded_to(value: u64, unit: u64) -> u64 {
    value.saturating_add(unit / 2).checked_div(unit).unwrap_or(value)
}

/// Returns two sizes in the unit of the larger one, such as `9 of 14 MB`. They have enough digits to look
/// different.
fn of_sizes(size: u64, expected: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)];
    let Some((unit, bytes)) = units.into_iter().find(|(_, bytes)| expected >= bytes * 2) else {
        return format!("{} of {} bytes", grouped(size), grouped(expected));
    };
    for digits in 0..3_u32 {
        let scale = 10_u64.pow(digits);
        let rounded = |value: u64| rounded_to(value, bytes / scale.max(1));
        let (have, want) = (rounded(size), rounded(expected));
        if have != want {
            let shown = |value: u64| match digits {
                0 => grouped(value),
                _ => format!("{}.{:0width$}", grouped(value / scale), value % scale, width = digits as usize),
            };
            return format!("{} of {} {unit}", shown(have), shown(want));
        }
    }
    format!("{} of {} bytes", grouped(size), grouped(expected))
}

#[cfg(test)]
mod tests {
    use foundmail_defect::{Reason, Shortfall};
    use foundmail_store::{SourceProgress, SourceState};

    use super::{Source, missing, of_sizes};

    fn say(format: &str, items: u32, shortfalls: Vec<Shortfall>, progress: SourceProgress) -> Option<String> {
        let state = SourceState { progress, shortfalls, bytes_read: 61, texts_left: 0, replaced_by: None };
        missing("office.pst", Source { format, size: 100, items, mail: items }, &state)
    }

    #[test]
    fn each_reason_has_its_sentences() {
        let early = Reason::EndsEarly { size: 9_000_000, expected: Some(14_000_000) };
        let of = Shortfall::of;
        let in_file = |file: &str, reason| Shortfall { reason, file: file.to_owned() };
        let why = || "Permission denied (os error 13)".to_owned();
        let cut = || Reason::EndsEarly { size: 9, expected: None };
        for (format, items, shortfalls, expected) in [
            (
                "pst",
                51,
                vec![of(Reason::DirectoryDamaged), of(early)],
                "This file is incomplete: only 9 of 14 MB exist. 51 messages were recovered; messages in the missing part are lost. Ask for a fresh copy of the file.",
            ),
            (
                "mbox",
                1,
                vec![of(cut())],
                "This file is incomplete: it ends in the middle of a message. 1 message was read; the end of the last message and everything after it are missing. Ask for a fresh copy of the file.",
            ),
            (
                "zip",
                1500,
                vec![of(cut())],
                "This archive is incomplete: it ends too early. 1,500 messages were read; everything after that point is missing. Ask for a fresh copy of the archive.",
            ),
            (
                "ost",
                71,
                vec![of(Reason::DirectoryDamaged)],
                "The directory inside this file is damaged. 71 messages were recovered; more messages may be missing. If you have another copy of the file, add it too.",
            ),
            (
                "pst",
                0,
                vec![of(Reason::InUse)],
                "Another program is using this file, so it could not be read. No message could be recovered. Close that program (usually Outlook), then add the file again.",
            ),
            (
                "unknown",
                0,
                vec![of(Reason::Unreadable { why: "This is a picture (PNG), not mail.".to_owned() })],
                "This is a picture (PNG), not mail. Nothing was added.",
            ),
            (
                "mbox",
                0,
                vec![of(Reason::Unreadable { why: why() })],
                "This file could not be read: Permission denied (os error 13). Nothing was added. Check the file, then add it again.",
            ),
            (
                "folder",
                20,
                vec![in_file("Inbox", cut()), in_file("Inbox", Reason::PartDamaged)],
                "Inbox in this folder could not be read completely: the file ends too early. 20 messages were read; messages in that file may be missing. Ask for a fresh copy of that file.",
            ),
            (
                "folder",
                20,
                vec![in_file("a", cut()), in_file("b", Reason::Unreadable { why: why() })],
                "2 files in this folder could not be read completely, for example a (the file ends too early). 20 messages were read; messages in these files may be missing. Ask for fresh copies of these files.",
            ),
        ] {
            assert_eq!(say(format, items, shortfalls, SourceProgress::Incomplete).as_deref(), Some(expected));
        }
        assert_eq!(say("pst", 5, Vec::new(), SourceProgress::Whole), None);
        assert_eq!(
            say("pst", 5, Vec::new(), SourceProgress::Reading).as_deref(),
            Some(
                "The import of office.pst stopped at 61 %. 5 messages were recovered; the rest has not been read yet. Continue the import, or add the file again."
            )
        );
    }

    #[test]
    fn sizes_are_told_apart() {
        for (size, expected, shown) in [
            (9_000_000, 14_000_000, "9 of 14 MB"),
            (13_900_000, 14_000_000, "13.9 of 14.0 MB"),
            (13_990_000, 13_999_000, "13.99 of 14.00 MB"),
            (14_010_000, 14_190_000, "14.0 of 14.2 MB"),
            (500, 1_500, "500 of 1,500 bytes"),
            (1_200_000_000, 5_400_000_000, "1 of 5 GB"),
        ] {
            let told = of_sizes(size, expected);
            assert_eq!(told, shown);
        }
    }
}
