//! Counts the files of a source that are not mail, by kind.

use std::collections::BTreeMap;

use foundmail_import::{OtherFile, OtherFileKind};

use crate::view::{NotMail, NotMailFile, NotMailKind};

/// Maximum number of files of each kind that are named.
const EXAMPLES: usize = 5;

/// The files of a source that are not mail.
#[derive(Debug, Default)]
pub(super) struct Others(BTreeMap<OtherFileKind, (u32, Vec<NotMailFile>)>);

impl Others {
    pub(super) fn add(&mut self, path: String, other: OtherFile) {
        let (count, examples) = self.0.entry(other.kind).or_default();
        *count = count.saturating_add(1);
        if examples.len() < EXAMPLES {
            examples.push(NotMailFile { path, what: other.what.to_owned() });
        }
    }

    pub(super) fn view(self) -> NotMail {
        let mut view = NotMail::default();
        for (kind, (count, examples)) in self.0 {
            view.count = view.count.saturating_add(count);
            view.by_kind.push(NotMailKind { kind: kind.word().to_owned(), count });
            view.examples.extend(examples);
        }
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_some_are_named() {
        let mut others = Others::default();
        for number in 0..7 {
            let other = OtherFile { kind: OtherFileKind::Picture, what: "a picture (PNG)" };
            others.add(format!("{number}.png"), other);
        }
        others.add("a.pdf".to_owned(), OtherFile { kind: OtherFileKind::Document, what: "a PDF document" });
        let view = others.view();
        assert_eq!(view.count, 8);
        assert_eq!(view.by_kind.iter().map(|kind| kind.count).sum::<u32>(), 8);
        assert_eq!(view.examples.len(), 6);
        assert_eq!(view.examples.last().unwrap().what, "a PDF document");
    }
}
