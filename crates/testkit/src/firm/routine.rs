//! What happens every week: orders, invoices, rotas, statements. Texts are patterns, filled in by chance.

mod pattern;
mod stories;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::post::{Post, Talk};
use super::{cast, on_the_clock};
use crate::files::{Appointment, Picture, csv, ics, pdf, png, xlsx};
use crate::{Part, Person, Rng};
use pattern::{Slots, fill as fill_pattern};
use stories::{STORIES, Side, Story};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What goes with a letter.
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

/// Adds conversations, spread evenly over the years, until there are `goal` letters.
pub(super) fn fill(post: &mut Post, rng: &mut Rng, goal: usize) {
    let first = NaiveDate::from_ymd_opt(2012, 1, 9).unwrap_or_default();
    let days = 365 * 11 - 30;
    let mut number = 0;
    while post.len() < goal {
        // A step that has no common divisor with the number of days visits them all.
        let day = (number * 1_487 + rng.below(9)) % days;
        let date = first + Duration::days(i64::try_from(day).unwrap_or(0));
        tell(post, rng, &STORIES[number % STORIES.len()], date, number);
        number += 1;
    }
}

fn tell(post: &mut Post, rng: &mut Rng, story: &Story, date: NaiveDate, number: usize) {
    let slots = Slots::new(rng, date, number);
    let subject = fill_pattern(story.subject, &slots, rng);
    let mut talk = Talk::new(post, &subject, story.folder);
    talk.html(story.html);
    let mut at = morning(rng, date);
    for (side, text, enclosure) in story.letters {
        let (other, anna) = ((story.who)(), cast::anna());
        let (from, to) = match side {
            Side::Them => (&other, &anna),
            Side::Us => (&anna, &other),
        };
        let text = fill_pattern(text, &slots, rng);
        let files = enclose(*enclosure, &slots, from, at);
        talk.sends(from, to, on_the_clock(at), &text, files);
        at += Duration::minutes(i64::try_from(rng.between(25, 2_600)).unwrap_or(60));
    }
    talk.end();
}

fn morning(rng: &mut Rng, date: NaiveDate) -> NaiveDateTime {
    let minutes = u32::try_from(rng.between(5 * 60, 17 * 60)).unwrap_or(600);
    let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap_or_default();
    date.and_time(time)
}

fn enclose(enclosure: Enclosure, slots: &Slots, from: &Person, at: NaiveDateTime) -> Vec<Part> {
    let Slots { invoice, sum, item, count, month, year, .. } = slots;
    let part = match enclosure {
        Enclosure::None => return Vec::new(),
        Enclosure::Invoice => {
            let text = format!(
                "Invoice {invoice}\n{month} {year}\n{count} x {item}\nTotal: {sum}\nPayable within 14 days, thank you."
            );
            Part::new(format!("Invoice-{invoice}.pdf"), "application/pdf", pdf(&from.name, &text, &[]))
        }
        Enclosure::Order => {
            let rows = [["Article", "Pieces", "Day"], [item, count, "daily"], ["rye loaf", "12", "Friday"]];
            Part::new(format!("Order-{month}.csv"), "text/csv", csv(&rows.map(Vec::from)))
        }
        Enclosure::Statement => {
            let rows = [["Account", "Month", "Balance"], ["5530 118 2", month, sum]];
            Part::new(format!("Statement-{year}-{:02}.xlsx", at.month()), XLSX, xlsx(&rows.map(Vec::from)))
        }
        Enclosure::Rota => {
            let rows = [
                ["Day", "Night", "Shop"],
                ["Monday", "Samir", "Lena"],
                ["Tuesday", "Samir", "Joan"],
                ["Sunday", "-", "Lena"],
            ];
            Part::new(format!("Rota {month}.xlsx"), XLSX, xlsx(&rows.map(Vec::from)))
        }
        Enclosure::Photo => {
            let seed = u64::from(at.ordinal());
            Part::new(
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
                start: on_the_clock(at + Duration::days(7)),
                minutes: 60,
                organizer: from,
            };
            Part::new("tasting.ics", "text/calendar; method=REQUEST", ics(&appointment))
        }
    };
    vec![part]
}
