//! Notes, [MS-OXONOTE] 2.2.1.

use foundmail_mapi::tags::named::PSETID_NOTE;
use foundmail_mapi::{PropertySet, Value, tags};

use crate::properties::{integer, lid, text};

/// `PidTagIconIndex`, and its value for a yellow note.
const ICON_INDEX: u16 = 0x1080;
const ICON_YELLOW: i32 = 0x303;
/// `PidLidNoteColor`, `PidLidNoteWidth`, `PidLidNoteHeight`, `PidLidNoteX` and `PidLidNoteY`, with the values of a new note.
const LOOK: [(u32, i32); 5] = [(0x8B00, 3), (0x8B02, 200), (0x8B03, 166), (0x8B04, 80), (0x8B05, 80)];

/// Inserts the class and the look of a note.
pub(crate) fn insert(set: &mut PropertySet) {
    text(set, tags::MESSAGE_CLASS, "IPM.StickyNote");
    integer(set, ICON_INDEX, ICON_YELLOW);
    for (id, value) in LOOK {
        lid(set, PSETID_NOTE, id, Value::I32(value));
    }
}
