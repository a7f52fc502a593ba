//! Cleans styles. Only known properties with bounded values stay, so a style can neither load content nor keep the
//! browser busy.
//!
//! Styles are written anew from tokens and never copied. Each rule that is written is complete, so sheets can be
//! joined, and no escape or comment can hide anything.

mod corners;
mod declarations;
mod fonts;
mod numbers;
mod pieces;
mod properties;
mod remote;
mod selector;
mod sheet;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use fonts::Fonts;
pub(crate) use remote::is_remote;
pub(crate) use sheet::clean_sheets;

use corners::Corners;
use declarations::declarations;
use pieces::pieces;

/// Maximum length of a `style` attribute in bytes. Programs write less than 2 kB.
const MAX_ATTRIBUTE: usize = 16 * 1024;

/// The part of a style that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Detail {
    /// Text and layout.
    #[default]
    Full,
    /// Only properties that do not change the width of a line. They keep the number of lines of a long body small.
    Text,
}

/// The state of cleaning the styles of one body.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    pub detail: Detail,
    pub fonts: Fonts,
    corners: Corners,
    /// Number of declarations and rules that were removed because they name content on the Internet.
    pub remote: u32,
}

impl Styles {
    pub(crate) fn of(detail: Detail) -> Self {
        Self { detail, ..Self::default() }
    }

    pub(crate) fn count_remote(&mut self, is_remote: bool) {
        self.remote = self.remote.saturating_add(u32::from(is_remote));
    }
}

/// Cleans a `style` attribute.
pub(crate) fn clean_declarations(style: &str, styles: &mut Styles) -> String {
    if style.len() > MAX_ATTRIBUTE {
        return String::new();
    }
    declarations(&pieces(style), styles)
}
