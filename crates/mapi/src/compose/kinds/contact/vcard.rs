//! Contacts as vCard 3.0, RFC 2426. Properties without a standard field become extension fields (`X-…`) that other
//! programs know.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::compose::item_properties::{categories, date};
use crate::compose::kinds::contact::properties::{Contact, TELEPHONES};
use crate::compose::wire::content_line::{ContentLines, PRODUCT_ID};
use crate::compose::wire::date_time;
use crate::tags::named::{self, PSETID_ADDRESS};
use crate::{AttachmentContent, Item, tags};

/// Returns the card of a contact.
pub(crate) fn of(contact: &Contact<'_>, item: &Item, text: Option<&str>) -> String {
    let mut lines = ContentLines::default();
    let of = |id| contact.text(id).unwrap_or_default();
    lines.line("BEGIN", "VCARD");
    lines.line("VERSION", "3.0");
    lines.line("PRODID", PRODUCT_ID);
    lines.text("FN", &contact.name);
    let name =
        [tags::SURNAME, tags::GIVEN_NAME, tags::MIDDLE_NAME, tags::DISPLAY_NAME_PREFIX, tags::GENERATION]
            .map(of);
    if name.iter().any(|part| !part.is_empty()) {
        lines.list("N", &name, ";");
    } else {
        lines.list(
            "N",
            &[contact.name.clone(), String::new(), String::new(), String::new(), String::new()],
            ";",
        );
    }
    lines.text("NICKNAME", &of(tags::NICKNAME));
    let mut organization = vec![of(tags::COMPANY_NAME), of(tags::DEPARTMENT_NAME)];
    organization.extend(contact.text(tags::OFFICE_LOCATION));
    lines.list("ORG", &organization, ";");
    lines.text("TITLE", &of(tags::TITLE));
    lines.text("ROLE", &of(tags::PROFESSION));
    for email in contact.emails.iter().filter(|email| !email.address.is_empty()) {
        lines.text("EMAIL;TYPE=INTERNET", &email.address);
    }
    for (id, kind, _) in TELEPHONES {
        lines.text(&format!("TEL;TYPE={kind}"), &of(id));
    }
    let chat = contact.props.lid_text(PSETID_ADDRESS, named::INSTANT_MESSAGING_ADDRESS);
    lines.text("IMPP", &chat.unwrap_or_default());
    for address in &contact.addresses {
        let [post_box, rest @ ..] = &address.parts;
        let [street, town, state, code, country] = rest.clone();
        lines.list(
            &format!("ADR;TYPE={}", address.vcard_type),
            &[post_box.clone(), String::new(), street, town, state, code, country],
            ";",
        );
    }
    lines.text("URL;TYPE=WORK", &of(tags::BUSINESS_HOME_PAGE));
    lines.text("URL;TYPE=HOME", &of(tags::PERSONAL_HOME_PAGE));
    if let Some(day) = contact.birthday() {
        lines.line("BDAY", &day.to_string());
    }
    lines.list("CATEGORIES", &categories(contact.props), ",");
    lines.text("NOTE", text.unwrap_or_default());
    relations(&mut lines, contact);
    photo(&mut lines, item);
    if let Some(time) = date(contact.props).and_then(date_time::basic_utc) {
        lines.line("REV", &time);
    }
    lines.line("END", "VCARD");
    lines.finish()
}

/// Writes related people and the anniversary.
fn relations(lines: &mut ContentLines, contact: &Contact<'_>) {
    for (name, id) in [
        ("X-MANAGER", tags::MANAGER_NAME),
        ("X-ASSISTANT", tags::ASSISTANT),
        ("X-SPOUSE", tags::SPOUSE_NAME),
        ("X-CHILDREN", tags::CHILDRENS_NAMES),
    ] {
        lines.text(name, &contact.text(id).unwrap_or_default());
    }
    if let Some(day) = contact.anniversary() {
        lines.line("X-ANNIVERSARY", &day.to_string());
    }
}

/// Writes the picture of the contact, [MS-OXOCNTC] 2.2.1.8.
fn photo(lines: &mut ContentLines, item: &Item) {
    const LIMIT: u64 = 4 << 20;
    let picture = item.attachments.iter().find(|attachment| {
        let name = attachment.props.first_text(&[tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME]);
        attachment.props.boolean(tags::ATTACHMENT_CONTACT_PHOTO) == Some(true)
            || name.is_some_and(|name| name.eq_ignore_ascii_case("ContactPicture.jpg"))
    });
    if let Some(AttachmentContent::Value(data)) = picture.map(|attachment| &attachment.content)
        && (1..=LIMIT).contains(&data.len())
    {
        // A damaged picture is not added to the card. The picture is still attached to the message, which also
        // records the defect.
        let (bytes, error) = data.read_at_most(LIMIT);
        if error.is_none() {
            let kind = match bytes.as_slice() {
                [0x89, b'P', b'N', b'G', ..] => "PNG",
                [b'G', b'I', b'F', ..] => "GIF",
                [b'B', b'M', ..] => "BMP",
                _ => "JPEG",
            };
            lines.line(&format!("PHOTO;ENCODING=b;TYPE={kind}"), &STANDARD.encode(bytes));
        }
    }
}
