//! Distribution lists, [MS-OXOCNTC] 2.2.2, as text and as a vCard 4.0 group (RFC 6350, 6.1.4).

use crate::bytes::Cursor;
use crate::compose::item_properties::{categories, date, subject};
use crate::compose::kinds::content::KindContent;
use crate::compose::people::address::Person;
use crate::compose::people::participants;
use crate::compose::wire::content_line::{ContentLines, PRODUCT_ID};
use crate::compose::wire::date_time;
use crate::compose::wire::labeled_lines::LabeledLines;
use crate::compose::wire::mime::MimePart;
use crate::tags::named::{self, PSETID_ADDRESS};
use crate::{Item, PropertySet, Value};

/// Composes the content of a distribution list.
pub(crate) fn list(item: &Item) -> KindContent {
    let props = &item.props;
    let mut lines = LabeledLines::default();
    let name = props.lid_text(PSETID_ADDRESS, named::DISTRIBUTION_LIST_NAME);
    let name = name.unwrap_or_else(|| subject(item));
    lines.line("List", Some(name.clone()));
    let (members, unknown) = members(props);
    for person in &members {
        lines.line("Member", Some(person.display()));
    }
    let unknown = Some(unknown).filter(|&count| count > 0);
    lines.line("Members without name and address", unknown.map(|count| count.to_string()));
    let part = MimePart::text("text/vcard", group(item, &name, &members));
    KindContent { summary: lines.finish(), part: Some(part), ..KindContent::default() }
}

/// Returns the list as a vCard group. The note of the group names the members without an address.
fn group(item: &Item, name: &str, members: &[Person]) -> String {
    let mut lines = ContentLines::default();
    lines.line("BEGIN", "VCARD");
    lines.line("VERSION", "4.0");
    lines.line("PRODID", PRODUCT_ID);
    lines.line("KIND", "group");
    lines.text("FN", name);
    let (with, without): (Vec<&Person>, Vec<&Person>) =
        members.iter().partition(|person| !person.address.is_empty());
    for person in with {
        lines.line("MEMBER", &format!("mailto:{}", person.address));
    }
    let names: Vec<&str> = without.iter().map(|person| person.name.as_str()).collect();
    lines.text("NOTE", &names.join("\n"));
    lines.list("CATEGORIES", &categories(&item.props), ",");
    if let Some(time) = date(&item.props).and_then(date_time::basic_utc) {
        lines.line("REV", &time);
    }
    lines.line("END", "VCARD");
    lines.finish()
}

/// Returns the members, and the number of members that have neither a name nor an address, such as lists of the
/// organization. Two properties list the same members. The property with one-off entry ids contains more data. A
/// long list is stored as a stream in a third property.
fn members(props: &PropertySet) -> (Vec<Person>, usize) {
    let stream = props.lid_structure(PSETID_ADDRESS, named::DISTRIBUTION_LIST_STREAM);
    let pairs = stream.and_then(|stream| of_stream(&stream)).unwrap_or_else(|| {
        let ids = |lid| match props.get_lid(PSETID_ADDRESS, lid) {
            Some(Value::BinaryList(list)) => list.clone(),
            _ => Vec::new(),
        };
        let members = ids(named::DISTRIBUTION_LIST_MEMBERS);
        let mut one_offs = ids(named::DISTRIBUTION_LIST_ONE_OFF_MEMBERS);
        one_offs.resize(one_offs.len().max(members.len()), Vec::new());
        let members = members.into_iter().chain(std::iter::repeat(Vec::new()));
        members.zip(one_offs).collect()
    });
    let person = |id: &[u8]| participants::of_entry_id(id, props.code_page());
    let members: Vec<Person> =
        pairs.iter().filter_map(|(member, one_off)| person(one_off).or_else(|| person(member))).collect();
    let unknown = pairs.len().saturating_sub(members.len());
    (members, unknown)
}

/// Parses `PidLidDistributionListStream`, [MS-OXOCNTC] 2.2.2.2.4: a header with a count, and three sized blocks
/// for each member. The first two blocks are entry ids.
fn of_stream(stream: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    const LIMIT: u32 = 100_000;
    let mut bytes = Cursor::new(stream);
    bytes.skip(12)?;
    let count = bytes.u32()?.min(LIMIT);
    bytes.skip(12)?;
    let mut piece = || {
        let size = usize::try_from(bytes.u32()?).ok()?;
        bytes.take(size).map(<[u8]>::to_vec)
    };
    let mut pairs = Vec::new();
    for _ in 0..count {
        let Some((member, one_off)) = piece().zip(piece()) else { break };
        piece();
        pairs.push((member, one_off));
    }
    (!pairs.is_empty()).then_some(pairs)
}

#[cfg(test)]
mod tests {
    use super::list;
    use crate::compose::structures::entry_id::tests::one_off_bytes;
    use crate::tags::named::{self, PSETID_ADDRESS};
    use crate::{Data, Item, NameId, PropertyName, Value};

    #[track_caller]
    fn check(values: Vec<(u32, Value)>, expected: &str) {
        let mut item = Item::default();
        for (lid, value) in values {
            item.props.insert_named(PropertyName { set: PSETID_ADDRESS, id: NameId::Lid(lid) }, value);
        }
        assert_eq!(list(&item).summary, expected);
    }

    #[test]
    fn members_wherever_they_are() {
        let (jane, joe) = (one_off_bytes("Jane", "jane@x.example"), one_off_bytes("Joe", "joe@x.example"));
        let name = (named::DISTRIBUTION_LIST_NAME, Value::Text("Team".to_owned()));
        let both = "List: Team\r\nMember: Jane <jane@x.example>\r\nMember: Joe <joe@x.example>\r\n";
        let ids = Value::BinaryList(vec![jane.clone(), joe.clone()]);
        check(vec![name.clone(), (named::DISTRIBUTION_LIST_ONE_OFF_MEMBERS, ids.clone())], both);
        check(vec![name.clone(), (named::DISTRIBUTION_LIST_MEMBERS, ids)], both);
        let mut stream = [&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0][..], &[0; 12]].concat();
        for one in [&jane, &joe] {
            for piece in [&b"?"[..], one, b""] {
                stream.extend(u32::try_from(piece.len()).unwrap().to_le_bytes());
                stream.extend_from_slice(piece);
            }
        }
        check(
            vec![
                name.clone(),
                (named::DISTRIBUTION_LIST_STREAM, Value::Binary(Data::Inline(stream.clone()))),
                (named::DISTRIBUTION_LIST_ONE_OFF_MEMBERS, Value::BinaryList(vec![jane])),
            ],
            both,
        );
        for end in 0..stream.len() {
            super::of_stream(&stream[..end]);
        }
        let unknown = (named::DISTRIBUTION_LIST_MEMBERS, Value::BinaryList(vec![vec![1]]));
        check(vec![name.clone(), unknown], "List: Team\r\nMembers without name and address: 1\r\n");
        check(vec![name], "List: Team\r\n");
    }
}
