//! Cards in version 3.0 (RFC 2426). Groups have the properties of Apple's address book, because the version has none.

use super::identifiers::{Identifiers, without_scheme};
use crate::content_lines::{Component, ContentLine, unescape};

/// Properties of version 4.0, with the names that programs use in version 3.0.
const NAMES: [(&str, &str); 3] =
    [("ANNIVERSARY", "X-ANNIVERSARY"), ("GENDER", "X-GENDER"), ("KIND", "X-ADDRESSBOOKSERVER-KIND")];
/// Relations of version 4.0, with their names in version 3.0.
const RELATIONS: [(&str, &str); 2] = [("spouse", "X-SPOUSE"), ("child", "X-CHILDREN")];

/// Converts the properties of a card.
pub(super) fn convert(card: &mut Component, identifiers: &Identifiers) {
    card.lines.retain(|line| line.name != "KIND" || !line.value.trim().eq_ignore_ascii_case("individual"));
    for line in &mut card.lines {
        convert_line(line, identifiers);
    }
}

fn convert_line(line: &mut ContentLine, identifiers: &Identifiers) {
    if let Some((_, name)) = NAMES.iter().find(|(name, _)| *name == line.name) {
        (*name).clone_into(&mut line.name);
    }
    if line.take_parameter("PREF").is_some_and(|values| values.iter().any(|value| value == "1")) {
        line.parameters.push(("TYPE".to_owned(), vec!["PREF".to_owned()]));
    }
    match line.name.as_str() {
        "PHOTO" | "LOGO" | "SOUND" | "KEY" => file(line),
        "BDAY" | "X-ANNIVERSARY" => day(line),
        "UID" => {
            line.take_parameter("VALUE");
            line.value = without_scheme(line.value.trim()).to_owned();
        }
        "TEL" | "EMAIL" => {
            let scheme = if line.name == "TEL" { "tel:" } else { "mailto:" };
            if let Some(plain) = line.value.trim().strip_prefix(scheme) {
                line.value = plain.to_owned();
                line.take_parameter("VALUE");
            }
        }
        "GEO" => {
            if let Some((latitude, longitude)) =
                line.value.strip_prefix("geo:").and_then(|geo| geo.split_once(','))
            {
                line.value = format!("{latitude};{}", longitude.split(';').next().unwrap_or_default());
            }
        }
        "MEMBER" => {
            "X-ADDRESSBOOKSERVER-MEMBER".clone_into(&mut line.name);
            let address = unescape(&line.value);
            let address = address.trim().strip_prefix("mailto:");
            if let Some(uid) = address.and_then(|address| identifiers.of_address(address)) {
                line.value = format!("urn:uuid:{uid}");
            }
        }
        "RELATED" => {
            let kind = line.parameter("TYPE").unwrap_or_default().to_ascii_lowercase();
            let is_text = line.parameter("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("text"));
            if let Some((_, name)) = RELATIONS.iter().find(|(known, _)| is_text && *known == kind) {
                *line = ContentLine::new(name, line.value.as_str());
            }
        }
        _ => {}
    }
}

/// Converts a picture or another file.
fn file(line: &mut ContentLine) {
    if let Some((head, data)) = line.value.strip_prefix("data:").and_then(|url| url.split_once(',')) {
        let Some(media_type) = head.trim_end_matches('\\').strip_suffix(";base64") else { return };
        let kind = media_type.rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
        *line = ContentLine::new(&line.name, data).with("ENCODING", "b").with("TYPE", &kind);
    } else if line.is_base64() {
        line.take_parameter("VALUE");
        line.set_parameter("ENCODING", "b");
    } else {
        line.set_parameter("VALUE", "uri");
    }
}

/// Converts a day: `19700131` to `1970-01-31`.
fn day(line: &mut ContentLine) {
    let value = line.value.trim();
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = value.get(..8).filter(|day| value.len() == 8 && is_digits(day));
    if let Some(((year, month), day)) =
        whole.and_then(|whole| Some(((whole.get(..4)?, whole.get(4..6)?), whole.get(6..)?)))
    {
        line.value = format!("{year}-{month}-{day}");
        return;
    }
    // Apple marks a day without a year by this year.
    let plain = value.strip_prefix("--").map(|day| day.replace('-', ""));
    if let Some(plain) = plain.filter(|plain| plain.len() == 4 && is_digits(plain))
        && let Some((month, day)) = plain.split_at_checked(2)
    {
        line.value = format!("1604-{month}-{day}");
        line.set_parameter("X-APPLE-OMIT-YEAR", "1604");
    }
}
