//! Converts contacts and groups of an OLM to MAPI items.

use foundmail_mapi::tags::named::{self, PSETID_ADDRESS};
use foundmail_mapi::{Item, Value, tags};

use super::values::{bodies, item, lid, text, text_value, time};
use super::xml::Element;

/// Properties with a numeric id, and the XML element that contains the value of each.
const TEXTS: [(u16, &str); 36] = [
    (tags::DISPLAY_NAME, "OPFContactCopyDisplayName"),
    (tags::DISPLAY_NAME_PREFIX, "OPFContactCopyTitle"),
    (tags::GIVEN_NAME, "OPFContactCopyFirstName"),
    (tags::MIDDLE_NAME, "OPFContactCopyMiddleName"),
    (tags::SURNAME, "OPFContactCopyLastName"),
    (tags::GENERATION, "OPFContactCopySetNameSuffix"),
    (tags::NICKNAME, "OPFContactCopyNickName"),
    (tags::COMPANY_NAME, "OPFContactCopyBusinessCompany"),
    (tags::TITLE, "OPFContactCopyBusinessTitle"),
    (tags::DEPARTMENT_NAME, "OPFContactCopyBusinessDepartment"),
    (tags::OFFICE_LOCATION, "OPFContactCopyBusinessOffice"),
    (tags::SPOUSE_NAME, "OPFContactCopySpousesName"),
    (tags::BUSINESS_HOME_PAGE, "OPFContactCopyBusinessHomePage"),
    (tags::PERSONAL_HOME_PAGE, "OPFContactCopyHomeWebPage"),
    (tags::BUSINESS_TELEPHONE_NUMBER, "OPFContactCopyBusinessPhone"),
    (tags::BUSINESS2_TELEPHONE_NUMBER, "OPFContactCopyBusinessPhone2"),
    (tags::BUSINESS_FAX_NUMBER, "OPFContactCopyBusinessFax"),
    (tags::HOME_TELEPHONE_NUMBER, "OPFContactCopyHomePhone"),
    (tags::HOME2_TELEPHONE_NUMBER, "OPFContactCopyHomePhone2"),
    (tags::HOME_FAX_NUMBER, "OPFContactCopyHomeFax"),
    (tags::MOBILE_TELEPHONE_NUMBER, "OPFContactCopyCellPhone"),
    (tags::PAGER_TELEPHONE_NUMBER, "OPFContactCopyPager"),
    (tags::OTHER_TELEPHONE_NUMBER, "OPFContactCopyOtherPhone"),
    (tags::PRIMARY_TELEPHONE_NUMBER, "OPFContactCopyPrimaryPhone"),
    (tags::ASSISTANT_TELEPHONE_NUMBER, "OPFContactCopyAssistantPhone"),
    (tags::COMPANY_MAIN_TELEPHONE_NUMBER, "OPFContactMainPhone"),
    (tags::HOME_ADDRESS_STREET, "OPFContactCopyHomeStreetAddress"),
    (tags::HOME_ADDRESS_CITY, "OPFContactCopyHomeCity"),
    (tags::HOME_ADDRESS_STATE_OR_PROVINCE, "OPFContactCopyHomeState"),
    (tags::HOME_ADDRESS_POSTAL_CODE, "OPFContactCopyHomeZip"),
    (tags::HOME_ADDRESS_COUNTRY, "OPFContactCopyHomeCountry"),
    (tags::OTHER_ADDRESS_STREET, "OPFContactCopyOtherStreetAddress"),
    (tags::OTHER_ADDRESS_CITY, "OPFContactCopyOtherCity"),
    (tags::OTHER_ADDRESS_STATE_OR_PROVINCE, "OPFContactCopyOtherState"),
    (tags::OTHER_ADDRESS_POSTAL_CODE, "OPFContactCopyOtherZip"),
    (tags::OTHER_ADDRESS_COUNTRY, "OPFContactCopyOtherCountry"),
];

/// Named properties, and the XML element that contains the value of each.
const NAMED: [(u32, &str); 6] = [
    (named::WORK_ADDRESS_STREET, "OPFContactCopyBusinessStreetAddress"),
    (named::WORK_ADDRESS_CITY, "OPFContactCopyBusinessCity"),
    (named::WORK_ADDRESS_STATE, "OPFContactCopyBusinessState"),
    (named::WORK_ADDRESS_POSTAL_CODE, "OPFContactCopyBusinessZip"),
    (named::WORK_ADDRESS_COUNTRY, "OPFContactCopyBusinessCountry"),
    (named::FILE_UNDER, "OPFContactCopyDisplayName"),
];

/// Outlook stores three e-mail addresses for a contact. Each offset is added to the property ids of the first
/// address.
const ADDRESSES: [u32; 3] = [0, 0x10, 0x20];

pub(super) fn contact(element: &Element) -> Item {
    let mut item = item("IPM.Contact", element);
    let props = &mut item.props;
    for (id, name) in TEXTS {
        text(props, id, element, name);
    }
    for (number, name) in NAMED {
        lid(props, PSETID_ADDRESS, number, text_value(element, name));
    }
    text(props, tags::SUBJECT, element, "OPFContactCopyDisplayName");
    for (id, name) in [
        (tags::LAST_MODIFICATION_TIME, "OPFContactCopyModDate"),
        (tags::BIRTHDAY, "OPFContactCopyBirthday"),
        (tags::WEDDING_ANNIVERSARY, "OPFContactCopyAnniversary"),
    ] {
        time(props, id, element, name);
    }
    bodies(props, element, "OPFContactCopyNotesPlain", "OPFContactCopyNotes");
    let addresses = addresses(element);
    for (offset, (name, address)) in ADDRESSES.iter().zip(&addresses) {
        let texts = [
            (named::EMAIL1_DISPLAY_NAME, name.as_str()),
            (named::EMAIL1_ADDRESS_TYPE, "SMTP"),
            (named::EMAIL1_EMAIL_ADDRESS, address.as_str()),
        ];
        for (number, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            let value = Some(Value::Text(text.to_owned()));
            lid(props, PSETID_ADDRESS, number.saturating_add(*offset), value);
        }
    }
    // The fourth and further addresses are written at the beginning of the note.
    let more: Vec<&str> =
        addresses.iter().skip(ADDRESSES.len()).map(|(_, address)| address.as_str()).collect();
    if !more.is_empty() {
        let own = props.text(tags::BODY).unwrap_or_default();
        let text = format!("{}\r\n{own}", more.join("\r\n"));
        props.insert(tags::BODY, Value::Text(text));
    }
    let messaging = element.child("OPFContactCopyDefaultIMAddress");
    let messaging = messaging.and_then(|list| list.all("contactEmailAddress").next());
    let messaging = messaging.and_then(|person| person.attribute("OPFContactEmailAddressAddress"));
    let messaging = messaging.map(|address| Value::Text(address.to_owned()));
    lid(props, PSETID_ADDRESS, named::INSTANT_MESSAGING_ADDRESS, messaging);
    item
}

/// Returns the names and addresses of all address lists, in the order of the file and without duplicate addresses.
fn addresses(element: &Element) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let lists = element.children.iter().filter(|list| list.name.contains("EmailAddress"));
    let people = lists.flat_map(|list| list.all("contactEmailAddress"));
    for person in people {
        let of = |name| person.attribute(name).unwrap_or_default().trim().to_owned();
        let address = of("OPFContactEmailAddressAddress");
        if !address.is_empty() && !found.iter().any(|(_, other)| other.eq_ignore_ascii_case(&address)) {
            found.push((of("OPFContactEmailAddressName"), address));
        }
    }
    found
}

/// Converts a group of contacts. The text of the item lists the members.
pub(super) fn group(element: &Element) -> Item {
    let mut item = item("IPM.DistList", element);
    let props = &mut item.props;
    for id in [tags::SUBJECT, tags::DISPLAY_NAME] {
        text(props, id, element, "OPFGroupCopyDisplayName");
    }
    time(props, tags::LAST_MODIFICATION_TIME, element, "OPFGroupCopyModDate");
    let people = ["contactEmailAddress", "emailAddress"].into_iter().flat_map(|name| element.all(name));
    let members = people.filter_map(|person| {
        let of = |name| person.attribute(name).map(str::trim).filter(|text| !text.is_empty());
        match (of("OPFContactEmailAddressName"), of("OPFContactEmailAddressAddress")) {
            (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
            (name, address) => name.or(address).map(str::to_owned),
        }
    });
    let members: Vec<String> = members.collect();
    if !members.is_empty() {
        props.insert(tags::BODY, Value::Text(members.join("\r\n")));
    }
    item
}
