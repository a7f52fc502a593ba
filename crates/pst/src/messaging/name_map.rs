//! The name-to-id map, [MS-PST] 2.4.7: the names of the property ids from 0x8000 on.

use std::collections::HashSet;
use std::sync::Arc;

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{Item, NameMap, PropertyName, PropertySet, Value};

use crate::bytes::u16_at;
use crate::flaw::{Flaw, Flaws};
use crate::format::NodeData;
use crate::ltp::PropertyContext;
use crate::ndb::Ndb;
use crate::tags;

const STRUCTURE: &str = "name-to-id map";
/// The first property id whose meaning depends on its name, [MS-OXPROPS] 1.3.2.
const FIRST_NAMED: u16 = 0x8000;

/// The names of the named properties of a file.
#[derive(Debug, Default)]
pub(crate) struct NameToIdMap {
    map: NameMap,
    /// The highest id in the map.
    last_id: u16,
    missing: MissingNames,
}

/// The ids whose names can't be read.
#[derive(Debug, Default)]
enum MissingNames {
    #[default]
    None,
    /// The names of these ids are missing.
    Some(HashSet<u16>),
    /// The names of all higher ids are missing.
    After(u16),
    /// The names of all ids that are not in the map are missing.
    All,
}

impl NameToIdMap {
    /// Creates the map of a file whose names can't be read.
    pub(crate) fn unreadable() -> Self {
        Self { missing: MissingNames::All, ..Self::default() }
    }

    /// Reads the map from its node.
    pub(crate) fn read(ndb: &Arc<Ndb>, node: NodeData, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let mut own = Flaws::default();
        let map = PropertyContext::open(ndb, node, &mut own)?;
        let mut stream = |id: u16| match map.value_of(id, &mut own) {
            Some(Value::Binary(data)) => {
                let (bytes, error) = data.read_lenient();
                if let Some(error) = error {
                    own.push(Flaw::new(
                        STRUCTURE,
                        format!("stream {id:#06x} of the map can't be read: {error}"),
                    ));
                }
                bytes
            }
            _ => Vec::new(),
        };
        let guids = stream(tags::NAMEID_STREAM_GUID);
        let entries = stream(tags::NAMEID_STREAM_ENTRY);
        let strings = stream(tags::NAMEID_STREAM_STRING);
        let map = NameMap::parse(&guids, &entries, &strings);
        let unresolved: HashSet<u16> = ids(&entries).filter(|id| map.get(*id).is_none()).collect();
        let missing = if !own.is_empty() {
            MissingNames::All
        } else if unresolved.is_empty() {
            MissingNames::None
        } else {
            let listed = entries.len() >> 3;
            flaws.push(Flaw::new(
                STRUCTURE,
                format!("only {} of {listed} property names could be read", map.len()),
            ));
            MissingNames::Some(unresolved)
        };
        own.into_iter().for_each(|flaw| flaws.push(flaw));
        Ok(Self { map, last_id: ids(&entries).max().unwrap_or(0), missing })
    }

    /// Returns true if any id that is not in the map may have had a name.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self.missing, MissingNames::All)
    }

    /// Marks the names of all ids above the highest known id as missing. Used for a map that may have been
    /// replaced by a newer map. Ids are assigned in order and never reused, so a newer map only adds names for
    /// higher ids.
    pub(crate) fn without_newer_names(self) -> Self {
        if self.is_unreadable() {
            return self;
        }
        Self { missing: MissingNames::After(self.last_id), ..self }
    }

    /// Returns the number of names.
    pub(crate) fn len(&self) -> usize {
        self.map.len()
    }

    /// Returns the name of a property id, if it has one.
    pub(crate) fn get(&self, id: u16) -> Option<&PropertyName> {
        self.map.get(id)
    }

    /// Returns true if an id may have had a name that can't be read.
    fn is_missing(&self, id: u16) -> bool {
        id >= FIRST_NAMED
            && self.map.get(id).is_none()
            && match &self.missing {
                MissingNames::None => false,
                MissingNames::Some(ids) => ids.contains(&id),
                MissingNames::After(last) => id > *last,
                MissingNames::All => true,
            }
    }

    /// Returns the defect of an item with properties whose names can't be read. The values of such properties are
    /// known, but not their meaning. For example, a start time can't be distinguished from an end time.
    pub(super) fn defect_of(&self, item: &Item) -> Option<Defect> {
        if matches!(self.missing, MissingNames::None) {
            return None;
        }
        let attached = item.attachments.iter().map(|attachment| &attachment.props);
        let sets = [&item.props].into_iter().chain(&item.recipients).chain(attached);
        let lost = |set: &PropertySet| set.iter().filter(|(id, _)| self.is_missing(*id)).count();
        let count: usize = sets.map(lost).sum();
        let fields = if count == 1 {
            "the meaning of one field".to_owned()
        } else {
            format!("the meaning of {count} fields")
        };
        let what = format!(
            "the file's list of field names can't be read, so {fields} is unknown; examples of such fields: {}",
            examples(&item.message_class())
        );
        (count > 0).then(|| Flaw::new(STRUCTURE, what).with_effect(Effect::HeaderIncomplete))
    }
}

/// Returns the ids that the entry stream names.
fn ids(entries: &[u8]) -> impl Iterator<Item = u16> {
    let indices = entries.chunks_exact(8).filter_map(|entry| u16_at(entry, 6));
    indices.filter_map(|index| FIRST_NAMED.checked_add(index))
}

/// Returns examples of the named properties of a message class, as Outlook labels them. See [MS-OXOCAL], [MS-OXOCNTC],
/// [MS-OXOTASK] and [MS-OXCMSG] 2.2.1.
fn examples(class: &str) -> &'static str {
    let class = class.to_ascii_lowercase();
    let is = |prefix: &str| class.starts_with(prefix);
    if is("ipm.appointment") || is("ipm.schedule") {
        "start, end, location and recurrence"
    } else if is("ipm.contact") || is("ipm.distlist") {
        "e-mail addresses and members"
    } else if is("ipm.task") {
        "start, due date, status and owner"
    } else {
        "categories, flags and reminders"
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use foundmail_mapi::{Item, NameMap, Value};

    use super::{MissingNames, NameToIdMap};

    #[test]
    fn items_with_missing_names_have_a_defect() {
        // A name for 0x8000.
        let entries = [5, 0x85, 0, 0, 2, 0, 0, 0];
        for (ids, missing, class, expected) in [
            (&[0x0037_u16, 0x8000, 0x8001][..], MissingNames::None, "IPM.Note", None),
            (&[0x0037, 0x8000], MissingNames::All, "IPM.Note", None),
            (&[0x0037, 0x8000, 0x8001], MissingNames::All, "IPM.Note", Some("the meaning of one field is")),
            (&[0x8001, 0x8002, 0xFFFF], MissingNames::All, "IPM.Note", Some("the meaning of 3 fields is")),
            (&[0x8001], MissingNames::All, "IPM.Appointment", Some("start, end, location")),
            (&[0x8001], MissingNames::All, "ipm.schedule.meeting.request", Some("start, end, location")),
            (&[0x8001], MissingNames::All, "IPM.Contact", Some("e-mail addresses")),
            (&[0x8001], MissingNames::All, "IPM.Task", Some("due date")),
            (&[0x8001], MissingNames::Some(HashSet::from([0x8001])), "IPM.Note", Some("categories")),
            (&[0x8002], MissingNames::Some(HashSet::from([0x8001])), "IPM.Note", None),
            (&[0x8002], MissingNames::After(0x8001), "IPM.Note", Some("the meaning of one field is")),
            (&[0x8002], MissingNames::After(0x8002), "IPM.Note", None),
            (&[0x7FFF], MissingNames::All, "IPM.Note", None),
        ] {
            let names = NameToIdMap { map: NameMap::parse(&[], &entries, &[]), last_id: 0x8000, missing };
            let mut item = Item::default();
            item.props.insert(crate::tags::MESSAGE_CLASS, Value::Text(class.to_owned()));
            for &id in ids {
                item.props.insert(id, Value::I32(1));
            }
            let defect = names.defect_of(&item).map(|defect| defect.what);
            let fits = match (&defect, expected) {
                (None, None) => true,
                (Some(what), Some(expected)) => what.contains(expected),
                _ => false,
            };
            assert!(fits, "{ids:x?} {class}: {defect:?}");
        }
    }
}
