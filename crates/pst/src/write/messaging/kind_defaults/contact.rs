//! Contacts, [MS-OXOCNTC] 2.2.1.

use foundmail_mapi::tags::named::{self, PSETID_ADDRESS};
use foundmail_mapi::{PropertySet, Value, tags};

use super::super::one_off::one_off_entry_id;
use super::insert;

/// `PidLidFileUnderId`, and its values for a text that a person wrote, and for "surname, given name".
const FILE_UNDER_ID: u32 = 0x8006;
const OWN_TEXT: i32 = -1;
const SURNAME_FIRST: i32 = 0x8017;
/// `PidLidAddressBookProviderEmailList` and `PidLidAddressBookProviderArrayType`: the e-mail addresses in use, as numbers
/// and as bits.
const EMAIL_LIST: u32 = 0x8028;
const EMAIL_BITS: u32 = 0x8029;
/// The distance between the properties of two e-mail addresses.
const NEXT_ADDRESS: u32 = 0x10;

/// Adds the properties that a contact needs, as far as they can be derived from its own.
pub(super) fn defaults(set: &PropertySet, own: &mut PropertySet) {
    let text = |id| set.text(id).filter(|text| !text.is_empty());
    let (given, surname) = (text(tags::GIVEN_NAME), text(tags::SURNAME));
    let other = [tags::DISPLAY_NAME, tags::COMPANY_NAME, tags::SUBJECT].into_iter().find_map(text);
    let (file_under, id) = match (&surname, &given) {
        (Some(surname), Some(given)) => (format!("{surname}, {given}"), SURNAME_FIRST),
        _ => (other.or(surname).or_else(|| given.clone()).unwrap_or_default(), OWN_TEXT),
    };
    let id = match set.lid_text(PSETID_ADDRESS, named::FILE_UNDER) {
        Some(own_text) if own_text != file_under => OWN_TEXT,
        _ => id,
    };
    let own_file_under = set.lid_text(PSETID_ADDRESS, named::FILE_UNDER).filter(|text| !text.is_empty());
    let name = text(tags::DISPLAY_NAME).or(own_file_under).unwrap_or_else(|| file_under.clone());
    own.insert(tags::DISPLAY_NAME, Value::Text(name));
    insert(own, PSETID_ADDRESS, named::FILE_UNDER, Value::Text(file_under));
    insert(own, PSETID_ADDRESS, FILE_UNDER_ID, Value::I32(id));
    emails(set, own);
}

/// Adds the properties of each e-mail address, and the lists of them.
fn emails(set: &PropertySet, own: &mut PropertySet) {
    let (mut list, mut bits) = (Vec::new(), 0);
    for (number, bit) in [(0_u32, 1), (1, 2), (2, 4)] {
        let lid = |first: u32| first.saturating_add(number.saturating_mul(NEXT_ADDRESS));
        let text = |first| set.lid_text(PSETID_ADDRESS, lid(first)).filter(|text| !text.is_empty());
        let Some(address) = text(named::EMAIL1_EMAIL_ADDRESS) else { continue };
        let kind = text(named::EMAIL1_ADDRESS_TYPE).unwrap_or_else(|| "SMTP".to_owned());
        let name = text(named::EMAIL1_DISPLAY_NAME).unwrap_or_else(|| address.clone());
        let entry_id = one_off_entry_id(&name, &kind, &address);
        for (first, value) in [
            (named::EMAIL1_ADDRESS_TYPE, Value::Text(kind)),
            (named::EMAIL1_DISPLAY_NAME, Value::Text(name)),
            (named::EMAIL1_ORIGINAL_DISPLAY_NAME, Value::Text(address)),
            (named::EMAIL1_ORIGINAL_ENTRY_ID, Value::Binary(entry_id.into())),
        ] {
            insert(own, PSETID_ADDRESS, lid(first), value);
        }
        list.push(i32::try_from(number).unwrap_or(0));
        bits |= bit;
    }
    if !list.is_empty() {
        insert(own, PSETID_ADDRESS, EMAIL_LIST, Value::I32List(list));
    }
    insert(own, PSETID_ADDRESS, EMAIL_BITS, Value::I32(bits));
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::tags::named::{self, PSETID_ADDRESS};
    use foundmail_mapi::{PropertySet, Value, tags};

    use super::super::insert;
    use super::{EMAIL_BITS, EMAIL_LIST, FILE_UNDER_ID, defaults};

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_contact_is_filed_under_its_name() {
        for (values, own_text, file_under, id) in [
            (&[(tags::GIVEN_NAME, "Ruth"), (tags::SURNAME, "Alder")][..], None, "Alder, Ruth", 0x8017),
            (&[(tags::GIVEN_NAME, "Ruth"), (tags::SURNAME, "Alder")], Some("Ruthie"), "Alder, Ruth", -1),
            (
                &[(tags::GIVEN_NAME, "Ruth"), (tags::SURNAME, "Alder")],
                Some("Alder, Ruth"),
                "Alder, Ruth",
                0x8017,
            ),
            (&[(tags::COMPANY_NAME, "Mühle")], None, "Mühle", -1),
            (&[(tags::GIVEN_NAME, "Ruth")], None, "Ruth", -1),
            (&[], None, "", -1),
        ] {
            let mut set = PropertySet::new();
            for (id, value) in values {
                set.insert(*id, text(value));
            }
            if let Some(own_text) = own_text {
                insert(&mut set, PSETID_ADDRESS, named::FILE_UNDER, text(own_text));
            }
            let mut own = PropertySet::new();
            defaults(&set, &mut own);
            let filed = own.lid_text(PSETID_ADDRESS, named::FILE_UNDER).unwrap_or_default();
            assert_eq!(filed, file_under, "{values:?}");
            assert_eq!(own.lid_integer(PSETID_ADDRESS, FILE_UNDER_ID), Some(id), "{values:?}");
        }
    }

    #[test]
    fn addresses_are_listed() {
        let mut set = PropertySet::new();
        insert(&mut set, PSETID_ADDRESS, named::EMAIL1_EMAIL_ADDRESS, text("a@b.example"));
        insert(&mut set, PSETID_ADDRESS, named::EMAIL1_EMAIL_ADDRESS + 0x20, text("c@b.example"));
        let mut own = PropertySet::new();
        defaults(&set, &mut own);
        assert!(
            matches!(own.get_lid(PSETID_ADDRESS, EMAIL_LIST), Some(Value::I32List(list)) if *list == [0, 2])
        );
        assert_eq!(own.lid_integer(PSETID_ADDRESS, EMAIL_BITS), Some(5));
        assert_eq!(own.lid_text(PSETID_ADDRESS, 0x80A2).as_deref(), Some("SMTP"));
        assert_eq!(own.lid_text(PSETID_ADDRESS, 0x80A4).as_deref(), Some("c@b.example"));
        assert!(own.get_lid(PSETID_ADDRESS, 0x80A5).is_some());
        assert!(own.get_lid(PSETID_ADDRESS, 0x8092).is_none());
    }
}
