//! Quoting of `From ` lines in an MBOX, as mboxrd does it: one `>` more before each line that is `From ` behind any
//! number of `>`.

use std::borrow::Cow;

use memchr::memmem;

/// True for a line that a writer of MBOX files has to quote, with or without `>` before it.
fn is_from_line(line: &[u8]) -> bool {
    let rest = line.iter().position(|&byte| byte != b'>').and_then(|at| line.get(at..));
    rest.is_some_and(|rest| rest.starts_with(b"From "))
}

/// Takes one `>` off each line that is `>From ` behind any number of further `>`. Undoes what writers of mboxo and
/// mboxrd did; borrowed where there is nothing to undo.
pub fn unquote_from_lines(raw: &[u8]) -> Cow<'_, [u8]> {
    rewrite(
        raw,
        b">From ",
        |line| line.starts_with(b">") && is_from_line(line),
        |line, out| {
            out.extend_from_slice(line.get(1..).unwrap_or_default());
        },
    )
}

/// Puts a `>` before each line that is `From ` behind any number of `>`.
pub fn quote_from_lines(raw: &[u8]) -> Cow<'_, [u8]> {
    rewrite(raw, b"From ", is_from_line, |line, out| {
        out.push(b'>');
        out.extend_from_slice(line);
    })
}

/// Rewrites the lines that are wanted. Each of them holds `word`: in most messages no line has to be looked at.
fn rewrite<'r>(
    raw: &'r [u8],
    word: &[u8],
    wants: impl Fn(&[u8]) -> bool,
    write: impl Fn(&[u8], &mut Vec<u8>),
) -> Cow<'r, [u8]> {
    if memmem::find(raw, word).is_none() || !raw.split_inclusive(|&byte| byte == b'\n').any(&wants) {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        if wants(line) {
            write(line, &mut out);
        } else {
            out.extend_from_slice(line);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{quote_from_lines, unquote_from_lines};

    #[test]
    fn quoting_is_undone() {
        for (plain, quoted) in [
            ("a\nFrom here\n", "a\n>From here\n"),
            ("a\n>From here\n>>From there", "a\n>>From here\n>>>From there"),
            ("From: a\nFromage\n> From\n", "From: a\nFromage\n> From\n"),
            ("", ""),
        ] {
            assert_eq!(quote_from_lines(plain.as_bytes()), quoted.as_bytes());
            assert_eq!(unquote_from_lines(quoted.as_bytes()), plain.as_bytes());
        }
    }
}
