//! VCF: contact cards of people and groups, in version 3.0 (RFC 2426) or 4.0 (RFC 6350).

mod card;
mod identifiers;
mod people;
mod version_3;
mod version_4;
mod whole;

use std::io::Write;

use crate::content_lines::{Component, ContentLine};
use crate::digest_writer::DigestWriter;
use crate::embedded::{Attachments, Embedded};
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::{ExportOptions, Order, VcardVersion};
use crate::output::{Output, OutputFile};
use crate::target::TargetKind;
use identifiers::Identifiers;
use people::People;

/// One address book file.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "vcf",
    title: "VCF",
    help: "One address book with the contacts and groups",
    on_screen: Some("Contacts and groups for the address book of a phone or a program."),
    target: TargetKind::File { extension: ".vcf" },
    has_folders: false,
    order: None,
    accepts: |item| item.kind == "contact",
    create: |options, output| Ok(Box::new(VcfExporter::create(options, output)?)),
};

/// One address book file, with the people seen in messages.
pub(crate) const PEOPLE: ExportFormat = ExportFormat {
    name: "vcf-people",
    title: "VCF with people",
    help: "One address book with the contacts, and a card for each other person in messages",
    on_screen: Some("Contacts, and everybody else who wrote or received your mail."),
    // Contacts come first, so that no person gets a second card.
    order: Some(Order::ContactsFirst),
    accepts: |item| matches!(item.kind, "contact" | "mail"),
    ..FORMAT
};

/// Media types of a card.
const MEDIA_TYPES: &[&str] = &["text/vcard", "text/x-vcard"];
/// Maximum size of a picture.
const MAX_PICTURE: u64 = 20 << 20;
/// Maximum size of all groups that are kept in memory. Further groups are written at once.
const MAX_GROUPS: usize = 32 << 20;

struct VcfExporter {
    file: OutputFile,
    version: VcardVersion,
    identifiers: Identifiers,
    people: People,
    /// Groups of version 3.0, which come last: they name their members by the identifiers of other cards.
    groups: Vec<Component>,
    /// Size of the groups in bytes.
    groups_size: usize,
}

impl VcfExporter {
    fn create(options: &ExportOptions, output: &mut Output) -> Result<Self, ExportError> {
        Ok(Self {
            file: output.create_main()?,
            version: options.vcard,
            identifiers: Identifiers::default(),
            people: People::default(),
            groups: Vec::new(),
            groups_size: 0,
        })
    }

    /// Returns the card of a contact, and the parts that are not written, one sentence for each.
    fn card(&mut self, message: &ExportMessage<'_>) -> Result<(Component, Vec<String>), ExportError> {
        let bytes = message.content.alternative(MEDIA_TYPES)?;
        let unreadable = |what: &str| ExportError::Unreadable { what: what.to_owned() };
        let bytes = bytes.ok_or_else(|| unreadable("The message of this item contains no contact card."))?;
        let read = card::read(&bytes);
        let (mut card, left_out) =
            read.ok_or_else(|| unreadable("The contact card of this item cannot be read."))?;
        whole::date(&mut card, message.date);
        self.people.know(&card);
        self.identifiers.identify(&mut card);
        Ok((card, left_out))
    }

    /// Converts a card to the version of the export.
    fn convert(&self, card: &mut Component, subject: &str) {
        match self.version {
            VcardVersion::V3 => version_3::convert(card, &self.identifiers),
            VcardVersion::V4 => version_4::convert(card),
        }
        whole::complete(card, self.version, subject);
    }

    fn write_contact(&mut self, message: &ExportMessage<'_>) -> Result<Written, ExportError> {
        let (mut card, left_out) = self.card(message)?;
        let mut attachments = Attachments::read(message, std::slice::from_ref(&card), MAX_PICTURE)?;
        let picture = picture(&card, &mut attachments, message.id);
        if self.is_postponed(&card, message) {
            whole::name(&mut card, &message.subject);
            self.groups.push(card);
            let entry = ManifestEntry::of(message, &self.file.path);
            return Ok(Written { entry: ManifestEntry { left_out, ..entry }, lost: attachments.lost });
        }
        self.convert(&mut card, &message.subject);
        let (path, offset, version) = (self.file.path.clone(), self.file.size(), self.version);
        let mut out = DigestWriter::new(&mut self.file);
        let written = write_card(&card, picture, version, &mut out);
        let entry = ManifestEntry::written(message, &path, offset, &out);
        written.map_err(|error| self.file.failed(error))?;
        self.file.messages = self.file.messages.saturating_add(1);
        Ok(Written { entry: ManifestEntry { left_out, ..entry }, lost: attachments.lost })
    }

    /// Returns true for a group that is written last. Its position in the file is not in the manifest.
    fn is_postponed(&mut self, card: &Component, message: &ExportMessage<'_>) -> bool {
        let size = usize::try_from(message.size).unwrap_or(usize::MAX);
        let all = self.groups_size.saturating_add(size);
        let is_postponed = self.version == VcardVersion::V3 && card::is_group(card) && all <= MAX_GROUPS;
        if is_postponed {
            self.groups_size = all;
        }
        is_postponed
    }

    /// Notes the people of a message. Their cards come last, when the best names are known.
    fn note_people(&mut self, message: &ExportMessage<'_>) -> ManifestEntry {
        let recipients = message.to.iter().chain(&message.cc).chain(&message.bcc);
        let is_whole = self.people.add(message.from.iter().chain(recipients));
        let entry = ManifestEntry::of(message, &self.file.path);
        let left_out = if is_whole {
            Vec::new()
        } else {
            vec![format!("The export has cards of {} people, and contains no more.", people::MAX_PEOPLE)]
        };
        // The message itself is not part of the export.
        ManifestEntry { attachments: Vec::new(), left_out, ..entry }
    }
}

impl Exporter for VcfExporter {
    fn write(&mut self, message: &ExportMessage<'_>, _: &mut Output) -> Result<Written, ExportError> {
        if message.kind == "mail" {
            return Ok(self.note_people(message).into());
        }
        self.write_contact(message)
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        let mut this = *self;
        let people = std::mem::take(&mut this.people).cards();
        let mut facts = FormatFacts::default();
        facts.members.insert("cards_of_people".to_owned(), people.len().into());
        let groups = std::mem::take(&mut this.groups);
        let count = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        this.file.messages = this.file.messages.saturating_add(count);
        for mut card in people.into_iter().chain(groups) {
            this.identifiers.identify(&mut card);
            this.convert(&mut card, "");
            card.write(&mut this.file).map_err(|error| this.file.failed(error))?;
        }
        output.complete(this.file)?;
        Ok(facts)
    }
}

/// Returns the picture of a contact that is too large for its card in the archive. All other files are lost.
fn picture<'m>(card: &Component, attachments: &mut Attachments<'m>, id: u32) -> Option<Embedded<'m>> {
    let mut picture = None;
    for file in std::mem::take(&mut attachments.embedded) {
        let is_picture = file.attachment.name.to_ascii_lowercase().starts_with("contactpicture.");
        if is_picture && picture.is_none() && card.line("PHOTO").is_none() {
            picture = Some(file);
        } else {
            let why = "A contact card contains no files other than the picture.".to_owned();
            attachments.lose(id, file.attachment, why);
        }
    }
    picture
}

fn write_card(
    card: &Component,
    mut picture: Option<Embedded<'_>>,
    version: VcardVersion,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    card.write_with(out, &mut |out| {
        let Some(picture) = &mut picture else { return Ok(()) };
        let kind = match picture.head.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => "PNG",
            [b'G', b'I', b'F', ..] => "GIF",
            [b'B', b'M', ..] => "BMP",
            _ => "JPEG",
        };
        let head = match version {
            VcardVersion::V3 => ContentLine::new("PHOTO", "").with("ENCODING", "b").with("TYPE", kind).head(),
            VcardVersion::V4 => format!("PHOTO:data:image/{};base64,", kind.to_ascii_lowercase()),
        };
        picture.write_line(&head, out)
    })
}

#[cfg(test)]
mod tests;
