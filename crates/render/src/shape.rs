//! Whether a body is shaped like something that people send. The parser that cleans takes time and memory that grow
//! with the square of three things: levels of nesting, attributes of one tag, and formatting that is never closed and
//! therefore opened anew in every paragraph. Here they are counted in one pass, the way HTML 13.2.6 nests elements.

/// Levels of nesting: real mail nests tables, but not by the thousand.
const DEEPEST: usize = 1_000;
/// Attributes of one tag.
const ATTRIBUTES: usize = 500;
/// Elements that the parser would open anew, summed over all tags.
const REOPENED: usize = 2_000_000;

/// Elements that have no end, or are ended by the next of their kind.
const UNNESTED: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "o:p",
    "option", "p", "param", "source", "track", "wbr",
];
/// Elements that the parser opens anew when what is around them ends first.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements whose content is text up to their end tag.
const RAW: &[&str] =
    &["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];
/// Elements of tables: they end whatever stands open inside them, and nothing inside them ends what is around.
const TABLE: &[&str] = &["caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"];
/// Elements without a meaning for layout, whose end tag does not reach beyond an element that has one.
const INLINE: &[&str] = &[
    "abbr", "acronym", "bdi", "bdo", "cite", "del", "dfn", "ins", "kbd", "label", "mark", "q", "samp",
    "span", "sub", "sup", "var",
];

/// True if the body can be parsed in a time that its length explains.
pub(crate) fn is_reasonable(body: &str) -> bool {
    let mut shape = Shape::default();
    let mut rest = body.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        rest = rest.get(at.saturating_add(1)..).unwrap_or_default();
        rest = match rest {
            [b'!', b'-', b'-', ..] => behind_comment(rest),
            [b'/', first, ..] if first.is_ascii_alphabetic() => {
                let tag = Tag::read(rest.get(1..).unwrap_or_default());
                if tag.attributes > ATTRIBUTES {
                    return false;
                }
                shape.close(&tag.name);
                tag.behind
            }
            [b'!' | b'?' | b'/', ..] => behind(rest, b">"),
            [first, ..] if first.is_ascii_alphabetic() => {
                let tag = Tag::read(rest);
                if tag.name == "plaintext" {
                    return true;
                }
                if tag.attributes > ATTRIBUTES || !shape.open(&tag.name) {
                    return false;
                }
                if RAW.contains(&tag.name.as_str()) { at_end_tag(tag.behind, &tag.name) } else { tag.behind }
            }
            _ => rest,
        };
    }
    true
}

/// The elements that are open, as the parser would have them.
#[derive(Default)]
struct Shape {
    open: Vec<String>,
    /// Formatting elements whose surroundings ended before them.
    left: usize,
    reopened: usize,
}

impl Shape {
    /// False if it becomes too much.
    fn open(&mut self, name: &str) -> bool {
        let raw_in_picture =
            RAW.contains(&name) && self.open.iter().any(|open| open == "svg" || open == "math");
        self.reopened = self.reopened.saturating_add(self.left);
        if !UNNESTED.contains(&name) && !RAW.contains(&name) {
            self.open.push(name.to_owned());
        }
        // There the parser sees markup where elsewhere it sees text; which of the two is not guessed at.
        !raw_in_picture && self.open.len() <= DEEPEST && self.reopened <= REOPENED
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
                self.left = self.left.saturating_sub(1);
            }
            return;
        };
        let ended = self.open.split_off(at);
        // A cell keeps its formatting to itself.
        if !within_table {
            let left = ended.iter().skip(1).filter(|open| FORMATTING.contains(&open.as_str())).count();
            self.left = self.left.saturating_add(left);
        }
    }
}

fn is_inline(name: &str) -> bool {
    FORMATTING.contains(&name) || INLINE.contains(&name)
}

struct Tag<'b> {
    name: String,
    attributes: usize,
    behind: &'b [u8],
}

impl<'b> Tag<'b> {
    /// Reads a tag from its name on, to behind the `>` that ends it.
    fn read(bytes: &'b [u8]) -> Self {
        let end = bytes.iter().position(|byte| is_gap(*byte) || *byte == b'>').unwrap_or(bytes.len());
        let (name, mut rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let mut attributes: usize = 0;
        while let Some((&first, behind)) = rest.split_first() {
            match first {
                b'>' => return Self { name, attributes, behind },
                byte if is_gap(byte) => rest = behind,
                _ => {
                    attributes = attributes.saturating_add(1);
                    rest = behind_attribute(behind);
                }
            }
        }
        Self { name, attributes, behind: rest }
    }
}

/// Behind an attribute of which the first character has been read.
fn behind_attribute(bytes: &[u8]) -> &[u8] {
    let name =
        bytes.iter().position(|byte| is_gap(*byte) || matches!(byte, b'=' | b'>')).unwrap_or(bytes.len());
    let rest = bytes.get(name..).unwrap_or_default();
    let Some((b'=', value)) = rest.trim_ascii_start().split_first() else { return rest };
    match value.trim_ascii_start() {
        [quote @ (b'"' | b'\''), quoted @ ..] => behind(quoted, &[*quote]),
        value => {
            let end = value.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>');
            value.get(end.unwrap_or(value.len())..).unwrap_or_default()
        }
    }
}

/// What stands between attributes.
fn is_gap(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'/'
}

/// `bytes` start at the comment's `!`. `<!-->` is one as well, and `--!>` ends one.
fn behind_comment(bytes: &[u8]) -> &[u8] {
    let inner = bytes.get(1..).unwrap_or_default();
    let end = inner.windows(2).enumerate().filter(|(_, window)| *window == b"--").find_map(|(at, _)| {
        let behind = inner.get(at.saturating_add(2)..)?;
        // The dashes that begin the comment end it only with a plain `>`.
        behind.strip_prefix(b">").or_else(|| behind.strip_prefix(b"!>").filter(|_| at > 1))
    });
    end.unwrap_or_default()
}

/// Behind the first `end`, or nothing.
fn behind<'b>(bytes: &'b [u8], end: &[u8]) -> &'b [u8] {
    let at = bytes.windows(end.len()).position(|window| window == end);
    at.and_then(|at| bytes.get(at.saturating_add(end.len())..)).unwrap_or_default()
}

/// At the end tag of an element, or nothing.
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
    use super::is_reasonable;

    #[test]
    fn bodies_that_cost_more_than_they_are_long() {
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
            ("open", "<div>".repeat(200_000), false),
            ("slashes", "<div/>".repeat(200_000), false),
            ("strange ends", "<div></x>".repeat(200_000), false),
            ("ends that do not reach", "<b><div></b>".repeat(200_000), false),
            ("ends out of a cell", "<div><table><td></div>".repeat(200_000), false),
            ("attributes", format!("<p{attributes}>"), false),
            ("attributes of an end", format!("</p{attributes}>"), false),
            ("attributes behind text", format!("<textarea><a b=\"</textarea><p{attributes}>"), false),
            ("opened anew", format!("<div>{fonts}</div>{}", "<p>x</p>".repeat(30_000)), false),
        ] {
            assert_eq!(is_reasonable(&body), expected, "{what}");
        }
    }
}
