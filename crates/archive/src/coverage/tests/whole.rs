//! Tests of the report on imported mailboxes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::super::{Certainty, GapKind, SourceCoverage};
use crate::view::Completeness;
use crate::{Archive, Control, ImportOptions};

/// 2015-01-01.
const FIRST: i64 = 16_436;

/// A message of an MBOX.
struct Letter {
    day: i64,
    from: &'static str,
    number: u32,
    /// The number of the message that it answers.
    answers: Option<u32>,
}

fn mbox(letters: &[Letter]) -> String {
    let mut text = String::new();
    for Letter { day, from, number, answers } in letters {
        let date: DateTime<Utc> = DateTime::from_timestamp(day * 86_400 + 36_000, 0).unwrap();
        let named = answers.map(|other| format!("In-Reply-To: <{other}@x.example>\n")).unwrap_or_default();
        let to = if *from == "me@x.example" { "ann@x.example" } else { "me@x.example" };
        writeln!(
            text,
            "From {from} {}\nFrom: {from}\nTo: {to}\nDate: {}\nMessage-ID: <{number}@x.example>\n{named}Subject: no. \
             {number}\n\nhello\n",
            date.format("%a %b %e %H:%M:%S %Y"),
            date.to_rfc2822()
        )
        .unwrap();
    }
    text
}

fn received(days: std::ops::Range<i64>, first: u32) -> Vec<Letter> {
    let letters = (first..).zip(days.map(|day| FIRST + day));
    letters.map(|(number, day)| Letter { day, from: "ann@x.example", number, answers: None }).collect()
}

fn report(dir: &Path, sources: &[&Path], chosen: Option<&str>) -> Vec<SourceCoverage> {
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let options = ImportOptions { recover: false, no_attachment_text: true };
    let paths: Vec<_> = sources.iter().map(|path| path.to_path_buf()).collect();
    archive.import(&paths, options, &Control::new(), &mut |_| {}).unwrap();
    archive.coverage(chosen, &mut |_, _| {}).unwrap().sources
}

#[test]
fn a_cut_month_is_named_with_its_reasons() {
    let dir = tempfile::tempdir().unwrap();
    let mail = dir.path().join("mail");
    fs::create_dir(&mail).unwrap();
    let mut inbox = received(0..400, 1);
    inbox.extend(received(440..1500, 2000));
    // This message answers one of the missing time.
    inbox.push(Letter { day: FIRST + 441, from: "bob@x.example", number: 9001, answers: Some(9000) });
    fs::write(mail.join("Inbox"), mbox(&inbox)).unwrap();
    let sent = |day: i64| Letter {
        day: FIRST + day,
        from: "me@x.example",
        number: 10_000 + u32::try_from(day).unwrap(),
        answers: None,
    };
    let sent: Vec<Letter> = (0..300).map(|number| sent(number * 5)).collect();
    fs::write(mail.join("Sent"), mbox(&sent)).unwrap();
    let other = dir.path().join("other.mbox");
    fs::write(&other, mbox(&received(420..430, 30_000))).unwrap();

    let sources = report(dir.path(), &[&mail, &other], None);
    assert_eq!(sources.len(), 2);
    let source = &sources[0];
    assert_eq!((source.state, &source.missing), (Completeness::Whole, &None));
    assert_eq!(source.first.as_deref(), Some("2015-01-01T10:00:00Z"));
    let [gap] = source.gaps.as_slice() else { panic!("{:?}", source.gaps) };
    assert_eq!((gap.kind, gap.sure, gap.elsewhere), (GapKind::Received, Certainty::Likely, 10));
    assert_eq!((gap.from.as_str(), gap.to.as_str()), ("2016-02-05", "2016-03-15"));
    for words in [
        "from 5 February 2016 to 15 March 2016 (40 days)",
        "31 messages a month",
        "other years have mail",
        "8 messages that you sent",
        "1 message of about this time is named",
        "Other mailboxes of this archive have 10 messages",
    ] {
        assert!(gap.why.contains(words), "{words}: {}", gap.why);
    }
    let month = |name: &str| source.months.iter().find(|month| month.month == name).unwrap();
    assert_eq!((month("2015-01").received, month("2015-01").sent), (31, 7));
    assert_eq!(month("2016-02").received, 4);
    let named: Vec<_> = source.named.iter().map(|row| (row.month.as_str(), row.messages)).collect();
    assert_eq!(named, [("2016-03", 1)]);
    assert_eq!(sources[1].gaps, []);
}

#[test]
fn the_document_has_the_fields_of_the_contract() {
    let dir = tempfile::tempdir().unwrap();
    let mail = dir.path().join("a.mbox");
    fs::write(&mail, mbox(&received(0..10, 1))).unwrap();
    let empty = dir.path().join("one.eml");
    fs::write(&empty, "From: ann@x.example\nSubject: no date\n\nhello\n").unwrap();
    let json = serde_json::to_value(report(dir.path(), &[&mail, &empty], Some("a.mbox"))).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 1);
    let source = json[0].as_object().unwrap();
    for field in ["path", "format", "state", "missing", "first", "last", "months", "gaps", "undated", "named"]
    {
        assert!(source.contains_key(field), "{field}");
    }
    assert_eq!(source["state"], "whole");
    assert_eq!(source["months"], serde_json::json!([{"month": "2015-01", "received": 10, "sent": 0}]));
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let all = archive.coverage(None, &mut |_, _| {}).unwrap().sources;
    assert_eq!((all[1].undated, all[1].first.as_deref(), all[1].months.len()), (1, None, 0));
    assert!(archive.coverage(Some("nowhere"), &mut |_, _| {}).is_err());
}

#[test]
fn a_mailbox_of_twelve_months_and_one_of_sent_mail_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let mail = dir.path().join("year.mbox");
    fs::write(&mail, mbox(&received(0..366, 1))).unwrap();
    let folder = dir.path().join("only sent");
    fs::create_dir(&folder).unwrap();
    let sent = |number: u32| Letter {
        day: FIRST + i64::from(number),
        from: "me@x.example",
        number: 5000 + number,
        answers: None,
    };
    fs::write(folder.join("Sent"), mbox(&(0..80).map(sent).collect::<Vec<_>>())).unwrap();
    let sources = report(dir.path(), &[&mail, &folder], None);
    let kinds = |at: usize| sources[at].gaps.iter().map(|gap| (gap.kind, gap.sure)).collect::<Vec<_>>();
    assert_eq!(kinds(0), [(GapKind::OnlyReceived, Certainty::Possible)]);
    assert_eq!(kinds(1), [(GapKind::OnlySent, Certainty::Likely)]);
}
