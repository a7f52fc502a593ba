//! Contacts, [MS-OXOCNTC] 2.2.1 and [MS-OXVCARD].

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;

use super::content_lines::{Component, ContentLine};
use super::insert::{binary, categories, lid, lid_text, lid_time, text, time};
use crate::compose::structures::entry_id::one_off_entry_id;
use crate::tags::named::{self, PSETID_ADDRESS, PSETID_COMMON};
use crate::{Attachment, AttachmentContent, Data, Item, PropertySet, Value, tags};

/// `PidTagIconIndex`, and its value for a contact.
const ICON_INDEX: u16 = 0x1080;
const ICON_CONTACT: i32 = 0x200;
/// `PidLidFileUnderId`, and its value for a text that the user chose.
const FILE_UNDER_ID: u32 = 0x8006;
const CHOSEN: i32 = -1;
/// `PidLidAddressBookProviderEmailList` and `PidLidAddressBookProviderArrayType`: which addresses the contact has.
const EMAIL_LIST: u32 = 0x8028;
const EMAIL_TYPES: u32 = 0x8029;
/// `PidLidPostalAddressId`
const POSTAL_ADDRESS_ID: u32 = 0x8022;
/// `PidLidSideEffects`
const SIDE_EFFECTS: u32 = 0x8510;
/// Maximum size of a picture in bytes.
const MAX_PICTURE: usize = 8 << 20;
const PICTURE_NAME: &str = "ContactPicture.jpg";
/// `PidLidHasPicture`
const HAS_PICTURE: u32 = 0x8015;

/// Telephone types, the most specific first: two types that a number has, and the properties for the first and second one.
const TELEPHONES: [(&str, &str, &[u16]); 13] = [
    ("WORK", "FAX", &[tags::BUSINESS_FAX_NUMBER]),
    ("HOME", "FAX", &[tags::HOME_FAX_NUMBER]),
    ("FAX", "", &[tags::PRIMARY_FAX_NUMBER]),
    ("CELL", "", &[tags::MOBILE_TELEPHONE_NUMBER]),
    ("PAGER", "", &[tags::PAGER_TELEPHONE_NUMBER]),
    ("CAR", "", &[tags::CAR_TELEPHONE_NUMBER]),
    ("ISDN", "", &[tags::ISDN_NUMBER]),
    ("MSG", "", &[tags::TELEX_NUMBER]),
    ("PREF", "", &[tags::PRIMARY_TELEPHONE_NUMBER]),
    ("WORK", "VOICE", &[tags::BUSINESS_TELEPHONE_NUMBER, tags::BUSINESS2_TELEPHONE_NUMBER]),
    ("HOME", "", &[tags::HOME_TELEPHONE_NUMBER, tags::HOME2_TELEPHONE_NUMBER]),
    (
        "WORK",
        "",
        &[
            tags::BUSINESS_TELEPHONE_NUMBER,
            tags::BUSINESS2_TELEPHONE_NUMBER,
            tags::COMPANY_MAIN_TELEPHONE_NUMBER,
            tags::ASSISTANT_TELEPHONE_NUMBER,
        ],
    ),
    ("", "", &[tags::OTHER_TELEPHONE_NUMBER, tags::RADIO_TELEPHONE_NUMBER, tags::CALLBACK_TELEPHONE_NUMBER]),
];

/// Inserts the properties of a contact.
pub(super) fn insert(item: &mut Item, card: &Component) {
    let set = &mut item.props;
    let name = card.text("FN").unwrap_or_default();
    text(set, tags::MESSAGE_CLASS, "IPM.Contact");
    text(set, tags::SUBJECT, &name);
    text(set, tags::DISPLAY_NAME, &name);
    text(set, tags::BODY, &card.text("NOTE").unwrap_or_default());
    lid_text(set, PSETID_ADDRESS, named::FILE_UNDER, &name);
    lid(set, PSETID_ADDRESS, FILE_UNDER_ID, Value::I32(CHOSEN));
    parts(
        set,
        card.line("N"),
        &[tags::SURNAME, tags::GIVEN_NAME, tags::MIDDLE_NAME, tags::DISPLAY_NAME_PREFIX, tags::GENERATION],
    );
    parts(set, card.line("ORG"), &[tags::COMPANY_NAME, tags::DEPARTMENT_NAME, tags::OFFICE_LOCATION]);
    for (field, id) in [
        ("NICKNAME", tags::NICKNAME),
        ("TITLE", tags::TITLE),
        ("ROLE", tags::PROFESSION),
        ("X-MANAGER", tags::MANAGER_NAME),
        ("X-ASSISTANT", tags::ASSISTANT),
        ("X-SPOUSE", tags::SPOUSE_NAME),
    ] {
        text(set, id, &card.text(field).unwrap_or_default());
    }
    if let Some(children) = card.text("X-CHILDREN") {
        set.insert(tags::CHILDRENS_NAMES, Value::TextList(vec![children]));
    }
    lid_text(set, PSETID_ADDRESS, named::INSTANT_MESSAGING_ADDRESS, &card.text("IMPP").unwrap_or_default());
    for line in card.lines_of("URL") {
        let id = if line.has_type("HOME") { tags::PERSONAL_HOME_PAGE } else { tags::BUSINESS_HOME_PAGE };
        text(set, id, &line.text());
    }
    telephones(set, card);
    emails(set, &name, card);
    addresses(set, card);
    days(set, card);
    categories(set, card.lines_of("CATEGORIES").flat_map(|line| line.parts(',')).collect());
    set.insert(ICON_INDEX, Value::I32(ICON_CONTACT));
    lid(set, PSETID_COMMON, SIDE_EFFECTS, Value::I32(16));
    picture(item, card);
}

/// Inserts the parts of a value with several.
fn parts(set: &mut PropertySet, line: Option<&ContentLine>, ids: &[u16]) {
    let parts = line.map(|line| line.parts(';')).unwrap_or_default();
    for (id, part) in ids.iter().zip(parts) {
        text(set, *id, part.trim());
    }
}

fn telephones(set: &mut PropertySet, card: &Component) {
    for line in card.lines_of("TEL") {
        let number = line.text();
        let number = number.trim().strip_prefix("tel:").unwrap_or(number.trim());
        let has = |kind: &str| kind.is_empty() || line.has_type(kind);
        let free = TELEPHONES
            .iter()
            .filter(|(one, other, _)| has(one) && has(other))
            .flat_map(|(_, _, ids)| ids.iter())
            .find(|id| set.get(**id).is_none());
        if let Some(id) = free {
            text(set, *id, number);
        }
    }
}

fn emails(set: &mut PropertySet, name: &str, card: &Component) {
    let addresses: Vec<String> = card.lines_of("EMAIL").map(ContentLine::text).collect();
    let mut list = Vec::new();
    for (number, address) in (0_u32..3).zip(&addresses) {
        let at = |lid: u32| lid.saturating_add(number.saturating_mul(0x10));
        let shown = if name.is_empty() { address.clone() } else { format!("{name} ({address})") };
        lid_text(set, PSETID_ADDRESS, at(named::EMAIL1_DISPLAY_NAME), &shown);
        lid_text(set, PSETID_ADDRESS, at(named::EMAIL1_ADDRESS_TYPE), "SMTP");
        lid_text(set, PSETID_ADDRESS, at(named::EMAIL1_EMAIL_ADDRESS), address);
        lid_text(set, PSETID_ADDRESS, at(named::EMAIL1_ORIGINAL_DISPLAY_NAME), address);
        let entry = one_off_entry_id(&shown, address);
        lid(set, PSETID_ADDRESS, at(named::EMAIL1_ORIGINAL_ENTRY_ID), binary(entry));
        list.push(i32::try_from(number).unwrap_or(0));
    }
    if !list.is_empty() {
        let bits = list
            .iter()
            .fold(0_i32, |bits, number| bits | 1_i32.checked_shl(number.unsigned_abs()).unwrap_or(0));
        lid(set, PSETID_ADDRESS, EMAIL_TYPES, Value::I32(bits));
        lid(set, PSETID_ADDRESS, EMAIL_LIST, Value::I32List(list));
    }
}

/// Inserts the addresses of work, home and others. The first one is also the mailing address.
fn addresses(set: &mut PropertySet, card: &Component) {
    /// Post office box, street, city, state, postal code and country.
    const MAILING: [u16; 6] = [
        tags::POST_OFFICE_BOX,
        tags::STREET_ADDRESS,
        tags::LOCALITY,
        tags::STATE_OR_PROVINCE,
        tags::POSTAL_CODE,
        tags::COUNTRY,
    ];
    const HOME: [u16; 6] = [
        tags::HOME_ADDRESS_POST_OFFICE_BOX,
        tags::HOME_ADDRESS_STREET,
        tags::HOME_ADDRESS_CITY,
        tags::HOME_ADDRESS_STATE_OR_PROVINCE,
        tags::HOME_ADDRESS_POSTAL_CODE,
        tags::HOME_ADDRESS_COUNTRY,
    ];
    const OTHER: [u16; 6] = [
        tags::OTHER_ADDRESS_POST_OFFICE_BOX,
        tags::OTHER_ADDRESS_STREET,
        tags::OTHER_ADDRESS_CITY,
        tags::OTHER_ADDRESS_STATE_OR_PROVINCE,
        tags::OTHER_ADDRESS_POSTAL_CODE,
        tags::OTHER_ADDRESS_COUNTRY,
    ];
    const WORK: [u32; 6] = [
        named::WORK_ADDRESS_POST_OFFICE_BOX,
        named::WORK_ADDRESS_STREET,
        named::WORK_ADDRESS_CITY,
        named::WORK_ADDRESS_STATE,
        named::WORK_ADDRESS_POSTAL_CODE,
        named::WORK_ADDRESS_COUNTRY,
    ];
    for (index, line) in card.lines_of("ADR").take(3).enumerate() {
        let mut parts = line.parts(';');
        parts.resize(7, String::new());
        // The second part of a vCard address, its extension, belongs to the street.
        let extension = parts.remove(1);
        if let Some(street) = parts.get_mut(1).filter(|_| !extension.is_empty()) {
            let joined = format!("{extension}\r\n{street}");
            joined.trim().clone_into(street);
        }
        let whole: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let (whole_lid, number) = if line.has_type("WORK") {
            WORK.iter().zip(&parts).for_each(|(id, part)| lid_text(set, PSETID_ADDRESS, *id, part));
            (named::WORK_ADDRESS, 2)
        } else if line.has_type("HOME") {
            HOME.iter().zip(&parts).for_each(|(id, part)| text(set, *id, part));
            (named::HOME_ADDRESS, 1)
        } else {
            OTHER.iter().zip(&parts).for_each(|(id, part)| text(set, *id, part));
            (named::OTHER_ADDRESS, 3)
        };
        lid_text(set, PSETID_ADDRESS, whole_lid, &whole.join("\r\n"));
        if index == 0 {
            MAILING.iter().zip(&parts).for_each(|(id, part)| text(set, *id, part));
            lid(set, PSETID_ADDRESS, POSTAL_ADDRESS_ID, Value::I32(number));
        }
    }
}

fn days(set: &mut PropertySet, card: &Component) {
    for (names, id, lid) in [
        (["BDAY", "BDAY"], tags::BIRTHDAY, named::BIRTHDAY_LOCAL),
        (["ANNIVERSARY", "X-ANNIVERSARY"], tags::WEDDING_ANNIVERSARY, named::WEDDING_ANNIVERSARY_LOCAL),
    ] {
        let day = names.iter().find_map(|name| card.text(name)).and_then(|text| day_of(&text));
        if let Some(seconds) = day.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()) {
            time(set, id, seconds);
            lid_time(set, PSETID_ADDRESS, lid, seconds);
        }
    }
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let basic = || NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok();
    NaiveDate::parse_from_str(text.get(..10).unwrap_or(text), "%Y-%m-%d").ok().or_else(basic)
}

/// Marks the picture among the attachments, or attaches it, [MS-OXOCNTC] 2.2.1.8.
fn picture(item: &mut Item, card: &Component) {
    let is_picture = |attachment: &&mut Attachment| {
        let name = attachment.props.text(tags::ATTACH_LONG_FILENAME).unwrap_or_default();
        name.eq_ignore_ascii_case(PICTURE_NAME)
    };
    if let Some(own) = item.attachments.iter_mut().find(is_picture) {
        own.props.insert(tags::ATTACHMENT_CONTACT_PHOTO, Value::Bool(true));
        return;
    }
    let Some(line) = card.line("PHOTO").filter(|line| line.value.len() <= MAX_PICTURE) else { return };
    let encoded = match line.value.split_once(";base64,") {
        Some((start, encoded)) if start.starts_with("data:") => encoded,
        _ if line.param("ENCODING").is_some() => line.value.as_str(),
        _ => return,
    };
    let encoded: String = encoded.chars().filter(|c| !c.is_whitespace()).collect();
    let Ok(bytes) = STANDARD.decode(encoded) else { return };
    let mut set = PropertySet::new();
    for id in [tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME, tags::DISPLAY_NAME] {
        text(&mut set, id, PICTURE_NAME);
    }
    text(&mut set, tags::ATTACH_EXTENSION, ".jpg");
    set.insert(tags::ATTACHMENT_CONTACT_PHOTO, Value::Bool(true));
    let content = AttachmentContent::Value(Data::Inline(bytes));
    item.attachments.push(Attachment { props: set, content });
    lid(&mut item.props, PSETID_ADDRESS, HAS_PICTURE, Value::Bool(true));
}
