//! Keeps round corners and interrupted lines apart.
//!
//! A browser draws a dotted or dashed line around a round corner point by point. Twenty such boxes of 18,000 pixels, one in
//! another, took four seconds. So a body has either round corners or interrupted lines, whichever it uses first.

/// The decision for a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Corners {
    #[default]
    Undecided,
    Round,
    /// Lines can be dotted or dashed.
    Interrupted,
}

impl Corners {
    /// Returns the value of a border, with continuous lines if the body has round corners.
    pub(super) fn line(&mut self, value: &str) -> String {
        let is_interrupted = |word: &&str| matches!(*word, "dotted" | "dashed");
        if !value.split(' ').any(|word| is_interrupted(&word)) {
            return value.to_owned();
        }
        if *self == Self::Round {
            let words = value.split(' ').map(|word| if is_interrupted(&word) { "solid" } else { word });
            return words.collect::<Vec<_>>().join(" ");
        }
        *self = Self::Interrupted;
        value.to_owned()
    }

    /// Returns true if a radius stays.
    pub(super) fn allows_radius(&mut self, value: &str) -> bool {
        let is_zero =
            |length: &str| length.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%') == "0";
        if value.split(' ').all(is_zero) {
            return true;
        }
        if *self == Self::Undecided {
            *self = Self::Round;
        }
        *self == Self::Round
    }
}
