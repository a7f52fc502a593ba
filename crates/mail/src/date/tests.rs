//! Tests of the reader of dates.

use mail_parser::DateTime;

use super::read;
use crate::{Framing, parse};

/// Checks the result for a written date. An `expected` of `-` means that the date is not readable.
#[track_caller]
fn check(written: &str, expected: &str) {
    let date = read(written.as_bytes()).map(|date| DateTime::from_timestamp(date).to_rfc3339());
    assert_eq!(date.as_deref().unwrap_or("-"), expected, "{written:?}");
}

#[test]
fn dates_of_the_standard_are_read() {
    for (written, expected) in [
        (" Fri, 21 Nov 1997 09:55:06 -0600\r\n", "1997-11-21T15:55:06Z"),
        ("Tue, 1 Jul 2003 10:52:37 +0200", "2003-07-01T08:52:37Z"),
        ("1 Jul 2003 10:52 +0530", "2003-07-01T05:22:00Z"),
        (
            "Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)",
            "1969-02-14T03:02:00Z",
        ),
        ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T15:55:06Z"),
        ("Fri, (a (nested) 4 Mar 2011 comment) 21 Nov 1997 09:55:06 GMT", "1997-11-21T09:55:06Z"),
        ("29 Feb 2016 23:59:60 +0000", "2016-02-29T23:59:59Z"),
        ("Mon, 27 May 2002 12:00:00 +0000 (UTC)", "2002-05-27T12:00:00Z"),
        ("Mon, 27 May 2002 12:00:00 -0000", "2002-05-27T12:00:00Z"),
        ("31 Dec 1969 23:59:59 GMT", "1969-12-31T23:59:59Z"),
        ("29 Feb 2015 10:00:00 +0000", "2015-03-01T10:00:00Z"),
        ("32 Mar 2015 10:00:00 +0000", "-"),
        ("3 Mar 2015 24:00:00 +0000", "-"),
        ("Tue, 99 Foo 10:00", "-"),
        ("3 Mar 15000 10:00:00 +0000", "-"),
        ("tomorrow", "-"),
        ("", "-"),
    ] {
        check(written, expected);
    }
}

#[test]
fn zones_of_every_form_are_read() {
    let noon = |zone: &str, expected: &str| {
        check(&format!("Mon, 27 May 2002 12:00:00{zone}"), &format!("2002-05-2{expected}:00Z"));
    };
    for (zone, expected) in [
        (" UT", "7T12:00"),
        (" Z", "7T12:00"),
        ("Z", "7T12:00"),
        (" z", "7T12:00"),
        (" A", "7T12:00"),
        (" Y", "7T12:00"),
        (" UTC", "7T12:00"),
        (" EST", "7T17:00"),
        (" pdt", "7T19:00"),
        (" CST", "7T18:00"),
        (" CEST", "7T10:00"),
        (" MEZ", "7T11:00"),
        (" GMT+2", "7T10:00"),
        (" GMT +02:00", "7T10:00"),
        (" UTC-0330", "7T15:30"),
        (" -600", "7T18:00"),
        (" +2", "7T10:00"),
        (" +02:00", "7T10:00"),
        ("-0800", "7T20:00"),
        (" +02000", "7T10:00"),
        (" +1300 (NZDT)", "6T23:00"),
        (" -0500 (GMT)", "7T17:00"),
        (" (CEST)", "7T10:00"),
        (" (unknown)", "7T12:00"),
        (" XYZT", "7T12:00"),
        (" +9999", "7T12:00"),
        (" +-0500", "7T17:00"),
        ("", "7T12:00"),
    ] {
        noon(zone, expected);
    }
}

#[test]
fn months_are_recognised_in_many_languages() {
    for (month, expected) in [
        ("lug", "07"),
        ("LUG", "07"),
        ("Luglio", "07"),
        ("gen", "01"),
        ("Mai", "05"),
        ("Mär", "03"),
        ("März", "03"),
        ("Okt.", "10"),
        ("Dez", "12"),
        ("févr.", "02"),
        ("août", "08"),
        ("juin", "06"),
        ("juil.", "07"),
        ("déc.", "12"),
        ("ene", "01"),
        ("de agosto de", "08"),
        ("de março de", "03"),
        ("out", "10"),
        ("mei", "05"),
        ("mrt", "03"),
        ("maj", "05"),
        ("paź", "10"),
        ("lis", "11"),
        ("września", "09"),
        ("des", "12"),
        ("heinäkuuta", "07"),
        ("elo", "08"),
        ("kasım", "11"),
        ("мая", "05"),
        ("=?utf-8?Q?ao=C3=BBt?=", "08"),
    ] {
        check(&format!("4 {month} 2011 05:06:07 +0000"), &format!("2011-{expected}-04T05:06:07Z"));
    }
    for month in ["lux", "lu", "xyz", "Mo", "jux", "octopus", "屋", "12th", "Marvin"] {
        check(&format!("4 {month} 2011 05:06:07 +0000"), "-");
    }
    // A weekday may look like a month.
    check("mar, 4 lug 2011 05:06:07 +0000", "2011-07-04T05:06:07Z");
    check("mar, 4 xyz 2011 05:06:07 +0000", "-");
    check("mar jul 5 17:44:06 2011", "2011-07-05T17:44:06Z");
    let latin1 = b"4 ao\xFBt 2011 05:06:07 +0000";
    assert_eq!(read(latin1), read(b"4 Aug 2011 05:06:07 +0000"));
}

#[test]
fn other_forms_are_read() {
    for (written, expected) in [
        ("Fri, 4 Mar 2011 05:06:07", "2011-03-04T05:06:07Z"),
        ("Wed Jul 25 17:44:06 2007", "2007-07-25T17:44:06Z"),
        ("Wed Jul  5 17:44:06 CEST 2007", "2007-07-05T15:44:06Z"),
        ("Wed Jul  5 17:44:06 +0200 2007", "2007-07-05T15:44:06Z"),
        ("Wed Jul  5 17:44:06 XYZT 2007", "2007-07-05T17:44:06Z"),
        ("17 Nov 20 00:09 EST", "2020-11-17T05:09:00Z"),
        ("Fri, 04-Mar-2011 05:06:07 GMT", "2011-03-04T05:06:07Z"),
        ("Friday, 04-Mar-11 05:06:07 GMT", "2011-03-04T05:06:07Z"),
        ("2011-03-04T05:06:07Z", "2011-03-04T05:06:07Z"),
        ("2011-03-04T05:06:07.123+02:00", "2011-03-04T03:06:07Z"),
        ("2011-03-04 05:06:07 -0500", "2011-03-04T10:06:07Z"),
        ("2011-03-04", "2011-03-04T00:00:00Z"),
        ("Mon, 21 Aug 95 13:30:57 -600", "1995-08-21T19:30:57Z"),
        ("Mon, 21 Aug 111 13:30:57 +0000", "2011-08-21T13:30:57Z"),
        ("Mon, 21 Aug 0111 13:30:57 +0000", "2011-08-21T13:30:57Z"),
        ("Fri, May 09 2017 16:54:30 -0800", "2017-05-10T00:54:30Z"),
        ("Wed, 11 Feb 98 11:51 CST", "1998-02-11T17:51:00Z"),
        ("Friday, March 4th, 2011 5:06 PM", "2011-03-04T17:06:00Z"),
        ("March 4, 2011 12:06:07 a.m. -0500", "2011-03-04T05:06:07Z"),
        ("05:06:07 4 March 2011", "2011-03-04T05:06:07Z"),
        ("lunedì 4 luglio 2011 05.06.07 +0200", "2011-07-04T03:06:07Z"),
        ("Mo, 04.07.2011 05:06:07 +0200", "2011-07-04T03:06:07Z"),
        ("25/07/2011 05:06:07", "2011-07-25T05:06:07Z"),
        ("07/25/2011 05:06:07", "2011-07-25T05:06:07Z"),
        ("2011/07/04 05:06:07", "2011-07-04T05:06:07Z"),
        // Day and month cannot be distinguished.
        ("04/07/2011 05:06:07", "-"),
        ("mar, 4/7/2011 05:06:07", "-"),
        ("05:06:07", "-"),
        ("4 Mar 05:06:07", "-"),
    ] {
        check(written, expected);
    }
}

#[test]
fn a_date_does_not_consume_the_next_field() {
    for zone in ["UT", "Z", "A", "Y", "J", "GMT", "EST", "X1", "+0", "-", "(", "\"", "UT\r", ""] {
        for field in ["Subject: hello", "Content-Type: text/html; charset=utf-8"] {
            let raw = format!(
                "From: a@x.example\nDate: Mon, 27 May 2002 12:00:00 {zone}\n{field}\nX-A: b\n\n<p>b</p>\n"
            );
            let message = parse(raw.as_bytes(), Framing::Plain);
            let is_there =
                if field.starts_with('S') { message.subject == "hello" } else { message.html.is_some() };
            assert!(is_there, "{raw}");
        }
    }
}

#[test]
fn a_message_without_a_date_uses_its_newest_received_field() {
    let received = "Received: from a by b; Tue, 5 Mar 2013 10:00:02 UT (from x; y)\n\
                    Received: from c by a; Tue, 5 Mar 2013 10:00:01 +0000\n";
    let newest = read(b"5 Mar 2013 10:00:02 +0000");
    for (date, expected) in [
        ("", newest),
        ("Date: 4 xyz 2011 05:06:07 +0000\n", newest),
        ("Date: yesterday\n", newest),
        ("Date: 4 lug 2011 05:06:07 +0000\n", read(b"4 Jul 2011 05:06:07 +0000")),
        ("Date: 4 Jul 2011 05:06:07 +0000\nDate: unknown\n", read(b"4 Jul 2011 05:06:07 +0000")),
    ] {
        let raw = format!("{received}{date}Subject: x\n\nb\n");
        assert_eq!(parse(raw.as_bytes(), Framing::Plain).date, expected, "{date}");
    }
    let raw = format!("Received: from x by y with z\n{received}Subject: x\n\nb\n");
    assert_eq!(parse(raw.as_bytes(), Framing::Plain).date, newest);
}

#[test]
fn hostile_dates_take_linear_time() {
    for piece in ["(", "1 ", "a ", "; ", "1:1:", "+", "=?utf-8?Q?a?= ", "\\", "4 Mar ", "\n a"] {
        let long = piece.repeat(5_000_000 / piece.len());
        let tokens = super::token::tokens(&long);
        assert!(tokens.outside_comments.len() + tokens.in_comments.len() <= 64, "{piece:?}");
        let raw = format!("Date: {long}\nReceived: {long}\nSubject: hello\n\nb\n");
        assert_eq!(parse(raw.as_bytes(), Framing::Plain).subject, "hello", "{piece:?}");
    }
}
