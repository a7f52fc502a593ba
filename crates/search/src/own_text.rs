//! What the writer of a letter wrote, and what was only quoted.

use std::ops::Range;

use foundmail_mail::is_quoted_line;

/// Part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// False for what was quoted.
    pub own: bool,
}

/// The text in pieces, in order, without gaps. Lines behind `>` are quoted, and all behind the copied header that
/// Outlook puts before a quotation.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at: usize = 0;
    let mut rest_is_quoted = false;
    for line in text.split_inclusive('\n') {
        let end = at.saturating_add(line.len());
        if !rest_is_quoted && begins_copied_header(line) {
            let behind = text.get(end..).unwrap_or_default();
            rest_is_quoted = behind.lines().take(HEADER_LINES).any(|line| starts_with_any(line, &DATES));
        }
        let own = !rest_is_quoted && !is_quoted_line(line);
        // An empty line belongs to what stands around it.
        let empty = line.trim_ascii().is_empty();
        match pieces.last_mut() {
            Some(last) if last.own == own || empty => last.range.end = end,
            _ => pieces.push(Piece { range: at..end, own }),
        }
        at = end;
    }
    pieces
}

/// Lines between the copied `From:` and its date.
const HEADER_LINES: usize = 4;

fn begins_copied_header(line: &str) -> bool {
    starts_with_any(line, &AUTHORS)
}

fn starts_with_any(line: &str, names: &[&str]) -> bool {
    let line = line.trim_start_matches(['*', ' ']);
    names.iter().any(|name| {
        line.strip_prefix(name).is_some_and(|rest| rest.trim_start_matches('*').starts_with([':', '：']))
    })
}

const AUTHORS: [&str; 10] = ["From", "Von", "De", "Da", "Van", "Från", "Fra", "Od", "发件人", "差出人"];
const DATES: [&str; 17] = [
    "Sent",
    "Date",
    "Gesendet",
    "Datum",
    "Envoyé",
    "Enviado",
    "Enviada",
    "Inviato",
    "Data",
    "Verzonden",
    "Skickat",
    "Sendt",
    "Fecha",
    "Wysłano",
    "发送时间",
    "送信日時",
    "日期",
];

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn own_words_and_quoted_ones() {
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
            let shown: Vec<String> = pieces(text)
                .into_iter()
                .map(|piece| {
                    let words: Vec<&str> = text[piece.range].split_whitespace().collect();
                    format!("{} {}", if piece.own { "own" } else { "quoted" }, words.join(" "))
                })
                .collect();
            assert_eq!(shown.join(" | "), expected, "{text:?}");
            assert!(pieces(text).windows(2).all(|two| two[0].range.end == two[1].range.start));
        }
    }
}
