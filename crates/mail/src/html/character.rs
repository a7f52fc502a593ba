//! Decodes character references of HTML (HTML standard, section 13.2.5.72).

use html5ever::data::NAMED_ENTITIES;

/// Maximum length of a name.
const MAX_NAME_LENGTH: usize = 32;

/// Returns the characters that a reference means, and the length of the reference without its `&`. `after` begins
/// after the `&`. Returns `None` if the `&` is a plain character.
pub fn character_reference(after: &str) -> Option<(String, usize)> {
    let (letters, length) = after.strip_prefix('#').map_or_else(|| named(after), numbered)?;
    let is_shut = after.get(length..).is_some_and(|rest| rest.starts_with(';'));
    Some((letters, length.saturating_add(usize::from(is_shut))))
}

fn named(after: &str) -> Option<(String, usize)> {
    let longest = after.bytes().take(MAX_NAME_LENGTH).take_while(u8::is_ascii_alphanumeric).count();
    let is_shut = after.get(longest..)?.starts_with(';');
    let whole = after.get(..longest.saturating_add(1)).filter(|_| is_shut);
    // The table also contains prefixes of names, with a first code of 0.
    let known = |name: &str| NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0);
    if let Some((first, second)) = whole.and_then(known) {
        return Some((letters(*first, *second), longest));
    }
    // Some names are valid without a semicolon, even directly before other letters.
    (2..=longest).rev().find_map(|length| {
        let (first, second) = known(after.get(..length)?)?;
        Some((letters(*first, *second), length))
    })
}

fn letters(first: u32, second: u32) -> String {
    [first, second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32).collect()
}

/// Returns the character of a numeric reference, and the length of the reference.
fn numbered(after: &str) -> Option<(String, usize)> {
    let (radix, digits, before) = match after.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits, 2_usize),
        None => (10, after, 1),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let digits = digits.get(..length).filter(|digits| !digits.is_empty())?;
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    let letter = match u8::try_from(code) {
        // In HTML, the numbers of these control characters mean characters of Windows-1252.
        Ok(byte @ 0x80..=0x9F) => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned()
        }
        _ => char::from_u32(code).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER).to_string(),
    };
    Some((letter, before.saturating_add(length)))
}
