//! Everyday threads: orders, invoices, rotas and statements. Their texts are patterns with random values.

mod pattern;
mod thread_patterns;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::mailbox_builder::MailboxBuilder;
use super::thread_builder::ThreadBuilder;
use super::{in_local_time, people};
use crate::files::{Appointment, Picture, csv, ics, pdf, png, xlsx};
use crate::{AttachedFile, NamedAddress, Rng};
use pattern::{Slots, fill as fill_pattern};
use thread_patterns::{Author, THREAD_PATTERNS, ThreadPattern};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The kind of file that is attached to a message.
#[derive(Debug, Clone, Copy)]
enum Enclosure {
    None,
    Invoice,
    Order,
    Statement,
    Rota,
    Photo,
    Invitation,
}

/// Adds threads, spread evenly over the years, until the mailbox has `goal` messages.
pub(super) fn fill(mailbox: &mut MailboxBuilder, rng: &mut Rng, goal: usize) {
    let first = NaiveDate::from_ymd_opt(2012, 1, 9).unwrap_or_default();
    let days = 365 * 11 - 30;
    let mut number = 0;
    while mailbox.len() < goal {
        // The step and the number of days have no common divisor, so the threads are spread over all days.
        let day = (number * 1_487 + rng.below(9)) % days;
        let date = first + Duration::days(i64::try_from(day).unwrap_or(0));
        add_thread(mailbox, rng, &THREAD_PATTERNS[number % THREAD_PATTERNS.len()], date, number);
        number += 1;
    }
}

fn add_thread(
    mailbox: &mut MailboxBuilder,
    rng: &mut Rng,
    pattern: &ThreadPattern,
    date: NaiveDate,
    number: usize,
) {
    let slots = Slots::new(rng, date, number);
    let subject = fill_pattern(pattern.subject, &slots, rng);
    let mut thread = ThreadBuilder::new(mailbox, &subject, pattern.folder);
    thread.html(pattern.html);
    let mut at = start_time(rng, date);
    for (author, text, enclosure) in pattern.messages {
        let (other, anna) = ((pattern.who)(), people::anna());
        let (from, to) = match author {
            Author::Them => (&other, &anna),
            Author::Us => (&anna, &other),
        };
        let text = fill_pattern(text, &slots, rng);
        let files = enclosed_files(*enclosure, &slots, from, at);
        thread.message_with_files(from, to, in_local_time(at), &text, files);
        at += Duration::minutes(i64::try_from(rng.between(25, 2_600)).unwrap_or(60));
    }
    thread.end();
}

fn start_time(rng: &mut Rng, date: NaiveDate) -> NaiveDateTime {
    let minutes = u32::try_from(rng.between(5 * 60, 17 * 60)).unwrap_or(600);
    let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap_or_default();
    date.and_time(time)
}

fn enclosed_files(
    enclosure: Enclosure,
    slots: &Slots,
    from: &NamedAddress,
    at: NaiveDateTime,
) -> Vec<AttachedFile> {
    let Slots { invoice, sum, item, count, month, year, .. } = slots;
    let part = match enclosure {
        Enclosure::None => return Vec::new(),
        Enclosure::Invoice => {
            let text = format!(
                "Invoice {invoice}\n{month} {year}\n{count} x {item}\nTotal: {sum}\nPayable within 14 days, thank you."
            );
            AttachedFile::new(
                format!("Invoice-{invoice}.pdf"),
                "application/pdf",
                pdf(&from.name, &text, &[]),
            )
        }
        Enclosure::Order => {
            let rows = [["Article", "Pieces", "Day"], [item, count, "daily"], ["rye loaf", "12", "Friday"]];
            AttachedFile::new(format!("Order-{month}.csv"), "text/csv", csv(&rows.map(Vec::from)))
        }
        Enclosure::Statement => {
            let rows = [["Account", "Month", "Balance"], ["5530 118 2", month, sum]];
            AttachedFile::new(
                format!("Statement-{year}-{:02}.xlsx", at.month()),
                XLSX,
                xlsx(&rows.map(Vec::from)),
            )
        }
        Enclosure::Rota => {
            let rows = [
                ["Day", "Night", "Shop"],
                ["Monday", "Samir", "Lena"],
                ["Tuesday", "Samir", "Joan"],
                ["Sunday", "-", "Lena"],
            ];
            AttachedFile::new(format!("Rota {month}.xlsx"), XLSX, xlsx(&rows.map(Vec::from)))
        }
        Enclosure::Photo => {
            let seed = u64::from(at.ordinal());
            AttachedFile::new(
                format!("IMG_{}.png", 1000 + at.ordinal()),
                "image/png",
                png(Picture::Logo, 80, 60, seed),
            )
        }
        Enclosure::Invitation => {
            let appointment = Appointment {
                uid: &format!("{invoice}@{}", from.address.rsplit('@').next().unwrap_or_default()),
                summary: &format!("Tasting, {month}"),
                location: "Mill Lane 3",
                start: in_local_time(at + Duration::days(7)),
                minutes: 60,
                organizer: from,
            };
            AttachedFile::new("tasting.ics", "text/calendar; method=REQUEST", ics(&appointment))
        }
    };
    vec![part]
}
