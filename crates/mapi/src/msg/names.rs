//! The names of named properties, which all objects of a file share, [MS-OXMSG] 2.2.3.

use foundmail_defect::{Defect, Effect};

use super::MsgReader;
use crate::NameMap;

const NAMES: &str = "__nameid_version1.0";
/// The streams of the map: property sets, entries and strings.
const STREAMS: [&str; 3] = ["__substg1.0_00020102", "__substg1.0_00030102", "__substg1.0_00040102"];
/// Maximum size of a stream in bytes. No map is larger, because a map has at most 32,768 names.
const LONGEST: u64 = 16 << 20;

impl MsgReader<'_> {
    pub(super) fn read_names(&mut self, defects: &mut Vec<Defect>) {
        let broken = |what: String| Defect::new(NAMES, what, Effect::HeaderIncomplete);
        // Files that another program than Outlook wrote often have no names.
        let Some(storage) = self.compound.root().storage(NAMES) else { return };
        let [sets, entries, strings] = STREAMS.map(|name| {
            let Some(stream) = storage.stream(name).filter(|stream| stream.length <= LONGEST) else {
                return Vec::new();
            };
            let (bytes, error) = self.compound.stream(&stream).bytes();
            defects.extend(error.map(|error| broken(error.to_string())));
            bytes
        });
        self.names = NameMap::parse(&sets, &entries, &strings);
        let listed = entries.len() >> 3;
        if self.names.len() < listed {
            let what = format!("only {} of {listed} property names are valid", self.names.len());
            defects.push(Defect::new(NAMES, what, Effect::Nothing));
        }
    }
}
