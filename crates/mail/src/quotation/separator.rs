//! Lines that separate a message from the one that it quotes.

/// A line that separates an answer from the quoted message.
pub(super) struct Separator {
    /// True if the line says that a message follows. False for a line of underscores.
    pub has_words: bool,
}

/// The words between the dashes, in lower case.
const WORDS: [&str; 24] = [
    "alkuperäinen viesti",
    "begin forwarded message",
    "forwarded message",
    "forwarded by",
    "mensagem original",
    "mensaje original",
    "message d'origine",
    "message d’origine",
    "message original",
    "message transféré",
    "messaggio originale",
    "oorspronkelijk bericht",
    "opprinnelig melding",
    "original appointment",
    "original message",
    "original-nachricht",
    "originalmeddelande",
    "originalnachricht",
    "reply message",
    "ursprungligt meddelande",
    "ursprüngliche nachricht",
    "weitergeleitete nachricht",
    "wiadomość oryginalna",
    "原始邮件",
];

/// Returns the separator on a line, such as `-----Original Message-----`.
pub(super) fn is_separator(line: &str) -> Option<Separator> {
    let line = line.trim();
    let is_rule = |c: char| matches!(c, '-' | '_' | '=' | '*' | '—' | ' ');
    let words = line.trim_matches(is_rule).trim_end_matches(':').to_lowercase();
    if words.is_empty() {
        return (line.len() >= 10 && line.contains("___")).then_some(Separator { has_words: false });
    }
    let has_rule = line.starts_with("--") || line.starts_with("__") || line.starts_with("==");
    let is_known =
        WORDS.iter().any(|known| words == *known || *known == "forwarded by" && words.starts_with(known));
    (is_known && (has_rule || words.starts_with("begin "))).then_some(Separator { has_words: true })
}
