//! Entry ids of people, [MS-OXCDATA] 2.2.5. An entry id may contain a name and address that no property contains.

use crate::decode_code_page;

/// The person in an entry id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct AddressEntry {
    pub(crate) name: String,
    /// The type of the address, such as `SMTP`, `EX` or `FAX`.
    pub(crate) address_type: String,
    pub(crate) address: String,
}

/// The provider of one-off entry ids, which contain a name and an address (`MUIDOOP`, [MS-OXCDATA] 2.2.5.1).
const ONE_OFF: [u8; 16] =
    [0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02];
/// The provider of address book entry ids, which contain an X.500 name (`MUIDEMSAB`, [MS-OXCDATA] 2.2.5.2).
const ADDRESS_BOOK: [u8; 16] =
    [0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82];
/// The provider of entry ids of contacts, [MS-OXCDATA] 2.2.5.3.
const CONTACT_ADDRESS: [u8; 16] =
    [0xFE, 0x42, 0xAA, 0x0A, 0x18, 0xC7, 0x1A, 0x10, 0xE8, 0x85, 0x0B, 0x65, 0x1C, 0x24, 0x00, 0x00];
/// The provider of entry ids that wrap another entry id (`WrappedEntryId`, [MS-OXOCNTC] 2.2.2.4.1.1).
const WRAPPED: [u8; 16] =
    [0xC0, 0x91, 0xAD, 0xD3, 0x51, 0x9D, 0xCF, 0x11, 0xA4, 0xA9, 0x00, 0xAA, 0x00, 0x47, 0xFA, 0xA4];

/// Parses an entry id. Returns `None` if it is malformed or does not describe a person.
pub(crate) fn parse(bytes: &[u8], code_page: Option<u32>) -> Option<AddressEntry> {
    // An entry id may contain another entry id. The limit prevents endless nesting.
    const NESTING: usize = 4;
    let mut bytes = bytes;
    for _ in 0..NESTING {
        let provider: [u8; 16] = *bytes.get(4..)?.first_chunk()?;
        let rest = bytes.get(20..)?;
        bytes = match provider {
            ONE_OFF => return one_off(rest, code_page),
            ADDRESS_BOOK => return address_book(rest, code_page),
            CONTACT_ADDRESS => rest.get(16..)?,
            WRAPPED => rest.get(1..)?,
            _ => return None,
        };
    }
    None
}

/// Returns a one-off entry id for a name and an internet address: version, flags for Unicode, and three zero-terminated texts.
pub fn one_off_entry_id(name: &str, address: &str) -> Vec<u8> {
    let mut entry = vec![0; 4];
    entry.extend(ONE_OFF);
    entry.extend([0, 0, 0x01, 0x90]);
    for text in [name, "SMTP", address] {
        let units = text.encode_utf16().filter(|&unit| unit != 0);
        entry.extend(units.chain([0]).flat_map(u16::to_le_bytes));
    }
    entry
}

/// Parses a one-off entry id: version, flags, and three zero-terminated strings.
fn one_off(bytes: &[u8], code_page: Option<u32>) -> Option<AddressEntry> {
    const UNICODE: u16 = 0x8000;
    let flags = u16::from_le_bytes(*bytes.get(2..)?.first_chunk()?);
    let mut texts = bytes.get(4..)?;
    let mut next = || if flags & UNICODE == 0 { narrow(&mut texts, code_page) } else { wide(&mut texts) };
    let (name, address_type, address) = (next(), next(), next());
    (!name.is_empty() || !address.is_empty()).then_some(AddressEntry { name, address_type, address })
}

/// Parses an address book entry id: version, type, and the X.500 name.
fn address_book(bytes: &[u8], code_page: Option<u32>) -> Option<AddressEntry> {
    let mut text = bytes.get(8..)?;
    let address = narrow(&mut text, code_page);
    (!address.is_empty()).then(|| AddressEntry {
        address,
        address_type: "EX".to_owned(),
        ..AddressEntry::default()
    })
}

/// Reads a string up to its zero byte, or to the end.
fn narrow(bytes: &mut &[u8], code_page: Option<u32>) -> String {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let (text, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    *bytes = rest.get(1..).unwrap_or_default();
    decode_code_page(text, code_page)
}

/// Reads a UTF-16 string up to its zero unit, or to the end.
fn wide(bytes: &mut &[u8]) -> String {
    let mut units = Vec::new();
    while let Some((unit, rest)) = bytes.split_first_chunk::<2>() {
        *bytes = rest;
        match u16::from_le_bytes(*unit) {
            0 => break,
            unit => units.push(unit),
        }
    }
    String::from_utf16_lossy(&units)
}

/// Splits a `FlatEntryList`, [MS-OXCDATA] 2.3.3: a count, a size, and entry ids with a size each, padded to four bytes.
pub(crate) fn flat_list(bytes: &[u8]) -> Vec<&[u8]> {
    const LIMIT: usize = 1_000;
    let mut entries = Vec::new();
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((size, tail)) = rest.split_first_chunk::<4>() {
        let Ok(size) = usize::try_from(u32::from_le_bytes(*size)) else { break };
        let Some((entry, tail)) = tail.split_at_checked(size) else { break };
        entries.push(entry);
        rest = tail.get(size.wrapping_neg() % 4..).unwrap_or_default();
        if entries.len() == LIMIT {
            break;
        }
    }
    entries
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{ADDRESS_BOOK, AddressEntry, CONTACT_ADDRESS, ONE_OFF, flat_list, parse};

    /// Returns a one-off entry id in Unicode.
    pub(crate) fn one_off_bytes(name: &str, address: &str) -> Vec<u8> {
        let mut bytes = [&[0; 4][..], &ONE_OFF, &[0, 0, 0x01, 0x90]].concat();
        for text in [name, "SMTP", address] {
            bytes.extend(text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
        }
        bytes
    }

    #[track_caller]
    fn check(bytes: &[u8], code_page: Option<u32>, [name, address_type, address]: [&str; 3]) {
        let entry = AddressEntry {
            name: name.to_owned(),
            address_type: address_type.to_owned(),
            address: address.to_owned(),
        };
        assert_eq!(parse(bytes, code_page), Some(entry));
    }

    #[test]
    fn people_in_entry_ids() {
        let unicode = one_off_bytes("Jörg", "j@x.example");
        check(&unicode, None, ["Jörg", "SMTP", "j@x.example"]);
        let narrow = [&[0; 4][..], &ONE_OFF, &[0, 0, 0, 0], b"J\xf6rg\0SMTP\0j@x.example"].concat();
        check(&narrow, Some(1252), ["Jörg", "SMTP", "j@x.example"]);
        let book = [&[0; 4][..], &ADDRESS_BOOK, &[1, 0, 0, 0, 0, 0, 0, 0], b"/o=X/cn=J\0"].concat();
        check(&book, None, ["", "EX", "/o=X/cn=J"]);
        let contact = [&[0; 4][..], &CONTACT_ADDRESS, &[0; 16], &unicode].concat();
        check(&contact, None, ["Jörg", "SMTP", "j@x.example"]);
        assert_eq!(parse(&[0; 40], None), None);
    }

    #[test]
    fn lists() {
        let list = [
            &[2, 0, 0, 0, 0, 0, 0, 0][..],
            &[3, 0, 0, 0],
            b"abc\0",
            &[4, 0, 0, 0],
            b"wxyz",
            &[9, 0, 0, 0],
            b"cut",
        ]
        .concat();
        assert_eq!(flat_list(&list), [&b"abc"[..], b"wxyz"]);
    }

    #[test]
    fn any_bytes_are_survived() {
        let whole = one_off_bytes("Jörg", "j@x.example");
        let mut state = 3_u32;
        for round in 0..5_000_usize {
            let mut bytes = whole[..round % (whole.len() + 1)].to_vec();
            for _ in 0..round % 7 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let length = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(state as usize % length) {
                    *byte = state.to_be_bytes()[0];
                }
            }
            parse(&bytes, Some(932));
            flat_list(&bytes);
        }
    }
}
