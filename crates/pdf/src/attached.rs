//! Writes the pages of attachments: pictures and PDF files.

use std::io::Write;

use krilla::geom::Size;
use krilla::image::Image;
use krilla::page::PageSettings;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use crate::PdfError;
use crate::appendix::{Appendix, Shown};
use crate::copy::{Copier, Written};
use crate::sink::{Sink, reference};
use crate::web::Jpeg;
use crate::writer::PdfWriter;

/// The most pages of a PDF file that are shown.
const MAX_PAGES: usize = 2_000;

/// Points for a pixel of a picture.
const PIXEL: f32 = 0.75;

/// The most pixels of a picture that has to be decoded.
const MAX_PIXELS: f32 = 50_000_000.0;

impl<W: Write> PdfWriter<W> {
    /// Writes the pages of an attachment: a picture or a PDF file. [`PdfMessage::appendices`](crate::PdfMessage::appendices)
    /// shows them. The inner error is the reason why the attachment cannot be shown, as the end of a sentence.
    pub fn append(&mut self, name: &str, bytes: Vec<u8>) -> Result<Result<Appendix, String>, PdfError> {
        let mut appendix = Appendix { name: name.to_owned(), pages: Vec::new(), is_archival: true };
        if bytes.get(..1024).unwrap_or(&bytes).windows(5).any(|start| start == b"%PDF-") {
            appendix.is_archival = false;
            let shown = pages_of(&bytes, &mut self.sink, &mut self.written)?;
            return Ok(shown.map(|pages| Appendix { pages, ..appendix }));
        }
        if bytes.starts_with(&[0xFF, 0xD8]) {
            let Some(jpeg) = Jpeg::read(bytes) else {
                return Ok(Err("the picture is damaged or of an unusual kind.".to_owned()));
            };
            let (width, height) = jpeg.shown_size();
            #[expect(clippy::cast_precision_loss, reason = "a JPEG has at most 65,535 pixels on a side")]
            let size = (width as f32 * PIXEL, height as f32 * PIXEL);
            let form = jpeg.write(&mut self.sink, &mut self.written)?;
            appendix.pages.push(Shown { form, size, units: (1.0, 1.0) });
            return Ok(Ok(appendix));
        }
        let Some(drawn) = draw_picture(&bytes) else {
            return Ok(Err("the picture is damaged or of an unusual kind.".to_owned()));
        };
        let shown = pages_of(&drawn, &mut self.sink, &mut self.written)?;
        Ok(shown.map(|pages| Appendix { pages, ..appendix }))
    }
}

/// Draws a picture that is no JPEG into a PDF file.
fn draw_picture(bytes: &[u8]) -> Option<Vec<u8>> {
    let data = bytes.to_vec().into();
    let image = if bytes.starts_with(b"\x89PNG") {
        Image::from_png(data, false)
    } else {
        Image::from_gif(data, false)
    };
    let image = image.ok()?;
    let (width, height) = image.size();
    #[expect(clippy::cast_precision_loss, reason = "a size in points need not be exact")]
    let (width, height) = (width as f32, height as f32);
    if width * height > MAX_PIXELS {
        return None;
    }
    let size = Size::from_wh(width * PIXEL, height * PIXEL)?;
    let mut document = krilla::Document::new();
    let mut page = document.start_page_with(PageSettings::from_wh(size.width(), size.height())?);
    let mut surface = page.surface();
    surface.draw_image(image, size);
    surface.finish();
    page.finish();
    document.finish().ok()
}

/// Writes the pages of a PDF file as forms.
fn pages_of<W: Write>(
    bytes: &[u8],
    sink: &mut Sink<W>,
    written: &mut Written,
) -> Result<Result<Vec<Shown>, String>, PdfError> {
    let Ok(document) = Document::load_mem(bytes) else { return Ok(Err("the file is damaged.".to_owned())) };
    if document.is_encrypted() || document.was_encrypted() {
        return Ok(Err("the file is encrypted.".to_owned()));
    }
    let pages: Vec<_> = document.page_iter().take(MAX_PAGES.saturating_add(1)).collect();
    if pages.is_empty() {
        return Ok(Err("the file is damaged.".to_owned()));
    }
    if pages.len() > MAX_PAGES {
        return Ok(Err("the file has too many pages.".to_owned()));
    }
    let mut copier = Copier::of_other_file(&document);
    let mut shown = Vec::new();
    for page in pages {
        match page_of(&document, page, &mut copier, sink, written) {
            Ok(page) => shown.push(page),
            Err(PdfError::Write(error)) => return Err(PdfError::Write(error)),
            Err(_) => return Ok(Err("the file is damaged.".to_owned())),
        }
    }
    Ok(Ok(shown))
}

fn page_of<W: Write>(
    document: &Document,
    page: ObjectId,
    copier: &mut Copier<'_>,
    sink: &mut Sink<W>,
    written: &mut Written,
) -> Result<Shown, PdfError> {
    let content_page = copier.page(page, sink, written)?;
    let area = copier.inherited(page, b"CropBox")?.unwrap_or(&content_page.media_box);
    let [left, bottom, right, top] = rectangle(document, area).unwrap_or([0.0, 0.0, 595.0, 842.0]);
    let (width, height) = (right - left, top - bottom);
    let turn = copier.inherited(page, b"Rotate")?.and_then(|turn| turn.as_i64().ok()).unwrap_or(0);
    let (matrix, size) = match turn.rem_euclid(360) {
        90 => ([0.0, -1.0, 1.0, 0.0, -bottom, right], (height, width)),
        180 => ([-1.0, 0.0, 0.0, -1.0, right, top], (width, height)),
        270 => ([0.0, 1.0, -1.0, 0.0, top, -left], (height, width)),
        _ => ([1.0, 0.0, 0.0, 1.0, -left, -bottom], (width, height)),
    };
    let mut form = Dictionary::new();
    form.set("Type", Object::Name(b"XObject".to_vec()));
    form.set("Subtype", Object::Name(b"Form".to_vec()));
    form.set("BBox", [left, bottom, right, top].map(Object::Real).to_vec());
    form.set("Matrix", matrix.map(Object::Real).to_vec());
    form.set("Resources", reference(content_page.resources));
    if let Some(group) = content_page.group {
        form.set("Group", group);
    }
    let mut stream = Stream::new(form, content_page.content);
    stream.compress()?;
    Ok(Shown { form: sink.add(&stream.into())?, size, units: size })
}

/// Returns a rectangle as left, bottom, right, top. `None` if it is empty or no rectangle.
fn rectangle(document: &Document, object: &Object) -> Option<[f32; 4]> {
    let (_, object) = document.dereference(object).ok()?;
    let numbers: Vec<f32> = object
        .as_array()
        .ok()?
        .iter()
        .filter_map(|number| document.dereference(number).ok()?.1.as_float().ok())
        .collect();
    let [a, b, c, d] = <[f32; 4]>::try_from(numbers).ok()?;
    let area = [a.min(c), b.min(d), a.max(c), b.max(d)];
    let is_usable =
        area.iter().all(|side| side.abs() < 20_000.0) && (c - a).abs() > 1.0 && (d - b).abs() > 1.0;
    is_usable.then_some(area)
}
