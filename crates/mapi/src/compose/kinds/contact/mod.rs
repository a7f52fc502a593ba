//! Contacts, [MS-OXOCNTC], as vCard 3.0 (RFC 2426), which all address books can read, and as text.

mod properties;
mod vcard;

use properties::{Contact, TELEPHONES};

use crate::compose::kinds::content::KindContent;
use crate::compose::wire::labeled_lines::LabeledLines;
use crate::compose::wire::mime::MimePart;
use crate::tags::named::{self, PSETID_ADDRESS};
use crate::{Item, tags};

/// Further text properties, with their labels.
const TEXTS: [(u16, &str); 19] = [
    (tags::PROFESSION, "Profession"),
    (tags::OFFICE_LOCATION, "Office"),
    (tags::MANAGER_NAME, "Manager"),
    (tags::ASSISTANT, "Assistant"),
    (tags::SPOUSE_NAME, "Partner"),
    (tags::CHILDRENS_NAMES, "Children"),
    (tags::NICKNAME, "Nickname"),
    (tags::HOBBIES, "Hobbies"),
    (tags::REFERRED_BY_NAME, "Referred by"),
    (tags::ACCOUNT, "Account"),
    (tags::CUSTOMER_ID, "Customer number"),
    (tags::GOVERNMENT_ID_NUMBER, "Government ID number"),
    (tags::ORGANIZATIONAL_ID_NUMBER, "Organizational ID number"),
    (tags::LANGUAGE, "Language"),
    (tags::LOCATION, "Location"),
    (tags::COMPUTER_NETWORK_NAME, "Computer network"),
    (tags::FTP_SITE, "FTP site"),
    (tags::BUSINESS_HOME_PAGE, "Web page"),
    (tags::PERSONAL_HOME_PAGE, "Personal web page"),
];

/// Named text properties, with their labels.
const NAMED: [(u32, &str); 10] = [
    (named::INSTANT_MESSAGING_ADDRESS, "Instant messaging"),
    (named::CONTACT_HTML, "Page"),
    (named::FREE_BUSY_LOCATION, "Free and busy times"),
    (named::YOMI_FIRST_NAME, "First name as spoken"),
    (named::YOMI_LAST_NAME, "Last name as spoken"),
    (named::YOMI_COMPANY_NAME, "Company as spoken"),
    (named::USER_TEXT1, "User field 1"),
    (named::USER_TEXT2, "User field 2"),
    (named::USER_TEXT3, "User field 3"),
    (named::USER_TEXT4, "User field 4"),
];

/// Composes the content of a contact.
pub(crate) fn card(item: &Item, text: Option<&str>) -> KindContent {
    let contact = Contact::of(item);
    let part = MimePart::text("text/vcard", vcard::of(&contact, item, text));
    KindContent { summary: summary(&contact), part: Some(part), ..KindContent::default() }
}

/// Describes the contact in lines of text.
fn summary(contact: &Contact<'_>) -> String {
    let mut lines = LabeledLines::default();
    lines.line("Name", Some(contact.name.clone()));
    for (name, id) in
        [("Company", tags::COMPANY_NAME), ("Department", tags::DEPARTMENT_NAME), ("Title", tags::TITLE)]
    {
        lines.line(name, contact.text(id));
    }
    for email in &contact.emails {
        lines.line("E-mail", Some(email.display()));
    }
    for fax in &contact.faxes {
        lines.line("Fax address", Some(fax.clone()));
    }
    for (id, _, name) in TELEPHONES {
        lines.line(name, contact.text(id));
    }
    for address in &contact.addresses {
        let parts: Vec<&str> =
            address.parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        lines.line(address.name, Some(parts.join("\n")));
    }
    lines.line("Birthday", contact.birthday().map(|day| day.to_string()));
    lines.line("Anniversary", contact.anniversary().map(|day| day.to_string()));
    let gender = match contact.props.integer(tags::GENDER) {
        Some(1) => Some("female"),
        Some(2) => Some("male"),
        _ => None,
    };
    lines.line("Gender", gender.map(str::to_owned));
    for (id, name) in TEXTS {
        lines.line(name, contact.text(id));
    }
    for (lid, name) in NAMED {
        lines.line(name, contact.props.lid_text(PSETID_ADDRESS, lid));
    }
    lines.finish()
}
