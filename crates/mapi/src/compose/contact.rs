//! Contacts, [MS-OXOCNTC], as vCard 3.0 (RFC 2426), which every address book reads, and in words.

use chrono::NaiveDate;

use super::address::Person;
use super::directory::Directory;
use super::message::{Extra, subject};
use super::mime::Part;
use super::text::Table;
use super::{card, people, when};
use crate::tags::named::{self, PSETID_ADDRESS};
use crate::{Item, PropertySet, tags};

/// Telephone numbers: the property, the type in a card, the name in the text.
pub(super) const TELEPHONES: [(u16, &str, &str); 19] = [
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
    (tags::RADIO_TELEPHONE_NUMBER, "VOICE", "Radio telephone"),
    (tags::PAGER_TELEPHONE_NUMBER, "PAGER", "Pager"),
    (tags::CALLBACK_TELEPHONE_NUMBER, "VOICE", "Callback"),
    (tags::PRIMARY_FAX_NUMBER, "FAX", "Other fax"),
    (tags::ISDN_NUMBER, "ISDN", "ISDN"),
    (tags::TELEX_NUMBER, "MSG", "Telex"),
    (tags::TTY_TELEPHONE_NUMBER, "MSG", "TTY/TDD"),
    (tags::OTHER_TELEPHONE_NUMBER, "VOICE", "Other telephone"),
];

/// Other texts: the property and its name.
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

/// The same for properties with a name.
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

/// The contact that an item is.
pub(super) fn card(item: &Item, text: Option<&str>) -> Extra {
    let contact = Contact::of(item);
    let part = Part::text("text/vcard", card::of(&contact, item, text));
    Extra { summary: contact.summary(), part: Some(part), ..Extra::default() }
}

/// A postal address.
pub(super) struct Place {
    pub(super) kind: &'static str,
    name: &'static str,
    /// Box, street, town, state, code, country.
    pub(super) parts: [String; 6],
}

/// A contact.
pub(super) struct Contact<'x> {
    pub(super) props: &'x PropertySet,
    pub(super) name: String,
    pub(super) emails: Vec<Person>,
    /// Fax numbers that serve as addresses.
    pub(super) faxes: Vec<String>,
    pub(super) places: Vec<Place>,
}

impl<'x> Contact<'x> {
    fn of(item: &'x Item) -> Self {
        let props = &item.props;
        let name = props
            .first_text(&[tags::DISPLAY_NAME])
            .or_else(|| props.lid_text(PSETID_ADDRESS, named::FILE_UNDER))
            .unwrap_or_else(|| subject(item));
        Self { props, name, emails: emails(props), faxes: faxes(props), places: places(props) }
    }

    /// A text property; of several values, all.
    pub(super) fn text(&self, id: u16) -> Option<String> {
        let texts = self.props.texts(id);
        let texts: Vec<&str> = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// The day itself in new contacts, else the midnight at which it begins in the zone of the owner.
    pub(super) fn birthday(&self) -> Option<NaiveDate> {
        self.day(named::BIRTHDAY_LOCAL, tags::BIRTHDAY)
    }

    pub(super) fn anniversary(&self) -> Option<NaiveDate> {
        self.day(named::WEDDING_ANNIVERSARY_LOCAL, tags::WEDDING_ANNIVERSARY)
    }

    fn day(&self, lid: u32, id: u16) -> Option<NaiveDate> {
        let seconds = self.props.lid_seconds(PSETID_ADDRESS, lid);
        when::day(seconds.or_else(|| self.props.time(id)?.unix_seconds())?)
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
        for fax in &self.faxes {
            table.line("Fax address", Some(fax.clone()));
        }
        for (id, _, name) in TELEPHONES {
            table.line(name, self.text(id));
        }
        for place in &self.places {
            let parts: Vec<&str> =
                place.parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            table.line(place.name, Some(parts.join("\n")));
        }
        table.line("Birthday", self.birthday().map(|day| day.to_string()));
        table.line("Anniversary", self.anniversary().map(|day| day.to_string()));
        let gender = match self.props.integer(tags::GENDER) {
            Some(1) => Some("female"),
            Some(2) => Some("male"),
            _ => None,
        };
        table.line("Gender", gender.map(str::to_owned));
        for (id, name) in TEXTS {
            table.line(name, self.text(id));
        }
        for (lid, name) in NAMED {
            table.line(name, self.props.lid_text(PSETID_ADDRESS, lid));
        }
        table.finish()
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

/// Addresses of the kind `FAX`: a name, an `@` and the number. Outlook makes them of the fax numbers.
fn faxes(props: &PropertySet) -> Vec<String> {
    const FAXES: [(u32, u32); 3] = [
        (named::FAX1_ADDRESS_TYPE, named::FAX1_EMAIL_ADDRESS),
        (named::FAX2_ADDRESS_TYPE, named::FAX2_EMAIL_ADDRESS),
        (named::FAX3_ADDRESS_TYPE, named::FAX3_EMAIL_ADDRESS),
    ];
    let numbers = [tags::BUSINESS_FAX_NUMBER, tags::HOME_FAX_NUMBER, tags::PRIMARY_FAX_NUMBER];
    let known: Vec<String> = numbers.iter().filter_map(|&id| props.first_text(&[id])).collect();
    let fax = |(kind, address): (u32, u32)| {
        let kind = props.lid_text(PSETID_ADDRESS, kind)?;
        let address = props.lid_text(PSETID_ADDRESS, address)?;
        let repeated = known.iter().any(|number| address.ends_with(number.as_str()));
        (kind.eq_ignore_ascii_case("FAX") && !repeated).then_some(address)
    };
    FAXES.into_iter().filter_map(fax).collect()
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
    let whole = |mut parts: [String; 6], lid: u32| {
        // Some programs only write the address as a whole.
        if parts.iter().all(String::is_empty)
            && let Some(text) = props.lid_text(PSETID_ADDRESS, lid)
        {
            let [_, street, ..] = &mut parts;
            *street = text;
        }
        parts
    };
    let work = whole(work, named::WORK_ADDRESS);
    let home = whole(home, named::HOME_ADDRESS);
    let other = whole(other, named::OTHER_ADDRESS);
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
