//! Attachments alone: each one is a file, in folders by year and sender, or by conversation.

mod folders;
mod name;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{AttachmentException, ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::{AttachmentFolders, ExportOptions, Order, TimeZone};
use crate::output::{ExportedFile, Output, folder_path};
use crate::target::TargetKind;
use folders::FolderNames;
use name::{blocked, file_name};

/// Attachments as files. Only messages with attachments are part of the export: a message without any would be counted as
/// written although nothing of it is in the folder.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "attachments",
    title: "Attachments",
    help: "The attachments alone, in folders by year and sender or by conversation",
    on_screen: Some("Only the attachments, in folders by year and sender."),
    target: TargetKind::Folder,
    has_folders: false,
    // The first message of a conversation gives its folder a date.
    order: Some(Order::Date),
    accepts: |item| item.attachments > 0,
    create: |options, _| {
        Ok(Box::new(AttachmentExporter {
            time_zone: options.time_zone,
            by: options.attachment_folders,
            folders: FolderNames::new(options.attachment_folders),
            written: HashMap::new(),
            repeated: 0,
            blocked: 0,
        }))
    },
};

struct AttachmentExporter {
    time_zone: TimeZone,
    by: AttachmentFolders,
    folders: FolderNames,
    /// The files so far, by a hash of folder and digest: indices in the list of files.
    written: HashMap<u64, usize>,
    /// Number of attachments whose bytes were in a file of the same folder already.
    repeated: u32,
    /// Number of programs, which have an added extension.
    blocked: u32,
}

impl AttachmentExporter {
    /// Writes the content of an attachment to a file without a name. If this fails, the file is deleted.
    fn write_content(
        message: &ExportMessage<'_>,
        index: usize,
        output: &Output,
    ) -> Result<ExportedFile, ExportError> {
        // The file has no name yet that a user knows.
        let in_target = |error| match error {
            ExportError::File { source, .. } => ExportError::file(output.target(), source),
            ExportError::DiskFull { .. } => ExportError::DiskFull { path: output.target().to_owned() },
            other => other,
        };
        let mut file = output.create_unnamed().map_err(in_target)?;
        match message.content.attachment(index, &mut file) {
            Ok(()) => file.complete().map_err(in_target),
            Err(error) => {
                drop(file);
                output.discard_unnamed()?;
                Err(in_target(error))
            }
        }
    }

    /// Gives a file its name, or deletes it if its folder contains the same bytes already. Returns the path, and true if an
    /// earlier file is used.
    fn place(
        &mut self,
        file: ExportedFile,
        folder: &str,
        name: &str,
        output: &mut Output,
    ) -> Result<(String, bool), ExportError> {
        let key = hash(folder, &file.sha256);
        let earlier = self.written.get(&key).and_then(|&index| output.files.get(index));
        let is_same = |other: &&ExportedFile| {
            other.sha256 == file.sha256
                && other.path.rsplit_once('/').map(|(dir, _)| dir) == folder.strip_suffix('/')
        };
        if let Some(path) = earlier.filter(is_same).map(|earlier| earlier.path.clone()) {
            output.discard_unnamed()?;
            self.repeated = self.repeated.saturating_add(1);
            return Ok((path, true));
        }
        let blocked = blocked(name);
        self.blocked = self.blocked.saturating_add(u32::from(blocked.is_some()));
        self.written.insert(key, output.files.len());
        let path = output.name_file(file, folder, blocked.as_deref().unwrap_or(name))?;
        Ok((path, false))
    }
}

impl Exporter for AttachmentExporter {
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let date = message.date.and_then(|date| self.time_zone.at(date));
        let folder = folder_path(&self.folders.of(message, date));
        let mut entry = ManifestEntry::of(message, "");
        let mut lost = Vec::new();
        for (index, attachment) in message.attachments.iter().enumerate() {
            let file = match Self::write_content(message, index, output) {
                Ok(file) => file,
                Err(ExportError::Unreadable { what }) => {
                    let name = attachment.name.clone();
                    entry.left_out.push(format!("The attachment {name} could not be read: {what}"));
                    lost.push(AttachmentException { id: message.id, name, why: what });
                    continue;
                }
                Err(error) => return Err(error),
            };
            let (size, sha256) = (file.size, file.sha256.clone());
            let (path, repeated) = self.place(file, &folder, &file_name(attachment, date), output)?;
            if let Some(listed) = entry.attachments.get_mut(index) {
                (listed.size, listed.sha256, listed.file) = (size, Some(sha256), Some(path));
                listed.repeated = repeated;
            }
        }
        if !lost.is_empty() && lost.len() == message.attachments.len() {
            return Err(ExportError::Unreadable { what: entry.left_out.join(" ") });
        }
        Ok(Written { entry, lost })
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        _: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        let by = match self.by {
            AttachmentFolders::Sender => "sender",
            AttachmentFolders::Conversation => "conversation",
        };
        let mut facts = FormatFacts::default();
        for (name, value) in
            [("by", by.into()), ("repeated", self.repeated.into()), ("blocked", self.blocked.into())]
        {
            facts.members.insert(name.to_owned(), value);
        }
        Ok(facts)
    }
}

fn hash(folder: &str, digest: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (folder, digest).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
