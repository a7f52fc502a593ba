//! Builds TNEF streams.

use crate::{Item, tnef};

/// Builds a TNEF stream from attributes.
pub(super) struct Stream(Vec<u8>);

impl Stream {
    pub(super) fn new() -> Self {
        Self([&super::super::SIGNATURE[..], &[1, 0]].concat()).message(0x0008_9006, &[0, 0, 1, 0])
    }

    /// Adds an attribute of the message.
    pub(super) fn message(self, id: u32, data: &[u8]) -> Self {
        self.attribute(1, id, data)
    }

    /// Adds an attribute of the most recent attachment.
    pub(super) fn attachment(self, id: u32, data: &[u8]) -> Self {
        self.attribute(2, id, data)
    }

    /// Adds an attachment with its properties.
    pub(super) fn file(self, properties: &[Vec<u8>]) -> Self {
        let begins = [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];
        self.attachment(0x0006_9002, &begins).attachment(0x0006_9005, &list(properties))
    }

    fn attribute(mut self, level: u8, id: u32, data: &[u8]) -> Self {
        self.0.push(level);
        self.0.extend(id.to_le_bytes());
        self.0.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        self.0.extend(data);
        let sum = data.iter().fold(0_u16, |sum, &byte| sum.wrapping_add(byte.into()));
        self.0.extend(sum.to_le_bytes());
        self
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn read(self) -> Item {
        tnef::read(&self.0).unwrap()
    }
}

/// Returns a list of properties.
pub(super) fn list(properties: &[Vec<u8>]) -> Vec<u8> {
    let count = u32::try_from(properties.len()).unwrap();
    [count.to_le_bytes().to_vec(), properties.concat()].concat()
}

/// Returns a property of fixed size.
pub(super) fn fixed(tag: u32, value: &[u8]) -> Vec<u8> {
    padded([tag_bytes(tag).to_vec(), value.to_vec()].concat())
}

/// Returns a property with one value of variable size.
pub(super) fn value(tag: u32, bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap();
    padded([&tag_bytes(tag)[..], &1_u32.to_le_bytes(), &length.to_le_bytes(), bytes].concat())
}

/// Returns a UTF-16 string with its terminating zero.
pub(super) fn text(id: u16, text: &str) -> Vec<u8> {
    let bytes: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    value(u32::from(id) << 16 | 0x1F, &bytes)
}

fn tag_bytes(tag: u32) -> [u8; 4] {
    // The type precedes the id.
    tag.to_le_bytes()
}

fn padded(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Returns the defects of an item, one line for each.
pub(super) fn defects(item: &Item) -> Vec<String> {
    item.defects.iter().map(|defect| format!("{defect} {:?}", defect.effect)).collect()
}
