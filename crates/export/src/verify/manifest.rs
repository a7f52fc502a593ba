//! Reads a manifest entry by entry: an export can contain a million messages, so memory holds one of them.

use std::fmt;
use std::io::Read;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::manifest::ManifestEntry;
use crate::output::ExportedFile;

/// Receives the entries of a manifest in the order of the manifest.
pub(super) trait Entries {
    /// Receives a message.
    fn message(&mut self, entry: &ManifestEntry);
    /// Receives a file.
    fn file(&mut self, file: ExportedFile);
}

/// The sums of a manifest, and the lengths of its lists.
#[derive(Debug, Default)]
pub(super) struct Sums {
    chosen: Option<u64>,
    written: Option<u64>,
    exceptions: Option<u64>,
    messages: Option<u64>,
    files: Option<u64>,
}

impl Sums {
    /// Returns true if the sums agree with each other and with the lists.
    pub(super) fn are_right(&self) -> bool {
        let Self { chosen, written, exceptions, messages, .. } = *self;
        written == messages && chosen == written.zip(exceptions).map(|(one, other)| one.saturating_add(other))
    }
}

/// Reads a manifest. Fails if it is not a manifest, or after its readable part if it is damaged.
pub(super) fn read(manifest: impl Read, entries: &mut dyn Entries) -> serde_json::Result<Sums> {
    let mut deserializer = serde_json::Deserializer::from_reader(manifest);
    let sums = Members(entries).deserialize(&mut deserializer)?;
    deserializer.end()?;
    let Sums { chosen, written, exceptions, messages, files } = &sums;
    for (name, member) in [
        ("chosen", chosen),
        ("written", written),
        ("exceptions", exceptions),
        ("messages", messages),
        ("files", files),
    ] {
        if member.is_none() {
            return Err(serde_json::Error::missing_field(name));
        }
    }
    Ok(sums)
}

/// Reads the members of a manifest that are compared.
struct Members<'e>(&'e mut dyn Entries);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Sums;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Sums, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Sums;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a manifest")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sums, A::Error> {
        let mut sums = Sums::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "chosen" => sums.chosen = Some(map.next_value()?),
                "written" => sums.written = Some(map.next_value()?),
                "exceptions" => sums.exceptions = Some(map.next_value_seed(Each::new(|_: IgnoredAny| {}))?),
                "messages" => {
                    let each = Each::new(|entry: ManifestEntry| self.0.message(&entry));
                    sums.messages = Some(map.next_value_seed(each)?);
                }
                "files" => {
                    let each = Each::new(|file: ExportedFile| self.0.file(file));
                    sums.files = Some(map.next_value_seed(each)?);
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(sums)
    }
}

/// Passes each element of a list to a function, and returns their number.
struct Each<T, F> {
    each: F,
    element: PhantomData<T>,
}

impl<T, F: FnMut(T)> Each<T, F> {
    fn new(each: F) -> Self {
        Self { each, element: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de> for Each<T, F> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for Each<T, F> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<u64, A::Error> {
        let mut length = 0_u64;
        while let Some(element) = list.next_element()? {
            (self.each)(element);
            length = length.saturating_add(1);
        }
        Ok(length)
    }
}
