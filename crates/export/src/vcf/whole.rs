//! Properties that each card must have.

use super::card::addresses;
use crate::content_lines::{Component, ContentLine, PRODUCT_ID, escape, parts, unescape};
use crate::options::VcardVersion;

/// Adds the properties that a card must have. `subject` is the name if the card has none.
pub(super) fn complete(card: &mut Component, version: VcardVersion, subject: &str) {
    card.lines.retain(|line| !matches!(line.name.as_str(), "VERSION" | "PRODID"));
    name(card, subject);
    if card.line("N").is_none() && version == VcardVersion::V3 {
        let name = card.line("FN").map(|line| line.value.clone()).unwrap_or_default();
        card.lines.insert(1, ContentLine::new("N", format!("{name};;;;")));
    }
    let number = if version == VcardVersion::V3 { "3.0" } else { "4.0" };
    card.lines.insert(0, ContentLine::new("PRODID", PRODUCT_ID));
    // The version must be the first property of version 4.0.
    card.lines.insert(0, ContentLine::new("VERSION", number));
}

/// Adds the name to a card without one: from its other properties, or else `subject`.
pub(super) fn name(card: &mut Component, subject: &str) {
    if card.line("FN").is_none() {
        let name = name_of(card).unwrap_or_else(|| subject.trim().to_owned());
        let name = if name.is_empty() { "No name".to_owned() } else { name };
        card.lines.insert(0, ContentLine::new("FN", escape(&name)));
    }
}

/// Adds the date of the last change to a card without one.
pub(super) fn date(card: &mut Component, date: Option<i64>) {
    let date = date.and_then(|date| chrono::DateTime::from_timestamp(date, 0));
    if let Some(date) = date.filter(|_| card.line("REV").is_none()) {
        card.lines.push(ContentLine::new("REV", date.format("%Y%m%dT%H%M%SZ").to_string()));
    }
}

/// Returns the name of the person or organization.
fn name_of(card: &Component) -> Option<String> {
    let of_parts = |line: &ContentLine| {
        let parts = parts(&line.value, ';');
        let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
        // The parts of `N` are family name, given name, additional names, prefixes and suffixes.
        let order = [part(3), part(1), part(2), part(0), part(4)];
        order.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let text = |name: &str| card.line(name).map(|line| unescape(&line.value));
    let names = [
        card.line("N").map(of_parts),
        text("NICKNAME"),
        card.line("ORG").map(|line| {
            parts(&line.value, ';').into_iter().find(|part| !part.is_empty()).unwrap_or_default()
        }),
    ];
    let mut names = names.into_iter().flatten().chain(addresses(card)).chain(text("TEL"));
    names.find(|name| !name.trim().is_empty())
}
