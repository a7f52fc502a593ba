//! The properties that stay. All others are removed: those that load content, those that move content outside its
//! place, and those whose cost grows faster than the document (`columns`, `filter`, `flex`, `grid`, shadows, masks, `anchor-*`,
//! counters, `content`, transforms, animations, custom properties).

/// The kind of value that a property can have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Background,
    Border,
    Color,
    Display,
    Font,
    FontFamily,
    FontSize,
    FontWeight,
    /// One to four lengths of up to this many pixels.
    Length(f32),
    LineHeight,
    /// Words that select one of several ways.
    Words,
    /// Only the words of the list.
    OneOf(&'static [&'static str]),
    Opacity,
    Radius,
}

/// The effect of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Text,
    /// Changes the width of lines, or the order of boxes.
    Layout,
}

/// Largest size of a box, in pixels. The boxes of real mail are less than 1,000 pixels wide.
const MAX_BOX: f32 = 5_000.0;
/// Largest margin and padding, in pixels.
const MAX_SPACE: f32 = 1_000.0;
/// Largest distance between letters and words, in pixels.
const MAX_SPACING: f32 = 50.0;

const BOXES: Kind = Kind::Length(MAX_BOX);
const SPACES: Kind = Kind::Length(MAX_SPACE);

const PROPERTIES: &[(&str, Kind, Group)] = &[
    ("background", Kind::Background, Group::Text),
    ("background-color", Kind::Color, Group::Text),
    ("background-image", Kind::Background, Group::Text),
    ("border", Kind::Border, Group::Text),
    ("border-bottom", Kind::Border, Group::Text),
    ("border-bottom-color", Kind::Color, Group::Text),
    ("border-bottom-left-radius", Kind::Radius, Group::Text),
    ("border-bottom-right-radius", Kind::Radius, Group::Text),
    ("border-bottom-style", Kind::Border, Group::Text),
    ("border-bottom-width", Kind::Border, Group::Text),
    ("border-collapse", Kind::Words, Group::Text),
    ("border-color", Kind::Color, Group::Text),
    ("border-left", Kind::Border, Group::Text),
    ("border-left-color", Kind::Color, Group::Text),
    ("border-left-style", Kind::Border, Group::Text),
    ("border-left-width", Kind::Border, Group::Text),
    ("border-radius", Kind::Radius, Group::Text),
    ("border-right", Kind::Border, Group::Text),
    ("border-right-color", Kind::Color, Group::Text),
    ("border-right-style", Kind::Border, Group::Text),
    ("border-right-width", Kind::Border, Group::Text),
    ("border-spacing", Kind::Length(MAX_SPACING), Group::Text),
    ("border-style", Kind::Border, Group::Text),
    ("border-top", Kind::Border, Group::Text),
    ("border-top-color", Kind::Color, Group::Text),
    ("border-top-left-radius", Kind::Radius, Group::Text),
    ("border-top-right-radius", Kind::Radius, Group::Text),
    ("border-top-style", Kind::Border, Group::Text),
    ("border-top-width", Kind::Border, Group::Text),
    ("border-width", Kind::Border, Group::Text),
    ("box-sizing", Kind::Words, Group::Layout),
    ("caption-side", Kind::Words, Group::Text),
    ("clear", Kind::Words, Group::Layout),
    ("color", Kind::Color, Group::Text),
    ("direction", Kind::Words, Group::Text),
    ("display", Kind::Display, Group::Text),
    ("empty-cells", Kind::Words, Group::Text),
    ("float", Kind::OneOf(&["left", "right", "none", "inherit"]), Group::Layout),
    ("font", Kind::Font, Group::Text),
    ("font-family", Kind::FontFamily, Group::Text),
    ("font-size", Kind::FontSize, Group::Text),
    ("font-style", Kind::OneOf(&["normal", "italic", "oblique", "inherit"]), Group::Text),
    ("font-variant", Kind::OneOf(&["normal", "small-caps", "inherit"]), Group::Text),
    ("font-weight", Kind::FontWeight, Group::Text),
    ("height", BOXES, Group::Layout),
    ("letter-spacing", Kind::Length(MAX_SPACING), Group::Layout),
    ("line-height", Kind::LineHeight, Group::Text),
    ("list-style", Kind::Words, Group::Text),
    ("list-style-position", Kind::Words, Group::Text),
    ("list-style-type", Kind::Words, Group::Text),
    ("margin", SPACES, Group::Layout),
    ("margin-bottom", SPACES, Group::Text),
    ("margin-left", SPACES, Group::Layout),
    ("margin-right", SPACES, Group::Layout),
    ("margin-top", SPACES, Group::Text),
    ("max-height", BOXES, Group::Layout),
    ("max-width", BOXES, Group::Layout),
    ("min-height", BOXES, Group::Layout),
    ("min-width", BOXES, Group::Layout),
    ("opacity", Kind::Opacity, Group::Text),
    ("overflow", Kind::OneOf(&["hidden", "visible"]), Group::Layout),
    ("overflow-wrap", Kind::Words, Group::Layout),
    ("padding", SPACES, Group::Layout),
    ("padding-bottom", SPACES, Group::Text),
    ("padding-left", SPACES, Group::Layout),
    ("padding-right", SPACES, Group::Layout),
    ("padding-top", SPACES, Group::Text),
    ("table-layout", Kind::Words, Group::Layout),
    ("text-align", Kind::Words, Group::Text),
    ("text-decoration", Kind::Color, Group::Text),
    ("text-decoration-color", Kind::Color, Group::Text),
    ("text-decoration-line", Kind::Words, Group::Text),
    ("text-decoration-style", Kind::Words, Group::Text),
    ("text-indent", Kind::Length(MAX_SPACE), Group::Layout),
    ("text-transform", Kind::Words, Group::Text),
    ("unicode-bidi", Kind::Words, Group::Text),
    ("vertical-align", Kind::Length(MAX_SPACING), Group::Text),
    ("visibility", Kind::Words, Group::Text),
    ("white-space", Kind::OneOf(&["normal", "nowrap", "pre", "pre-line", "pre-wrap"]), Group::Text),
    ("width", BOXES, Group::Layout),
    ("word-break", Kind::Words, Group::Layout),
    ("word-spacing", Kind::Length(MAX_SPACING), Group::Layout),
    ("word-wrap", Kind::Words, Group::Layout),
];

/// Returns a property, if it stays. `name` is in lower case.
pub(super) fn property(name: &str) -> Option<(&'static str, Kind, Group)> {
    let at = PROPERTIES.binary_search_by_key(&name, |(name, ..)| name).ok()?;
    PROPERTIES.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::{PROPERTIES, property};

    #[test]
    fn each_property_of_the_table_is_found() {
        for entry in PROPERTIES {
            assert_eq!(property(entry.0), Some(*entry));
        }
    }
}
