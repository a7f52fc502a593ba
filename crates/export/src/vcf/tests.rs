//! Cards as they are written.

use foundmail_mail::Person;

use super::{FORMAT, PEOPLE};
use crate::message::tests::TestContent;
use crate::{Export, ExportFormat, ExportMessage, ExportOptions, ExportSummary, VcardVersion};

fn exported(format: &ExportFormat, vcard: VcardVersion, cards: &[&str]) -> (String, ExportSummary) {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("Friends.vcf");
    let options = ExportOptions { vcard, ..ExportOptions::default() };
    let mut export = Export::create(format, &target, options).unwrap();
    for card in cards {
        let bytes: &'static str = Box::leak(card.replace('|', "\n").into_boxed_str());
        let content = TestContent { bytes: Some(bytes), ..TestContent::default() };
        let kind = "contact".to_owned();
        export
            .write(&ExportMessage { kind, subject: "Subject".to_owned(), ..ExportMessage::new(&content) })
            .unwrap();
    }
    if format.name == PEOPLE.name {
        let content = TestContent::default();
        let person =
            |name: &str, address: &str| Person { name: name.to_owned(), address: address.to_owned() };
        let from = vec![person("Ruth Alder", "ruth@alder.example"), person("Ann", "ANN@x.example")];
        export
            .write(&ExportMessage { kind: "mail".to_owned(), from, ..ExportMessage::new(&content) })
            .unwrap();
    }
    let summary = export.finish().unwrap();
    let written = std::fs::read_to_string(&target).unwrap();
    assert!(written.split("\r\n").all(|line| line.len() <= 75), "{written}");
    (written.replace("\r\n ", "").replace("\r\n", "|"), summary)
}

/// Checks the lines of one card in both versions, without those that each card has.
#[track_caller]
fn check(card: &str, version_3: &str, version_4: &str) {
    let card = format!("BEGIN:VCARD|{card}|END:VCARD|");
    for (version, number, expected) in
        [(VcardVersion::V3, "3.0", version_3), (VcardVersion::V4, "4.0", version_4)]
    {
        let (written, summary) = exported(&FORMAT, version, &[&card]);
        let start = format!("BEGIN:VCARD|VERSION:{number}|PRODID:-//Foundmail//Export//EN|");
        let lines = written.strip_prefix(&start).and_then(|lines| lines.strip_suffix("END:VCARD|"));
        let lines =
            lines.unwrap_or_else(|| panic!("{written}")).split('|').filter(|line| !line.starts_with("UID:"));
        assert_eq!(lines.collect::<Vec<_>>().join("|"), format!("{expected}|"), "{card}");
        assert!(summary.is_complete(), "{summary:?}");
    }
}

#[test]
fn cards_of_each_version_are_converted() {
    let name = "FN:Ann Lee|N:Lee;Ann;;;";
    // Version 2.1.
    check(
        "VERSION:2.1|N:Lee;Ann;;;|FN:Ann Lee|TEL;HOME;FAX:1|ADR;WORK;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:;;Weg=0A1;K=F6ln;;;",
        "N:Lee;Ann;;;|FN:Ann Lee|TEL;TYPE=HOME;TYPE=FAX:1|ADR;TYPE=WORK:;;Weg\\n1;K\u{f6}ln;;;",
        "N:Lee;Ann;;;|FN:Ann Lee|TEL;TYPE=home,fax:1|ADR;TYPE=work:;;Weg\\n1;K\u{f6}ln;;;",
    );
    check(
        "VERSION:2.1|FN:Ann Lee|NOTE:one, two; three|N:Lee;Ann, B.;;;",
        "FN:Ann Lee|NOTE:one\\, two\\; three|N:Lee;Ann\\, B.;;;",
        "FN:Ann Lee|NOTE:one\\, two\\; three|N:Lee;Ann\\, B.;;;",
    );
    // Version 3.0.
    for (line, version_3, version_4) in [
        ("BDAY:1970-01-31", "BDAY:1970-01-31", "BDAY:19700131"),
        (
            "EMAIL;TYPE=INTERNET,PREF:a@x.example",
            "EMAIL;TYPE=INTERNET,PREF:a@x.example",
            "EMAIL;PREF=1:a@x.example",
        ),
        (
            "PHOTO;ENCODING=b;TYPE=JPEG:/9j/",
            "PHOTO;ENCODING=b;TYPE=JPEG:/9j/",
            "PHOTO:data:image/jpeg;base64,/9j/",
        ),
        ("X-SPOUSE:Joe", "X-SPOUSE:Joe", "RELATED;TYPE=spouse;VALUE=text:Joe"),
        ("GEO:48.2;16.3", "GEO:48.2;16.3", "GEO:geo:48.2,16.3"),
        (
            "LABEL;TYPE=HOME:Weg 1\\nK\u{f6}ln",
            "LABEL;TYPE=HOME:Weg 1\\nK\u{f6}ln",
            "ADR;TYPE=home;LABEL=Weg 1^nK\u{f6}ln:;;;;;;",
        ),
        ("item1.X-ABLABEL:Dog", "item1.X-ABLABEL:Dog", "item1.X-ABLABEL:Dog"),
        // Version 4.0.
        ("BDAY:--0131", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-01-31", "BDAY:--0131"),
        ("ANNIVERSARY:19950131", "X-ANNIVERSARY:1995-01-31", "ANNIVERSARY:19950131"),
        ("TEL;VALUE=uri;TYPE=cell:tel:+1-5", "TEL;TYPE=cell:+1-5", "TEL;VALUE=uri;TYPE=cell:tel:+1-5"),
        ("EMAIL;PREF=1:a@x.example", "EMAIL;TYPE=PREF:a@x.example", "EMAIL;PREF=1:a@x.example"),
        (
            "PHOTO:data:image/png;base64,iVBO",
            "PHOTO;ENCODING=b;TYPE=PNG:iVBO",
            "PHOTO:data:image/png;base64,iVBO",
        ),
        (
            "PHOTO:https://x.example/a.png",
            "PHOTO;VALUE=uri:https://x.example/a.png",
            "PHOTO:https://x.example/a.png",
        ),
        ("NICKNAME:", "", ""),
        ("ADR:;;;;;;", "", ""),
    ] {
        let with = |line: &str| if line.is_empty() { name.to_owned() } else { format!("{name}|{line}") };
        check(&format!("VERSION:3.0|{name}|{line}"), &with(version_3), &with(version_4));
    }
    // Required properties.
    check(
        "EMAIL:a@x.example",
        "FN:a@x.example|N:a@x.example;;;;|EMAIL:a@x.example",
        "FN:a@x.example|EMAIL:a@x.example",
    );
    check("N:Lee;Ann;;Dr.;", "FN:Dr. Ann Lee|N:Lee;Ann;;Dr.;", "FN:Dr. Ann Lee|N:Lee;Ann;;Dr.;");
    check("ROLE:Cook", "FN:Subject|N:Subject;;;;|ROLE:Cook", "FN:Subject|ROLE:Cook");
}

#[test]
fn groups_name_their_members_as_the_version_does() {
    let group = "BEGIN:VCARD|VERSION:4.0|KIND:group|FN:Team|MEMBER:mailto:ann@x.example|MEMBER:mailto:joe@x.example|END:VCARD|";
    let ann = "BEGIN:VCARD|VERSION:3.0|UID:urn:uuid:0c0ffee0-0000-4000-8000-000000000000|FN:Ann|EMAIL:Ann@x.example|END:VCARD|";
    let (written, summary) = exported(&FORMAT, VcardVersion::V3, &[group, ann]);
    let written = written.replace("|X-", "|\nX-");
    let uid = "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:0c0ffee0-0000-4000-8000-000000000000|";
    assert!(written.contains("|FN:Ann|") && written.find("FN:Ann") < written.find("FN:Team"), "{written}");
    for line in ["X-ADDRESSBOOKSERVER-KIND:group|", uid, "X-ADDRESSBOOKSERVER-MEMBER:mailto:joe@x.example|"] {
        assert!(written.contains(line), "{line}: {written}");
    }
    assert!(written.contains("UID:0c0ffee0-") && written.contains("N:Team;;;;|"), "{written}");
    assert_eq!((summary.written, summary.files[0].messages), (2, 2));
    let (written, _) = exported(&FORMAT, VcardVersion::V4, &[group, ann]);
    assert!(
        written.contains("KIND:group|") && written.contains("|MEMBER:mailto:ann@x.example|"),
        "{written}"
    );
    assert!(written.contains("|UID:urn:uuid:0c0ffee0-"), "{written}");
    // Back to version 4.0.
    let apple = "BEGIN:VCARD|VERSION:3.0|FN:Team|X-ADDRESSBOOKSERVER-KIND:group|X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a|END:VCARD|";
    let (written, _) = exported(&FORMAT, VcardVersion::V4, &[apple]);
    assert!(written.contains("|KIND:group|MEMBER:urn:uuid:a|"), "{written}");
}

#[test]
fn people_in_messages_get_cards_after_the_contacts() {
    let ann = "BEGIN:VCARD|VERSION:3.0|FN:Ann|EMAIL:ann@x.example|END:VCARD|";
    let (written, summary) = exported(&PEOPLE, VcardVersion::V3, &[ann]);
    assert_eq!(written.matches("BEGIN:VCARD").count(), 2, "{written}");
    assert!(
        written.ends_with("|FN:Ruth Alder|N:Alder;Ruth;;;|EMAIL;TYPE=INTERNET:ruth@alder.example|CATEGORIES:Seen in mail|END:VCARD|"),
        "{written}"
    );
    assert_eq!((summary.chosen, summary.written, summary.is_complete()), (2, 2, true));
}

#[test]
fn what_a_card_cannot_contain_is_named() {
    let agent = "BEGIN:VCARD|VERSION:2.1|FN:Ann|AGENT:|BEGIN:VCARD|FN:Joe|END:VCARD|broken|END:VCARD|";
    let (written, summary) = exported(&FORMAT, VcardVersion::V3, &[agent, "no card"]);
    assert!(!written.contains("AGENT") && !written.contains("Joe"), "{written}");
    assert_eq!((summary.written, summary.incomplete, summary.exceptions.len()), (1, 1, 1));
    assert_eq!(summary.exceptions[0].why, "The message of this item contains no contact card.");
}
