//! Converts messages of an OLM to MAPI items.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use foundmail_mapi::tags::named::PS_INTERNET_HEADERS;
use foundmail_mapi::{Data, Item, NameId, PropertyName, PropertySet, Value, tags};

use super::values::{bodies, item, text, time};
use super::xml::Element;

/// The XML elements that list recipients, and the value of `PidTagRecipientType` for each.
const RECIPIENTS: [(&str, i32); 3] =
    [("OPFMessageCopyToAddresses", 1), ("OPFMessageCopyCCAddresses", 2), ("OPFMessageCopyBCCAddresses", 3)];

pub(super) fn message(element: &Element) -> Item {
    let mut item = item("IPM.Note", element);
    let props = &mut item.props;
    for (id, name) in [
        (tags::SUBJECT, "OPFMessageCopySubject"),
        (tags::INTERNET_MESSAGE_ID, "OPFMessageCopyMessageID"),
        (tags::IN_REPLY_TO_ID, "OPFMessageCopyInReplyTo"),
        (tags::INTERNET_REFERENCES, "OPFMessageCopyReferences"),
        (tags::CONVERSATION_TOPIC, "OPFMessageCopyThreadTopic"),
        (tags::DISPLAY_TO, "OPFMessageCopyDisplayTo"),
        (tags::TRANSPORT_MESSAGE_HEADERS, "OPFMessageCopySource"),
    ] {
        text(props, id, element, name);
    }
    for (id, name) in [
        (tags::CLIENT_SUBMIT_TIME, "OPFMessageCopySentTime"),
        (tags::MESSAGE_DELIVERY_TIME, "OPFMessageCopyReceivedTime"),
        (tags::LAST_MODIFICATION_TIME, "OPFMessageCopyModDate"),
    ] {
        time(props, id, element, name);
    }
    bodies(props, element, "OPFMessageCopyBody", "OPFMessageCopyHTMLBody");
    state(props, element);
    let index = element.value("OPFMessageCopyThreadIndex").and_then(|text| STANDARD.decode(text.trim()).ok());
    if let Some(index) = index {
        props.insert(tags::CONVERSATION_INDEX, Value::Binary(Data::Inline(index)));
    }
    people(&mut item, element);
    item
}

/// Sets the read state, the importance and the flag status of a message.
fn state(props: &mut PropertySet, element: &Element) {
    let read = element.is("OPFMessageGetIsRead").map(i32::from);
    if let Some(read) = read {
        props.insert(tags::MESSAGE_FLAGS, Value::I32(read));
    }
    let importance = match element.number("OPFMessageGetPriority") {
        Some(1 | 2) => 2,
        Some(4 | 5) => 0,
        _ => 1,
    };
    props.insert(tags::IMPORTANCE, Value::I32(importance));
    // In an OLM, 1 means flagged and 2 means completed. In MAPI, 2 means flagged and 1 means completed.
    let flag = match element.number("OPFMessageCopyGetFlagStatus") {
        Some(1) => Some(2),
        Some(2) => Some(1),
        _ => None,
    };
    if let Some(flag) = flag {
        props.insert(tags::FLAG_STATUS, Value::I32(flag));
    }
}

fn people(item: &mut Item, element: &Element) {
    let first = |list| addresses(element, list).next();
    if let Some((name, address)) = first("OPFMessageCopyFromAddresses") {
        person(
            &mut item.props,
            [
                tags::SENT_REPRESENTING_NAME,
                tags::SENT_REPRESENTING_ADDRESS_TYPE,
                tags::SENT_REPRESENTING_EMAIL_ADDRESS,
            ],
            name,
            address,
        );
    }
    if let Some((name, address)) = first("OPFMessageCopySenderAddress") {
        let ids = [tags::SENDER_NAME, tags::SENDER_ADDRESS_TYPE, tags::SENDER_EMAIL_ADDRESS];
        person(&mut item.props, ids, name, address);
    }
    for (list, role) in RECIPIENTS {
        for (name, address) in addresses(element, list) {
            item.recipients.push(recipient(name, address, role));
        }
    }
    let reply_to: Vec<&str> =
        addresses(element, "OPFMessageCopyReplyToAddresses").map(|(_, address)| address).collect();
    let reply_to: Vec<&str> = reply_to.into_iter().filter(|address| !address.is_empty()).collect();
    if !reply_to.is_empty() {
        let name = PropertyName { set: PS_INTERNET_HEADERS, id: NameId::Text("Reply-To".to_owned()) };
        item.props.insert_named(name, Value::Text(reply_to.join(", ")));
    }
}

/// Returns the name and address of each person in a list.
pub(super) fn addresses<'e>(
    element: &'e Element,
    list: &'e str,
) -> impl Iterator<Item = (&'e str, &'e str)> + use<'e> {
    let people = element.child(list).into_iter().flat_map(|list| list.all("emailAddress"));
    people.map(|person| {
        let of = |name| person.attribute(name).unwrap_or_default();
        (of("OPFContactEmailAddressName"), of("OPFContactEmailAddressAddress"))
    })
}

/// Stores the name, address type and address of a person. `ids` contains the ids of these three properties.
pub(super) fn person(props: &mut PropertySet, ids: [u16; 3], name: &str, address: &str) {
    let name = if name.is_empty() { address } else { name };
    for (id, text) in ids.into_iter().zip([name, "SMTP", address]) {
        if !text.is_empty() {
            props.insert(id, Value::Text(text.to_owned()));
        }
    }
}

/// Returns the properties of one recipient.
pub(super) fn recipient(name: &str, address: &str, role: i32) -> PropertySet {
    let mut props = PropertySet::new();
    person(&mut props, [tags::DISPLAY_NAME, tags::ADDRESS_TYPE, tags::EMAIL_ADDRESS], name, address);
    props.insert(tags::RECIPIENT_TYPE, Value::I32(role));
    props
}
