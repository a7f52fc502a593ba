//! Mail in several scripts, with wide tables, pictures and attachments, for the tests of PDF files.

use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset};
use foundmail_testkit::files::{Picture, csv, docx, pdf, png};
use foundmail_testkit::{AttachedFile, Draft, NamedAddress};

/// Subject, plain text and direction of each message in a single script.
const TEXTS: [(&str, &str, &str); 7] = [
    (
        "Änderung der Öffnungszeiten im Gästehaus",
        "Sehr geehrte Frau Weller,\n\nab März öffnet das Gästehaus täglich um 7:30 Uhr. Die Schlüssel liegen beim Bäcker gegenüber, \
         und die Geschäftsführung bittet um Verständnis für die größeren Umbauten.\n\nMit freundlichen Grüßen\nJürgen Schröder\n",
        "ltr",
    ),
    (
        "烤炉备件报价",
        "您好：\n\n我们可以提供烤炉的备件，价格为每套一百二十元，交货期为十五天。请确认数量和收货地址。\n\n此致\n敬礼\n",
        "ltr",
    ),
    (
        "عرض سعر ترميم السقف الجديد",
        "السلام عليكم،\n\nنرسل إليكم عرض السعر لإصلاح السقف قبل نهاية الشهر. يرجى الاتصال على الرقم 12345 لتأكيد الموعد.\n\nمع التحية\n",
        "rtl",
    ),
    (
        "הצעת מחיר לתיקון הגג",
        "שלום רב,\n\nמצורפת הצעת המחיר לתיקון הגג עד סוף החודש. נא להתקשר למספר 67890 לאישור המועד.\n\nבברכה\n",
        "rtl",
    ),
    (
        "ใบเสนอราคาซ่อมหลังคา",
        "เรียนคุณลูกค้า\n\nบริษัทขอเสนอราคาซ่อมหลังคาภายในเดือนนี้ กรุณายืนยันวันและเวลาที่สะดวก\n\nขอแสดงความนับถือ\n",
        "ltr",
    ),
    ("Party 🎉 on Friday 🍞", "Bring bread 🍞 and cake 🎂, please. 😀\n\nSee you at 7 pm! 👍\n", "ltr"),
    ("xx", "A message whose subject has two characters.\n", "ltr"),
];

/// Returns the mail, oldest first.
pub fn drafts() -> Vec<Draft> {
    let people = [
        NamedAddress::new("Ruth Alder", "ruth@alder.example"),
        NamedAddress::new("Jürgen Schröder", "j.schroeder@muehle-schroeder.example"),
    ];
    let draft = |number: usize, subject: &str| {
        Draft::new(&people[number % 2], &people[(number + 1) % 2..][..1], subject, date(number))
    };
    let mut drafts = vec![
        draft(0, "Price list for the whole year").text(LONG_TEXT).html(wide_table()),
        with_picture(draft(1, "Photo of the roof")),
        draft(2, "Documents of the claim")
            .text("The documents are attached.\n\nRuth\n")
            .attach(AttachedFile::new(
                "plan.pdf",
                "application/pdf",
                pdf("Plan", "The plan of the roof", b""),
            ))
            .attach(AttachedFile::new("plan.pdf", "application/pdf", pdf("Plan", "A later plan", b"")))
            .attach(AttachedFile::new("报价.csv", "text/csv", csv(&[vec!["套", "120"], vec!["件", "15"]])))
            .attach(AttachedFile::new("Bericht für März.docx", DOCX, docx(&["Die Säcke sind geliefert."]))),
        // Short subjects that are parts of other subjects.
        draft(3, "test").text("A short test.\n"),
        draft(4, "test of the test pages").text("A longer test.\n"),
        // A subject that is longer than its line in the index and has no space after its first word.
        draft(5, &format!("Invoice {}", "2016-03-14_0815_".repeat(12)))
            .text("The invoice has a long number.\n"),
    ];
    for (number, (subject, text, direction)) in (drafts.len()..).zip(TEXTS) {
        let plain = draft(number, subject).text(text);
        let paragraphs = text.lines().filter(|line| !line.is_empty());
        let html = paragraphs
            .fold(format!("<div dir=\"{direction}\">"), |html, line| format!("{html}<p>{line}</p>"));
        drafts.push(plain.html(html + "</div>"));
    }
    drafts
}

/// The text of the message with the table.
const LONG_TEXT: &str = "The list below contains the prices of all kinds of flour for each month of the year, without delivery and without \
    the deposit for the sacks, as we agreed on the telephone.\n\nPlease compare the list with the table.\n";

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn with_picture(draft: Draft) -> Draft {
    let picture =
        AttachedFile::new("roof.png", "image/png", png(Picture::Roof, 320, 200, 1)).with_content_id("roof");
    let mut draft = draft
        .text("The picture shows the roof.\n")
        .html("<p>The picture shows the roof.</p><img src=\"cid:roof\">");
    draft.inline.push(picture);
    draft
}

/// Returns HTML with the same words as [`LONG_TEXT`] and a table of 24 columns.
fn wide_table() -> String {
    let paragraphs = LONG_TEXT.lines().filter(|line| !line.is_empty());
    let mut html = paragraphs.fold(String::new(), |html, line| format!("{html}<p>{line}</p>"));
    html.push_str("<table border=\"1\">");
    for row in 0..6 {
        html.push_str("<tr>");
        for column in 0..24 {
            let _ = write!(html, "<td style=\"white-space:nowrap\">{row}.{column}</td>");
        }
        html.push_str("</tr>");
    }
    html + "</table>"
}

fn date(number: usize) -> DateTime<FixedOffset> {
    let first = DateTime::parse_from_rfc3339("2016-03-14T10:42:00+00:00").unwrap();
    first + chrono::Duration::hours(i64::try_from(number).unwrap())
}
