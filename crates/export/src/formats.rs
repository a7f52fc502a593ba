//! The table of all export formats.

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::exporter::ExportFormat;
use crate::{attachments, documents, eml, html, ics, list, maildir, mbox, pdf, pst, vcf};

/// All export formats, in the order of the window and the help.
pub const FORMATS: &[&ExportFormat] = &[
    &pdf::FORMAT,
    &pdf::CONVERSATIONS,
    &pst::FORMAT,
    &html::FORMAT,
    &eml::FORMAT,
    &mbox::FORMAT,
    &mbox::FOLDERS,
    &maildir::FORMAT,
    &list::XLSX,
    &list::CSV,
    &attachments::FORMAT,
    &ics::FORMAT,
    &vcf::FORMAT,
    &vcf::PEOPLE,
    &documents::FORMAT,
];

/// Returns the format with this name.
pub fn format_named(name: &str) -> Option<&'static ExportFormat> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// A format is deserialized from its name.
impl<'de> Deserialize<'de> for &'static ExportFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        format_named(&name).ok_or_else(|| D::Error::custom(format!("`{name}` is not an export format")))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use super::{ExportFormat, FORMATS, format_named};
    use crate::message::tests::{EACH_KIND, TestContent, accepted_kind};
    use crate::target::TargetKind;
    use crate::{Export, ExportMessage, ExportOptions};

    #[test]
    fn names_are_unique_and_are_read_from_json() {
        let names: BTreeSet<&str> = FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(names.len(), FORMATS.len());
        for &format in FORMATS {
            let read: &'static ExportFormat = serde_json::from_value(format.name.into()).unwrap();
            assert_eq!((read, format_named(format.name)), (format, Some(format)));
        }
        assert!(serde_json::from_str::<&'static ExportFormat>("\"png\"").is_err());
    }

    /// README.md must have one row for each format.
    #[test]
    fn the_readme_lists_all_formats() {
        let readme = include_str!("../../../README.md");
        for format in FORMATS {
            let row = format!("| {} | `--as {}` | {} |", format.title, format.name, format.help);
            assert!(readme.contains(&row), "README.md must contain the row: {row}");
        }
    }

    #[test]
    fn each_format_lists_every_message_and_overwrites_nothing() {
        let dir = tempfile::tempdir().unwrap();
        for format in FORMATS {
            let target = dir.path().join(format!("{}{}", format.name, format.target.extension()));
            let good = TestContent { bytes: Some(EACH_KIND), ..TestContent::default() };
            let kind = accepted_kind(format);
            let mut export = Export::create(format, &target, ExportOptions::default()).unwrap();
            export.write(&ExportMessage { id: 1, kind, ..ExportMessage::new(&good) }).unwrap();
            export.add_exception(2, "lost", "It cannot be read.".to_owned());
            let summary = export.finish().unwrap();
            assert_eq!((summary.format.as_str(), summary.chosen, summary.written), (format.name, 2, 1));
            assert_eq!(target.is_dir(), format.target == TargetKind::Folder);
            assert!(
                Export::create(format, &target, ExportOptions::default()).is_err(),
                "an existing target is kept"
            );
        }
    }

    #[test]
    fn an_export_that_is_not_finished_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        for format in FORMATS {
            let target = dir.path().join(format!("{}{}", format.name, format.target.extension()));
            let good = TestContent { bytes: Some(EACH_KIND), ..TestContent::default() };
            let kind = accepted_kind(format);
            let mut export = Export::create(format, &target, ExportOptions::default()).unwrap();
            export.write(&ExportMessage { kind, ..ExportMessage::new(&good) }).unwrap();
            drop(export);
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "{format:?}");
        }
    }
}
