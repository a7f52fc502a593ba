//! Distribution lists, [MS-OXOCNTC] 2.2.2.

use super::content_lines::Component;
use super::insert::{categories, lid, lid_text, text};
use crate::compose::structures::entry_id::one_off_entry_id;
use crate::tags::named::{self, PSETID_ADDRESS};
use crate::{Item, Value, tags};

/// `PidTagIconIndex`, and its value for a distribution list.
const ICON_INDEX: u16 = 0x1080;
const ICON_LIST: i32 = 0x202;
/// Maximum size of the list of members in bytes, [MS-OXOCNTC] 2.2.2.2.1.
const MAX_LIST: usize = 15_000;

/// Inserts the properties of a distribution list.
pub(super) fn insert(item: &mut Item, card: &Component) {
    let set = &mut item.props;
    let name = card.text("FN").unwrap_or_default();
    text(set, tags::MESSAGE_CLASS, "IPM.DistList");
    text(set, tags::SUBJECT, &name);
    text(set, tags::DISPLAY_NAME, &name);
    text(set, tags::BODY, &card.text("NOTE").unwrap_or_default());
    lid_text(set, PSETID_ADDRESS, named::DISTRIBUTION_LIST_NAME, &name);
    lid_text(set, PSETID_ADDRESS, named::FILE_UNDER, &name);
    let members = card.lines_of("MEMBER").filter_map(|line| {
        let address = line.value.trim().strip_prefix("mailto:")?;
        Some(one_off_entry_id(address, address))
    });
    let mut size = 0_usize;
    let members: Vec<Vec<u8>> = members
        .take_while(|member| {
            size = size.saturating_add(member.len());
            size <= MAX_LIST
        })
        .collect();
    if !members.is_empty() {
        lid(
            set,
            PSETID_ADDRESS,
            named::DISTRIBUTION_LIST_ONE_OFF_MEMBERS,
            Value::BinaryList(members.clone()),
        );
        lid(set, PSETID_ADDRESS, named::DISTRIBUTION_LIST_MEMBERS, Value::BinaryList(members));
    }
    categories(set, card.lines_of("CATEGORIES").flat_map(|line| line.parts(',')).collect());
    set.insert(ICON_INDEX, Value::I32(ICON_LIST));
}
