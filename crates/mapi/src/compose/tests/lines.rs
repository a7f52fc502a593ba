//! Tests of the lines in a message that come from one class or property.

use super::items::{bytes, composed, file, item, named, recipient, rtf, text, time};
use crate::compose::attachment::mac_binary::tests::mac_binary;
use crate::compose::structures::verb_stream::tests::stream;
use crate::tags::named::{
    self as lids, PS_PUBLIC_STRINGS, PSETID_ADDRESS, PSETID_APPOINTMENT, PSETID_COMMON, PSETID_MEETING,
    PSETID_POST_RSS, PSETID_SHARING, PSETID_TASK,
};
use crate::{Attachment, AttachmentContent, Item, NameId, PropertyName, Value, compose, compose_to, tags};

/// Checks that the message contains each line, after unfolding quoted-printable.
#[track_caller]
fn check(item: &Item, expected: &[&str]) {
    let message = composed(item).replace("=\n", "").replace("=3D", "=");
    for line in expected {
        assert!(message.lines().any(|found| found == *line), "{line} in\n{message}");
    }
}

#[test]
fn header_fields() {
    let at = || time(1_577_836_800);
    let on = || Value::Bool(true);
    let received = [
        (tags::RECEIVED_BY_NAME, text("Me")),
        (tags::RECEIVED_BY_SMTP_ADDRESS, text("me@x.example")),
        (tags::RECEIVED_REPRESENTING_NAME, text("Boss")),
        (tags::RECEIVED_REPRESENTING_SMTP_ADDRESS, text("boss@x.example")),
    ];
    check(
        &item("IPM.Note", received),
        &["Delivered-To: me@x.example", "X-Received-Representing: \"Boss\" <boss@x.example>"],
    );
    check(&item("IPM.Note", [(tags::MESSAGE_FLAGS, Value::I32(8))]), &["X-Unsent: 1", "X-Status: T"]);
    check(&item("IPM.Note", [(tags::PRIORITY, Value::I32(1))]), &["Priority: urgent"]);
    check(&item("IPM.Note", [(tags::PRIORITY, Value::I32(-1))]), &["Priority: non-urgent"]);
    for (id, name) in [
        (tags::REPLY_TIME, "Reply-By"),
        (tags::EXPIRY_TIME, "Expires"),
        (tags::DEFERRED_DELIVERY_TIME, "Deferred-Delivery"),
    ] {
        check(&item("IPM.Note", [(id, at())]), &[&format!("{name}: Wed, 1 Jan 2020 00:00:00 +0000")]);
    }
    let both = [(tags::CLIENT_SUBMIT_TIME, at()), (tags::MESSAGE_DELIVERY_TIME, time(1_577_836_860))];
    check(
        &item("IPM.Note", both),
        &["Date: Wed, 1 Jan 2020 00:00:00 +0000", "Delivery-Date: Wed, 1 Jan 2020 00:01:00 +0000"],
    );
    let receipt = [(tags::READ_RECEIPT_REQUESTED, on()), (tags::SENDER_SMTP_ADDRESS, text("me@x.example"))];
    check(&item("IPM.Note", receipt), &["Disposition-Notification-To: <me@x.example>"]);
    let mut vote = item("IPM.Note", [(tags::FLAG_STATUS, Value::I32(2))]);
    named(
        &mut vote,
        PSETID_COMMON,
        [
            (lids::VERB_STREAM, bytes(&stream(&[(b"Ja", "Ja"), (b"Nein", "Nein")]))),
            (lids::VERB_RESPONSE, text("Ja")),
            (lids::FLAG_REQUEST, text("Call")),
        ],
    );
    check(
        &vote,
        &["X-Voting-Options: Ja; Nein", "X-Voting-Response: Ja", "X-Message-Flag: Call", "X-Status: F"],
    );
}

#[test]
fn rarer_kinds() {
    let mut feed = item("IPM.Post.RSS", [(tags::BODY, text("News"))]);
    named(
        &mut feed,
        PSETID_POST_RSS,
        [(lids::POST_RSS_CHANNEL, text("Feed")), (lids::POST_RSS_ITEM_LINK, text("http://x.example/1"))],
    );
    check(&feed, &["Feed: Feed", "Link: http://x.example/1", "News"]);
    let mut sharing = item("IPM.Sharing", []);
    named(
        &mut sharing,
        PSETID_SHARING,
        [(lids::SHARING_REMOTE_NAME, text("Calendar")), (lids::SHARING_INITIATOR_SMTP, text("b@x.example"))],
    );
    check(&sharing, &["Shared folder: Calendar", "Shared by: b@x.example"]);
    let call = [
        (tags::SENDER_TELEPHONE_NUMBER, text("+49 30 1")),
        (tags::VOICE_MESSAGE_DURATION, Value::I32(12)),
        (tags::FAX_NUMBER_OF_PAGES, Value::I32(0)),
    ];
    check(&item("IPM.Note.Microsoft.Voicemail.UM.CA", call), &["Number: +49 30 1", "Duration: 12 s"]);
    let fax = [(tags::FAX_NUMBER_OF_PAGES, Value::I32(3)), (tags::SENDER_NAME, text("x"))];
    check(&item("IPM.Note.Microsoft.Fax", fax), &["Pages: 3"]);
    let mut document = item("IPM.Document.Word.Document.8", []);
    let title = PropertyName { set: PS_PUBLIC_STRINGS, id: NameId::Text("Title".to_owned()) };
    document.props.insert_named(title, text("Plan"));
    check(&document, &["Title: Plan"]);
}

#[test]
fn tasks_that_are_given_to_others() {
    let mut task = item("IPM.Task", [(tags::SUBJECT, text("Taxes"))]);
    task.recipients = vec![recipient(1, "Jane", "jane@x.example")];
    named(
        &mut task,
        PSETID_TASK,
        [
            (lids::TASK_ASSIGNER, text("Boss")),
            (lids::TASK_ACCEPTANCE_STATE, Value::I32(2)),
            (lids::TASK_ESTIMATED_EFFORT, Value::I32(90)),
        ],
    );
    named(
        &mut task,
        PSETID_COMMON,
        [(lids::REMINDER_SET, Value::Bool(true)), (lids::REMINDER_TIME, time(1_577_836_800))],
    );
    let lines = [
        "Given by: Boss",
        "Given to: Jane <jane@x.example>",
        "Answer: accepted",
        "Total work: 1 h 30 min",
        "Reminder: 2020-01-01 00:00 UTC",
    ];
    check(&task, &lines);
    check(&task, &["TRIGGER;VALUE=DATE-TIME:20200101T000000Z"]);
    let mut request = item("IPM.TaskRequest.Decline", [(tags::SUBJECT, text("Declined"))]);
    request.attachments =
        vec![Attachment { content: AttachmentContent::Embedded(Box::new(task)), ..Attachment::default() }];
    check(&request, &["Task: declined"]);
    check(&request, &lines);
}

#[test]
fn answers_that_propose_another_time() {
    let mut item = item(
        "IPM.Schedule.Meeting.Resp.Tent",
        [(tags::SUBJECT, text("New time")), (tags::SENDER_SMTP_ADDRESS, text("jane@x.example"))],
    );
    item.recipients = vec![recipient(1, "Boss", "boss@x.example")];
    named(
        &mut item,
        PSETID_APPOINTMENT,
        [
            (lids::APPOINTMENT_START_WHOLE, time(1_577_836_800)),
            (lids::APPOINTMENT_END_WHOLE, time(1_577_840_400)),
            (lids::COUNTER_PROPOSAL, Value::Bool(true)),
            (lids::PROPOSED_START_WHOLE, time(1_577_844_000)),
            (lids::PROPOSED_END_WHOLE, time(1_577_847_600)),
            (lids::EXCEPTION_REPLACE_TIME, time(1_577_836_800)),
        ],
    );
    let mut id = [7; 56];
    id[16..20].copy_from_slice(&[0x07, 0xE4, 1, 1]);
    named(&mut item, PSETID_MEETING, [(lids::GLOBAL_OBJECT_ID, bytes(&id))]);
    let uid = format!("UID:{}{}{}", "07".repeat(16), "00".repeat(4), "07".repeat(36));
    let unfolded = composed(&item).replace("\n ", "");
    assert!(unfolded.contains(&uid), "{unfolded}");
    check(
        &item,
        &[
            "METHOD:COUNTER",
            "DTSTART:20200101T020000Z",
            "DTEND:20200101T030000Z",
            "RECURRENCE-ID:20200101T000000Z",
            "ORGANIZER;CN=\"Boss\":mailto:boss@x.example",
            "ATTENDEE;PARTSTAT=TENTATIVE:mailto:jane@x.example",
        ],
    );
}

#[test]
fn contacts_with_everything() {
    let mut contact = item(
        "IPM.Contact",
        [
            (tags::DISPLAY_NAME, text("Jane")),
            (tags::TELEX_NUMBER, text("123")),
            (tags::CHILDRENS_NAMES, Value::TextList(vec!["A".to_owned(), "B".to_owned()])),
            (tags::HOBBIES, text("Chess")),
            (tags::WEDDING_ANNIVERSARY, time(1_577_833_200)),
        ],
    );
    named(
        &mut contact,
        PSETID_ADDRESS,
        [
            (lids::BIRTHDAY_LOCAL, time(946_684_800)),
            (lids::USER_TEXT1, text("VIP")),
            (lids::WORK_ADDRESS, text("Way 1, Town")),
            (lids::FAX1_ADDRESS_TYPE, text("FAX")),
            (lids::FAX1_EMAIL_ADDRESS, text("Jane@+49 30 2")),
        ],
    );
    contact.attachments = vec![file("ContactPicture.jpg", b"\x89PNG\r\n")];
    check(
        &contact,
        &[
            "Telex: 123",
            "Children: A, B",
            "Hobbies: Chess",
            "Birthday: 2000-01-01",
            "Anniversary: 2020-01-01",
            "User field 1: VIP",
            "Business address: Way 1, Town",
            "Fax address: Jane@+49 30 2",
            "TEL;TYPE=MSG:123",
            "BDAY:2000-01-01",
            "X-CHILDREN:A\\, B",
            "PHOTO;ENCODING=b;TYPE=PNG:iVBORw0K",
        ],
    );
}

#[test]
fn attachments_of_a_mac_are_their_data_fork() {
    let mut mail = item("IPM.Note", []);
    mail.attachments = vec![mac_binary("Letter.txt", b"text12", 3)];
    check(
        &mail,
        &[
            "Content-Disposition: attachment; filename=\"Letter.txt\"",
            "dGV4dDEy",
            "Content-Disposition: attachment; filename=\"attachment.bin\"",
        ],
    );
}

#[test]
fn attachments_stand_where_the_rich_text_has_them() {
    let mut mail = item("IPM.Note", [(tags::RTF_COMPRESSED, rtf(r"{\rtf1\ansi a\objattph  b\objattph  c}"))]);
    let mut picture = file("second.png", b"\x89PNG");
    picture.props.insert(tags::RENDERING_POSITION, Value::I32(9));
    let mut letter = file("first.pdf", b"%PDF");
    letter.props.insert(tags::RENDERING_POSITION, Value::I32(4));
    mail.attachments = vec![picture, letter];
    check(
        &mail,
        &[
            "<div>a[first.pdf] b<img src=\"cid:attachment-0@foundmail\" alt=\"\"> c</div>",
            "Content-ID: <attachment-0@foundmail>",
            "Content-Disposition: inline; filename=\"second.png\"",
            "Content-Disposition: attachment; filename=\"first.pdf\"",
        ],
    );
}

#[test]
fn no_body_is_left_out() {
    let own = r"{\rtf1\ansi {\b own}}";
    let wrapped = r"{\rtf1\ansi\fromhtml1{\*\htmltag <b>}other}";
    for (html, rich, kept) in [(true, own, true), (true, wrapped, false), (false, own, true)] {
        let mut mail = item("IPM.Note", [(tags::BODY, text("plain")), (tags::RTF_COMPRESSED, rtf(rich))]);
        if html {
            mail.props.insert(tags::HTML, text("<p>html"));
        }
        let message = composed(&mail);
        assert!(message.contains("plain") && message.contains(if html { "<p>html" } else { "<b>own</b>" }));
        assert_eq!(message.contains("application/rtf"), kept, "{message}");
    }
}

/// A value that is too large for memory, and is read in pieces.
struct Long(u64);

impl crate::Stream for Long {
    fn len(&self) -> u64 {
        self.0
    }

    fn open(&self) -> Box<dyn std::io::Read + Send + '_> {
        Box::new(std::io::Read::take(std::io::repeat(b'x'), self.0))
    }
}

#[test]
fn long_values_pass_through_and_long_bodies_are_kept_whole() {
    let long = |size| crate::Data::Stream(std::sync::Arc::new(Long(size)));
    let mut mail = item("IPM.Note", [(tags::HTML, Value::Binary(long(65 << 20)))]);
    mail.attachments =
        vec![Attachment { content: AttachmentContent::Value(long(100 << 20)), ..Attachment::default() }];
    let mut counted = Count(0);
    let written = compose_to(&mail, &mut counted).unwrap();
    assert_eq!(written.unreadable_attachments, 0);
    assert!(written.defects.iter().all(|defect| !defect.effect.loses_data()), "{:?}", written.defects);
    // The shown part of the body, the complete body, and the attachment.
    assert!(counted.0 > (64 << 20) + ((65 + 100) << 20) / 3 * 4);
}

struct Count(u64);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_ends_the_composing() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("full"))
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mail = super::items::sent();
    assert_eq!(compose_to(&mail, &mut Full).unwrap_err().to_string(), "full");
    let mut raw = Vec::new();
    compose_to(&mail, &mut raw).unwrap();
    assert_eq!(raw, compose(&mail).raw);
}
