//! A snapshot for each class of items.

use insta::assert_snapshot;

use super::items::{bytes, composed, file, item, named, props, recipient, rtf, sent, text, time};
use crate::compose::structures::entry_id::tests::one_off_bytes;
use crate::compose::structures::{recurrence, time_zone};
use crate::tags::named::{
    self as lids, PSETID_ADDRESS, PSETID_APPOINTMENT, PSETID_COMMON, PSETID_MEETING, PSETID_TASK,
};
use crate::{Attachment, AttachmentContent, Item, Value, tags};

#[test]
fn mail_that_was_sent() {
    assert_snapshot!(composed(&sent()));
}

#[test]
fn mail_that_came() {
    let mut item = sent();
    item.props.insert(
        tags::TRANSPORT_MESSAGE_HEADERS,
        text(
            "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a by b;\r\n\tWed, 1 Jan 2020 00:00:01 +0000\r\n\
             From: =?utf-8?Q?J=C3=B6rg?= <joerg@kunde.example>\r\nSubject: Köln\r\nTo: chefin@firma.example\r\n\
             Content-Type: multipart/alternative;\r\n\tboundary=\"x\"\r\nMIME-Version: 1.0\r\nX-Long: \
             a b\0c\r\nDate: Wed, 1 Jan 2020 01:00:00 +0100\r\n\r\n--x\r\nContent-Type: text/plain\r\n",
        ),
    );
    item.attachments.clear();
    assert_snapshot!(composed(&item));
}

#[test]
fn rich_text_with_all_sorts_of_attachments() {
    let mut item = item(
        "IPM.Note",
        [
            (tags::SUBJECT, text("Rich")),
            (
                tags::RTF_COMPRESSED,
                rtf(r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}Caf\'e9\par {\b bold}\par}"),
            ),
        ],
    );
    let inner = self::item(
        "IPM.Note",
        [(tags::SUBJECT, text("Inner")), (tags::BODY, text("--=_foundmail_1_=\r\nFrom inside"))],
    );
    let mut object = file("x", b"");
    object.props = props([(tags::DISPLAY_NAME, text("Chart")), (tags::ATTACH_RENDERING, bytes(b"\xd7\xcd"))]);
    object.content = AttachmentContent::Ole(crate::Data::Inline(b"\xd0\xcf".to_vec()));
    let mut link = file("big.zip", b"");
    link.content = AttachmentContent::Reference(r"\\server\share\big.zip".to_owned());
    item.attachments = vec![
        Attachment { content: AttachmentContent::Embedded(Box::new(inner)), ..Attachment::default() },
        object,
        link,
        file("mail.eml", b"Subject: x\r\n\r\ny\r\n"),
        file("torn.eml", b"Subject: x\n\ny\n"),
        Attachment::default(),
    ];
    assert_snapshot!(composed(&item));
}

#[test]
fn html_and_text_that_were_wrapped_into_rtf() {
    let html =
        r"{\rtf1\ansi\ansicpg932\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag <b>}\'83\'65{\*\htmltag </b>}}";
    let plain = r"{\rtf1\ansi\fromtext{\fonttbl{\f0 Arial;}}plain\par}";
    let both = [html, plain].map(|body| composed(&item("IPM.Note", [(tags::RTF_COMPRESSED, rtf(body))])));
    assert_snapshot!(both.join("--------\n"));
}

fn meeting(class: &str) -> Item {
    let mut item = item(
        class,
        [
            (tags::SUBJECT, text("Jour fixe; Köln")),
            (tags::SENT_REPRESENTING_NAME, text("Chefin")),
            (tags::SENT_REPRESENTING_SMTP_ADDRESS, text("chefin@firma.example")),
            (tags::LAST_MODIFICATION_TIME, time(1_577_836_800)),
            (tags::BODY, text("Agenda, wie immer")),
        ],
    );
    item.recipients = vec![
        recipient(1, "Jörg", "joerg@kunde.example"),
        recipient(3, "Raum 1", "raum1@firma.example"),
        props([(tags::RECIPIENT_TYPE, Value::I32(2)), (tags::DISPLAY_NAME, text("Intern"))]),
    ];
    named(
        &mut item,
        PSETID_APPOINTMENT,
        [
            (lids::LOCATION, text("Raum 1")),
            (lids::APPOINTMENT_START_WHOLE, time(1_578_301_200)),
            (lids::APPOINTMENT_END_WHOLE, time(1_578_304_800)),
        ],
    );
    named(&mut item, PSETID_MEETING, [(lids::GLOBAL_OBJECT_ID, bytes(&[4, 0, 0xAB]))]);
    item
}

#[test]
fn appointment() {
    let mut item = meeting("IPM.Appointment");
    named(
        &mut item,
        PSETID_COMMON,
        [(lids::REMINDER_SET, Value::Bool(true)), (lids::REMINDER_DELTA, Value::I32(15))],
    );
    assert_snapshot!(composed(&item));
}

#[test]
fn series() {
    let mut item = meeting("IPM.Appointment");
    named(
        &mut item,
        PSETID_APPOINTMENT,
        [
            (lids::APPOINTMENT_RECUR, bytes(&recurrence::tests::pattern(0x200B, 1, 2, &[2], [0x2021, 0]))),
            (lids::TIME_ZONE_STRUCT, bytes(&time_zone::tests::central_europe())),
            (lids::TIME_ZONE_DESCRIPTION, text("(UTC+01:00) Berlin")),
            (lids::RECURRENCE_PATTERN, text("every second Monday")),
        ],
    );
    assert_snapshot!(composed(&item));
}

#[test]
fn whole_days() {
    let mut item =
        item("IPM.Appointment", [(tags::SUBJECT, text("Urlaub")), (tags::HTML, text("<body>Hurra</body>"))]);
    named(
        &mut item,
        PSETID_APPOINTMENT,
        [
            (lids::APPOINTMENT_SUB_TYPE, Value::Bool(true)),
            // Midnight in Berlin.
            (lids::APPOINTMENT_START_WHOLE, time(1_578_265_200)),
            (lids::APPOINTMENT_END_WHOLE, time(1_578_438_000)),
        ],
    );
    assert_snapshot!(composed(&item));
}

#[test]
fn meeting_request_and_answer() {
    let both = ["IPM.Schedule.Meeting.Request", "IPM.Schedule.Meeting.Resp.Tent"]
        .map(|class| composed(&meeting(class)));
    assert_snapshot!(both.join("--------\n"));
}

#[test]
fn contact() {
    let mut item = item(
        "IPM.Contact",
        [
            (tags::DISPLAY_NAME, text("Dr. Jörg Müller")),
            (tags::SURNAME, text("Müller")),
            (tags::GIVEN_NAME, text("Jörg")),
            (tags::DISPLAY_NAME_PREFIX, text("Dr.")),
            (tags::COMPANY_NAME, text("Kunde; Co.")),
            (tags::TITLE, text("Leiter")),
            (tags::BUSINESS_TELEPHONE_NUMBER, text("+49 221 1")),
            (tags::MOBILE_TELEPHONE_NUMBER, text("+49 170 1")),
            (tags::BIRTHDAY, time(-3_600)),
            (tags::HOME_ADDRESS_STREET, text("Weg 1\r\nHinterhaus")),
            (tags::HOME_ADDRESS_CITY, text("Köln")),
            (tags::BODY, text("Ruft selten zurück.")),
            (tags::CREATION_TIME, time(1_577_836_800)),
        ],
    );
    named(
        &mut item,
        PSETID_ADDRESS,
        [
            (lids::EMAIL1_DISPLAY_NAME, text("Jörg Müller (joerg@kunde.example)")),
            (lids::EMAIL1_ADDRESS_TYPE, text("SMTP")),
            (lids::EMAIL1_EMAIL_ADDRESS, text("joerg@kunde.example")),
            (lids::EMAIL1_ADDRESS_TYPE + 0x10, text("EX")),
            (lids::EMAIL1_EMAIL_ADDRESS + 0x10, text("/o=X/cn=Recipients/cn=joerg")),
            (lids::EMAIL1_ORIGINAL_DISPLAY_NAME + 0x10, text("joerg@firma.example")),
            (lids::WORK_ADDRESS_CITY, text("Bonn")),
        ],
    );
    item.attachments = vec![file("ContactPicture.jpg", b"\xff\xd8\xff")];
    assert_snapshot!(composed(&item));
}

#[test]
fn distribution_list() {
    let mut item = item("IPM.DistList", [(tags::SUBJECT, text("Freunde"))]);
    named(
        &mut item,
        PSETID_ADDRESS,
        [
            (lids::DISTRIBUTION_LIST_NAME, text("Freunde")),
            (
                lids::DISTRIBUTION_LIST_ONE_OFF_MEMBERS,
                Value::BinaryList(vec![
                    one_off_bytes("Jörg", "j@x.example"),
                    one_off_bytes("a@x.example", "a@x.example"),
                    vec![1],
                ]),
            ),
        ],
    );
    assert_snapshot!(composed(&item));
}

#[test]
fn task_and_note() {
    let mut task = item("IPM.Task", [(tags::SUBJECT, text("Steuern")), (tags::BODY, text("Belege suchen"))]);
    named(
        &mut task,
        PSETID_TASK,
        [
            (lids::TASK_DUE_DATE, time(1_590_883_200)),
            (lids::TASK_STATUS, Value::I32(1)),
            (lids::PERCENT_COMPLETE, Value::F64(0.25)),
            (lids::TASK_OWNER, text("Jörg")),
        ],
    );
    let note = item("IPM.StickyNote", [(tags::SUBJECT, text("Milch")), (tags::BODY, text("Milch\r\nBrot"))]);
    assert_snapshot!([task, note].map(|item| composed(&item)).join("--------\n"));
}

#[test]
fn report_and_journal_entry() {
    let mut report = item(
        "REPORT.IPM.Note.NDR",
        [
            (tags::SUBJECT, text("Undeliverable: Hello")),
            (tags::ORIGINAL_SUBJECT, text("Hello")),
            (tags::REPORT_TIME, time(1_577_836_800)),
        ],
    );
    let mut nobody = recipient(1, "Nobody", "nobody@kunde.example");
    nobody.insert(tags::REPORT_TEXT, text("550 no such user"));
    report.recipients = vec![nobody];
    let mut journal =
        item("IPM.Activity", [(tags::SUBJECT, text("Anruf")), (tags::BODY, text("Lange geredet"))]);
    named(
        &mut journal,
        tags::named::PSETID_LOG,
        [
            (lids::LOG_TYPE, text("Phone call")),
            (lids::LOG_START, time(1_577_836_800)),
            (lids::LOG_DURATION, Value::I32(30)),
        ],
    );
    assert_snapshot!([report, journal].map(|item| composed(&item)).join("--------\n"));
}

#[test]
fn signed_and_encrypted_mail() {
    let mut signed = item(
        "IPM.Note.SMIME.MultipartSigned",
        [(tags::SUBJECT, text("Signed")), (tags::BODY, text("shown"))],
    );
    signed.attachments =
        vec![file("smime.p7m", b"Content-Type: multipart/signed; boundary=\"x\"\n\n--x\n\nHello\n--x--\n")];
    let mut sealed = item("IPM.Note.SMIME", [(tags::SUBJECT, text("Sealed"))]);
    let mut message = file("smime.p7m", b"\x30\x80");
    message.props.insert(tags::ATTACH_MIME_TAG, text("application/pkcs7-mime"));
    sealed.attachments = vec![message];
    assert_snapshot!([signed, sealed].map(|item| composed(&item)).join("--------\n"));
}
