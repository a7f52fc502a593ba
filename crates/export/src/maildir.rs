//! Maildir++: a folder of files for mail servers such as Dovecot.

use std::io::Write as _;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::ExportOptions;
use crate::output::{Output, folder_name};
use crate::target::TargetKind;

/// A Maildir++ folder.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "maildir",
    title: "Maildir",
    help: "A Maildir++ folder for a mail server",
    on_screen: None,
    target: TargetKind::Folder,
    has_folders: true,
    order: None,
    accepts: |_| true,
    create: |_, output| {
        create_folder(output, "")?;
        Ok(Box::new(MaildirExporter { number: 0, last: None }))
    },
};

struct MaildirExporter {
    /// Number of messages so far. It makes the file names unique.
    number: u32,
    /// The folder of the last message.
    last: Option<String>,
}

impl Exporter for MaildirExporter {
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let write = message.plain_bytes()?;
        let folder = subfolder(&message.folder);
        if self.last.as_ref() != Some(&folder) {
            create_folder(output, &folder)?;
            self.last = Some(folder.clone());
        }
        self.number = self.number.saturating_add(1);
        // Maildir names begin with a time and are unique. `S` means seen: old mail does not arrive as new mail.
        let name = format!("{}.{}.foundmail:2,S", message.date.unwrap_or(0).max(0), self.number);
        let name = if cfg!(windows) { name.replace(':', ";") } else { name };
        let mut file = output.create_exact(&format!("{folder}cur/{name}"))?;
        file.messages = 1;
        let mut out = DigestWriter::new(&mut file);
        let written = write(&mut out).and_then(|()| out.flush());
        let entry = ManifestEntry::written(message, "", 0, &out);
        written.map_err(|error| file.failed(error))?;
        let entry = ManifestEntry { file: file.path.clone(), ..entry };
        output.complete(file)?;
        Ok(entry.into())
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        _: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        Ok(FormatFacts::default())
    }
}

/// Returns the directory of a folder: `.Inbox.Claims/` for `Inbox/Claims`, because Maildir++ has one level of directories.
fn subfolder(folder: &[String]) -> String {
    if folder.is_empty() {
        return String::new();
    }
    // A dot would begin another level.
    let levels: Vec<String> =
        folder.iter().map(|level| utf7(&folder_name(level).replace('.', "_"))).collect();
    format!(".{}/", levels.join("."))
}

fn create_folder(output: &Output, folder: &str) -> Result<(), ExportError> {
    ["cur", "new", "tmp"].iter().try_for_each(|dir| output.create_folder(&format!("{folder}{dir}")))
}

/// Returns a folder name in the modified UTF-7 of IMAP (RFC 3501, section 5.1.3), which Maildir++ uses.
fn utf7(name: &str) -> String {
    let (mut text, mut pending) = (String::new(), Vec::new());
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            flush(&mut pending, &mut text);
            text.push(c);
            if c == '&' {
                text.push('-');
            }
        } else {
            pending.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut pending, &mut text);
    text
}

fn flush(pending: &mut Vec<u8>, text: &mut String) {
    use base64::Engine as _;
    if !pending.is_empty() {
        let encoded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&*pending);
        text.push('&');
        text.push_str(&encoded.replace('/', ","));
        text.push('-');
        pending.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::subfolder;

    #[test]
    fn folders_are_named_as_imap_names_them() {
        for (folder, expected) in [
            (&[][..], ""),
            (&["Inbox"][..], ".Inbox/"),
            (&["Inbox", "Claims 2.0"][..], ".Inbox.Claims 2_0/"),
            (&["Entwürfe"][..], ".Entw&APw-rfe/"),
            (&["R&D"][..], ".R&-D/"),
            (&["台北"][..], ".&U,BTFw-/"),
        ] {
            let folder: Vec<String> = folder.iter().map(|level| (*level).to_owned()).collect();
            assert_eq!(subfolder(&folder), expected);
        }
    }
}
