//! Tests that copies of a message are recognised in every format and in every order of the sources.

use std::fs;
use std::path::{Path, PathBuf};

use foundmail_archive::view::Totals;
use foundmail_archive::{Archive, Control, ImportOptions, SearchPage};

fn import(archive: &Archive, paths: &[PathBuf]) -> Totals {
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(paths, options, &Control::new(), &mut |_| {}).unwrap().report.unwrap().totals
}

/// Returns messages that differ only slightly from each other. Most of them have no `Message-ID`, like drafts.
fn letters() -> Vec<String> {
    let header = "From: ann@x.example\nDate: Tue, 3 Mar 2015 10:00:00 +0000\nSubject: roof\n";
    let file = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee there\n--b\n\
                Content-Type: a/b; name=a.bin\nContent-Transfer-Encoding: base64\n\n";
    vec![
        format!("{header}\nFrom here it leaks\n\n>From there too\n"),
        format!("{header}\nFrom here it leaks\n\nFrom there too\n"),
        format!("{header}X-Odd: 1\n\nFrom here it leaks\n\nFrom there too\n"),
        format!("{header}Message-ID: <1>\n\nFrom here it leaks\n\nFrom there too\n"),
        format!("{header}{file}YWJj\n--b--\n"),
        format!("{header}{file}YWJk\n--b--\n"),
        // The next two messages are truncated, but their copies are still recognised.
        format!("{header}{file}YWJk"),
        format!("{header}Message-ID: <whole-one@x.example>\n{file}YWJk"),
    ]
}

const CUT: u32 = 2;

/// Writes the messages as a folder of EML files. `change` is applied to the text of each message.
fn eml(dir: &Path, name: &str, change: impl Fn(&str) -> String) -> PathBuf {
    let folder = dir.join(name);
    fs::create_dir(&folder).unwrap();
    for (number, letter) in letters().iter().enumerate() {
        fs::write(folder.join(format!("{number}.eml")), change(letter)).unwrap();
    }
    folder
}

fn mbox(dir: &Path) -> PathBuf {
    let quoted = |letter: &String| {
        let lines = letter.lines().map(|line| {
            let sign = if line.trim_start_matches('>').starts_with("From ") { ">" } else { "" };
            format!("{sign}{line}\n")
        });
        format!("From ann@x.example Tue Mar  3 10:00:00 2015\n{}\n", lines.collect::<String>())
    };
    let path = dir.join("letters.mbox");
    fs::write(&path, letters().iter().map(quoted).collect::<String>()).unwrap();
    path
}

#[test]
fn letters_without_an_id_are_stored_once_whatever_they_lie_in() {
    let dir = tempfile::tempdir().unwrap();
    let sources = [
        eml(dir.path(), "lf", str::to_owned),
        eml(dir.path(), "crlf", |letter| letter.replace('\n', "\r\n")),
        eml(dir.path(), "blank", |letter| format!("\n{letter}\n\n")),
        mbox(dir.path()),
    ];
    let count = u32::try_from(letters().len()).unwrap();
    for turn in 0..sources.len() {
        let mut sources = sources.clone();
        sources.rotate_left(turn);
        let archive = Archive::open(&dir.path().join(format!("archive {turn}"))).unwrap();
        let totals = import(&archive, &sources);
        let whole = count - CUT;
        assert_eq!(
            [totals.found, totals.ready, totals.copies, totals.damaged],
            [4 * count, whole, 3 * whole, 4 * CUT],
            "turn {turn}"
        );
        assert_eq!(archive.messages(None, 0, usize::MAX).unwrap().len(), letters().len(), "turn {turn}");
    }
}

#[test]
fn letters_that_only_their_files_tell_apart_are_known_again() {
    let dir = tempfile::tempdir().unwrap();
    let letter = |file: &str| {
        format!(
            "From: ann@x.example\nDate: Tue, 3 Mar 2015 10:00:00 +0000\nMessage-ID: <one@x.example>\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee there\n--b\n\
             Content-Type: a/b; name=a.bin\n\n{file}\n--b--\n"
        )
    };
    let folder = dir.path().join("eml");
    fs::create_dir(&folder).unwrap();
    let mut mbox = String::new();
    for file in ["one", "two", "three"] {
        fs::write(folder.join(format!("{file}.eml")), letter(file).replace('\n', "\r\n")).unwrap();
        mbox = format!("{mbox}From ann@x.example Tue Mar  3 10:00:00 2015\n{}\n", letter(file));
    }
    let path = dir.path().join("letters.mbox");
    fs::write(&path, mbox).unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let totals = import(&archive, &[folder, path]);
    assert_eq!([totals.found, totals.ready, totals.copies, totals.damaged], [6, 3, 3, 0]);
}

/// Writes two messages with the same id, date, sender and subject. Each is a separate source.
fn pair(dir: &Path, name: &str, one: &str, other: &str) -> [PathBuf; 2] {
    let header = "From: ann@x.example\nDate: Tue, 3 Mar 2015 10:00:00 +0000\nMessage-ID: <one@x.example>\nSubject: roof\n";
    [("1", one), ("2", other)].map(|(number, rest)| {
        let path = dir.join(format!("{name}{number}.eml"));
        fs::write(&path, format!("{header}{rest}")).unwrap();
        path
    })
}

#[test]
fn what_tells_two_letters_of_one_id_apart_is_not_lost() {
    let html = |price: &str| {
        format!(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nsee below\n--b\n\
             Content-Type: text/html\n\n<p>see <b>below</b></p><p>{price} EUR</p>\n--b--\n"
        )
    };
    let with_file = html("111").replace(
        "--b--",
        "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=offer.pdf\n\n%PDF\n--b--",
    );
    let to = |people: &str, rest: &str| format!("To: {people}\n{rest}");
    for (name, one, other, messages, query) in [
        // A different price makes a different message. Different HTML with the same text does not.
        ("html", html("111"), html("999"), 2, None),
        ("same", html("111"), html("<i>111</i>"), 1, None),
        // The message is shown in the version with more content.
        ("file", html("111"), with_file, 1, Some("filename:offer.pdf")),
        (
            "cc",
            to("b@x.example", &html("1")),
            to("b@x.example\nCc: boss@x.example", &html("1")),
            1,
            Some("cc:boss@x.example "),
        ),
        // A mailing that was sent to each recipient individually. Its messages are different.
        ("to", to("b@x.example", &html("1")), to("c@x.example", &html("1")), 2, Some("to:c@x.example ")),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let sources = pair(dir.path(), name, &one, &other);
        for (turn, sources) in [sources.clone(), [sources[1].clone(), sources[0].clone()]].iter().enumerate()
        {
            let archive = Archive::open(&dir.path().join(format!("archive {turn}"))).unwrap();
            import(&archive, sources);
            assert_eq!(archive.messages(None, 0, usize::MAX).unwrap().len(), messages, "{name} {turn}");
            let page = SearchPage { limit: 9, ..SearchPage::default() };
            let found = query.map(|query| archive.search(query, &page).unwrap().total);
            assert!(found.is_none_or(|found| found == 1), "{name} {turn}: {found:?}");
            // A second import of both sources finds nothing new.
            let again = import(&archive, sources);
            assert_eq!(again.ready, 0, "{name} {turn}");
        }
    }
}

#[test]
fn a_hundred_letters_of_one_id_to_a_hundred_people_are_a_hundred() {
    let dir = tempfile::tempdir().unwrap();
    let body = |text: &str| {
        format!(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nsee below\n--b\nContent-Type: text/html\n\n<p>{text}</p>\n--b--\n"
        )
    };
    let people: Vec<PathBuf> = (0..5)
        .map(|one| {
            pair(dir.path(), &format!("to {one}"), &format!("To: p{one}@x.example\n{}", body("1")), "")[0]
                .clone()
        })
        .collect();
    // Messages to the same people, but with different prices, are also different messages.
    let prices: Vec<PathBuf> = (0..5)
        .map(|one| pair(dir.path(), &format!("price {one}"), &body(&format!("{one} EUR")), "")[0].clone())
        .collect();
    for (name, sources) in [("people", people), ("prices", prices)] {
        let archive = Archive::open(&dir.path().join(name)).unwrap();
        assert_eq!(import(&archive, &sources).ready, 5, "{name}");
    }
}
