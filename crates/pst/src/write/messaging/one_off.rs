//! One-off entry ids: people without an entry in an address book, [MS-OXCDATA] 2.2.5.1.

use crate::write::ltp::utf16;

/// The provider of one-off entry ids.
const PROVIDER: [u8; 16] =
    [0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02];
/// Unicode, no lookup in the address book, no rich text.
const FLAGS: u16 = 0x9001;

/// Returns the entry id of a person with a name, an address type such as `SMTP`, and an address.
pub(super) fn one_off_entry_id(name: &str, address_type: &str, address: &str) -> Vec<u8> {
    let mut bytes = vec![0; 4];
    bytes.extend_from_slice(&PROVIDER);
    bytes.extend_from_slice(&[0, 0]);
    bytes.extend_from_slice(&FLAGS.to_le_bytes());
    for text in [name, address_type, address] {
        bytes.extend(utf16(text));
        bytes.extend_from_slice(&[0, 0]);
    }
    bytes
}

/// Returns `PidTagSearchKey` of a person: type and address in upper case.
pub(super) fn address_search_key(address_type: &str, address: &str) -> Vec<u8> {
    let mut key = format!("{address_type}:{address}").to_uppercase().into_bytes();
    key.push(0);
    key
}

#[cfg(test)]
mod tests {
    use super::{address_search_key, one_off_entry_id};

    #[test]
    fn a_person_has_an_entry_id_and_a_search_key() {
        let id = one_off_entry_id("Ä", "SMTP", "a@b.example");
        assert_eq!(id[..8], [0, 0, 0, 0, 0x81, 0x2B, 0x1F, 0xA4]);
        assert_eq!(id[20..30], [0, 0, 1, 0x90, 0xC4, 0, 0, 0, b'S', 0]);
        assert_eq!(id.len(), 24 + 4 + 10 + 24);
        assert_eq!(address_search_key("smtp", "a@b.example"), b"SMTP:A@B.EXAMPLE\0");
    }
}
