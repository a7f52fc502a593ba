//! The name-to-id map, [MS-PST] 2.4.7: what the property ids from 0x8000 on mean in this file.

use std::collections::HashSet;
use std::sync::Arc;

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{Item, Name, NameMap, PropertySet, Value};

use crate::bytes::u16_at;
use crate::flaw::{Flaw, Flaws};
use crate::ltp::PropertyContext;
use crate::ndb::{Ndb, NodeData, NodeId};
use crate::recover::loose_name_map;
use crate::tags;

const STRUCTURE: &str = "name-to-id map";
/// Ids from here on have a meaning only by their name, [MS-OXPROPS] 1.3.2.
const FIRST_NAMED: u16 = 0x8000;

/// The names of a file's properties.
#[derive(Debug, Default)]
pub(crate) struct Names {
    map: NameMap,
    /// The last id that the map lists.
    last: u16,
    missing: Missing,
}

/// Which names can't be read.
#[derive(Debug, Default)]
enum Missing {
    #[default]
    None,
    /// Those of some ids.
    Of(HashSet<u16>),
    /// Those of all ids after one.
    After(u16),
    /// Those of all ids that the map does not have, if they had one.
    Rest,
}

impl Names {
    /// Reads the map of a file. Where the newest one can't be read, an older one is: ids are never given anew, so it is
    /// right as far as it goes.
    pub(crate) fn read(ndb: &Arc<Ndb>, flaws: &mut Flaws) -> Self {
        let mut own = Flaws::default();
        let node = ndb.node(NodeId::NAME_TO_ID_MAP).map(|entry| entry.node);
        let newest = node.clone().and_then(|node| Self::of_node(ndb, node, &mut own));
        let newest = own.catch(newest).unwrap_or_else(|| Self { missing: Missing::Rest, ..Self::default() });
        own.into_iter().for_each(|flaw| flaws.push(flaw));
        if !ndb.is_scanned() {
            return newest;
        }
        if !matches!(newest.missing, Missing::Rest) {
            return newest.unless_newest(ndb, node.ok());
        }
        let older = ndb.older_node(NodeId::NAME_TO_ID_MAP).map(|entry| entry.node);
        let others = older.into_iter().chain(loose_name_map(ndb)).map(|node| {
            let names = Self::of_node(ndb, node, &mut Flaws::default())?;
            Ok(names.unless_newest(ndb, Some(node)))
        });
        // Both the newest and an older one may be there in part.
        let all = others.filter_map(|names: Result<Self, Flaw>| names.ok()).chain([newest]);
        all.max_by_key(|names| names.map.len()).unwrap_or_default()
    }

    /// Takes into account that a newer map may have been lost with the directory. Ids are given in order: the lost names
    /// are those of the ids after the last one that this map has.
    fn unless_newest(self, ndb: &Ndb, node: Option<NodeData>) -> Self {
        let is_newest = node.is_some_and(|node| {
            let live = ndb.live_node(NodeId::NAME_TO_ID_MAP);
            let is_listed = ndb.complete().blocks && ndb.lists_block(node.data);
            is_listed || live.is_some_and(|live| live.node == node)
        });
        if is_newest || matches!(self.missing, Missing::Rest) {
            return self;
        }
        Self { missing: Missing::After(self.last), ..self }
    }

    fn of_node(ndb: &Arc<Ndb>, node: NodeData, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let mut own = Flaws::default();
        let map = PropertyContext::open(ndb, node, &mut own)?;
        let mut stream = |id: u16| match map.value_of(id, &mut own) {
            Some(Value::Binary(data)) => {
                let (bytes, error) = data.read_lenient();
                if let Some(error) = error {
                    own.push(Flaw::new(STRUCTURE, format!("stream {id:#06x} can't be read: {error}")));
                }
                bytes
            }
            _ => Vec::new(),
        };
        let sets = stream(tags::NAMEID_STREAM_GUID);
        let entries = stream(tags::NAMEID_STREAM_ENTRY);
        let strings = stream(tags::NAMEID_STREAM_STRING);
        let map = NameMap::parse(&sets, &entries, &strings);
        let unresolved: HashSet<u16> = ids(&entries).filter(|id| map.get(*id).is_none()).collect();
        let missing = if !own.is_empty() {
            Missing::Rest
        } else if unresolved.is_empty() {
            Missing::None
        } else {
            let listed = entries.len() >> 3;
            flaws.push(Flaw::new(STRUCTURE, format!("{} of {listed} names could be resolved", map.len())));
            Missing::Of(unresolved)
        };
        own.into_iter().for_each(|flaw| flaws.push(flaw));
        Ok(Self { map, last: ids(&entries).max().unwrap_or(0), missing })
    }

    /// The name of a property id, where it has one.
    pub(crate) fn get(&self, id: u16) -> Option<&Name> {
        self.map.get(id)
    }

    /// True if an id may have had a name that can't be read.
    fn is_missing(&self, id: u16) -> bool {
        id >= FIRST_NAMED
            && self.map.get(id).is_none()
            && match &self.missing {
                Missing::None => false,
                Missing::Of(ids) => ids.contains(&id),
                Missing::After(last) => id > *last,
                Missing::Rest => true,
            }
    }

    /// Returns what an item lacks because the names of some of its properties can't be read: their values are there, but
    /// nothing tells a start from an end, or a category from a phone number.
    pub(super) fn lost_by(&self, item: &Item) -> Option<Defect> {
        if matches!(self.missing, Missing::None) {
            return None;
        }
        let attached = item.attachments.iter().map(|attachment| &attachment.props);
        let sets = [&item.props].into_iter().chain(&item.recipients).chain(attached);
        let lost = |set: &PropertySet| set.iter().filter(|(id, _)| self.is_missing(*id)).count();
        let count: usize = sets.map(lost).sum();
        let fields = if count == 1 {
            "one field has lost its".to_owned()
        } else {
            format!("{count} fields have lost their")
        };
        let what = format!(
            "the file's list of field names can't be read, so {fields} meaning, such as {}",
            examples(&item.message_class())
        );
        (count > 0).then(|| Flaw::new(STRUCTURE, what).costing(Effect::HeaderIncomplete))
    }
}

/// The ids that entries give names to.
fn ids(entries: &[u8]) -> impl Iterator<Item = u16> {
    let indices = entries.chunks_exact(8).filter_map(|entry| u16_at(entry, 6));
    indices.filter_map(|index| FIRST_NAMED.checked_add(index))
}

/// What named properties of an item of a class hold, in the words of its owner; [MS-OXOCAL], [MS-OXOCNTC], [MS-OXOTASK]
/// and [MS-OXCMSG] 2.2.1.
fn examples(class: &str) -> &'static str {
    let class = class.to_ascii_lowercase();
    let is = |prefix: &str| class.starts_with(prefix);
    if is("ipm.appointment") || is("ipm.schedule") {
        "start, end, place and repetition"
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

    use super::{Missing, Names};

    #[test]
    fn items_without_their_names() {
        // A name for 0x8000.
        let entries = [5, 0x85, 0, 0, 2, 0, 0, 0];
        for (ids, missing, class, expected) in [
            (&[0x0037_u16, 0x8000, 0x8001][..], Missing::None, "IPM.Note", None),
            (&[0x0037, 0x8000], Missing::Rest, "IPM.Note", None),
            (&[0x0037, 0x8000, 0x8001], Missing::Rest, "IPM.Note", Some("one field has")),
            (&[0x8001, 0x8002, 0xFFFF], Missing::Rest, "IPM.Note", Some("3 fields have")),
            (&[0x8001], Missing::Rest, "IPM.Appointment", Some("start, end, place")),
            (&[0x8001], Missing::Rest, "ipm.schedule.meeting.request", Some("start, end, place")),
            (&[0x8001], Missing::Rest, "IPM.Contact", Some("e-mail addresses")),
            (&[0x8001], Missing::Rest, "IPM.Task", Some("due date")),
            (&[0x8001], Missing::Of(HashSet::from([0x8001])), "IPM.Note", Some("categories")),
            (&[0x8002], Missing::Of(HashSet::from([0x8001])), "IPM.Note", None),
            (&[0x8002], Missing::After(0x8001), "IPM.Note", Some("one field has")),
            (&[0x8002], Missing::After(0x8002), "IPM.Note", None),
            (&[0x7FFF], Missing::Rest, "IPM.Note", None),
        ] {
            let names = Names { map: NameMap::parse(&[], &entries, &[]), last: 0x8000, missing };
            let mut item = Item::default();
            item.props.insert(crate::tags::MESSAGE_CLASS, Value::Text(class.to_owned()));
            for &id in ids {
                item.props.insert(id, Value::I32(1));
            }
            let told = names.lost_by(&item).map(|defect| defect.what);
            let fits = match (&told, expected) {
                (None, None) => true,
                (Some(told), Some(expected)) => told.contains(expected),
                _ => false,
            };
            assert!(fits, "{ids:x?} {class}: {told:?}");
        }
    }
}
