//! The name-to-id map, [MS-PST] 2.4.7: what the property ids from 0x8000 on mean in this file.

use std::sync::Arc;

use foundmail_mapi::{NameMap, Value};

use crate::flaw::{Flaw, Flaws};
use crate::ltp::PropertyContext;
use crate::ndb::{Ndb, NodeId};
use crate::tags;

/// Reads the map of a file. One that is lost costs the names only: the properties keep their ids.
pub(crate) fn read_names(ndb: &Arc<Ndb>, flaws: &mut Flaws) -> NameMap {
    let map = ndb.node(NodeId::NAME_TO_ID_MAP).and_then(|node| PropertyContext::open(ndb, node.node, flaws));
    let Some(map) = flaws.catch(map) else { return NameMap::default() };
    let mut stream = |id: u16| match map.value_of(id, flaws) {
        Some(Value::Binary(data)) => data.read_lenient().0,
        _ => Vec::new(),
    };
    let sets = stream(tags::NAMEID_STREAM_GUID);
    let entries = stream(tags::NAMEID_STREAM_ENTRY);
    let strings = stream(tags::NAMEID_STREAM_STRING);
    let names = NameMap::parse(&sets, &entries, &strings);
    let listed = entries.len() >> 3;
    if names.len() < listed {
        let what = format!("{} of {listed} names could be resolved", names.len());
        flaws.push(Flaw::new("name-to-id map", what));
    }
    names
}
