//! Fills text patterns: `<item>` is a slot, and `{this|that}` is a random choice.

use chrono::{Datelike, NaiveDate};

use crate::Rng;

/// The values of the slots in one thread.
pub(super) struct Slots {
    pub invoice: String,
    pub sum: String,
    pub item: String,
    pub count: String,
    pub month: String,
    pub year: String,
    pub day: String,
}

const ITEMS: [&str; 12] = [
    "rye loaf",
    "sourdough loaf",
    "poppy seed roll",
    "croissant",
    "cinnamon bun",
    "baguette",
    "spelt bread",
    "cheese scone",
    "brioche",
    "pretzel",
    "walnut bread",
    "apple turnover",
];
const DAYS: [&str; 6] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

impl Slots {
    /// Returns slots for a thread that begins on `date`.
    pub fn new(rng: &mut Rng, date: NaiveDate, number: usize) -> Self {
        Self {
            invoice: format!("{}-{:03}", date.year(), 1 + number),
            sum: format!("{}.{:02}", rng.between(40, 1900), rng.below(20) * 5),
            item: (*rng.pick(&ITEMS)).to_owned(),
            count: (rng.between(2, 30) * 5).to_string(),
            month: date.format("%B").to_string(),
            year: date.year().to_string(),
            day: (*rng.pick(&DAYS)).to_owned(),
        }
    }

    fn get(&self, name: &str) -> &str {
        match name {
            "invoice" => &self.invoice,
            "sum" => &self.sum,
            "item" => &self.item,
            "count" => &self.count,
            "month" => &self.month,
            "year" => &self.year,
            "day" => &self.day,
            _ => "",
        }
    }
}

/// Returns the text of a pattern with its slots filled and its choices made.
pub(super) fn fill(pattern: &str, slots: &Slots, rng: &mut Rng) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['<', '{']) {
        out.push_str(&rest[..at]);
        let end = if rest[at..].starts_with('<') { '>' } else { '}' };
        let Some(length) = rest[at..].find(end) else { break };
        let inner = &rest[at + 1..at + length];
        if end == '>' {
            out.push_str(slots.get(inner));
        } else {
            let choices: Vec<_> = inner.split('|').collect();
            out.push_str(rng.pick::<&str>(&choices));
        }
        rest = &rest[at + length + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_and_choices_are_filled() {
        let mut rng = Rng::new(1);
        let slots = Slots::new(&mut rng, NaiveDate::from_ymd_opt(2016, 2, 1).unwrap(), 6);
        assert_eq!(fill("Invoice <invoice>, <month>", &slots, &mut rng), "Invoice 2016-007, February");
        let chosen = fill("{a|b} end", &slots, &mut rng);
        assert!(chosen == "a end" || chosen == "b end");
    }
}
