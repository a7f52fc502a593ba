//! Compares the measured figures with the limits that Foundmail must keep.

use super::Measured;
use super::mail::Mail;
use super::round::Figures;

/// A limit and the measured figure.
#[derive(Debug, PartialEq)]
pub struct Limit {
    /// The name of the measured quantity.
    pub what: String,
    /// The measured value.
    pub figure: f64,
    /// The largest permitted value.
    pub most: f64,
    pub unit: &'static str,
}

impl Limit {
    pub fn holds(&self) -> bool {
        self.figure <= self.most
    }
}

/// Pairs of programs, with the largest permitted ratios of their processor times and of their elapsed times. The
/// ratio is the time of the first program divided by the time of the second.
const RATIOS: [(&str, &str, f64, f64); 3] = [
    ("foundmail", "mu", 1.0 / 7.0, 1.0 / 11.0),
    ("foundmail", "notmuch", 1.0 / 13.0, 1.0 / 25.0),
    ("foundmail-text", "recoll", 1.0 / 10.0, 1.0 / 12.0),
];

/// The largest permitted ratio of elapsed time to processor time. Foundmail must use two cores to reach it.
const CLOCK: f64 = 0.6;
/// In a larger mailbox, a message may take at most this many times the processor time that it takes in the smallest one.
const GROWTH: f64 = 1.1;
/// The largest permitted memory, in megabytes (10^6 bytes).
const MEMORY: f64 = 310.0;
/// The largest permitted size of archive and index, relative to the source.
const SIZE: f64 = 0.5;

/// Returns all limits for which figures were measured.
pub fn check(all: &[Measured]) -> Vec<Limit> {
    let mut limits = Vec::new();
    let Some(first) = all.first() else { return limits };
    for (ours, theirs, processor, wall) in RATIOS {
        if let (Some(ours), Some(theirs)) = (find(first, ours), find(first, theirs)) {
            let pair = format!("{} to {}", ours.name, theirs.name);
            limits.push(limit(
                format!("processor time, {pair}"),
                ours.processor() / theirs.processor(),
                processor,
                "",
            ));
            limits.push(limit(format!("elapsed time, {pair}"), ours.wall() / theirs.wall(), wall, ""));
        }
    }
    for measured in all {
        for ours in measured.figures.iter().filter(|one| one.ours) {
            limits.extend(alone(ours, &measured.mail));
        }
    }
    for larger in all.iter().skip(1) {
        for many in larger.figures.iter().filter(|one| one.ours) {
            if let Some(few) = find(first, many.name) {
                limits.push(limit(
                    format!(
                        "processor time per message, {}, {} to {} messages",
                        many.name, larger.mail.messages, first.mail.messages
                    ),
                    cost(many, &larger.mail) / cost(few, &first.mail),
                    GROWTH,
                    "",
                ));
            }
        }
    }
    limits
}

/// Returns the limits of Foundmail that do not depend on other programs.
fn alone(ours: &Figures, mail: &Mail) -> Vec<Limit> {
    let who = format!("{}, {} messages", ours.name, mail.messages);
    vec![
        limit(format!("elapsed to processor time, {who}"), ours.wall() / ours.processor(), CLOCK, ""),
        limit(format!("memory, {who}"), float(ours.tree().max(ours.memory())) * 1024.0 / 1e6, MEMORY, " MB"),
        limit(
            format!("archive and index to source, {who}"),
            float(ours.written) / float(mail.bytes),
            SIZE,
            "",
        ),
    ]
}

/// Returns the processor time per message, in seconds.
fn cost(figures: &Figures, mail: &Mail) -> f64 {
    figures.processor() / float(mail.messages)
}

fn find<'m>(measured: &'m Measured, name: &str) -> Option<&'m Figures> {
    measured.figures.iter().find(|one| one.name == name)
}

fn limit(what: String, figure: f64, most: f64, unit: &'static str) -> Limit {
    Limit { what, figure, most, unit }
}

/// Converts a count or size to a floating point number without loss, because counts and sizes are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "counts and sizes are far below 2^52")]
pub fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(messages: u64, figures: Vec<Figures>) -> Measured {
        Measured { mail: Mail::of(messages, 1_000), figures }
    }

    fn verdict(limits: &[Limit], what: &str) -> bool {
        limits.iter().find(|limit| limit.what.starts_with(what)).expect(what).holds()
    }

    #[test]
    fn each_limit_is_judged_by_its_own_figures() {
        let few = vec![Figures::of("foundmail", 4.0, 2.2, 250_000), Figures::of("mu", 28.5, 24.5, 309_000)];
        let many = vec![Figures::of("foundmail", 45.0, 30.0, 310_000)];
        let limits = check(&[measured(10_000, few), measured(100_000, many)]);
        assert!(verdict(&limits, "processor time, foundmail to mu"));
        assert!(verdict(&limits, "elapsed time, foundmail to mu"));
        assert!(verdict(&limits, "elapsed to processor time, foundmail, 10000"));
        assert!(!verdict(&limits, "elapsed to processor time, foundmail, 100000"));
        assert!(verdict(&limits, "memory, foundmail, 10000"));
        assert!(!verdict(&limits, "memory, foundmail, 100000"));
        assert!(verdict(&limits, "archive and index"));
        assert!(!verdict(&limits, "processor time per message"));
        assert!(!limits.iter().any(|limit| limit.what.contains("notmuch")));
    }
}
