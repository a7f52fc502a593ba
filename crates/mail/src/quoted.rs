//! Which lines of a text are somebody else's.

/// True for a line quoted with `>`.
pub fn is_quoted_line(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// The beginning of the text in the writer's own words, on one line of at most `most` characters: quoted lines, the
/// line that introduces them and empty lines are left out. The whole text where nothing else is left.
pub fn own_words(text: &str, most: usize) -> String {
    let own = join(own_lines(text), most);
    if own.is_empty() { join(text.lines(), most) } else { own }
}

fn own_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(MOST_LINES);
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

/// Lines of a text that are looked at: the beginning of a letter stands in its beginning.
const MOST_LINES: usize = 500;

/// True for `On Monday Karl wrote:` right before a quotation, also where it is broken into two lines.
fn introduces_quote(line: &str, [next, after]: [&str; 2]) -> bool {
    let ends = |line: &str| line.trim_end().ends_with(':');
    ends(line) && is_quoted_line(next)
        || (ends(next)
            && is_quoted_line(after)
            && OPENERS.iter().any(|opener| line.trim_start().starts_with(opener)))
}

/// How such a line begins, where it is broken.
const OPENERS: [&str; 6] = ["On ", "Am ", "Le ", "El ", "Il ", "Op "];

fn join<'a>(lines: impl Iterator<Item = &'a str>, most: usize) -> String {
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
    use super::own_words;

    #[test]
    fn own_words_come_first() {
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
            assert_eq!(own_words(text, most), words, "{text:?}");
        }
    }
}
