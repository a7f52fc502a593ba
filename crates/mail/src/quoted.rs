//! Which lines of a text are somebody else's.

/// True for a line quoted with `>`.
pub fn is_quoted_line(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// The beginning of the text in the writer's own words, on one line of at most `most` characters: quoted lines, the
/// line that introduces them and empty lines are left out. The whole text where nothing else is left.
pub fn own_words(text: &str, most: usize) -> String {
    let own = join(text.lines().filter(|line| !is_quoted_line(line)), most);
    if own.is_empty() { join(text.lines(), most) } else { own }
}

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
            ("abcdef", 3, "abc"),
            ("ab cd", 3, "ab"),
            ("", 10, ""),
        ] {
            assert_eq!(own_words(text, most), words, "{text:?}");
        }
    }
}
