//! The choices that only the format PDF has.

use foundmail_pdf::{Bates, Paper};

/// The choices for a PDF. The default embeds attachments and messages in A4 pages without Bates numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfChoices {
    /// The place of the attachments.
    pub attachments: AttachmentPlace,
    /// The numbers of pages, as courts use them.
    pub bates: Option<Bates>,
    /// The size of the pages.
    pub paper: Paper,
    /// True to embed each message as an EML file.
    pub sources: bool,
    /// True to begin with a cover and an index.
    pub front: bool,
    /// True to write the structure of EA-PDF (PDF/mail-1), the profile of PDF/A for archives of mail. Attachments and messages
    /// are then embedded, whatever the other choices say.
    pub ea_pdf: bool,
}

impl PdfChoices {
    /// Returns the choices with the changes that EA-PDF demands.
    pub(crate) fn effective(&self) -> Self {
        if !self.ea_pdf {
            return self.clone();
        }
        Self { attachments: AttachmentPlace::Embed, sources: true, ..self.clone() }
    }
}

/// The place of the attachments of messages in a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AttachmentPlace {
    /// Inside the file.
    #[default]
    Embed,
    /// Inside the file. Pictures and PDF files are also shown as pages.
    Append,
    /// Files in a folder beside the PDF.
    Beside,
}

impl Default for PdfChoices {
    fn default() -> Self {
        Self {
            attachments: AttachmentPlace::default(),
            bates: None,
            paper: Paper::default(),
            sources: true,
            front: true,
            ea_pdf: false,
        }
    }
}
