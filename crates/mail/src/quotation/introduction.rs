//! Lines that introduce a quotation, such as `On Monday Ruth wrote:`.

use super::{MAX_DATE, MAX_FROM, tidied};
use crate::quoted::is_quoted_line;

/// Maximum number of lines and bytes of an introduction.
const MAX_LINES: usize = 3;
const MAX_LENGTH: usize = 400;

/// The words for `wrote`, in lower case.
const VERBS: [&str; 24] = [
    " a écrit",
    " ha escrito",
    " ha scritto",
    " escreveu",
    " escribió",
    " kirjoitti",
    " napisał(a)",
    " napisała",
    " napisał",
    " pisze",
    " schreef",
    " schrieb",
    " skrev",
    " wrote",
    " writes",
    " написал(а)",
    " написала",
    " написал",
    " пишет",
    " yazdı",
    " írta",
    " napsal(a)",
    "写道",
    "さんは書きました",
];
/// The first words of an introduction with a date.
const OPENERS: [&str; 13] = [
    "On ",
    "Am ",
    "Le ",
    "El ",
    "Il giorno ",
    "Il ",
    "Op ",
    "Den ",
    "Em ",
    "W dniu ",
    "Dnia ",
    "At ",
    "In article ",
];
/// The first words of an introduction with only a name.
const NAMING: [&str; 4] = ["Quoting ", "Zitat von ", "Citando a ", "Citat "];
/// Words that end a time, in lower case.
const AFTER_TIME: [&str; 12] =
    ["am", "pm", "a.m.", "p.m.", "uhr", "h", "gmt", "utc", "est", "pst", "cet", "cest"];

/// A line or some lines that introduce a quotation.
pub(super) struct Introduction {
    /// Number of the lines.
    pub lines: usize,
    pub from: String,
    pub date: String,
    /// True if the lines are an introduction even if no `>` follows.
    pub is_certain: bool,
}

impl Introduction {
    /// Reads the introduction that begins at the first line.
    pub(super) fn at(lines: &[String]) -> Option<Self> {
        if let Some(found) = group_wise(lines.first()?) {
            return Some(found);
        }
        for count in 1..=MAX_LINES {
            let taken = lines.get(..count)?;
            if taken.iter().any(|line| line.trim().is_empty() || is_quoted_line(line)) {
                return None;
            }
            let joined = taken.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
            if joined.len() > MAX_LENGTH {
                return None;
            }
            if let Some((from, date, is_certain)) = parts(&joined, count) {
                return Some(Self { lines: count, from, date, is_certain });
            }
            if !OPENERS.iter().any(|opener| joined.starts_with(opener)) && !begins_with_date(&joined) {
                return None;
            }
        }
        None
    }
}

/// Returns the sender, the date, and true if nothing but an introduction looks like this.
fn parts(text: &str, lines: usize) -> Option<(String, String, bool)> {
    // Lotus Notes: `-----Ruth Alder wrote: -----`.
    let text = text.trim_matches(['-', ' ', '\u{A0}']);
    let body = text.strip_suffix([':', '：'])?.trim_end();
    if let Some(name) = NAMING.iter().find_map(|naming| body.strip_prefix(naming)) {
        return Some((tidied(name, MAX_FROM), String::new(), name.contains('@')));
    }
    let lower = body.to_lowercase();
    // In other scripts, lower case can have another length.
    let found = VERBS.iter().filter_map(|verb| Some((lower.rfind(verb)?, verb.len()))).max();
    let Some((at, length)) = found.filter(|_| lower.len() == body.len()) else {
        return without_verb(body, lines);
    };
    let (before, rest) = body.split_at_checked(at)?;
    let after = rest.get(length..)?.trim();
    let before = OPENERS.iter().find_map(|opener| before.strip_prefix(opener)).unwrap_or(before);
    let (from, date) = if after.is_empty() {
        let (date, from) = split_after_date(before);
        (from, date)
    } else if let Some(date) = date_after_verb(after) {
        (before.to_owned(), date.to_owned())
    } else {
        (after.to_owned(), before.to_owned())
    };
    let from = tidied(&from, MAX_FROM);
    let from = if matches!(from.as_str(), "you" | "You") { String::new() } else { from };
    let is_certain = !date.is_empty() || from.contains('@');
    Some((from, tidied(&date, MAX_DATE), is_certain))
}

/// Reads an introduction without a verb, such as `2014-03-02 10:00 GMT+01:00 Ruth <ruth@x.example>`. Another line that ends with a
/// colon introduces only lines with `>`.
fn without_verb(body: &str, lines: usize) -> Option<(String, String, bool)> {
    if begins_with_date(body) && body.ends_with('>') {
        let (date, from) = split_after_date(body);
        return Some((tidied(&from, MAX_FROM), tidied(&date, MAX_DATE), true));
    }
    (lines == 1).then(|| (String::new(), String::new(), false))
}

/// Reads the form of the program `GroupWise`: `>>> Ruth Alder <ruth@x.example> 03/02/20 10:00 AM >>>`.
fn group_wise(line: &str) -> Option<Introduction> {
    let body = line.trim().strip_prefix(">>>")?.strip_suffix(">>>")?.trim();
    let at = body.find(|c: char| c.is_ascii_digit())?;
    let at = body.find('>').map_or(at, |end| end.saturating_add(1));
    let (from, date) = body.split_at_checked(at)?;
    let (from, date) = (tidied(from, MAX_FROM), tidied(date, MAX_DATE));
    Some(Introduction { lines: 1, from, date, is_certain: true })
}

fn begins_with_date(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=4).contains(&digits) && text.get(digits..).is_some_and(|rest| rest.starts_with(['-', '/', '.']))
}

/// Returns the date after the verb: `wrote on 03/02/2020 10:00`.
fn date_after_verb(after: &str) -> Option<&str> {
    let said = ["on ", "am ", "le ", "el ", "il ", "op "].iter().find_map(|word| after.strip_prefix(word));
    said.or_else(|| begins_with_date(after).then_some(after))
        .filter(|date| date.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Splits `Mon, 2 Mar 2020 at 10:00 AM Ruth <ruth@x.example>` after the date. A text without a date is a name.
fn split_after_date(text: &str) -> (String, String) {
    let text = text.trim();
    let end = text.find(['<', '"', '[']).unwrap_or(text.len());
    let (words, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let words: Vec<&str> = words.split_whitespace().collect();
    let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit()) && !word.contains('@');
    // A name can contain a number, so a time ends the date if there is one.
    let time = words.iter().rposition(|word| has_digit(word) && word.contains(':'));
    let Some(last) = time.or_else(|| words.iter().rposition(|word| has_digit(word))) else {
        return (String::new(), text.to_owned());
    };
    let belongs = |word: &&&str| {
        let bare = word.trim_matches([',', '(', ')']).to_lowercase();
        AFTER_TIME.contains(&bare.as_str())
            || word.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c))
    };
    let more = words.iter().skip(last).skip(1).take_while(belongs).count();
    // A date can end with a month: `Monday 2 March, Ruth`.
    let is_day = time.is_none() && words.get(last).is_some_and(|word| !word.ends_with(','));
    let ends_date = |word: &&str| word.ends_with(',');
    let is_month = more == 0 && is_day && words.get(last.saturating_add(1)).is_some_and(ends_date);
    let more = more.saturating_add(usize::from(is_month));
    let (date, name) = words.split_at(last.saturating_add(1).saturating_add(more).min(words.len()));
    (date.join(" "), format!("{} {rest}", name.join(" ")))
}
