//! Converts elements of an OLM to MAPI properties.

use foundmail_mapi::{FileTime, Item, NameId, PropertyName, PropertySet, Value, tags};

use super::xml::Element;

/// Sets a property to the text of the child element `name`, if that element exists.
pub(super) fn text(props: &mut PropertySet, id: u16, element: &Element, name: &str) {
    if let Some(text) = element.value(name) {
        props.insert(id, Value::Text(text.to_owned()));
    }
}

/// Sets a property to the time in the child element `name`, if that element exists.
pub(super) fn time(props: &mut PropertySet, id: u16, element: &Element, name: &str) {
    if let Some(time) = seconds(element, name).and_then(FileTime::from_unix_seconds) {
        props.insert(id, Value::Time(time));
    }
}

/// Sets a named property, which is identified by a property set and a number, if `value` is not `None`.
pub(super) fn lid(props: &mut PropertySet, set: [u8; 16], lid: u32, value: Option<Value>) {
    if let Some(value) = value {
        props.insert_named(PropertyName { set, id: NameId::Lid(lid) }, value);
    }
}

/// Returns the text of a child element as a value.
pub(super) fn text_value(element: &Element, name: &str) -> Option<Value> {
    element.value(name).map(|text| Value::Text(text.to_owned()))
}

/// Returns a time as a property value. `seconds` is the number of seconds since 1970.
pub(super) fn time_value(seconds: Option<i64>) -> Option<Value> {
    seconds.and_then(FileTime::from_unix_seconds).map(Value::Time)
}

/// Returns the time in the child element `name`, in seconds since 1970. The element contains a time in UTC such as
/// `2019-06-15T09:22:56`. Returns `None` for the year 4500 and later, which Outlook uses for "no time".
pub(super) fn seconds(element: &Element, name: &str) -> Option<i64> {
    use chrono::{Datelike, NaiveDate, NaiveDateTime};
    let text = element.value(name)?.trim().trim_end_matches('Z');
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let time = time.or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))?;
    (time.year() < 4500).then(|| time.and_utc().timestamp())
}

/// Returns an item with its message class and its categories.
pub(super) fn item(class: &str, element: &Element) -> Item {
    let mut item = Item::default();
    item.props.insert(tags::MESSAGE_CLASS, Value::Text(class.to_owned()));
    let categories: Vec<String> = element
        .all("category")
        .filter_map(|category| category.attribute("OPFCategoryCopyName"))
        .map(str::to_owned)
        .collect();
    if !categories.is_empty() {
        let id = NameId::Text(tags::named::KEYWORDS.to_owned());
        item.props.insert_named(
            PropertyName { set: tags::named::PS_PUBLIC_STRINGS, id },
            Value::TextList(categories),
        );
    }
    item
}

/// Sets the plain text and HTML of an item. Some files contain HTML in the element `plain`.
pub(super) fn bodies(props: &mut PropertySet, element: &Element, plain: &str, html: &str) {
    let is_html = |text: &str| {
        let start = text.trim_start().trim_start_matches('\u{FEFF}');
        ["<html", "<!doctype html"]
            .iter()
            .any(|tag| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
    };
    let plain = element.value(plain);
    let html = element.value(html).or_else(|| plain.filter(|text| is_html(text)));
    if let Some(plain) = plain.filter(|text| !is_html(text)) {
        props.insert(tags::BODY, Value::Text(plain.to_owned()));
    }
    if let Some(html) = html {
        props.insert(tags::HTML, Value::Text(html.to_owned()));
    }
}
