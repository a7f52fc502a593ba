//! Separates the sender's own text from quoted text.

/// Returns true for a line that is quoted with `>`.
pub fn is_quoted_line(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Returns the beginning of the sender's own text, on one line of at most `most` characters. Leaves out empty
/// lines, quoted lines, and lines that introduce a quotation. If nothing remains, returns the beginning of the
/// whole text.
pub fn own_text_start(text: &str, most: usize) -> String {
    let own = one_line(own_lines(text), most);
    if own.is_empty() { one_line(text.lines(), most) } else { own }
}

fn own_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(MAX_LINES);
    let mut next = [lines.next(), lines.next(), lines.next()];
    std::iter::from_fn(move || {
        loop {
            let [line, second, third] = next;
            let line = line?;
            next = [second, third, lines.next()];
            let following = [second.unwrap_or_default(), third.unwrap_or_default()];
            if !is_quoted_line(line) && !introduces_quote(line, following) {
                return Some(line);
            }
        }
    })
}

/// Maximum number of lines that are examined.
const MAX_LINES: usize = 500;

/// Returns true for a line such as `On Monday Karl wrote:` directly before a quotation. Also returns true for the
/// first line of such an introduction with two lines.
fn introduces_quote(line: &str, [next, after]: [&str; 2]) -> bool {
    let ends = |line: &str| line.trim_end().ends_with(':');
    ends(line) && is_quoted_line(next)
        || (ends(next)
            && is_quoted_line(after)
            && INTRODUCTIONS.iter().any(|opener| line.trim_start().starts_with(opener)))
}

/// The first words of an introduction with two lines.
const INTRODUCTIONS: [&str; 6] = ["On ", "Am ", "Le ", "El ", "Il ", "Op "];

fn one_line<'a>(lines: impl Iterator<Item = &'a str>, most: usize) -> String {
    let mut out = String::new();
    let mut length: usize = 0;
    for word in lines.flat_map(str::split_whitespace) {
        if length > 0 {
            out.push(' ');
            length = length.saturating_add(1);
        }
        for character in word.chars() {
            if length >= most {
                return out.trim_end().to_owned();
            }
            out.push(character);
            length = length.saturating_add(1);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::own_text_start;

    #[test]
    fn own_text_comes_first() {
        for (text, most, words) in [
            ("Hello\n\n  there\n> old\nbye", 50, "Hello there bye"),
            ("> only\n> quoted", 50, "> only > quoted"),
            ("Yes.\n\nOn Monday Karl wrote:\n> old", 50, "Yes."),
            ("Yes.\nOn Monday, at 10:00, Karl\n<k@x> wrote:\n> old", 50, "Yes."),
            ("Bring these:\nbread", 50, "Bring these: bread"),
            ("abcdef", 3, "abc"),
            ("ab cd", 3, "ab"),
            ("", 10, ""),
        ] {
            assert_eq!(own_text_start(text, most), words, "{text:?}");
        }
    }
}
