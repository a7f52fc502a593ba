//! Reads cards of versions 2.1, 3.0 and 4.0.

use crate::content_lines::{Component, ContentLine, escape, parts, unescape};

/// Returns the first card in the bytes, and sentences about the parts that are not read. The values of version 2.1 have the
/// escapes of later versions afterwards.
pub(super) fn read(bytes: &[u8]) -> Option<(Component, Vec<String>)> {
    let mut root = Component::parse(bytes);
    let at = root.children.iter().position(|child| child.name == "VCARD")?;
    let mut card = root.children.swap_remove(at);
    let mut left_out = std::mem::take(&mut card.unread);
    for inner in card.children.drain(..) {
        let name = inner.line("FN").map(|line| unescape(&line.value)).unwrap_or_default();
        left_out.push(format!("A card inside the card is not written: \u{201c}{name}\u{201d}."));
    }
    // The value of an agent in version 2.1 is the card inside.
    card.lines.retain(|line| line.name != "AGENT" || !line.value.trim().is_empty());
    if card.line("VERSION").is_some_and(|version| version.value.trim() == "2.1") {
        card.lines.iter_mut().for_each(escape_again);
    }
    card.lines.retain(|line| !is_empty(line));
    (!card.lines.is_empty()).then_some((card, left_out))
}

/// Escapes a value of version 2.1, which has fewer escapes.
fn escape_again(line: &mut ContentLine) {
    let escaped = |separator: char| {
        let values: Vec<String> = parts(&line.value, separator).iter().map(|part| escape(part)).collect();
        values.join(&separator.to_string())
    };
    line.value = match line.name.as_str() {
        "N" | "ADR" | "ORG" => escaped(';'),
        "CATEGORIES" | "NICKNAME" => escaped(','),
        "FN" | "NOTE" | "TITLE" | "ROLE" | "LABEL" | "SORT-STRING" => escape(&unescape(&line.value)),
        _ => return,
    };
}

/// Returns true if a property has no value, such as `ADR:;;;;;;`.
fn is_empty(line: &ContentLine) -> bool {
    line.value.chars().all(|c| c.is_whitespace() || matches!(c, ';' | ','))
}

/// Returns true for the card of a group.
pub(super) fn is_group(card: &Component) -> bool {
    ["KIND", "X-ADDRESSBOOKSERVER-KIND"]
        .iter()
        .filter_map(|name| card.line(name))
        .any(|kind| kind.value.trim().eq_ignore_ascii_case("group"))
}

/// Returns the e-mail addresses of a card, in lower case.
pub(super) fn addresses(card: &Component) -> impl Iterator<Item = String> {
    let emails = card.lines.iter().filter(|line| line.name == "EMAIL");
    emails.map(|line| unescape(&line.value).trim().to_lowercase()).filter(|address| !address.is_empty())
}
