//! Prints the defects of an import. The defects that concern no item come first. Then each damaged item gets one
//! line.

use std::collections::HashMap;

use anyhow::Result;
use foundmail_archive::view::{DefectView, SourceReport};

use crate::out;

/// The maximum number of lines of each kind that are shown. The JSON document has more of them.
const SHOWN: usize = 20;
/// The maximum number of sentences that are shown for one item.
const MOST_OF_ONE: usize = 6;
/// The maximum number of characters that are shown of a name.
const NAME: usize = 120;
/// The value of `structure` in defects for links, pipes and similar folder entries, which are not read.
const ENTRY: &str = "entry";

pub fn print(source: &SourceReport) -> Result<()> {
    let (costing, odd): (Vec<&DefectView>, Vec<&DefectView>) =
        source.defects.iter().partition(|defect| defect.costs);
    let not_read: Vec<&DefectView> = odd.into_iter().filter(|defect| defect.structure == ENTRY).collect();
    if !not_read.is_empty() {
        let lines: Vec<String> = not_read.iter().map(|defect| format!("    {}", place_of(defect))).collect();
        out::line(&format!(
            "  {}:",
            out::count(
                u32::try_from(not_read.len()).unwrap_or(u32::MAX),
                "part of a folder was not read",
                "parts of folders were not read"
            )
        ))?;
        some(&lines)?;
    }
    let (items, places): (Vec<&DefectView>, Vec<&DefectView>) =
        costing.into_iter().partition(|defect| defect.item.is_some());
    some(&counted(places.into_iter().map(|defect| format!("  ! {} {}", place_of(defect), defect.effect))))?;
    some(&by_item(&items))?;
    if source.defects_left_out > 0 {
        let more = out::count(source.defects_left_out, "more problem", "more problems");
        out::line(&format!("  ! {more} in this mailbox; the search is:damaged finds each damaged message"))?;
    }
    Ok(())
}

/// Returns the folder of a defect and its description in plain words, if they are known.
fn place_of(defect: &DefectView) -> String {
    let (folder, what) = (&defect.folder, defect.plain.trim_end_matches('.'));
    let (folder, what) = (out::short(folder, NAME), out::short(what, NAME));
    match (folder.as_str(), what.as_str()) {
        ("", "") => "The file:".to_owned(),
        ("", what) => format!("{what}."),
        (folder, "") => format!("{folder}:"),
        (folder, what) => format!("{folder} / {what}."),
    }
}

/// Merges equal lines into one line, and adds how often the line occurred.
fn counted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut order = Vec::new();
    for line in lines {
        let count = counts.entry(line.clone()).or_default();
        *count += 1;
        if *count == 1 {
            order.push(line);
        }
    }
    let times = |line: &String| counts.get(line).copied().unwrap_or(1);
    order
        .iter()
        .map(|line| if times(line) > 1 { format!("{line} ({} times)", times(line)) } else { line.clone() })
        .collect()
}

/// Returns one line for each item, with the effects of its defects.
fn by_item(defects: &[&DefectView]) -> Vec<String> {
    defects
        .chunk_by(|one, other| one.item == other.item)
        .filter_map(|of_one| {
            let first = of_one.first()?;
            let date = first.date.as_deref().and_then(|date| date.get(..10));
            let item =
                [date, first.from.as_deref(), Some(first.subject.as_deref().unwrap_or("(no subject)"))];
            let item =
                item.into_iter().flatten().map(|part| out::short(part, NAME)).collect::<Vec<_>>().join(" · ");
            let mut effects: Vec<String> = Vec::new();
            for defect in of_one {
                let plain = out::short(defect.plain.trim_end_matches('.'), NAME);
                let plain = if plain.is_empty() { plain } else { format!("{plain}. ") };
                let effect = format!("{plain}{}", defect.effect);
                if !effects.contains(&effect) && effects.len() < MOST_OF_ONE {
                    effects.push(effect);
                }
            }
            Some(format!("  ! {item}: {}", effects.join(" ")))
        })
        .collect()
}

fn some(lines: &[String]) -> Result<()> {
    let more = lines.len().saturating_sub(SHOWN);
    for line in lines.iter().take(SHOWN) {
        out::line(line)?;
    }
    if more > 0 {
        out::line(&format!("    and {more} more; --json lists them"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use foundmail_archive::view::DefectView;

    use super::{by_item, counted, place_of};

    fn defect(folder: &str, structure: &str, what: &str, effect: &str, subject: Option<&str>) -> DefectView {
        DefectView {
            offset: None,
            folder: folder.to_owned(),
            structure: structure.to_owned(),
            what: what.to_owned(),
            plain: if structure == "file" { what.to_owned() } else { String::new() },
            item: subject.map(|subject| u32::try_from(subject.len()).unwrap()),
            effect: effect.to_owned(),
            costs: true,
            date: subject.map(|_| "2016-02-08T05:58:07Z".to_owned()),
            from: None,
            subject: subject.map(str::to_owned),
            message: subject.map(|_| 1),
        }
    }

    #[test]
    fn places_are_named_and_said_once() {
        let of_folder = || {
            defect(
                "Mail / Sent",
                "block",
                "dwCRC does not match",
                "Part of a folder could not be listed.",
                None,
            )
        };
        let of_file = defect(
            "Mail",
            "file",
            "a.zip: it breaks off",
            "The file, or the rest of it, could not be read.",
            None,
        );
        let lines = [of_folder(), of_file, of_folder()];
        let lines = lines.iter().map(|defect| format!("{} {}", place_of(defect), defect.effect));
        assert_eq!(
            counted(lines),
            [
                "Mail / Sent: Part of a folder could not be listed. (2 times)",
                "Mail / a.zip: it breaks off. The file, or the rest of it, could not be read.",
            ]
        );
    }

    #[test]
    fn an_item_is_one_line() {
        let (text, file) = ("The text could not be read.", "An attachment could not be read.");
        let of = |effect, subject| defect("Mail", "block", "dwCRC does not match", effect, Some(subject));
        let named = defect("Mail", "file", "«a.pdf» is broken", file, Some("Roof"));
        let defects = [of(text, "Roof"), of(file, "Roof"), of(text, "Roof"), named, of(text, "Ovens")];
        assert_eq!(
            by_item(&defects.iter().collect::<Vec<_>>()),
            [
                format!("  ! 2016-02-08 · Roof: {text} {file} «a.pdf» is broken. {file}"),
                format!("  ! 2016-02-08 · Ovens: {text}")
            ]
        );
    }
}
