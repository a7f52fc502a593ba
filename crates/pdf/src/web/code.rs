//! Coded rectangles: small boxes in the printed HTML that the reader of the printed pages recognises by their colours.
//!
//! A mark is two boxes, one painted directly after the other. The first has the colour of the job's nonce, the second one
//! contains a value. A message cannot imitate a mark, because it does not know the nonce.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// The values of a colour.
const COLOURS: u32 = 1 << 24;

/// The bit of the values that begin a message.
const START: u32 = 1 << 23;
/// The bit of the values that tell the width of a message.
const WIDTH: u32 = 1 << 22;
/// The bits of a number.
const NUMBER: u32 = WIDTH - 1;

/// A random colour that one job uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nonce(u32);

/// The meaning of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// The message with this number in the job begins at the mark.
    Start(u32),
    /// The mark is as wide as the message with this number.
    Width(u32),
    /// The mark is the area of the link with this number in the job.
    Link(u32),
}

impl Nonce {
    pub fn new() -> Self {
        Self(random_colour())
    }

    /// Returns the colour as CSS.
    pub fn css(self) -> String {
        css(self.0, "1")
    }

    /// Returns the colour as CSS, so transparent that nobody sees it.
    pub fn invisible_css(self) -> String {
        css(self.0, INVISIBLE)
    }

    pub fn is(self, colour: u32) -> bool {
        self.0 == colour
    }
}

/// The opacity of a mark below text. One step of 255 is not visible.
const INVISIBLE: &str = ".004";

impl Code {
    pub fn css(self) -> String {
        css(self.value(), "1")
    }

    pub fn invisible_css(self) -> String {
        css(self.value(), INVISIBLE)
    }

    fn value(self) -> u32 {
        match self {
            Self::Start(number) => START | (number & NUMBER),
            Self::Width(number) => WIDTH | (number & NUMBER),
            Self::Link(number) => number & NUMBER,
        }
    }

    /// Returns the code of a colour.
    pub fn of(colour: u32) -> Self {
        let number = colour & NUMBER;
        if colour & START != 0 {
            Self::Start(number)
        } else if colour & WIDTH != 0 {
            Self::Width(number)
        } else {
            Self::Link(number)
        }
    }
}

/// Returns a colour that nobody can predict. The standard library seeds its hash tables from the random numbers of the
/// system.
pub(crate) fn random_colour() -> u32 {
    let random = RandomState::new().build_hasher().finish();
    u32::try_from(random % u64::from(COLOURS)).unwrap_or_default()
}

/// Returns the red, green and blue parts of a colour.
pub(crate) fn parts(colour: u32) -> [u8; 3] {
    let [_, red, green, blue] = colour.to_be_bytes();
    [red, green, blue]
}

fn css(colour: u32, opacity: &str) -> String {
    let [red, green, blue] = parts(colour);
    format!("rgba({red},{green},{blue},{opacity})")
}

/// Returns the colour of three operands between 0 and 1. A PDF has four decimals, which suffice for eight bits.
pub(crate) fn colour_of(operands: [f32; 3]) -> u32 {
    operands.into_iter().fold(0, |colour, part| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
        let part = (part.clamp(0.0, 1.0) * 255.0).round() as u32;
        (colour << 8) | part
    })
}

#[cfg(test)]
mod tests {
    use super::{Code, colour_of, parts};

    #[test]
    fn codes_survive_the_decimals_of_a_pdf() {
        for code in [Code::Start(0), Code::Start(49), Code::Width(3), Code::Link(0), Code::Link(70_123)] {
            let written = parts(code.value()).map(|part| format!("{:.4}", f32::from(part) / 255.0));
            let read = written.map(|part| part.parse().unwrap());
            assert_eq!(Code::of(colour_of(read)), code);
        }
        for part in 0..=255_u8 {
            let written: f32 = format!("{:.4}", f32::from(part) / 255.0).parse().unwrap();
            assert_eq!(colour_of([0.0, 0.0, written]), u32::from(part));
        }
    }
}
