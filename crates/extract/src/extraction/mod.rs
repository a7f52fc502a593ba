//! Extracts the text of a file and of all files in it.

mod message;

pub(crate) use message::emlx;

use foundmail_mapi::rtf;

use crate::budget::ExtractionBudget;
use crate::extracted::{Extracted, ExtractedText, Failure, FailureReason, Loss};
use crate::file_kind::FileKind;
use crate::input::Input;
use crate::limits::ExtractionLimits;
use crate::text_writer::TextWriter;
use crate::zip::Zip;
use crate::{charset, content_lines, html, odf, ole, ooxml, pdf, xml, zip};

/// Extracts the text of a file and of all files in it. Returns an empty result for a file without text, such as a
/// picture.
///
/// For a damaged file, the result contains the readable text, and [`Extracted::losses`] lists the losses. Returns
/// an error only if no text could be read. `limits` limits time and memory. A bug in a reader can cause a panic.
/// For files from unknown senders, use a [`crate::ChildPool`], which reads them in a child process.
pub fn text_of(input: &Input<'_>, limits: &ExtractionLimits) -> Result<Extracted, Failure> {
    if input.bytes.len() > limits.input {
        let head = input.bytes.get(..input.bytes.len().min(4096)).unwrap_or_default();
        let head = Input { bytes: head, ..*input };
        let kind = FileKind::of(&head);
        return match kind {
            FileKind::NoText => Ok(Extracted::default()),
            kind => Err(Failure { kind, reason: FailureReason::TooLarge }),
        };
    }
    let mut extraction =
        Extraction { budget: ExtractionBudget::new(limits), out: Extracted::default(), depth: limits.depth };
    let kind = extraction.read_file(input, "");
    let mut out = extraction.out;
    out.kind = kind;
    out.truncated |= extraction.budget.truncated;
    match out.losses.first() {
        Some(loss) if out.texts.is_empty() && loss.path.is_empty() => Err(loss.failure),
        _ => Ok(out),
    }
}

/// Maximum length of a path, in bytes.
const MAX_PATH_LENGTH: usize = 400;
/// Maximum number of losses that are listed for one file.
const MAX_LOSSES: usize = 100;

/// A running extraction, with its remaining limits and the result until now.
pub(crate) struct Extraction {
    pub(crate) budget: ExtractionBudget,
    out: Extracted,
    /// The number of further levels of files in files that may be read.
    depth: usize,
}

impl Extraction {
    /// Reads a file. Records a failure as a loss.
    fn read_file(&mut self, input: &Input<'_>, path: &str) -> FileKind {
        let kind = FileKind::of(input);
        let (kind, read) = self.read_kind(kind, input, path);
        if let Err(reason) = read {
            self.record_loss(path, kind, reason);
        }
        kind
    }

    /// Reads a file that is contained in the file at `path`. Fails only if the whole extraction must stop.
    pub(crate) fn read_contained(&mut self, path: &str, input: &Input<'_>) -> Result<(), FailureReason> {
        self.budget.entry()?;
        if self.budget.is_full() {
            self.budget.truncated = true;
            return Ok(());
        }
        let mut path = if path.is_empty() { input.name.to_owned() } else { format!("{path}/{}", input.name) };
        path.truncate(path.floor_char_boundary(MAX_PATH_LENGTH));
        if self.depth == 0 {
            let kind = FileKind::of(input);
            if kind != FileKind::NoText {
                self.record_loss(&path, kind, FailureReason::TooDeep);
            }
            return Ok(());
        }
        self.depth = self.depth.saturating_sub(1);
        self.read_file(input, &path);
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    fn read_kind(
        &mut self,
        kind: FileKind,
        input: &Input<'_>,
        path: &str,
    ) -> (FileKind, Result<(), FailureReason>) {
        let bytes = input.bytes;
        let read = match kind {
            FileKind::NoText => Ok(()),
            FileKind::Pdf => self.collect_text(path, |text, budget| pdf::read(bytes, text, budget)),
            FileKind::Docx | FileKind::Xlsx | FileKind::Xlsb | FileKind::Pptx => {
                self.office(kind, bytes, path)
            }
            FileKind::OpenDocument => self.open_document(bytes, path),
            FileKind::Compound | FileKind::Doc | FileKind::Xls | FileKind::Ppt | FileKind::Msg => {
                return self.compound(kind, bytes, path);
            }
            FileKind::Tnef => message::winmail(bytes, path, self),
            FileKind::Mail => message::mail(bytes, path, self),
            FileKind::Rtf => self.rtf(bytes, path),
            FileKind::Html => self.collect_text(path, |text, budget| html::read(bytes, text, budget)),
            FileKind::Xml => self.collect_text(path, |text, budget| read_xml(bytes, text, budget)),
            FileKind::Calendar | FileKind::Card => {
                self.collect_text(path, |text, budget| content_lines::read(bytes, text, budget))
            }
            FileKind::Text => self.collect_text(path, |text, budget| {
                text.push(&charset::decode(bytes), budget);
                Ok(())
            }),
            FileKind::Zip => self.zip(bytes, path),
            FileKind::Gzip => self.gzip(input, path),
        };
        (kind, read)
    }

    /// Runs a reader and adds its text to the result. Keeps the text that was read before a failure.
    pub(crate) fn collect_text(
        &mut self,
        path: &str,
        read: impl FnOnce(&mut TextWriter, &mut ExtractionBudget) -> Result<(), FailureReason>,
    ) -> Result<(), FailureReason> {
        let mut text = TextWriter::default();
        let done = read(&mut text, &mut self.budget);
        if !text.is_blank() {
            self.out.texts.push(ExtractedText { path: path.to_owned(), text: text.into_string() });
        }
        done
    }

    /// Records that the text of a file is missing or incomplete.
    pub(crate) fn record_loss(&mut self, path: &str, kind: FileKind, reason: FailureReason) {
        if self.out.losses.len() < MAX_LOSSES {
            self.out.losses.push(Loss { path: path.to_owned(), failure: Failure { kind, reason } });
        }
    }

    fn office(&mut self, kind: FileKind, bytes: &[u8], path: &str) -> Result<(), FailureReason> {
        let zip = Zip::open(bytes);
        let read = self.collect_text(path, |text, budget| ooxml::read(kind, &zip, text, budget));
        // Embedded `.bin` files are skipped, because they are in formats of other programs.
        let embedded =
            |name: &str| name.contains("/embeddings/") && !name.to_ascii_lowercase().ends_with(".bin");
        self.entries(&zip, path, embedded)?;
        read?;
        if zip.is_complete { Ok(()) } else { Err(FailureReason::Damaged) }
    }

    fn open_document(&mut self, bytes: &[u8], path: &str) -> Result<(), FailureReason> {
        let zip = Zip::open(bytes);
        self.collect_text(path, |text, budget| odf::read(&zip, text, budget))?;
        if zip.is_complete { Ok(()) } else { Err(FailureReason::Damaged) }
    }

    fn zip(&mut self, bytes: &[u8], path: &str) -> Result<(), FailureReason> {
        let zip = Zip::open(bytes);
        self.entries(&zip, path, |_| true)?;
        if zip.is_complete { Ok(()) } else { Err(FailureReason::Damaged) }
    }

    /// Reads the entries of a ZIP file for which `wanted` returns true.
    fn entries(
        &mut self,
        zip: &Zip<'_>,
        path: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<(), FailureReason> {
        for entry in &zip.entries {
            // macOS adds these files to archives. They contain attributes of other files, not text.
            let is_shadow = entry.name.starts_with("__MACOSX/") || entry.name.contains("/._");
            if entry.name.ends_with('/') || is_shadow || !wanted(&entry.name) {
                continue;
            }
            match zip.read(entry, &mut self.budget) {
                Ok(content) => {
                    self.read_contained(path, &Input { name: &entry.name, media_type: "", bytes: &content })?;
                }
                Err(reason) => {
                    let path =
                        if path.is_empty() { entry.name.clone() } else { format!("{path}/{}", entry.name) };
                    self.record_loss(&path, FileKind::NoText, reason);
                    if reason == FailureReason::TimedOut {
                        return Err(reason);
                    }
                }
            }
            if self.budget.is_full() {
                self.budget.truncated = true;
                break;
            }
        }
        Ok(())
    }

    fn gzip(&mut self, input: &Input<'_>, path: &str) -> Result<(), FailureReason> {
        let decoder = flate2::bufread::MultiGzDecoder::new(input.bytes);
        let content = zip::unpack(decoder, input.bytes.len(), &mut self.budget)?;
        let name = input.name.strip_suffix(".gz").unwrap_or(input.name);
        self.read_contained(path, &Input { name, media_type: "", bytes: &content })
    }

    /// Reads RTF, which contains formatted text or HTML that was converted to RTF.
    fn rtf(&mut self, bytes: &[u8], path: &str) -> Result<(), FailureReason> {
        self.budget.check_time()?;
        let body = rtf::read(bytes);
        self.collect_text(path, |text, budget| {
            match body {
                rtf::RtfBody::Text(body) => text.push(&body, budget),
                rtf::RtfBody::Rich(rich) => text.push(&rich.text, budget),
                rtf::RtfBody::Html(body) => return html::read(body.as_bytes(), text, budget),
            }
            Ok(())
        })
    }

    /// Reads a compound file. Returns its final kind, which the names of its streams decide.
    fn compound(
        &mut self,
        kind: FileKind,
        bytes: &[u8],
        path: &str,
    ) -> (FileKind, Result<(), FailureReason>) {
        let (kind, streams) = match ole::open(kind, bytes) {
            Ok(opened) => opened,
            Err(reason) => return (kind, Err(reason)),
        };
        let read = match kind {
            FileKind::Msg => message::msg(bytes, path, self),
            FileKind::NoText => Ok(()),
            _ => self.collect_text(path, |text, budget| ole::read(kind, &streams, text, budget)),
        };
        (kind, read)
    }
}

/// Reads an XML file. It may contain a whole Word or OpenDocument document, with the same elements as in the usual
/// ZIP file.
fn read_xml(bytes: &[u8], text: &mut TextWriter, budget: &mut ExtractionBudget) -> Result<(), FailureReason> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let says = |what: &[u8]| crate::bytes::find(head, what).is_some();
    if says(b"progid=\"Word.Document\"") || says(b"<w:wordDocument") || says(b"wordprocessingml") {
        ooxml::paragraphs(bytes, text, budget)
    } else if says(b"opendocument") {
        odf::paragraphs(bytes, text, budget)
    } else {
        xml::all_text(bytes, text, budget)
    }
}
