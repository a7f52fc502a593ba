//! The header that Outlook and other programs copy before a quotation.

use super::{MAX_DATE, MAX_FROM, tidied};

/// The most lines from the copied `From:` line to the line with the date.
const HEADER_LINES: usize = 4;
/// Maximum number of lines of a header.
const MAX_LINES: usize = 60;

/// The names of the field for the sender.
const AUTHORS: [&str; 10] = ["From", "Von", "De", "Da", "Van", "Från", "Fra", "Od", "发件人", "差出人"];
/// The names of the field for the date.
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
/// The names of other fields.
const OTHERS: [&str; 38] = [
    "To",
    "Cc",
    "Bcc",
    "Subject",
    "Importance",
    "Priority",
    "Attachments",
    "Reply-To",
    "Organization",
    "Sent by",
    "An",
    "Kopie",
    "Betreff",
    "Wichtigkeit",
    "Anlagen",
    "Antwort an",
    "À",
    "A",
    "Objet",
    "Para",
    "Asunto",
    "Assunto",
    "Oggetto",
    "Aan",
    "Onderwerp",
    "Till",
    "Kopia",
    "Ämne",
    "Til",
    "Emne",
    "Do",
    "Temat",
    "DW",
    "收件人",
    "抄送",
    "主题",
    "宛先",
    "件名",
];

/// Returns true if a line begins a copied header. `behind` is the text after it.
pub fn begins_copied_header(line: &str, behind: &str) -> bool {
    value_of(line, &AUTHORS).is_some()
        && behind.lines().take(HEADER_LINES).any(|line| value_of(line, &DATES).is_some())
}

/// Returns the value of a field if it has one of these names. The name can be bold in the notation of plain text.
fn value_of<'l>(line: &'l str, names: &[&str]) -> Option<&'l str> {
    let line = line.trim_start_matches(['*', ' ', '\u{A0}']);
    names.iter().find_map(|name| {
        let rest = line.strip_prefix(name)?.trim_start_matches(['*', ' ', '\u{A0}']);
        rest.strip_prefix([':', '：'])
    })
}

/// A copied header.
pub(super) struct CopiedHeader {
    /// Number of its lines.
    pub lines: usize,
    pub from: String,
    pub date: String,
}

impl CopiedHeader {
    /// Reads the header that begins at the first line.
    pub(super) fn at(lines: &[String]) -> Option<Self> {
        let (first, behind) = lines.split_first()?;
        let from = value_of(first, &AUTHORS)?;
        if !behind.iter().take(HEADER_LINES).any(|line| value_of(line, &DATES).is_some()) {
            return None;
        }
        let mut header = Self { lines: 1, from: tidied(from, MAX_FROM), date: String::new() };
        let is_field = |line: &String| value_of(line, &DATES).or_else(|| value_of(line, &OTHERS)).is_some();
        let mut number: usize = 1;
        while let Some(line) = lines.get(number).filter(|_| number < MAX_LINES) {
            let next = lines.get(number.saturating_add(1));
            let goes_on = if line.trim().is_empty() {
                // HTML can have an empty line after each field.
                next.is_some_and(is_field)
            } else {
                // A long list of recipients continues on the next line.
                is_field(line) || line.starts_with([' ', '\t']) || is_list_of_people(line, next)
            };
            if !goes_on {
                break;
            }
            if header.date.is_empty()
                && let Some(date) = value_of(line, &DATES)
            {
                header.date = tidied(date, MAX_DATE);
            }
            number = number.saturating_add(1);
            header.lines = number;
        }
        Some(header)
    }
}

/// Returns true for a line of recipients before another field.
fn is_list_of_people(line: &str, next: Option<&String>) -> bool {
    let is_list = line.contains([';', '@']);
    is_list && next.is_some_and(|next| value_of(next, &OTHERS).is_some())
}
