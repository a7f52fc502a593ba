//! The properties of a contact, [MS-OXOCNTC].

use chrono::NaiveDate;

use crate::compose::item_properties::subject;
use crate::compose::people::address::Person;
use crate::compose::people::directory::Directory;
use crate::compose::people::participants;
use crate::compose::wire::date_time;
use crate::tags::named::{self, PSETID_ADDRESS};
use crate::{Item, PropertySet, tags};

/// Telephone numbers: the property, its vCard type, and its label.
pub(crate) const TELEPHONES: [(u16, &str, &str); 19] = [
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

/// A postal address.
pub(crate) struct PostalAddress {
    pub(crate) vcard_type: &'static str,
    pub(crate) name: &'static str,
    /// Post office box, street, city, state, postal code and country.
    pub(crate) parts: [String; 6],
}

/// A contact.
pub(crate) struct Contact<'x> {
    pub(crate) props: &'x PropertySet,
    pub(crate) name: String,
    pub(crate) emails: Vec<Person>,
    /// Addresses for fax machines.
    pub(crate) faxes: Vec<String>,
    pub(crate) addresses: Vec<PostalAddress>,
}

impl<'x> Contact<'x> {
    pub(crate) fn of(item: &'x Item) -> Self {
        let props = &item.props;
        let name = props
            .first_text(&[tags::DISPLAY_NAME])
            .or_else(|| props.lid_text(PSETID_ADDRESS, named::FILE_UNDER))
            .unwrap_or_else(|| subject(item));
        Self { props, name, emails: emails(props), faxes: faxes(props), addresses: addresses(props) }
    }

    /// Returns a text property. Several values are joined.
    pub(crate) fn text(&self, id: u16) -> Option<String> {
        let texts = self.props.texts(id);
        let texts: Vec<&str> = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// Returns the day of birth. Newer versions of Outlook store the day. Older versions store the time at which
    /// that day begins in the owner's time zone.
    pub(crate) fn birthday(&self) -> Option<NaiveDate> {
        self.day(named::BIRTHDAY_LOCAL, tags::BIRTHDAY)
    }

    pub(crate) fn anniversary(&self) -> Option<NaiveDate> {
        self.day(named::WEDDING_ANNIVERSARY_LOCAL, tags::WEDDING_ANNIVERSARY)
    }

    fn day(&self, lid: u32, id: u16) -> Option<NaiveDate> {
        let seconds = self.props.lid_seconds(PSETID_ADDRESS, lid);
        date_time::day(seconds.or_else(|| self.props.time(id)?.unix_seconds())?)
    }
}

/// Returns the three e-mail addresses, [MS-OXOCNTC] 2.2.1.2. If there are none, returns the address in the
/// properties that recipients have.
fn emails(props: &PropertySet) -> Vec<Person> {
    let numbered = [0, 0x10, 0x20].into_iter().filter_map(|behind: u32| {
        let text = |lid: u32| props.lid_text(PSETID_ADDRESS, lid.checked_add(behind)?);
        let entry_id =
            props.lid_structure(PSETID_ADDRESS, named::EMAIL1_ORIGINAL_ENTRY_ID.checked_add(behind)?);
        let entry = entry_id.and_then(|entry_id| participants::of_entry_id(&entry_id, props.code_page()));
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
        participants::of_recipient(&Directory::default(), props)
            .filter(|person| !person.address.is_empty())
            .into_iter()
            .collect()
    } else {
        emails
    }
}

/// Returns the addresses of type `FAX`. Outlook creates such addresses from fax numbers. An address is left out if
/// the contact also contains the number of that address.
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

fn addresses(props: &PropertySet) -> Vec<PostalAddress> {
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
    // Newer contacts repeat another address as the mailing address. Old contacts have only the mailing address.
    let same = mailing == work || mailing == home || mailing == other;
    let mailing = if same { Default::default() } else { mailing };
    let whole = |mut parts: [String; 6], lid: u32| {
        // Some programs write only the complete address, as one text.
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
    .map(|(vcard_type, name, parts)| PostalAddress { vcard_type, name, parts })
    .filter(|address| address.parts.iter().any(|part| !part.is_empty()))
    .collect()
}
