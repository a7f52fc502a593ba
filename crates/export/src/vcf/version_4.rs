//! Cards in version 4.0 (RFC 6350).

use super::identifiers::{is_uuid, without_scheme};
use crate::content_lines::{Component, ContentLine, unescape};

/// Properties of version 3.0 and of other programs, with their names in version 4.0.
const NAMES: [(&str, &str); 7] = [
    ("X-ANNIVERSARY", "ANNIVERSARY"),
    ("X-GENDER", "GENDER"),
    ("X-ADDRESSBOOKSERVER-KIND", "KIND"),
    ("X-ADDRESSBOOKSERVER-MEMBER", "MEMBER"),
    ("MAILER", "X-MAILER"),
    ("CLASS", "X-CLASS"),
    ("NAME", "X-NAME"),
];
/// Relations of other programs, with their types in version 4.0.
const RELATIONS: [(&str, &str); 2] = [("X-SPOUSE", "spouse"), ("X-CHILDREN", "child")];

/// Converts the properties of a card.
pub(super) fn convert(card: &mut Component) {
    card.lines.retain(|line| line.name != "PROFILE");
    let sorted_as = card.line("SORT-STRING").map(|line| unescape(&line.value));
    if let Some(sorted_as) = sorted_as {
        card.lines.retain(|line| line.name != "SORT-STRING");
        if let Some(name) = card.lines.iter_mut().find(|line| line.name == "N") {
            name.set_parameter("SORT-AS", &sorted_as);
        }
    }
    card.lines.iter_mut().for_each(convert_line);
}

fn convert_line(line: &mut ContentLine) {
    if let Some((_, name)) = NAMES.iter().find(|(name, _)| *name == line.name) {
        (*name).clone_into(&mut line.name);
    }
    if let Some((_, kind)) = RELATIONS.iter().find(|(name, _)| *name == line.name) {
        *line = ContentLine::new("RELATED", line.value.as_str()).with("TYPE", kind).with("VALUE", "text");
        return;
    }
    match line.name.as_str() {
        "PHOTO" | "LOGO" | "SOUND" | "KEY" => return file(line),
        "BDAY" | "ANNIVERSARY" => day(line),
        "UID" => identifier(line),
        "GEO" => {
            if let Some((latitude, longitude)) = line.value.split_once(';') {
                line.value = format!("geo:{},{}", latitude.trim(), longitude.trim());
            }
        }
        "LABEL" => label(line),
        _ => {}
    }
    types(line);
}

/// Writes the types in small letters, and the preferred one as a parameter of its own.
fn types(line: &mut ContentLine) {
    let mut types = Vec::new();
    let place = line.parameters.iter().position(|(name, _)| name == "TYPE").unwrap_or_default();
    while let Some(values) = line.take_parameter("TYPE") {
        types.extend(
            values.iter().flat_map(|value| value.split(',')).map(|value| value.trim().to_ascii_lowercase()),
        );
    }
    if types.iter().any(|kind| kind == "pref") && line.parameter("PREF").is_none() {
        line.set_parameter("PREF", "1");
    }
    types.retain(|kind| !kind.is_empty() && kind != "pref" && kind != "internet");
    if !types.is_empty() {
        line.parameters.insert(place, ("TYPE".to_owned(), types));
    }
}

/// Converts a picture or another file to a `data:` URL (RFC 2397).
fn file(line: &mut ContentLine) {
    if !line.is_base64() {
        line.take_parameter("VALUE");
        return;
    }
    let kind = line.parameter("TYPE").unwrap_or_default().to_ascii_lowercase();
    let media_type = match (line.name.as_str(), kind.as_str()) {
        (_, kind) if kind.contains('/') => kind.to_owned(),
        ("SOUND", "") => "audio/basic".to_owned(),
        ("SOUND", kind) => format!("audio/{kind}"),
        ("KEY", "pgp") => "application/pgp-keys".to_owned(),
        ("KEY", _) => "application/pkix-cert".to_owned(),
        (_, "jpg" | "") => "image/jpeg".to_owned(),
        (_, kind) => format!("image/{kind}"),
    };
    *line = ContentLine::new(&line.name, format!("data:{media_type};base64,{}", line.value));
}

/// Converts a day: `1970-01-31` to `19700131`.
fn day(line: &mut ContentLine) {
    if line.take_parameter("X-APPLE-OMIT-YEAR").is_some()
        && let Some(day) = line.value.trim().get(4..)
    {
        line.value = format!("--{}", day.replace('-', ""));
        return;
    }
    let plain = line.value.trim().replace('-', "");
    if plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        line.value = plain;
    }
}

/// An identifier is a URL, or text that is marked as such.
fn identifier(line: &mut ContentLine) {
    let plain = without_scheme(line.value.trim()).to_owned();
    if is_uuid(&plain) {
        line.take_parameter("VALUE");
        line.value = format!("urn:uuid:{plain}");
    } else if !plain.contains(':') {
        line.set_parameter("VALUE", "text");
    }
}

/// Converts an address as it is printed to the parameter of an address (RFC 6350, section 6.3.1).
fn label(line: &mut ContentLine) {
    let label = unescape(&line.value);
    // RFC 6868.
    let label = label.replace('^', "^^").replace('\n', "^n").replace('"', "^'");
    "ADR".clone_into(&mut line.name);
    ";;;;;;".clone_into(&mut line.value);
    line.set_parameter("LABEL", &label);
}
