//! The elements that stay.

/// The way in which an element is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Block,
    /// A block that is indented.
    Indented,
    /// A block of a list. Browsers number the items by counting.
    Item,
    Table,
    /// A part of a table.
    TablePart,
    Inline,
    /// Part of text with readings. Their layout takes quadratic time.
    Ruby,
}

/// The result for an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handling {
    Keep(Layout),
    /// Keeps the element, which has no content and no end tag.
    KeepEmpty(Layout),
    /// Keeps only the content.
    Unwrap,
    Remove,
    /// Removes the element, and keeps its content as a style sheet.
    Sheet,
}

/// Returns the result for an HTML element. Elements of SVG and `MathML` are removed.
pub(super) fn handling(name: &str) -> Handling {
    use Handling::{Keep, KeepEmpty, Remove, Sheet, Unwrap};
    match name {
        "address" | "article" | "aside" | "caption" | "center" | "details" | "div" | "dt" | "figcaption"
        | "figure" | "footer" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "main"
        | "nav" | "p" | "pre" | "section" | "summary" => Keep(Layout::Block),
        "blockquote" | "dd" | "dl" | "ol" | "ul" => Keep(Layout::Indented),
        "li" => Keep(Layout::Item),
        "table" => Keep(Layout::Table),
        "colgroup" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" => Keep(Layout::TablePart),
        "a" | "abbr" | "acronym" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data" | "del" | "dfn"
        | "em" | "font" | "i" | "ins" | "kbd" | "mark" | "q" | "s" | "samp" | "small" | "span" | "strike"
        | "strong" | "sub" | "sup" | "time" | "tt" | "u" | "var" => Keep(Layout::Inline),
        "rp" | "rt" | "rtc" | "ruby" => Keep(Layout::Ruby),
        "br" | "img" | "wbr" => KeepEmpty(Layout::Inline),
        "col" => KeepEmpty(Layout::TablePart),
        // Browsers need as long for many lines as for many list items.
        "hr" => KeepEmpty(Layout::Item),
        "style" => Sheet,
        "applet" | "audio" | "canvas" | "embed" | "frameset" | "iframe" | "math" | "noembed" | "noframes"
        | "noscript" | "object" | "script" | "select" | "svg" | "template" | "textarea" | "title"
        | "video" => Remove,
        _ => Unwrap,
    }
}
