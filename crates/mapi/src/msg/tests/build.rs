//! Builds MSG files with the crate `cfb`.

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use crate::{Item, msg};

/// An item, recipient or attachment.
#[derive(Default)]
pub(super) struct Object {
    header: Vec<u8>,
    list: Vec<u8>,
    streams: Vec<(String, Vec<u8>)>,
    storages: Vec<(String, Object)>,
}

impl Object {
    /// Returns the outermost item, whose header declares these numbers of recipients and attachments.
    pub(super) fn root(recipients: u32, attachments: u32) -> Self {
        let counts = [0, 0, recipients, attachments, recipients, attachments, 0, 0];
        Self { header: counts.iter().flat_map(|count| count.to_le_bytes()).collect(), ..Self::default() }
    }

    /// Returns an attached item that has no recipients and no attachments.
    pub(super) fn embedded() -> Self {
        Self { header: vec![0; 24], ..Self::default() }
    }

    /// Returns a recipient or attachment.
    pub(super) fn part() -> Self {
        Self { header: vec![0; 8], ..Self::default() }
    }

    /// Adds a property of fixed size.
    pub(super) fn fixed(mut self, tag: u32, value: u64) -> Self {
        self.entry(tag, value.to_le_bytes());
        self
    }

    /// Adds a property whose value is in a stream.
    pub(super) fn value(mut self, tag: u32, bytes: &[u8]) -> Self {
        self.listed(tag, bytes.len());
        self.stream(&format!("__substg1.0_{tag:08X}"), bytes)
    }

    /// Adds a UTF-16 string.
    pub(super) fn text(self, id: u16, text: &str) -> Self {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.value(u32::from(id) << 16 | 0x1F, &bytes)
    }

    /// Adds only an entry of the list.
    pub(super) fn listed(&mut self, tag: u32, size: usize) {
        self.entry(tag, u64::try_from(size).unwrap().to_le_bytes());
    }

    pub(super) fn stream(mut self, name: &str, bytes: &[u8]) -> Self {
        self.streams.push((name.to_owned(), bytes.to_vec()));
        self
    }

    pub(super) fn storage(mut self, name: &str, object: Self) -> Self {
        self.storages.push((name.to_owned(), object));
        self
    }

    /// Returns a storage without a list of properties.
    pub(super) fn plain() -> Self {
        Self::default()
    }

    fn entry(&mut self, tag: u32, value: [u8; 8]) {
        self.list.extend(tag.to_le_bytes());
        self.list.extend(6_u32.to_le_bytes());
        self.list.extend(value);
    }

    /// Returns the complete file.
    pub(super) fn file(&self) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        self.write(&mut file, "");
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    fn write(&self, file: &mut cfb::CompoundFile<Cursor<Vec<u8>>>, path: &str) {
        let mut put = |name: &str, bytes: &[u8]| {
            file.create_stream(format!("{path}/{name}")).unwrap().write_all(bytes).unwrap();
        };
        if !self.header.is_empty() {
            put("__properties_version1.0", &[self.header.clone(), self.list.clone()].concat());
        }
        for (name, bytes) in &self.streams {
            put(name, bytes);
        }
        for (name, object) in &self.storages {
            let path = format!("{path}/{name}");
            file.create_storage(&path).unwrap();
            object.write(file, &path);
        }
    }
}

/// Reads the item of a built file.
pub(super) fn read(object: &Object) -> Item {
    msg::read(Arc::new(object.file())).unwrap()
}

/// Returns the defects of an item, one line for each.
pub(super) fn defects(item: &Item) -> Vec<String> {
    item.defects.iter().map(|defect| format!("{defect} {:?}", defect.effect)).collect()
}
