//! Separates the own text of a message from quoted text.

use std::ops::Range;

use foundmail_mail::{begins_copied_header, is_quoted_line};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextPart {
    /// The byte range of the part in the text.
    pub range: Range<usize>,
    /// True for own text, false for quoted text.
    pub own: bool,
}

/// Returns the parts of a text, in order and without gaps. Lines that begin with `>` are quoted. All text after
/// the copied header that Outlook writes before a quotation is quoted too.
pub(crate) fn text_parts(text: &str) -> Vec<TextPart> {
    let mut parts: Vec<TextPart> = Vec::new();
    let mut at: usize = 0;
    let mut rest_is_quoted = false;
    for line in text.split_inclusive('\n') {
        let end = at.saturating_add(line.len());
        rest_is_quoted = rest_is_quoted || begins_copied_header(line, text.get(end..).unwrap_or_default());
        let own = !rest_is_quoted && !is_quoted_line(line);
        // An empty line belongs to the preceding part.
        let empty = line.trim_ascii().is_empty();
        match parts.last_mut() {
            Some(last) if last.own == own || empty => last.range.end = end,
            _ => parts.push(TextPart { range: at..end, own }),
        }
        at = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::text_parts;

    #[test]
    fn own_text_and_quoted_text_are_separated() {
        for (text, expected) in [
            ("", ""),
            ("Hello\n", "own Hello"),
            ("Yes.\n\n> the roof\n> is gone\nBye\n", "own Yes. | quoted > the roof > is gone | own Bye"),
            (
                "See below\n\n-----Original Message-----\nFrom: Ruth\nSent: Monday\n\nThe roof\nwe said",
                "own See below -----Original Message----- | quoted From: Ruth Sent: Monday The roof we said",
            ),
            ("From: here on\nall is mine", "own From: here on all is mine"),
        ] {
            let shown: Vec<String> = text_parts(text)
                .into_iter()
                .map(|part| {
                    let words: Vec<&str> = text[part.range].split_whitespace().collect();
                    format!("{} {}", if part.own { "own" } else { "quoted" }, words.join(" "))
                })
                .collect();
            assert_eq!(shown.join(" | "), expected, "{text:?}");
            assert!(text_parts(text).windows(2).all(|two| two[0].range.end == two[1].range.start));
        }
    }
}
