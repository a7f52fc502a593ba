//! Cleans the attributes of elements.

use crate::links::link_target;
use crate::style::{Detail, Fonts};

/// Largest width and height in an attribute, in pixels and in percent.
const MAX_SIZE: u32 = 5_000;
const MAX_PERCENT: u32 = 100;
/// Largest border, and distance between cells and inside them, in pixels.
const MAX_SPACE: u32 = 100;
/// Maximum length of a list of classes in bytes. Conditions of selectors search in it.
const MAX_CLASSES: usize = 1_000;
/// Maximum length of a name in bytes.
const MAX_NAME: usize = 200;
/// Maximum length of a description in characters.
const MAX_DESCRIPTION: usize = 1_000;
/// Maximum length of a link in bytes, and maximum product of its length and its number of special characters, for which the
/// serializer searches the rest of the value (see [`crate::body::Text`]).
const MAX_LINK: usize = 32 * 1024;
const MAX_LINK_SEARCH: usize = 1_000_000;

/// Returns the value of an attribute that needs no knowledge about the body. `None` if the attribute does not stay.
pub(super) fn plain_attribute(
    element: &str,
    name: &str,
    value: &str,
    detail: Detail,
    fonts: &mut Fonts,
) -> Option<String> {
    let is_picture = element == "img";
    match name {
        "align" | "valign" | "dir" | "scope" => word(value),
        "nowrap" | "reversed" | "open" => has(element, name).then(String::new),
        "bgcolor" | "color" => color(value),
        "width" | "height" if is_picture || detail == Detail::Full => number(value, MAX_SIZE, MAX_PERCENT),
        "size" if element == "font" => font_size(value),
        "border" | "cellpadding" | "cellspacing" | "size" => number(value, MAX_SPACE, MAX_SPACE),
        "face" => fonts.families(value.split(',').map(|name| name.trim().trim_matches(['"', '\'']))),
        "start" if element == "ol" => value.trim().parse::<i32>().ok().map(|start| start.to_string()),
        "class" => Some(value).filter(|value| value.len() <= MAX_CLASSES).map(str::to_owned),
        "id" | "lang" => Some(value).filter(|value| value.len() <= MAX_NAME).map(str::to_owned),
        "name" if element == "a" => Some(value).filter(|value| value.len() <= MAX_NAME).map(str::to_owned),
        "title" => Some(value.chars().take(MAX_DESCRIPTION).collect()),
        "alt" if is_picture => Some(value.chars().take(MAX_DESCRIPTION).collect()),
        "href" if element == "a" => link_target(value).filter(|target| is_short(target)),
        _ => None,
    }
}

/// Returns true for the attributes without a value.
fn has(element: &str, name: &str) -> bool {
    matches!((element, name), ("td" | "th", "nowrap") | ("details", "open"))
}

fn is_short(target: &str) -> bool {
    let special = target.chars().filter(|c| *c == '&' || ('\u{80}'..='\u{BF}').contains(c)).count();
    target.len() <= MAX_LINK && target.len().saturating_mul(special) <= MAX_LINK_SEARCH
}

fn word(value: &str) -> Option<String> {
    let value = value.trim();
    (value.len() <= 16 && value.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| value.to_owned())
}

fn color(value: &str) -> Option<String> {
    let value = value.trim();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"#(), .%".contains(&byte);
    (value.len() <= 32 && value.bytes().all(is_plain)).then(|| value.to_owned())
}

/// Returns a number of pixels, or a percentage.
fn number(value: &str, max: u32, max_percent: u32) -> Option<String> {
    let value = value.trim();
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, unit) = value.split_at_checked(digits)?;
    if digits.is_empty() {
        return None;
    }
    let number: u32 = digits.parse().unwrap_or(u32::MAX);
    // A browser ignores a fraction and other characters after it.
    let is_percent =
        unit.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()).trim().starts_with('%');
    Some(if is_percent { format!("{}%", number.min(max_percent)) } else { number.min(max).to_string() })
}

/// Returns the size of a `font` element: a number, or a difference to the size 3.
fn font_size(value: &str) -> Option<String> {
    let value = value.trim();
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    (digits.len() == 1 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| value.to_owned())
}
