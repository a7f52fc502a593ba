//! The size of a page and its margins.

/// The size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// The margin at each side, in points.
pub(crate) const MARGIN: f32 = 56.0;

impl Paper {
    /// Returns the width in points.
    pub(crate) fn width(self) -> f32 {
        match self {
            Self::A4 => 595.28,
            Self::Letter => 612.0,
        }
    }

    /// Returns the height in points.
    pub(crate) fn height(self) -> f32 {
        match self {
            Self::A4 => 841.89,
            Self::Letter => 792.0,
        }
    }

    /// Returns the width between the margins in points.
    pub(crate) fn text_width(self) -> f32 {
        self.width() - 2.0 * MARGIN
    }
}
