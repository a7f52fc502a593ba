//! Adapts cleaned HTML to a page that contains several messages.

/// The selector in place of `body` and `html`.
const BODY: &str = ".body";

/// Conditions and rules that are nested deeper are left out.
const DEPTH: usize = 8;

/// Adapts a cleaned style sheet to a printed page: rules for `body` mean the element of the message, conditions for screens
/// hold, and no rule changes the page or the element around the message.
pub(crate) fn sheet_for_page(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    rules(sheet, &mut out, 0);
    out
}

/// Writes the rules of a sheet or of a block. Returns the rest behind the end of the block.
fn rules<'s>(sheet: &'s str, out: &mut String, depth: usize) -> &'s str {
    let mut rest = sheet;
    loop {
        let Some(end) = end_of(rest, &['{', '}', ';']) else { return "" };
        let (prelude, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let mut characters = behind.chars();
        let mark = characters.next();
        rest = characters.as_str();
        match mark {
            Some('{') => {
                let prelude = prelude.trim();
                let is_group = prelude.starts_with("@media") || prelude.starts_with("@supports");
                if is_group && depth < DEPTH {
                    out.push_str(&replaced(prelude, &["screen"], "all"));
                    out.push('{');
                    rest = rules(rest, out, depth.saturating_add(1));
                    out.push('}');
                } else {
                    let (block, behind) = block(rest);
                    rest = behind;
                    if is_selector(prelude) {
                        out.extend([&replaced(prelude, &["body", "html"], BODY), "{", block, "}"]);
                    }
                }
            }
            Some('}') if depth > 0 => return rest,
            Some(_) => {}
            None => return "",
        }
    }
}

/// Returns true for selectors that mean only elements of the message.
fn is_selector(prelude: &str) -> bool {
    let lower = prelude.to_ascii_lowercase();
    !lower.starts_with('@')
        && ![":host", "::slotted", ":root", "::part"].iter().any(|outer| lower.contains(outer))
}

/// Returns a block up to its end, and the rest behind it.
fn block(text: &str) -> (&str, &str) {
    let mut at = 0;
    let mut depth: usize = 1;
    while let Some(end) = text.get(at..).and_then(|rest| end_of(rest, &['{', '}'])) {
        let end = at.saturating_add(end);
        at = end.saturating_add(1);
        if text.get(end..at) == Some("{") {
            depth = depth.saturating_add(1);
        } else {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return (text.get(..end).unwrap_or_default(), text.get(at..).unwrap_or_default());
        }
    }
    (text, "")
}

/// Returns the offset of the first of these characters outside quotes.
fn end_of(text: &str, wanted: &[char]) -> Option<usize> {
    let mut quote = None;
    text.find(|character: char| match quote {
        Some(open) => {
            if character == open || character == '\n' {
                quote = None;
            }
            false
        }
        None if character == '"' || character == '\'' => {
            quote = Some(character);
            false
        }
        None => wanted.contains(&character),
    })
}

/// Replaces whole words, without regard to case.
fn replaced(text: &str, words: &[&str], by: &str) -> String {
    let is_part = |character: char| character.is_alphanumeric() || "-_.#\\".contains(character);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(word).unwrap_or((rest, ""));
        let is_wanted = words.iter().any(|wanted| wanted.eq_ignore_ascii_case(word));
        out.push_str(if is_wanted { by } else { word });
        let gap = behind.find(is_part).unwrap_or(behind.len());
        let (gap, behind) = behind.split_at_checked(gap).unwrap_or((behind, ""));
        out.push_str(gap);
        rest = behind;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::sheet_for_page;

    #[test]
    fn sheets_mean_only_the_message() {
        for (sheet, expected) in [
            ("p{color:red}", "p{color:red}"),
            ("body{margin:0}html, BODY td.x{a:b}", ".body{margin:0}.body, .body td.x{a:b}"),
            ("#body,.html{a:b}tbody{c:d}", "#body,.html{a:b}tbody{c:d}"),
            ("@page{size:a5}p{color:red}", "p{color:red}"),
            (":host{position:fixed!important}*{a:b}", "*{a:b}"),
            (
                "@media screen and (max-width:9px){body{a:b}}p{c:d}",
                "@media all and (max-width:9px){.body{a:b}}p{c:d}",
            ),
            ("@media print{:host{a:b}}", "@media print{}"),
            ("@keyframes x{0%{a:b}100%{c:d}}p{e:f}", "p{e:f}"),
            ("p{content:'}'}q{a:b}", "p{content:'}'}q{a:b}"),
            ("}}p{a:b}", "p{a:b}"),
            ("p{a:b", "p{a:b}"),
            ("@import x;p{a:b}", "p{a:b}"),
        ] {
            assert_eq!(sheet_for_page(sheet), expected, "{sheet}");
        }
        assert!(sheet_for_page(&"@media x{".repeat(100_000)).len() < 1_000_000);
    }
}
