//! Documents for the search engines of many machines, in the lines that the bulk interfaces of Quickwit and `OpenSearch`
//! take: an action, then the document. The mappings lie beside them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::ExportError;
use crate::manifest::{Manifest, ManifestEntry};
use crate::new_file::NewFolder;
use crate::written::Written;

/// Most bytes of a file, and so of a document: what is sent at once is bounded, in Quickwit to 10 MiB.
const PART: usize = 8 << 20;
/// What the action and the other fields of a document may take of it.
const BESIDE_TEXT: usize = 1 << 20;

/// The index that the lines name.
const INDEX: &str = "mail";

/// The mappings.
const MAPPINGS: [(&str, &str); 2] = [
    ("quickwit.yaml", include_str!("bulk/quickwit.yaml")),
    ("opensearch.json", include_str!("bulk/opensearch.json")),
];

/// A message as a search engine takes it. What there is none of is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SearchDocument {
    /// Its id in the archive.
    pub id: u32,
    /// Its conversation.
    pub thread: u32,
    /// `Message-ID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// RFC 3339 in UTC, to the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its subject.
    pub subject: String,
    /// Who wrote it.
    #[serde(flatten, serialize_with = "People::from")]
    pub from: People,
    /// To whom.
    #[serde(flatten, serialize_with = "People::to")]
    pub to: People,
    /// Who got a copy.
    #[serde(flatten, serialize_with = "People::cc")]
    pub cc: People,
    /// Who got one unseen.
    #[serde(flatten, serialize_with = "People::bcc")]
    pub bcc: People,
    /// Paths of the folders in which it was seen, levels joined by `/`.
    pub folder: Vec<String>,
    /// Names of the files that it came from.
    pub source: Vec<String>,
    /// `mail`, `appointment` and so on.
    pub kind: String,
    /// Size of its bytes.
    pub size: u64,
    /// True if something of it is missing.
    pub damaged: bool,
    /// What it says.
    pub text: String,
    /// Names of its attachments.
    pub attachment: Vec<String>,
    /// Their endings.
    pub attachment_type: Vec<String>,
    /// What they say.
    pub attachment_text: Vec<String>,
}

/// Some people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    /// Names with addresses, to be searched by words.
    pub shown: Vec<String>,
    /// Addresses alone, in small letters.
    pub addresses: Vec<String>,
}

impl People {
    fn fields<S: serde::Serializer>(
        &self,
        out: S,
        shown: &'static str,
        address: &'static str,
    ) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = out.serialize_map(Some(2))?;
        map.serialize_entry(shown, &self.shown)?;
        map.serialize_entry(address, &self.addresses)?;
        map.end()
    }

    fn from<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.fields(out, "from", "from_address")
    }

    fn to<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.fields(out, "to", "to_address")
    }

    fn cc<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.fields(out, "cc", "cc_address")
    }

    fn bcc<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.fields(out, "bcc", "bcc_address")
    }
}

impl SearchDocument {
    /// What is sent: the action, then the document, a line each.
    fn lines(&self) -> io::Result<Vec<u8>> {
        let action = serde_json::json!({ "create": { "_index": INDEX, "_id": self.id.to_string() } });
        let mut lines = serde_json::to_vec(&action)?;
        lines.push(b'\n');
        serde_json::to_writer(&mut lines, self)?;
        lines.push(b'\n');
        Ok(lines)
    }

    /// Cuts text that is too long: what attachments say before what the message itself says. True if it had to.
    fn cut(&mut self) -> bool {
        let mut room = PART.saturating_sub(BESIDE_TEXT);
        let mut is_cut = false;
        let texts = std::iter::once(&mut self.text).chain(&mut self.attachment_text);
        for text in texts {
            let fits = fitting(text, room);
            is_cut |= fits < text.len();
            text.truncate(fits);
            room = room.saturating_sub(as_json(text));
        }
        self.attachment_text.retain(|text| !text.is_empty());
        is_cut
    }
}

/// Bytes of a text as JSON has it, RFC 8259 7.
fn as_json(text: &str) -> usize {
    text.bytes().map(escaped).fold(0, usize::saturating_add)
}

fn escaped(byte: u8) -> usize {
    match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0C => 2,
        0..0x20 => 6,
        _ => 1,
    }
}

/// How much of a text fits into so many bytes of JSON.
fn fitting(text: &str, room: usize) -> usize {
    let mut sum = 0_usize;
    let end = text.bytes().position(|byte| {
        sum = sum.saturating_add(escaped(byte));
        sum > room
    });
    text.floor_char_boundary(end.unwrap_or(text.len()))
}

/// Writes documents into a new folder.
pub struct BulkWriter {
    part: Option<Part>,
    parts: u32,
    manifest: Manifest,
    // Let go last: some systems take no file away that is open.
    dir: NewFolder,
}

struct Part {
    name: String,
    path: PathBuf,
    out: BufWriter<File>,
    size: usize,
}

impl BulkWriter {
    /// Makes the folder, with the mappings. It must not be there yet, or be empty.
    pub fn create(dir: &Path) -> Result<Self, ExportError> {
        let mut folder = NewFolder::create(dir)?;
        for (name, mapping) in MAPPINGS {
            let (mut file, path) = folder.create_new(name)?;
            file.write_all(mapping.as_bytes()).map_err(|error| ExportError::file(path, error))?;
        }
        Ok(Self { dir: folder, part: None, parts: 0, manifest: Manifest::new("json") })
    }

    /// Writes a document. `missing` says what is missing of the message, a sentence each, and `left_out` what the
    /// document has not of it. Text that is too long for the engines is cut, which is said there as well.
    pub fn write(
        &mut self,
        mut document: SearchDocument,
        missing: Vec<String>,
        mut left_out: Vec<String>,
    ) -> Result<(), ExportError> {
        if document.cut() {
            left_out.push("Its text is cut: it is longer than the engines take.".to_owned());
        }
        let lines = document.lines().map_err(|error| ExportError::file(&self.dir.path, error))?;
        let mut part = match self.part.take() {
            Some(part) if part.size.saturating_add(lines.len()) <= PART => part,
            full => self.next_part(full)?,
        };
        let offset = part.size;
        let sha256 = part.write(&lines).map_err(|error| ExportError::file(&part.path, error))?;
        self.manifest.add_entry(ManifestEntry {
            file: part.name.clone(),
            offset: offset as u64,
            size: lines.len() as u64,
            sha256,
            id: document.id,
            message_id: document.message_id,
            date: document.date,
            subject: document.subject,
            missing,
            left_out,
        });
        self.part = Some(part);
        Ok(())
    }

    /// Notes a message that cannot be handed over, since its bytes can no longer be read.
    pub fn unreadable(&mut self, id: u32, subject: &str, what: String) {
        self.manifest.add_unreadable(id, subject, what);
    }

    /// Ends the last file and writes the manifest.
    pub fn finish(mut self) -> Result<Manifest, ExportError> {
        self.part.take().map_or(Ok(()), Part::end)?;
        self.manifest.save_in(&mut self.dir)?;
        self.dir.keep();
        Ok(self.manifest)
    }

    fn next_part(&mut self, last: Option<Part>) -> Result<Part, ExportError> {
        last.map_or(Ok(()), Part::end)?;
        self.parts = self.parts.saturating_add(1);
        let (file, path) = self.dir.create_new(&format!("mail-{:05}.ndjson", self.parts))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Part { name, path, out: BufWriter::new(file), size: 0 })
    }
}

impl Part {
    /// Writes the two lines; gives their SHA-256.
    fn write(&mut self, lines: &[u8]) -> io::Result<String> {
        let mut written = Written::new(&mut self.out);
        written.write_all(lines)?;
        self.size = self.size.saturating_add(lines.len());
        Ok(written.sha256())
    }

    fn end(self) -> Result<(), ExportError> {
        let ended = self.out.into_inner().map_err(io::IntoInnerError::into_error);
        ended.and_then(|file| file.sync_all()).map_err(|error| ExportError::file(&self.path, error))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::{BESIDE_TEXT, BulkWriter, MAPPINGS, PART, People, SearchDocument};

    fn full() -> SearchDocument {
        let some = || vec!["x".to_owned()];
        let people = || People { shown: some(), addresses: some() };
        SearchDocument {
            id: 7,
            message_id: Some("a@b".to_owned()),
            date: Some("2016-03-14T10:42:00Z".to_owned()),
            from: people(),
            to: people(),
            cc: people(),
            bcc: people(),
            folder: some(),
            source: some(),
            attachment: some(),
            attachment_type: some(),
            attachment_text: some(),
            ..SearchDocument::default()
        }
    }

    fn fields(document: &Value) -> BTreeSet<String> {
        document.as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_mappings_have_each_field_and_no_other() {
        let fields = fields(&serde_json::to_value(full()).unwrap());
        let opensearch: Value = serde_json::from_str(MAPPINGS[1].1).unwrap();
        assert_eq!(super::tests::fields(&opensearch["mappings"]["properties"]), fields);
        let quickwit = MAPPINGS[0].1.lines().filter_map(|line| line.trim().strip_prefix("- { name: "));
        let quickwit: BTreeSet<String> =
            quickwit.filter_map(|rest| Some(rest.split_once(',')?.0.to_owned())).collect();
        assert_eq!(quickwit, fields);
    }

    #[test]
    fn lines_come_in_pairs_and_files_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        let mut writer = BulkWriter::create(&target).unwrap();
        for id in 1..=5 {
            let text = "word ".repeat(PART / 15);
            writer.write(SearchDocument { id, text, ..full() }, Vec::new(), Vec::new()).unwrap();
        }
        // More than all engines take: what attachments say goes first.
        let text = "\u{1}\n".repeat(PART / 16);
        let attachment_text = vec!["ü".repeat(PART / 8), "ü".repeat(PART), "gone".to_owned()];
        writer
            .write(SearchDocument { id: 6, text, attachment_text, ..full() }, Vec::new(), Vec::new())
            .unwrap();
        writer.unreadable(7, "gone", "It cannot be read.".to_owned());
        let manifest = writer.finish().unwrap();
        assert_eq!((manifest.messages, manifest.damaged), (7, 1));
        let files: BTreeSet<&str> = manifest.entries.iter().map(|entry| entry.file.as_str()).collect();
        assert_eq!(files.len(), 5, "{files:?}");
        let cut: Vec<_> = manifest.entries.iter().filter(|entry| entry.left_out.len() == 1).collect();
        assert!(
            cut.len() == 1
                && cut[0].left_out[0].contains("is cut")
                && cut[0].size > (PART - BESIDE_TEXT) as u64
        );
        for entry in manifest.entries.iter().filter(|entry| !entry.file.is_empty()) {
            let part = std::fs::read(target.join(&entry.file)).unwrap();
            assert!(part.len() <= PART);
            let from = usize::try_from(entry.offset).unwrap();
            let lines = &part[from..from + usize::try_from(entry.size).unwrap()];
            let lines: Vec<Value> =
                serde_json::Deserializer::from_slice(lines).into_iter().collect::<Result<_, _>>().unwrap();
            assert_eq!(lines[0]["create"]["_id"], entry.id.to_string());
            assert_eq!((lines.len(), &lines[1]["id"]), (2, &Value::from(entry.id)));
        }
        assert!(BulkWriter::create(&target).is_err(), "what is there is not written over");
    }
}
