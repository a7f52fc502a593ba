//! Rejects HTML for which the parser would need quadratic time or memory.
//!
//! Three things have quadratic cost: nesting depth, attributes of one tag, and formatting elements that are never
//! closed and therefore opened again in each paragraph. This module counts them in one pass, and nests elements as
//! the HTML standard does (section 13.2.6).

/// Maximum nesting depth. Real mail nests tables, but never a thousand levels deep.
const MAX_DEPTH: usize = 1_000;
/// Maximum number of attributes of one tag.
const MAX_ATTRIBUTES: usize = 500;
/// Maximum number of start tags. A body with so many elements is not shown with its formatting, so it is not parsed.
const MAX_TAGS: usize = 100_000;
/// Maximum number of end tags. Each of them is compared with the open elements, and `</p>` and `</br>` create elements.
const MAX_END_TAGS: usize = 200_000;
/// Maximum number of elements that the parser would open again, summed over all tags.
const MAX_REOPENED: usize = 2_000_000;

/// Elements that have no end tag, or that end where the next element of the same kind begins.
const UNNESTED: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "o:p",
    "option", "p", "param", "source", "track", "wbr",
];
/// Formatting elements, which the parser opens again if their parent ends first.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements whose content is text up to their end tag.
const RAW: &[&str] =
    &["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];
/// Elements of tables. Their end tags end all open elements inside them. End tags of other elements inside them
/// end no element outside them.
const TABLE: &[&str] = &["caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"];
/// Inline elements, which do not affect the layout. Their end tags end no element outside the nearest element that
/// affects the layout.
const INLINE: &[&str] = &[
    "abbr", "acronym", "bdi", "bdo", "cite", "del", "dfn", "ins", "kbd", "label", "mark", "q", "samp",
    "span", "sub", "sup", "var",
];

/// Returns true if the body can be parsed in linear time.
pub(crate) fn is_parsed_in_linear_time(body: &str) -> bool {
    let mut elements = OpenElements::default();
    let mut rest = body.as_bytes();
    let (mut tags, mut end_tags): (usize, usize) = (0, 0);
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        rest = rest.get(at.saturating_add(1)..).unwrap_or_default();
        rest = match rest {
            [b'!', b'-', b'-', ..] => after_comment(rest),
            [b'/', first, ..] if first.is_ascii_alphabetic() => {
                let tag = Tag::read(rest.get(1..).unwrap_or_default());
                end_tags = end_tags.saturating_add(1);
                if end_tags > MAX_END_TAGS || tag.attributes > MAX_ATTRIBUTES {
                    return false;
                }
                elements.close(&tag.name);
                tag.after
            }
            [b'!' | b'?' | b'/', ..] => after(rest, b">"),
            [first, ..] if first.is_ascii_alphabetic() => {
                let tag = Tag::read(rest);
                if tag.name == "plaintext" {
                    return true;
                }
                tags = tags.saturating_add(1);
                if tags > MAX_TAGS || tag.attributes > MAX_ATTRIBUTES || !elements.open(&tag.name) {
                    return false;
                }
                if RAW.contains(&tag.name.as_str()) {
                    let after = at_end_tag(tag.after, &tag.name);
                    let content = tag.after.get(..tag.after.len().saturating_sub(after.len()));
                    // Inside `svg` and `math`, the parser may read the content as markup instead of text. Only without
                    // markup are both the same.
                    if elements.are_in_picture() && content.is_some_and(|content| content.contains(&b'<')) {
                        return false;
                    }
                    after
                } else {
                    tag.after
                }
            }
            _ => rest,
        };
    }
    true
}

/// The open elements, as the parser would track them.
#[derive(Default)]
struct OpenElements {
    open: Vec<String>,
    /// Number of formatting elements that were still open when their parents ended.
    to_reopen: usize,
    reopened: usize,
}

impl OpenElements {
    /// Opens an element. Returns false if a limit is exceeded.
    fn open(&mut self, name: &str) -> bool {
        self.reopened = self.reopened.saturating_add(self.to_reopen);
        if !UNNESTED.contains(&name) && !RAW.contains(&name) {
            self.open.push(name.to_owned());
        }
        self.open.len() <= MAX_DEPTH && self.reopened <= MAX_REOPENED
    }

    fn are_in_picture(&self) -> bool {
        self.open.iter().any(|open| open == "svg" || open == "math")
    }

    fn close(&mut self, name: &str) {
        let within_table = TABLE.contains(&name);
        let inline = is_inline(name);
        let reach = self
            .open
            .iter()
            .rev()
            .take_while(|open| {
                *open != name
                    && (within_table || !TABLE.contains(&open.as_str()))
                    && (!inline || is_inline(open))
            })
            .count();
        let at = self.open.len().checked_sub(reach.saturating_add(1));
        let Some(at) = at.filter(|at| self.open.get(*at).is_some_and(|open| open == name)) else {
            if FORMATTING.contains(&name) {
                self.to_reopen = self.to_reopen.saturating_sub(1);
            }
            return;
        };
        let ended = self.open.split_off(at);
        // Formatting inside a cell ends with the cell.
        if !within_table {
            let to_reopen = ended.iter().skip(1).filter(|open| FORMATTING.contains(&open.as_str())).count();
            self.to_reopen = self.to_reopen.saturating_add(to_reopen);
        }
    }
}

fn is_inline(name: &str) -> bool {
    FORMATTING.contains(&name) || INLINE.contains(&name)
}

/// A tag: its name, its number of attributes, and the bytes after it.
struct Tag<'b> {
    name: String,
    attributes: usize,
    after: &'b [u8],
}

impl<'b> Tag<'b> {
    /// Reads a tag. `bytes` begins with the name of the tag.
    fn read(bytes: &'b [u8]) -> Self {
        let end =
            bytes.iter().position(|byte| separates_attributes(*byte) || *byte == b'>').unwrap_or(bytes.len());
        let (name, mut rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let mut attributes: usize = 0;
        while let Some((&first, after)) = rest.split_first() {
            match first {
                b'>' => return Self { name, attributes, after },
                byte if separates_attributes(byte) => rest = after,
                _ => {
                    attributes = attributes.saturating_add(1);
                    rest = after_attribute(after);
                }
            }
        }
        Self { name, attributes, after: rest }
    }
}

/// Returns the bytes after an attribute whose first character was read.
fn after_attribute(bytes: &[u8]) -> &[u8] {
    let name = bytes
        .iter()
        .position(|byte| separates_attributes(*byte) || matches!(byte, b'=' | b'>'))
        .unwrap_or(bytes.len());
    let rest = bytes.get(name..).unwrap_or_default();
    let Some((b'=', value)) = rest.trim_ascii_start().split_first() else { return rest };
    match value.trim_ascii_start() {
        [quote @ (b'"' | b'\''), quoted @ ..] => after(quoted, &[*quote]),
        value => {
            let end = value.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>');
            value.get(end.unwrap_or(value.len())..).unwrap_or_default()
        }
    }
}

/// Returns true for bytes between attributes.
fn separates_attributes(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'/'
}

/// Returns the bytes after a comment. `bytes` begins with the `!` of the comment. `<!-->` is also a comment, and a
/// comment can also end with `--!>`.
fn after_comment(bytes: &[u8]) -> &[u8] {
    let inner = bytes.get(1..).unwrap_or_default();
    let end = inner.windows(2).enumerate().filter(|(_, window)| *window == b"--").find_map(|(at, _)| {
        let after = inner.get(at.saturating_add(2)..)?;
        // The dashes at the start of a comment end it only if a plain `>` follows.
        after.strip_prefix(b">").or_else(|| after.strip_prefix(b"!>").filter(|_| at > 1))
    });
    end.unwrap_or_default()
}

/// Returns the bytes after the first occurrence of `end`. Returns no bytes if `end` is not found.
fn after<'b>(bytes: &'b [u8], end: &[u8]) -> &'b [u8] {
    let at = bytes.windows(end.len()).position(|window| window == end);
    at.and_then(|at| bytes.get(at.saturating_add(end.len())..)).unwrap_or_default()
}

/// Returns the bytes from the start of the end tag of an element. Returns no bytes if the end tag is not found.
fn at_end_tag<'b>(bytes: &'b [u8], name: &str) -> &'b [u8] {
    let length = name.len().saturating_add(2);
    let at = bytes.windows(length).position(|window| {
        window.starts_with(b"</")
            && window.get(2..).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
    });
    at.and_then(|at| bytes.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_parsed_in_linear_time;

    #[test]
    fn bodies_with_quadratic_cost_are_rejected() {
        let fonts = (0..900).map(|n| format!("<font color=c{n}>")).collect::<Vec<_>>().concat();
        let attributes = (0..100_000).map(|n| format!(" a{n}='>'")).collect::<Vec<_>>().concat();
        for (what, body, expected) in [
            ("plain", "<p>Hello <b>you</b><br>".repeat(5_000), true),
            ("rows", format!("<table>{}</table>", "<tr><td><font>x</td></tr>".repeat(20_000)), true),
            ("paragraphs", "<p class=MsoNormal><span>x<o:p></o:p></span></p>".repeat(20_000), true),
            ("items", format!("<ul>{}</ul>", "<li>x".repeat(20_000)), true),
            ("comments", "<!--[if mso]><table><![endif]-->".repeat(5_000), true),
            ("quotes", format!("{}{}", "<blockquote>".repeat(100), "</blockquote>".repeat(100)), true),
            ("picture", format!("<img src=\"data:image/png;base64,{}\">", "ab/ ".repeat(100_000)), true),
            ("tags", "<p>".repeat(100_001), false),
            ("end tags", "</p>".repeat(200_001), false),
            ("open", "<div>".repeat(200_000), false),
            ("slashes", "<div/>".repeat(200_000), false),
            ("unknown end tags", "<div></x>".repeat(200_000), false),
            ("end tags without effect", "<b><div></b>".repeat(200_000), false),
            ("end tags inside a cell", "<div><table><td></div>".repeat(200_000), false),
            ("attributes", format!("<p{attributes}>"), false),
            ("attributes of an end tag", format!("</p{attributes}>"), false),
            ("attributes after text", format!("<textarea><a b=\"</textarea><p{attributes}>"), false),
            ("style in a picture", "<svg><style>p{color:red}</style></svg>".repeat(5_000), true),
            ("markup in a style in a picture", "<svg><style></svg></style></svg>".to_owned(), false),
            ("opened again", format!("<div>{fonts}</div>{}", "<p>x</p>".repeat(30_000)), false),
        ] {
            assert_eq!(is_parsed_in_linear_time(&body), expected, "{what}");
        }
    }
}
