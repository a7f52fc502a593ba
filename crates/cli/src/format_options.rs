//! The formats of each export option. An option that the format ignores is refused, because the export would not be the
//! one that the user wanted.

use crate::args::Export;

/// An option that only some formats read.
struct FormatOption {
    /// Name on the command line, without its hyphens.
    name: &'static str,
    /// Names of the formats that read it.
    formats: &'static [&'static str],
    is_given: fn(&Export) -> bool,
}

const PDF: &[&str] = &["pdf", "pdf-conversations"];

/// All options that only some formats read. A test compares their names with the arguments of `export`.
const FORMAT_OPTIONS: &[FormatOption] = &[
    FormatOption { name: "one", formats: &["pdf"], is_given: |export| export.pdf.one },
    FormatOption { name: "per-conversation", formats: PDF, is_given: |export| export.pdf.per_conversation },
    FormatOption { name: "attachments", formats: PDF, is_given: |export| export.pdf.attachments.is_some() },
    FormatOption { name: "bates", formats: PDF, is_given: |export| export.pdf.bates.is_some() },
    FormatOption { name: "paper", formats: PDF, is_given: |export| export.pdf.paper.is_some() },
    FormatOption { name: "no-sources", formats: PDF, is_given: |export| export.pdf.no_sources },
    FormatOption { name: "no-cover", formats: PDF, is_given: |export| export.pdf.no_cover },
    FormatOption { name: "ea-pdf", formats: PDF, is_given: |export| export.pdf.ea_pdf },
    FormatOption {
        name: "people",
        formats: &["vcf", "vcf-people"],
        is_given: |export| export.of_format.people,
    },
    FormatOption {
        name: "vcf-version",
        formats: &["vcf", "vcf-people"],
        is_given: |export| export.of_format.vcf_version.is_some(),
    },
    FormatOption { name: "split", formats: &["pst"], is_given: |export| export.of_format.split.is_some() },
    FormatOption { name: "preset", formats: &["pst"], is_given: |export| export.of_format.preset.is_some() },
    FormatOption {
        name: "with-messages",
        formats: &["xlsx", "csv"],
        is_given: |export| export.of_format.with_messages,
    },
    FormatOption { name: "by", formats: &["attachments"], is_given: |export| export.of_format.by.is_some() },
];

/// Returns a sentence about the first option that the format of an export ignores. The general options `--copies` and
/// `--order` are no mistake for a format without folders: they change nothing that the user could miss.
pub fn ignored(export: &Export) -> Option<String> {
    let chosen = export.format.name;
    for FormatOption { name, formats, is_given } in FORMAT_OPTIONS {
        if is_given(export) && !formats.contains(&chosen) {
            let names: Vec<String> = formats.iter().map(|format| format!("--as {format}")).collect();
            return Some(format!(
                "--{name} has no effect with --as {chosen}; use it with {}",
                names.join(" or ")
            ));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{CommandFactory as _, Parser as _};
    use foundmail_archive::{EXPORT_FORMATS, export_format};

    use super::{FORMAT_OPTIONS, ignored};
    use crate::args::{Args, Command};

    /// Options that all formats read.
    const OF_ALL: &[&str] = &[
        "all",
        "archive",
        "as",
        "copies",
        "dry-run",
        "folder",
        "help",
        "id",
        "json",
        "no-source-digests",
        "order",
        "person",
        "query",
        "source",
        "thread",
        "time-zone",
        "to",
    ];

    #[test]
    fn the_table_has_each_option_that_only_some_formats_read() {
        let mut command = Args::command();
        command.build();
        let export = command.find_subcommand("export").unwrap();
        let arguments: BTreeSet<&str> =
            export.get_arguments().filter_map(|argument| argument.get_long()).collect();
        let known = FORMAT_OPTIONS.iter().map(|option| option.name).chain(OF_ALL.iter().copied()).collect();
        assert_eq!(arguments, known);
        for name in FORMAT_OPTIONS.iter().flat_map(|option| option.formats) {
            assert!(export_format(name).is_some(), "{name}");
        }
    }

    /// Returns the sentence for an option with each format to which it is given.
    fn sentence(format: &str, option: &str) -> Option<String> {
        let line = format!("foundmail export --all --as {format} --to x {option}");
        let Command::Export(export) = Args::try_parse_from(line.split(' ')).unwrap().command else {
            panic!()
        };
        ignored(&export)
    }

    #[test]
    fn an_option_is_refused_for_the_formats_that_ignore_it() {
        for (option, formats) in [
            ("--one", &["pdf"][..]),
            ("--per-conversation", &["pdf", "pdf-conversations"]),
            ("--attachments embed", &["pdf", "pdf-conversations"]),
            ("--bates ALDER", &["pdf", "pdf-conversations"]),
            ("--paper a4", &["pdf", "pdf-conversations"]),
            ("--no-sources", &["pdf", "pdf-conversations"]),
            ("--people", &["vcf", "vcf-people"]),
            ("--vcf-version 3.0", &["vcf", "vcf-people"]),
            ("--split 2GB", &["pst"]),
            ("--preset microsoft-365", &["pst"]),
            ("--with-messages", &["csv", "xlsx"]),
            ("--by sender", &["attachments"]),
            ("--no-cover", &["pdf", "pdf-conversations"]),
            ("--ea-pdf", &["pdf", "pdf-conversations"]),
        ] {
            let accepted: BTreeSet<&str> = EXPORT_FORMATS
                .iter()
                .map(|format| format.name)
                .filter(|name| sentence(name, option).is_none())
                .collect();
            assert_eq!(accepted, formats.iter().copied().collect(), "{option}");
        }
        for general in ["--order folder", "--copies everywhere", "--time-zone UTC"] {
            assert_eq!(sentence("html", general), None);
        }
        assert_eq!(
            sentence("eml", "--split 2GB").unwrap(),
            "--split has no effect with --as eml; use it with --as pst"
        );
    }
}
