//! Normalises values, so that two readers differ only where one of them is wrong.

/// Returns a body with `\n` as line ends, and without trailing spaces, trailing empty lines and NUL characters.
pub fn body(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
    lines.join("\n").trim_end_matches('\n').to_owned()
}

/// Returns an HTML text without the name of its charset. A reader that converts the text to another charset may
/// change this name.
pub fn html_in_mail(html: &str) -> String {
    let mut pieces = html.split("charset=");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str("charset=");
        let bare = piece.trim_start_matches(['"', '\'']);
        let rest = bare.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "-_".contains(c));
        let quote = &piece[..piece.len() - bare.len()];
        out.push_str(rest.strip_prefix(quote).unwrap_or(rest));
    }
    body(&out)
}

/// Returns the words of a text, separated by single spaces.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a name as other programs write it to disk. Characters that file names cannot contain are replaced by
/// `_`.
pub fn on_disk(name: &str) -> String {
    let safe = |c: char| if c.is_control() || r#"/\:*?"<>|%&'`!~$;^@"#.contains(c) { '_' } else { c };
    name.chars().map(safe).collect::<String>().trim_end_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_trailing_blanks_make_no_difference() {
        assert_eq!(body("a \r\nb\rc\n\n"), "a\nb\nc");
        assert_eq!(body("\u{FEFF}a\0"), "a");
        assert_ne!(body("a\n\nb"), body("a\nb"));
    }

    #[test]
    fn the_name_of_the_charset_is_ignored() {
        assert_eq!(
            html_in_mail("<meta charset=utf-8><b>"),
            html_in_mail("<meta charset=\"Windows-1252\"><b>")
        );
        assert_ne!(html_in_mail("<meta charset=utf-8><b>"), html_in_mail("<meta charset=utf-8><i>"));
    }

    #[test]
    fn forbidden_characters_of_file_names_are_replaced() {
        assert_eq!(on_disk("a/b: c?.txt"), "a_b_ c_.txt");
    }
}
