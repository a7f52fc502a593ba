//! Joins the folded lines of a source.

/// Returns the lines of a component without folding. In vCard 2.1 (`is_old`), the white space at the fold belongs to the value,
/// and a quoted-printable line that ends in `=` continues on the next line.
pub(super) fn source_lines(bytes: &[u8], is_old: bool) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut is_soft = false;
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let rest = match line.split_first() {
            _ if is_soft => Some(line),
            Some((b' ' | b'\t', rest)) => Some(if is_old { line } else { rest }),
            // Continuation lines of base64 may lack the space.
            _ if is_bare_base64(line, lines.last()) => Some(line),
            _ => None,
        };
        match (rest, lines.last_mut()) {
            (Some(rest), Some(last)) => {
                if is_soft {
                    last.pop();
                }
                last.extend_from_slice(rest);
            }
            _ => lines.push(line.to_vec()),
        }
        is_soft =
            lines.last().is_some_and(|last| last.ends_with(b"=") && has_encoding(last, "QUOTED-PRINTABLE"));
    }
    lines.retain(|line| !line.trim_ascii().is_empty());
    lines
}

/// Returns true if a line is part of the base64 value that the last line began.
fn is_bare_base64(line: &[u8], last: Option<&Vec<u8>>) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let line = line.trim_ascii();
    !line.is_empty() && line.iter().all(is_base64) && last.is_some_and(|last| has_encoding(last, "BASE64"))
}

/// Returns true if the parameters of a line contain this word.
fn has_encoding(line: &[u8], word: &str) -> bool {
    let head = line.split(|&byte| byte == b':').next().unwrap_or_default();
    let head = head.get(..1000).unwrap_or(head).to_ascii_uppercase();
    head.windows(word.len()).any(|window| window == word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::source_lines;

    #[track_caller]
    fn check(bytes: &[u8], is_old: bool, expected: &[&[u8]]) {
        assert_eq!(source_lines(bytes, is_old), expected, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn folded_lines_are_joined() {
        check(b"A:b\r\nC:d\r\n", false, &[b"A:b", b"C:d"]);
        check(b"A:b\n c\n\td\n\nE:f", false, &[b"A:bcd", b"E:f"]);
        check(b"A:gr\xC3\r\n \xBCn\r\n", false, &[b"A:gr\xC3\xBCn"]);
        check(b"A:b\r\n c\r\n", true, &[b"A:b c"]);
        check(
            b"N;ENCODING=QUOTED-PRINTABLE:a=\r\n=20b\r\nC:d",
            true,
            &[b"N;ENCODING=QUOTED-PRINTABLE:a=20b", b"C:d"],
        );
        check(b"PHOTO;BASE64:AAAA\r\nBBBB\r\n\r\nC:d", true, &[b"PHOTO;BASE64:AAAABBBB", b"C:d"]);
        check(b" first", false, &[b" first"]);
        check(b"", false, &[]);
    }
}
