//! The lists of sources, messages and attachments in the metadata of an EA-PDF file. They grow with the number of messages, so
//! they are kept in temporary files.

use std::fmt::Write as _;
use std::io::{self, Seek as _, SeekFrom, Write};

use chrono::SecondsFormat;
use tempfile::SpooledTempFile;

use super::facts::{Identity, MailFacts};
use crate::escape::escaped;
use crate::files::FileRecord;

/// The number of bytes of a list that are kept in memory.
const MAX_IN_MEMORY: usize = 1 << 20;
/// The most people of a field that are listed.
const MAX_PEOPLE: usize = 1_000;
/// The longest value, in characters.
const MAX_VALUE: usize = 2_000;

/// The three lists.
pub(crate) struct Lists {
    assets: SpooledTempFile,
    email: SpooledTempFile,
    attachments: SpooledTempFile,
    /// The numbers of entries: sources, messages and attachments.
    pub counts: [usize; 3],
}

impl Lists {
    pub fn new() -> Self {
        let [assets, email, attachments] = [(); 3].map(|()| SpooledTempFile::new(MAX_IN_MEMORY));
        Self { assets, email, attachments, counts: [0; 3] }
    }

    /// Adds a message with its files.
    pub fn add(&mut self, facts: &MailFacts, identity: &Identity, files: &[FileRecord]) -> io::Result<()> {
        let attachments = files.iter().filter(|file| !file.is_source);
        let size = files.iter().find(|file| file.is_source).map_or(0, |source| source.size);
        let mut text = String::new();
        message(&mut text, facts, identity, size, attachments.clone().count());
        self.email.write_all(text.as_bytes())?;
        for file in files.iter().filter(|file| file.is_source) {
            self.assets.write_all(asset(file).as_bytes())?;
        }
        for file in attachments {
            self.attachments.write_all(attachment(file, identity).as_bytes())?;
        }
        let sources = files.iter().filter(|file| file.is_source).count();
        for (count, added) in self.counts.iter_mut().zip([sources, 1, files.len().saturating_sub(sources)]) {
            *count = count.saturating_add(added);
        }
        Ok(())
    }

    /// Writes the three properties.
    pub fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let lists = [
            ("assets", &mut self.assets),
            ("email", &mut self.email),
            ("attachments", &mut self.attachments),
        ];
        for (name, list) in lists {
            list.seek(SeekFrom::Start(0))?;
            write!(out, "<pdfmailmeta:{name}><rdf:Seq>")?;
            io::copy(list, out)?;
            write!(out, "</rdf:Seq></pdfmailmeta:{name}>")?;
        }
        Ok(())
    }
}

/// Returns the metadata of an embedded file: the message that it belongs to.
pub(crate) fn file_packet(file: &FileRecord, identity: &Identity) -> String {
    let property = if file.is_source { "containsMessages" } else { "containedInMessages" };
    let mut packet = format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:pdfmailmeta=\"{}\"><pdfmailmeta:{property}><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></pdfmailmeta:{property}>\
         </rdf:Description>",
        super::schema::META,
        escaped(&identity.uri()),
    );
    super::schema::write_for_file(&mut packet);
    packet.push_str("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
    packet
}

fn message(out: &mut String, facts: &MailFacts, identity: &Identity, size: u64, attachments: usize) {
    let _ = write!(out, "<rdf:li><pdfmailmeta:Email rdf:about=\"{}\">", escaped(&identity.uri()));
    let fields = [("From", &facts.from), ("To", &facts.to), ("Cc", &facts.cc), ("Bcc", &facts.bcc)];
    for (name, people) in fields {
        if people.is_empty() {
            continue;
        }
        let _ = write!(out, "<pdfmailmeta:{name}><rdf:Seq>");
        for (person, address) in people.iter().take(MAX_PEOPLE) {
            out.push_str("<rdf:li><foaf:Agent>");
            element(out, "foaf:name", person);
            if !address.is_empty() {
                element(out, "foaf:mbox", &format!("mailto:{address}"));
            }
            out.push_str("</foaf:Agent></rdf:li>");
        }
        let _ = write!(out, "</rdf:Seq></pdfmailmeta:{name}>");
    }
    if let Some(sent) = facts.sent {
        element(out, "pdfmailmeta:Sent", &sent.to_rfc3339_opts(SecondsFormat::Secs, true));
    }
    element(out, "pdfmailmeta:Subject", &facts.subject);
    ids(out, identity);
    element(out, "pdfmailmeta:SizeInBytes", &size.to_string());
    element(out, "pdfmailmeta:NumberAttachments", &attachments.to_string());
    out.push_str("</pdfmailmeta:Email></rdf:li>");
}

fn asset(file: &FileRecord) -> String {
    let mut out = format!("<rdf:li><pdfmailmeta:Asset rdf:about=\"urn:hash:md5:{}\">", file.md5);
    element(&mut out, "pdfmailmeta:Filename", &file.unique_name);
    element(&mut out, "pdfmailmeta:SizeInBytes", &file.size.to_string());
    element(&mut out, "pdfmailmeta:Format", &file.mime);
    element(&mut out, "pdfmailmeta:NumberMessages", "1");
    element(&mut out, "pdfmailmeta:CheckSum", &file.md5);
    out.push_str("</pdfmailmeta:Asset></rdf:li>");
    out
}

fn attachment(file: &FileRecord, identity: &Identity) -> String {
    let mut out = format!("<rdf:li><pdfmailmeta:Attachment rdf:about=\"urn:hash:md5:{}\">", file.md5);
    element(&mut out, "pdfmailmeta:Filename", &file.name);
    element(&mut out, "pdfmailmeta:SizeInBytes", &file.size.to_string());
    let _ = write!(out, "<pdfmailmeta:Email rdf:resource=\"{}\"/>", escaped(&identity.uri()));
    ids(&mut out, identity);
    element(&mut out, "pdfmailmeta:Content-Type", &file.mime);
    element(&mut out, "pdfmailmeta:CheckSum", &file.md5);
    out.push_str("</pdfmailmeta:Attachment></rdf:li>");
    out
}

fn ids(out: &mut String, identity: &Identity) {
    element(out, "pdfmailmeta:Message-ID", identity.message_id.as_deref().unwrap_or_default());
    element(out, "pdfmailmeta:GUID", &identity.guid);
}

/// Writes an element, unless its value is empty.
fn element(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let value: String = value.chars().take(MAX_VALUE).collect();
        let _ = write!(out, "<{name}>{}</{name}>", escaped(&value));
    }
}
