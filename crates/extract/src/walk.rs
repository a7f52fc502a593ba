//! The way through a file and all that lies in it.

use foundmail_mapi::rtf;

use crate::budget::Budget;
use crate::text::Text;
use crate::zip::Zip;
use crate::{Extracted, Failure, Input, Kind, Limits, Lost, Piece, Reason};
use crate::{charset, html, lines, message, odf, ole, ooxml, pdf, xml, zip};

/// The text of a file and of all that lies in it. A file that holds none, such as a picture, has no pieces.
///
/// Of a file that is damaged all that could be read is given, and [`Extracted::lost`] says that there was more. An error
/// is left for those of which nothing could be read. Bounded in time and memory by `limits`; a fault of ours in here
/// ends in a panic, which is why strangers' files are better read by a [`crate::Pool`].
pub fn text_of(input: &Input<'_>, limits: &Limits) -> Result<Extracted, Failure> {
    if input.bytes.len() > limits.input {
        let head = input.bytes.get(..input.bytes.len().min(4096)).unwrap_or_default();
        let head = Input { bytes: head, ..*input };
        let kind = Kind::of(&head);
        return match kind {
            Kind::NoText => Ok(Extracted::default()),
            kind => Err(Failure { kind, reason: Reason::TooLarge }),
        };
    }
    let mut walk = Walk { budget: Budget::new(limits), out: Extracted::default(), depth: limits.depth };
    let kind = walk.file(input, "");
    let mut out = walk.out;
    out.kind = kind;
    out.truncated |= walk.budget.truncated;
    match out.lost.first() {
        Some(lost) if out.pieces.is_empty() && lost.path.is_empty() => Err(lost.failure),
        _ => Ok(out),
    }
}

/// Parts of a path that is given.
const LONGEST_PATH: usize = 400;
/// Losses that are named of one file: the first ones tell enough.
const MOST_LOST: usize = 100;

pub(crate) struct Walk {
    pub(crate) budget: Budget,
    out: Extracted,
    /// How many files in one another may still come.
    depth: usize,
}

impl Walk {
    /// Reads a file. What goes wrong with it is named under its path.
    fn file(&mut self, input: &Input<'_>, path: &str) -> Kind {
        let kind = Kind::of(input);
        let (kind, read) = self.of_kind(kind, input, path);
        if let Err(reason) = read {
            self.lost(path, kind, reason);
        }
        kind
    }

    /// Reads a file that lies in another. An error only where nothing more is to be read at all.
    pub(crate) fn inside(&mut self, path: &str, input: &Input<'_>) -> Result<(), Reason> {
        self.budget.entry()?;
        if self.budget.is_full() {
            self.budget.truncated = true;
            return Ok(());
        }
        let mut path = if path.is_empty() { input.name.to_owned() } else { format!("{path}/{}", input.name) };
        path.truncate(path.floor_char_boundary(LONGEST_PATH));
        if self.depth == 0 {
            let kind = Kind::of(input);
            if kind != Kind::NoText {
                self.lost(&path, kind, Reason::TooDeep);
            }
            return Ok(());
        }
        self.depth = self.depth.saturating_sub(1);
        self.file(input, &path);
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    fn of_kind(&mut self, kind: Kind, input: &Input<'_>, path: &str) -> (Kind, Result<(), Reason>) {
        let bytes = input.bytes;
        let read = match kind {
            Kind::NoText => Ok(()),
            Kind::Pdf => self.piece(path, |text, budget| pdf::read(bytes, text, budget)),
            Kind::Docx | Kind::Xlsx | Kind::Xlsb | Kind::Pptx => self.office(kind, bytes, path),
            Kind::OpenDocument => self.open_document(bytes, path),
            Kind::Compound | Kind::Doc | Kind::Xls | Kind::Ppt | Kind::Msg => {
                return self.compound(kind, bytes, path);
            }
            Kind::Tnef => message::winmail(bytes, path, self),
            Kind::Mail => message::mail(bytes, path, self),
            Kind::Rtf => self.rtf(bytes, path),
            Kind::Html => self.piece(path, |text, budget| html::read(bytes, text, budget)),
            Kind::Xml => self.piece(path, |text, budget| of_xml(bytes, text, budget)),
            Kind::Calendar | Kind::Card => self.piece(path, |text, budget| lines::read(bytes, text, budget)),
            Kind::Text => self.piece(path, |text, budget| {
                text.push(&charset::decode(bytes), budget);
                Ok(())
            }),
            Kind::Zip => self.zip(bytes, path),
            Kind::Gzip => self.gzip(input, path),
        };
        (kind, read)
    }

    /// Reads one text. What was read before something went wrong is kept.
    pub(crate) fn piece(
        &mut self,
        path: &str,
        read: impl FnOnce(&mut Text, &mut Budget) -> Result<(), Reason>,
    ) -> Result<(), Reason> {
        let mut text = Text::default();
        let done = read(&mut text, &mut self.budget);
        if !text.is_blank() {
            self.out.pieces.push(Piece { path: path.to_owned(), text: text.into_string() });
        }
        done
    }

    pub(crate) fn lost(&mut self, path: &str, kind: Kind, reason: Reason) {
        if self.out.lost.len() < MOST_LOST {
            self.out.lost.push(Lost { path: path.to_owned(), failure: Failure { kind, reason } });
        }
    }

    fn office(&mut self, kind: Kind, bytes: &[u8], path: &str) -> Result<(), Reason> {
        let zip = Zip::open(bytes);
        let read = self.piece(path, |text, budget| ooxml::read(kind, &zip, text, budget));
        // What is no package of its own is an object of which only its own program knows the inside.
        let embedded =
            |name: &str| name.contains("/embeddings/") && !name.to_ascii_lowercase().ends_with(".bin");
        self.entries(&zip, path, embedded)?;
        read?;
        if zip.whole { Ok(()) } else { Err(Reason::Damaged) }
    }

    fn open_document(&mut self, bytes: &[u8], path: &str) -> Result<(), Reason> {
        let zip = Zip::open(bytes);
        self.piece(path, |text, budget| odf::read(&zip, text, budget))?;
        if zip.whole { Ok(()) } else { Err(Reason::Damaged) }
    }

    fn zip(&mut self, bytes: &[u8], path: &str) -> Result<(), Reason> {
        let zip = Zip::open(bytes);
        self.entries(&zip, path, |_| true)?;
        if zip.whole { Ok(()) } else { Err(Reason::Damaged) }
    }

    /// Reads the entries of a ZIP file that are wanted.
    fn entries(&mut self, zip: &Zip<'_>, path: &str, wanted: impl Fn(&str) -> bool) -> Result<(), Reason> {
        for entry in &zip.entries {
            // What a Mac puts beside each file.
            let is_shadow = entry.name.starts_with("__MACOSX/") || entry.name.contains("/._");
            if entry.name.ends_with('/') || is_shadow || !wanted(&entry.name) {
                continue;
            }
            match zip.read(entry, &mut self.budget) {
                Ok(content) => {
                    self.inside(path, &Input { name: &entry.name, media_type: "", bytes: &content })?;
                }
                Err(reason) => {
                    let path =
                        if path.is_empty() { entry.name.clone() } else { format!("{path}/{}", entry.name) };
                    self.lost(&path, Kind::NoText, reason);
                    if reason == Reason::TimedOut {
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

    fn gzip(&mut self, input: &Input<'_>, path: &str) -> Result<(), Reason> {
        let decoder = flate2::bufread::MultiGzDecoder::new(input.bytes);
        let content = zip::unpack(decoder, input.bytes.len(), &mut self.budget)?;
        let name = input.name.strip_suffix(".gz").unwrap_or(input.name);
        self.inside(path, &Input { name, media_type: "", bytes: &content })
    }

    /// RTF tells itself whether it is text, or HTML in disguise.
    fn rtf(&mut self, bytes: &[u8], path: &str) -> Result<(), Reason> {
        self.budget.check_time()?;
        let body = rtf::read(bytes);
        self.piece(path, |text, budget| {
            match body {
                rtf::Body::Text(body) => text.push(&body, budget),
                rtf::Body::Rich(rich) => text.push(&rich.text, budget),
                rtf::Body::Html(body) => return html::read(body.as_bytes(), text, budget),
            }
            Ok(())
        })
    }

    /// A compound file is what its streams say.
    fn compound(&mut self, kind: Kind, bytes: &[u8], path: &str) -> (Kind, Result<(), Reason>) {
        let (kind, streams) = match ole::open(kind, bytes) {
            Ok(opened) => opened,
            Err(reason) => return (kind, Err(reason)),
        };
        let read = match kind {
            Kind::Msg => message::msg(bytes, path, self),
            Kind::NoText => Ok(()),
            _ => self.piece(path, |text, budget| ole::read(kind, &streams, text, budget)),
        };
        (kind, read)
    }
}

/// Documents of Word in one XML file have the elements of those in ZIP files.
fn of_xml(bytes: &[u8], text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
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
