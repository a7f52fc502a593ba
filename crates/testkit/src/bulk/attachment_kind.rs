//! The kinds of attachments, and minimal files of each kind with searchable text.

use crate::files::{Picture, bmp, csv, docx, jpeg, pdf, png, pptx, xlsx, zip};
use crate::{AttachedFile, Rng};

/// A kind of attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A PDF file with text.
    Pdf,
    /// A Word document.
    Docx,
    /// An Excel workbook.
    Xlsx,
    /// A comma-separated table.
    Csv,
    /// Plain text.
    Txt,
    /// A PNG picture.
    Png,
    /// A ZIP archive with a text file.
    Zip,
    /// A `PowerPoint` presentation.
    Pptx,
    /// A photograph.
    Jpeg,
    /// An uncompressed picture, as scanners write it.
    Bmp,
    /// A message as a file.
    Eml,
}

impl AttachmentKind {
    /// The kinds in the default options.
    pub const USUAL: [Self; 7] =
        [Self::Pdf, Self::Docx, Self::Xlsx, Self::Csv, Self::Txt, Self::Png, Self::Zip];

    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Txt => "txt",
            Self::Png => "png",
            Self::Zip => "zip",
            Self::Pptx => "pptx",
            Self::Jpeg => "jpg",
            Self::Bmp => "bmp",
            Self::Eml => "eml",
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv",
            Self::Txt => "text/plain",
            Self::Png => "image/png",
            Self::Zip => "application/zip",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Jpeg => "image/jpeg",
            Self::Bmp => "image/bmp",
            Self::Eml => "message/rfc822",
        }
    }

    /// Returns a file that contains `text` and up to `padding` bytes of noise.
    pub(super) fn file_with_text(
        self,
        name: &str,
        text: &str,
        padding: usize,
        rng: &mut Rng,
    ) -> AttachedFile {
        let size = rng.below(padding + 1);
        let noise = rng.bytes(size);
        let bytes = match self {
            Self::Pdf => pdf(name, text, &noise),
            Self::Docx => docx(&text.split('\n').collect::<Vec<_>>()),
            Self::Xlsx => xlsx(&rows(text)),
            Self::Csv => csv(&rows(text)),
            Self::Txt => text.as_bytes().to_vec(),
            Self::Png => {
                png(*rng.pick(&[Picture::Roof, Picture::Ceiling, Picture::Logo]), 120, 90, rng.next_u64())
            }
            Self::Zip => zip(&[("readme.txt", text.as_bytes()), ("scan.bin", noise.as_slice())]),
            Self::Pptx => pptx(&text.split('\n').collect::<Vec<_>>(), &[]),
            Self::Jpeg => jpeg(size, rng),
            Self::Bmp => bmp(size, rng),
            Self::Eml => format!("Subject: {name}\r\n\r\n{}\r\n", text.replace('\n', "\r\n")).into_bytes(),
        };
        AttachedFile::new(format!("{name}.{}", self.extension()), self.media_type(), bytes)
    }
}

/// Splits a text into rows of four words.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let words: Vec<_> = text.split_whitespace().collect();
    words.chunks(4).map(<[_]>::to_vec).collect()
}
