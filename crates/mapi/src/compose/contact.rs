//! Contacts, [MS-OXOCNTC], as vCard 3.0 (RFC 2426), which every address book reads, and in words.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;

use super::address::Person;
use super::content_line::Lines;
use super::directory::Directory;
use super::header::{categories, date};
use super::message::{Extra, subject};
use super::mime::Part;
use super::text::Table;
use super::{people, when};
use crate::tags::named::{self, PSETID_ADDRESS};
use crate::{Content, Item, PropertySet, Value, tags};

/// Telephone numbers: the property, the type in a card, the name in the text.
const TELEPHONES: [(u16, &str, &str); 13] = [
    (tags::PRIMARY_TELEPHONE_NUMBER, "PREF", "Telephone"),
    (tags::BUSINESS_TELEPHONE_NUMBER, "WORK,VOICE", "Business telephone"),
    (tags::BUSINESS2_TELEPHONE_NUMBER, "WORK,VOICE", "Business telephone 2"),
    (tags::COMPANY_MAIN_TELEPHONE_NUMBER, "WORK", "Company telephone"),
    (tags::ASSISTANT_TELEPHONE_NUMBER, "WORK", "Assistant's telephone"),
    (tags::BUSINESS_FAX_NUMBER, "WORK,FAX", "Business fax"),
    (tags::HOME_TELEPHONE_NUMBER, "HOME,VOICE", "Home telephone"),
    (tags::HOME2_TELEPHONE_NUMBER, "HOME,VOICE", "Home telephone 2"),
    (tags::HOME_FAX_NUMBER, "HOME,FAX", "Home fax"),
    (tags::MOBILE_TELEPHONE_NUMBER, "CELL,VOICE", "Mobile telephone"),
    (tags::CAR_TELEPHONE_NUMBER, "CAR", "Car telephone"),
    (tags::PAGER_TELEPHONE_NUMBER, "PAGER", "Pager"),
    (tags::OTHER_TELEPHONE_NUMBER, "VOICE", "Other telephone"),
];

/// The contact that an item is.
pub(super) fn card(item: &Item, text: Option<&str>) -> Extra {
    let contact = Contact::of(item);
    let part = Part::text("text/vcard", contact.card(item, text));
    Extra { summary: contact.summary(), part: Some(part) }
}

/// The members of a distribution list.
pub(super) fn list(item: &Item) -> Extra {
    let props = &item.props;
    let mut table = Table::default();
    let name = props.lid_text(PSETID_ADDRESS, named::DISTRIBUTION_LIST_NAME);
    table.line("List", name.or_else(|| Some(subject(item))));
    // Both lists have the same members, in the same order; the one-off ids hold more of them.
    let one_offs = entry_ids(props, named::DISTRIBUTION_LIST_ONE_OFF_MEMBERS);
    let members = entry_ids(props, named::DISTRIBUTION_LIST_MEMBERS);
    let count = one_offs.len().max(members.len());
    for index in 0..count {
        let of = |ids: &[Vec<u8>]| people::of_entry_id(ids.get(index)?, props.code_page());
        if let Some(person) = of(&one_offs).or_else(|| of(&members)) {
            table.line("Member", Some(person.display()));
        }
    }
    Extra { summary: table.finish(), part: None }
}

fn entry_ids(props: &PropertySet, lid: u32) -> Vec<Vec<u8>> {
    match props.get_lid(PSETID_ADDRESS, lid) {
        Some(Value::BinaryList(list)) => list.clone(),
        _ => Vec::new(),
    }
}

/// A postal address.
struct Place {
    kind: &'static str,
    name: &'static str,
    /// Box, street, town, state, code, country.
    parts: [String; 6],
}

struct Contact<'x> {
    props: &'x PropertySet,
    name: String,
    emails: Vec<Person>,
    places: Vec<Place>,
}

impl<'x> Contact<'x> {
    fn of(item: &'x Item) -> Self {
        let props = &item.props;
        let name = props
            .first_text(&[tags::DISPLAY_NAME])
            .or_else(|| props.lid_text(PSETID_ADDRESS, named::FILE_UNDER))
            .unwrap_or_else(|| subject(item));
        Self { props, name, emails: emails(props), places: places(props) }
    }

    fn text(&self, id: u16) -> Option<String> {
        self.props.first_text(&[id])
    }

    fn day(&self, id: u16) -> Option<NaiveDate> {
        when::day(self.props.time(id)?.unix_seconds()?)
    }

    fn summary(&self) -> String {
        let mut table = Table::default();
        table.line("Name", Some(self.name.clone()));
        for (name, id) in
            [("Company", tags::COMPANY_NAME), ("Department", tags::DEPARTMENT_NAME), ("Title", tags::TITLE)]
        {
            table.line(name, self.text(id));
        }
        for email in &self.emails {
            table.line("E-mail", Some(email.display()));
        }
        for (id, _, name) in TELEPHONES {
            table.line(name, self.text(id));
        }
        for place in &self.places {
            let parts: Vec<&str> =
                place.parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            table.line(place.name, Some(parts.join("\n")));
        }
        table.line("Web page", self.props.first_text(&[tags::BUSINESS_HOME_PAGE, tags::PERSONAL_HOME_PAGE]));
        table
            .line("Instant messaging", self.props.lid_text(PSETID_ADDRESS, named::INSTANT_MESSAGING_ADDRESS));
        table.line("Birthday", self.day(tags::BIRTHDAY).map(|day| day.to_string()));
        table.line("Anniversary", self.day(tags::WEDDING_ANNIVERSARY).map(|day| day.to_string()));
        for (name, id) in [
            ("Profession", tags::PROFESSION),
            ("Office", tags::OFFICE_LOCATION),
            ("Manager", tags::MANAGER_NAME),
            ("Assistant", tags::ASSISTANT),
            ("Partner", tags::SPOUSE_NAME),
            ("Nickname", tags::NICKNAME),
        ] {
            table.line(name, self.text(id));
        }
        table.finish()
    }

    fn card(&self, item: &Item, text: Option<&str>) -> String {
        let mut lines = Lines::default();
        let of = |id| self.text(id).unwrap_or_default();
        lines.line("BEGIN", "VCARD");
        lines.line("VERSION", "3.0");
        lines.line("PRODID", super::calendar::PRODUCT);
        lines.text("FN", &self.name);
        let name =
            [tags::SURNAME, tags::GIVEN_NAME, tags::MIDDLE_NAME, tags::DISPLAY_NAME_PREFIX, tags::GENERATION]
                .map(of);
        if name.iter().any(|part| !part.is_empty()) {
            lines.list("N", &name, ";");
        } else {
            lines.list(
                "N",
                &[self.name.clone(), String::new(), String::new(), String::new(), String::new()],
                ";",
            );
        }
        lines.text("NICKNAME", &of(tags::NICKNAME));
        lines.list("ORG", &[of(tags::COMPANY_NAME), of(tags::DEPARTMENT_NAME)], ";");
        lines.text("TITLE", &of(tags::TITLE));
        lines.text("ROLE", &of(tags::PROFESSION));
        for email in self.emails.iter().filter(|email| !email.address.is_empty()) {
            lines.text("EMAIL;TYPE=INTERNET", &email.address);
        }
        for (id, kind, _) in TELEPHONES {
            lines.text(&format!("TEL;TYPE={kind}"), &of(id));
        }
        for place in &self.places {
            let [post_box, rest @ ..] = &place.parts;
            let [street, town, state, code, country] = rest.clone();
            lines.list(
                &format!("ADR;TYPE={}", place.kind),
                &[post_box.clone(), String::new(), street, town, state, code, country],
                ";",
            );
        }
        lines.text("URL;TYPE=WORK", &of(tags::BUSINESS_HOME_PAGE));
        lines.text("URL;TYPE=HOME", &of(tags::PERSONAL_HOME_PAGE));
        if let Some(day) = self.day(tags::BIRTHDAY) {
            lines.line("BDAY", &day.to_string());
        }
        lines.list("CATEGORIES", &categories(self.props), ",");
        lines.text("NOTE", text.unwrap_or_default());
        photo(&mut lines, item);
        if let Some(time) = date(self.props).and_then(when::basic_utc) {
            lines.line("REV", &time);
        }
        lines.line("END", "VCARD");
        lines.finish()
    }
}

/// The up to three e-mail addresses, [MS-OXOCNTC] 2.2.1.2; the contact's own as a message's recipient where none is.
fn emails(props: &PropertySet) -> Vec<Person> {
    let numbered = [0, 0x10, 0x20].into_iter().filter_map(|behind: u32| {
        let text = |lid: u32| props.lid_text(PSETID_ADDRESS, lid.checked_add(behind)?);
        let entry_id =
            props.lid_structure(PSETID_ADDRESS, named::EMAIL1_ORIGINAL_ENTRY_ID.checked_add(behind)?);
        let entry = entry_id.and_then(|entry_id| people::of_entry_id(&entry_id, props.code_page()));
        let fax = text(named::EMAIL1_ADDRESS_TYPE).is_some_and(|kind| kind.eq_ignore_ascii_case("FAX"));
        let own = text(named::EMAIL1_EMAIL_ADDRESS).filter(|_| !fax);
        let shown = text(named::EMAIL1_ORIGINAL_DISPLAY_NAME);
        let addresses: Vec<String> = own
            .into_iter()
            .chain(shown)
            .chain(entry.map(|person| person.address))
            .filter(|text| !text.is_empty())
            .collect();
        if addresses.is_empty() {
            return None;
        }
        Person::new(&text(named::EMAIL1_DISPLAY_NAME).unwrap_or_default(), &addresses)
    });
    let emails: Vec<Person> = numbered.collect();
    if emails.is_empty() {
        people::of_recipient(&Directory::default(), props)
            .filter(|person| !person.address.is_empty())
            .into_iter()
            .collect()
    } else {
        emails
    }
}

fn places(props: &PropertySet) -> Vec<Place> {
    let of_ids = |ids: [u16; 6]| ids.map(|id| props.first_text(&[id]).unwrap_or_default());
    let work = [
        named::WORK_ADDRESS_POST_OFFICE_BOX,
        named::WORK_ADDRESS_STREET,
        named::WORK_ADDRESS_CITY,
        named::WORK_ADDRESS_STATE,
        named::WORK_ADDRESS_POSTAL_CODE,
        named::WORK_ADDRESS_COUNTRY,
    ]
    .map(|lid| props.lid_text(PSETID_ADDRESS, lid).unwrap_or_default());
    let mailing = of_ids([
        tags::POST_OFFICE_BOX,
        tags::STREET_ADDRESS,
        tags::LOCALITY,
        tags::STATE_OR_PROVINCE,
        tags::POSTAL_CODE,
        tags::COUNTRY,
    ]);
    let home = of_ids([
        tags::HOME_ADDRESS_POST_OFFICE_BOX,
        tags::HOME_ADDRESS_STREET,
        tags::HOME_ADDRESS_CITY,
        tags::HOME_ADDRESS_STATE_OR_PROVINCE,
        tags::HOME_ADDRESS_POSTAL_CODE,
        tags::HOME_ADDRESS_COUNTRY,
    ]);
    let other = of_ids([
        tags::OTHER_ADDRESS_POST_OFFICE_BOX,
        tags::OTHER_ADDRESS_STREET,
        tags::OTHER_ADDRESS_CITY,
        tags::OTHER_ADDRESS_STATE_OR_PROVINCE,
        tags::OTHER_ADDRESS_POSTAL_CODE,
        tags::OTHER_ADDRESS_COUNTRY,
    ]);
    // The mailing address is one of the others again, but for old contacts, which have no other.
    let same = mailing == work || mailing == home || mailing == other;
    let mailing = if same { Default::default() } else { mailing };
    [
        ("WORK", "Business address", work),
        ("HOME", "Home address", home),
        ("POSTAL", "Other address", other),
        ("POSTAL,PREF", "Mailing address", mailing),
    ]
    .into_iter()
    .map(|(kind, name, parts)| Place { kind, name, parts })
    .filter(|place| place.parts.iter().any(|part| !part.is_empty()))
    .collect()
}

/// The contact's picture, [MS-OXOCNTC] 2.2.1.8.
fn photo(lines: &mut Lines, item: &Item) {
    const LIMIT: u64 = 4 << 20;
    let picture = item.attachments.iter().find(|attachment| {
        let name = attachment.props.first_text(&[tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME]);
        attachment.props.boolean(tags::ATTACHMENT_CONTACT_PHOTO) == Some(true)
            || name.is_some_and(|name| name.eq_ignore_ascii_case("ContactPicture.jpg"))
    });
    if let Some(Content::Value(data)) = picture.map(|attachment| &attachment.content)
        && (1..=LIMIT).contains(&data.len())
    {
        // A picture that is damaged is kept, and told of, as an attachment.
        let (bytes, error) = data.read_at_most(LIMIT);
        if error.is_none() {
            lines.line("PHOTO;ENCODING=b;TYPE=JPEG", &STANDARD.encode(bytes));
        }
    }
}
