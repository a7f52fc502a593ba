//! Messages as documents for search engines.

use std::collections::BTreeSet;
use std::path::Path;

use foundmail_export::{BulkWriter, People, SearchDocument};
use foundmail_mail::{Person, parse_skeleton};
use foundmail_search::extension;
use foundmail_store::{MessageId, MessageRow, StoreReader};

use crate::dates::rfc3339;
use crate::export::messages::{Handed, ensure_there, files};
use crate::read::missing;
use crate::view::ExportDone;
use crate::{Archive, ArchiveError};

impl Archive {
    /// Writes messages into the new folder `target`, with mappings for Quickwit and `OpenSearch`.
    pub fn export_documents(&self, messages: &[u32], target: &Path) -> Result<Handed, ArchiveError> {
        let reader = self.store.reader()?;
        ensure_there(&reader, messages)?;
        let mut writer = BulkWriter::create(target)?;
        let mut attachments: u32 = 0;
        for &id in messages {
            let row = reader.message(MessageId(id))?;
            attachments = attachments.saturating_add(files(&row));
            match document(&reader, &row) {
                Ok((document, left_out)) => writer.write(document, missing(&reader, &row)?, left_out)?,
                // One message that is damaged in the archive must not keep back the others.
                Err(error) => writer.unreadable(id, &row.subject, error.to_string()),
            }
        }
        let manifest = writer.finish()?;
        let done = ExportDone {
            messages: manifest.messages,
            attachments,
            damaged: manifest.damaged,
            path: target.display().to_string(),
        };
        Ok(Handed { done, manifest })
    }
}

/// The second from which on, and before which, engines take times: Quickwit counts nanoseconds in 64 bits.
const TIMES: std::ops::Range<i64> = -9_214_560_000..9_214_646_400;

/// A message as a document, and what the document has not of it.
fn document(reader: &StoreReader, row: &MessageRow) -> Result<(SearchDocument, Vec<String>), ArchiveError> {
    let stored = reader.stored(row.id)?;
    let message = stored.with(|mail| parse_skeleton(mail, stored.framing));
    let (mut folders, mut sources) = (BTreeSet::new(), BTreeSet::new());
    for place in reader.occurrences(row.id)? {
        folders.insert(reader.folder_path(place.folder)?.join("/"));
        sources
            .insert(Path::new(&place.source).file_name().unwrap_or_default().to_string_lossy().into_owned());
    }
    let listed = || row.envelope.attachments.iter().filter(|file| !file.inline);
    let (mut texts, mut left_out) = (Vec::new(), Vec::new());
    for file in listed() {
        let Some(text) = reader.attachment_text(&file.digest)? else { continue };
        if !text.outcome.is_empty() {
            left_out
                .push(format!("What the attachment {} says, or part of it: {}.", file.name, text.outcome));
        }
        texts.extend(text.pieces.into_iter().map(|piece| piece.text));
    }
    let date = row.date.filter(|date| TIMES.contains(date));
    if let (Some(told), None) = (row.date.and_then(rfc3339), date) {
        left_out.push(format!("Its date, {told}: the engines take none so far away."));
    }
    let types: BTreeSet<String> = listed().filter_map(|file| extension(&file.name)).collect();
    let document = SearchDocument {
        id: row.id.0,
        thread: row.thread.0,
        message_id: message.message_id,
        date: date.and_then(rfc3339),
        subject: row.subject.clone(),
        from: people(&row.envelope.from),
        to: people(&row.envelope.to),
        cc: people(&row.envelope.cc),
        bcc: people(&row.envelope.bcc),
        folder: folders.into_iter().collect(),
        source: sources.into_iter().collect(),
        kind: row.kind.word().to_owned(),
        size: row.size,
        damaged: row.damaged,
        text: message.text,
        attachment: listed().map(|file| file.name.clone()).collect(),
        attachment_type: types.into_iter().collect(),
        attachment_text: texts,
    };
    Ok((document, left_out))
}

fn people(people: &[Person]) -> People {
    let shown = people.iter().map(|person| format!("{} {}", person.name, person.address).trim().to_owned());
    let addresses = people.iter().map(|person| person.address.to_lowercase());
    People { shown: shown.collect(), addresses: addresses.filter(|address| !address.is_empty()).collect() }
}
