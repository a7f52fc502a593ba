//! Computes the base subject (RFC 5256, section 2.1), with reply and forward marks of many languages.

/// Marks that mail programs put before the subject of a reply or a forwarded message.
const REPLY_MARKS: &[&str] = &[
    "re", "fw", "fwd", "aw", "wg", "antw", "antwort", "sv", "vs", "vl", "vb", "tr", "ref", "rif", "r", "i",
    "rv", "enc", "res", "odp", "pd", "ynt", "ilt", "doorst", "回复", "答复", "转发", "回覆", "轉寄", "返信",
    "転送",
];

/// Removes reply marks, forward marks, tags of mailing lists, and a trailing `(fwd)` from a subject. Folds white
/// space. Returns the rest of the subject. The second value is true if a reply or forward mark was removed.
pub fn base_subject(subject: &str) -> (String, bool) {
    let folded = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = folded.as_str();
    let mut marked = false;
    loop {
        let before = rest;
        if let Some(without) = strip_trailer(rest) {
            rest = without;
            marked = true;
        }
        if let Some(without) = strip_mark(rest) {
            rest = without;
            marked = true;
        } else if let Some(without) = strip_tag(rest) {
            rest = without;
        }
        if rest == before {
            return (rest.to_owned(), marked);
        }
    }
}

/// Removes marks such as `Re:`, `AW :`, `Fwd[2]:`, `Re(3):` and `回复：`.
fn strip_mark(subject: &str) -> Option<&str> {
    let end = subject.find([':', '：'])?;
    let (head, tail) = subject.split_at_checked(end)?;
    let word = head.split(['[', '(']).next()?.trim();
    let counted = head.strip_prefix(word)?.trim();
    let is_count = counted.chars().all(|c| c.is_ascii_digit() || "[]()".contains(c));
    let is_mark = is_count && REPLY_MARKS.iter().any(|mark| word.to_lowercase() == *mark);
    is_mark.then(|| tail.trim_start_matches([':', '：']).trim_start())
}

/// Removes the tag of a mailing list, such as `[roof-list] `, if text follows it.
fn strip_tag(subject: &str) -> Option<&str> {
    let (tag, rest) = subject.strip_prefix('[')?.split_once(']')?;
    let rest = rest.trim_start();
    (!rest.is_empty() && !tag.contains('[')).then_some(rest)
}

/// Removes `(fwd)` at the end.
fn strip_trailer(subject: &str) -> Option<&str> {
    let at = subject.len().checked_sub("(fwd)".len())?;
    let (rest, trailer) = subject.split_at_checked(at)?;
    trailer.eq_ignore_ascii_case("(fwd)").then(|| rest.trim_end())
}

#[cfg(test)]
mod tests {
    use super::base_subject;

    #[test]
    fn base_of_subjects() {
        for (subject, base, marked) in [
            ("Roof", "Roof", false),
            ("Re: Roof", "Roof", true),
            ("RE: AW: Fwd: Roof (fwd)", "Roof", true),
            ("Re[2]: Roof", "Roof", true),
            ("Antwort : Dach", "Dach", true),
            ("[roof-list] Re:  Roof\r\n claim", "Roof claim", true),
            ("[only a tag]", "[only a tag]", false),
            ("回复：屋顶", "屋顶", true),
            ("Reply: soon", "Reply: soon", false),
            ("Re: ", "", true),
            ("Note: read this", "Note: read this", false),
            ("", "", false),
        ] {
            assert_eq!(base_subject(subject), (base.to_owned(), marked), "{subject:?}");
        }
    }
}
