//! Compares our reader with other readers on the real mailboxes.

use foundmail_tests::opinions::{Outcome, Reader, compare_file, known, known_differences, table};

use crate::program::outlook_files;

/// The files and their numbers of items. No reader finds more. In the last two files, pst-extractor misses most
/// items of a calendar.
const FILES: [(&str, usize); 3] = [
    ("enron.pst", 71),
    ("pstextractortest@outlook.com.ost", 183),
    ("pstextractortestpdf@outlook.com.ost", 162),
];

fn check(reader: Reader) {
    let compared = |(name, items): &(&str, usize)| -> Outcome {
        let outcome =
            compare_file(&outlook_files().join(name), reader).unwrap_or_else(|error| panic!("{error:#}"));
        let seen = &outcome.comparison;
        assert_eq!((seen.ours, seen.only_theirs), (*items, 0), "{name}: {seen:?}");
        assert!(seen.theirs > items / 8, "{name}: {} finds {} items", reader.name(), seen.theirs);
        outcome
    };
    let outcomes: Vec<Outcome> = FILES.iter().map(compared).collect();
    let unexplained = known::unexplained(&known_differences().unwrap(), &outcomes);
    let lines: Vec<String> = unexplained.into_iter().map(|open| open.line).collect();
    assert!(lines.is_empty(), "{}{}", table(&outcomes), lines.join("\n"));
}

#[test]
fn pypff_sees_the_same() {
    if let Some(reason) = std::env::var_os("FOUNDMAIL_NO_PYPFF") {
        println!("skipped: {}", reason.display());
        return;
    }
    check(Reader::Pypff);
}

#[test]
fn pst_extractor_sees_the_same() {
    check(Reader::PstExtractor);
}

#[test]
fn readpst_sees_the_same() {
    check(Reader::Readpst);
}

#[test]
fn pffexport_sees_the_same() {
    check(Reader::Pffexport);
}
