//! The meaning of control words, [MSFT-RTF] "Contents of an RTF file".

use super::RtfMode;

/// The kind of content of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    Body,
    /// `\*\htmltag`: markup of encapsulated HTML.
    HtmlTag,
    Fonts,
    /// `\colortbl`: the colour table.
    Colors,
    /// `\*\fldinst`: the instruction of a field, such as a hyperlink.
    Field,
    /// `\pict`: a picture.
    Picture,
    /// Properties of a shape. They contain no text, but may contain a picture.
    Shape,
    Skipped,
}

/// Returns the destination that a control word begins within the destination `now`.
pub(super) fn destination(
    word: &[u8],
    starred: bool,
    mode: RtfMode,
    now: Destination,
) -> Option<Destination> {
    use Destination::{Body, Colors, Field, Fonts, Picture, Shape, Skipped};
    if now == Skipped {
        return None;
    }
    let rich = mode == RtfMode::Rich;
    match word {
        b"fonttbl" => Some(if now == Body { Fonts } else { Skipped }),
        b"colortbl" => Some(if rich { Colors } else { Skipped }),
        b"fldinst" => Some(if rich && now == Body { Field } else { Skipped }),
        b"pict" => Some(if rich && matches!(now, Body | Shape) { Picture } else { Skipped }),
        // `shpinst` is a starred destination, but contains the text box of a shape. `shppict` contains the better
        // of two pictures.
        b"shpinst" | b"shppict" => None,
        b"sp" => Some(Shape),
        b"stylesheet" | b"info" | b"nonshppict" | b"shprslt" | b"objdata" | b"header" | b"headerl"
        | b"headerr" | b"headerf" | b"footer" | b"footerl" | b"footerr" | b"footerf" | b"xe" | b"tc"
        | b"private" | b"filetbl" | b"revtbl" => Some(Skipped),
        b"pntext" | b"listtext" => (!rich).then_some(Skipped),
        _ => starred.then_some(Skipped),
    }
}

/// Returns the text that a control word represents.
pub(super) fn text(word: &[u8], mode: RtfMode) -> Option<&'static str> {
    Some(match word {
        b"par" | b"line" => "\r\n",
        b"sect" | b"page" | b"column" | b"row" | b"nestrow" if mode == RtfMode::Rich => "\r\n",
        b"cell" | b"nestcell" if mode == RtfMode::Rich => "\t",
        b"tab" => "\t",
        b"lquote" => "\u{2018}",
        b"rquote" => "\u{2019}",
        b"ldblquote" => "\u{201C}",
        b"rdblquote" => "\u{201D}",
        b"bullet" => "\u{2022}",
        b"endash" => "\u{2013}",
        b"emdash" => "\u{2014}",
        b"emspace" => "\u{2003}",
        b"enspace" => "\u{2002}",
        b"qmspace" => "\u{2005}",
        b"zwj" => "\u{200D}",
        b"zwnj" => "\u{200C}",
        b"ltrmark" => "\u{200E}",
        b"rtlmark" => "\u{200F}",
        _ => return None,
    })
}
