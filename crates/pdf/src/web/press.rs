//! Prints messages, and writes their pages into the file.

use std::io::Write;

use lopdf::{Dictionary, Object, ObjectId, Stream};
use tempfile::TempDir;

use super::code::Code;
use super::compose::PAGE_WIDTH;
use super::job::Job;
use super::message::WebMessage;
use super::proof::is_complete;
use super::rules::{all_keep_rules, keeps_rules};
use super::scan::ScannedPage;
use crate::PdfError;
use crate::copy::{Copier, Written};
use crate::link::Area;
use crate::printer::{PagePrinter, PageSize};
use crate::sheet::Paper;
use crate::sink::{Id, Sink, reference};

/// The most messages in a row that a printer fails to print. Then it is not asked again.
const FAILURES: usize = 5;

/// The largest pages for a body that is wider than the paper, as a factor.
const MAX_SCALE: f32 = 4.0;

/// The steps between the sizes of larger pages.
const STEP: f32 = 0.125;

/// A printer with its folder for files.
pub(crate) struct Press {
    printer: Box<dyn PagePrinter>,
    page: PageSize,
    folder: TempDir,
    failures: usize,
}

/// The pages of a message.
pub(crate) struct Printed {
    pub pages: Vec<PrintedPage>,
    /// True if the pages contain all words of the message.
    pub is_complete: bool,
    /// True if the pages keep the rules of PDF/A-3u.
    pub is_archival: bool,
}

/// A page that was written as a form.
pub(crate) struct PrintedPage {
    pub form: Id,
    /// The factor with which the form is drawn on the paper.
    pub factor: f32,
    pub links: Vec<(Area, String)>,
}

/// The part of a file that is written.
pub(crate) struct Output<'o, W: Write> {
    pub sink: &'o mut Sink<W>,
    pub written: &'o mut Written,
}

/// A message of a job.
struct Order<'m> {
    message: &'m WebMessage,
    /// The index of its result.
    index: usize,
}

/// A message that is printed again.
struct Again {
    message: WebMessage,
    index: usize,
    /// The size of the pages, in [`STEP`] of the paper's size.
    steps: u32,
}

impl Press {
    pub fn new(printer: Box<dyn PagePrinter>, paper: Paper) -> Result<Self, PdfError> {
        Ok(Self { printer, page: paper.into(), folder: private_temp_dir()?, failures: 0 })
    }

    /// Prints messages. The result has `None` for each one that cannot be printed.
    pub fn print<W: Write>(
        &mut self,
        messages: &[&WebMessage],
        out: &mut Output<'_, W>,
    ) -> Result<Vec<Option<Printed>>, PdfError> {
        let mut results: Vec<_> = messages.iter().map(|_| None).collect();
        let orders: Vec<_> =
            messages.iter().enumerate().map(|(index, message)| Order { message, index }).collect();
        let mut again = self.orders(&orders, 1.0, out, &mut results)?;
        // Wide messages are printed on larger pages, and messages whose placeholders were not found are printed with their
        // pictures. A page of a job has one size.
        again.sort_by_key(|again| again.steps);
        for group in again.chunk_by(|one, next| one.steps == next.steps) {
            let Some(first) = group.first() else { continue };
            let scale = f32::from(u16::try_from(first.steps).unwrap_or(u16::MAX)) * STEP;
            let orders: Vec<_> =
                group.iter().map(|again| Order { message: &again.message, index: again.index }).collect();
            self.orders(&orders, scale, out, &mut results)?;
        }
        Ok(results)
    }

    /// Prints one job, or each half of it if that fails. Returns the messages to print again.
    fn orders<W: Write>(
        &mut self,
        orders: &[Order<'_>],
        scale: f32,
        out: &mut Output<'_, W>,
        results: &mut [Option<Printed>],
    ) -> Result<Vec<Again>, PdfError> {
        if orders.is_empty() || self.failures >= FAILURES {
            return Ok(Vec::new());
        }
        let messages: Vec<_> = orders.iter().map(|order| order.message).collect();
        let file = self.folder.path().join("job.pdf");
        match Job::print(&mut *self.printer, self.page, &file, &messages, scale) {
            Ok(job) => {
                self.failures = 0;
                accept(&job, orders, scale, self.page.height, out, results)
            }
            Err(_) if orders.len() > 1 => {
                let (first, second) = orders.split_at(orders.len() / 2);
                let mut again = self.orders(first, scale, out, results)?;
                again.extend(self.orders(second, scale, out, results)?);
                Ok(again)
            }
            Err(_) => {
                self.failures = self.failures.saturating_add(1);
                Ok(Vec::new())
            }
        }
    }
}

/// Writes the pages of the messages of a job. Returns the messages to print again. `height` is that of the paper.
fn accept<W: Write>(
    job: &Job,
    orders: &[Order<'_>],
    scale: f32,
    height: f32,
    out: &mut Output<'_, W>,
    results: &mut [Option<Printed>],
) -> Result<Vec<Again>, PdfError> {
    let mut again = Vec::new();
    let mut copier = Copier::new(&job.document);
    let keeps_all_rules = all_keep_rules(&job.document);
    for (number, order) in orders.iter().enumerate() {
        let width = job.widths.get(number).copied().unwrap_or_default();
        let are_found = put_pictures_back(job, order.message, &mut copier, out)?;
        if scale <= 1.0 && width > PAGE_WIDTH + 1.0 || !are_found {
            let steps = if scale <= 1.0 { steps_for(width) } else { steps_for(scale * PAGE_WIDTH) };
            let message = if are_found { order.message.clone() } else { order.message.with_pictures() };
            again.push(Again { message, index: order.index, steps });
            continue;
        }
        let pages = job.pages_of(number).iter();
        let printed = Printed {
            pages: pages
                .map(|(id, scanned)| write(job, *id, scanned, (scale, height), &mut copier, out))
                .collect::<Result<_, _>>()?,
            is_complete: is_complete(&order.message.wanted(), &job.text_of(number)),
            is_archival: keeps_all_rules && job.pages_of(number).iter().all(|(_, page)| keeps_rules(page)),
        };
        if let Some(result) = results.get_mut(order.index) {
            *result = Some(printed);
        }
    }
    Ok(again)
}

/// Returns the size of pages that are wide enough for a body, in [`STEP`] of the paper's size.
fn steps_for(width: f32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 4")]
    let steps = ((width / PAGE_WIDTH).clamp(1.0, MAX_SCALE) / STEP).ceil() as u32;
    steps
}

/// Puts the JPEG pictures of a message into their placeholders. Returns false if one is missing, for example because the web
/// view drew it with an effect.
fn put_pictures_back<W: Write>(
    job: &Job,
    message: &WebMessage,
    copier: &mut Copier<'_>,
    out: &mut Output<'_, W>,
) -> Result<bool, PdfError> {
    for placeholder in &message.placeholders {
        let streams =
            job.document.objects.iter().filter_map(|(id, object)| Some((*id, object.as_stream().ok()?)));
        let found: Vec<_> = streams.filter(|(_, image)| placeholder.is(image)).map(|(id, _)| id).collect();
        if found.is_empty() {
            return Ok(false);
        }
        let jpeg = placeholder.jpeg.write(out.sink, out.written)?;
        for id in found {
            copier.replace(id, jpeg);
        }
    }
    Ok(true)
}

/// Writes a page as a form.
fn write<W: Write>(
    job: &Job,
    id: ObjectId,
    scanned: &ScannedPage,
    (scale, height): (f32, f32),
    copier: &mut Copier<'_>,
    out: &mut Output<'_, W>,
) -> Result<PrintedPage, PdfError> {
    let printed = copier.page(id, out.sink, out.written)?;
    let mut form = Dictionary::new();
    form.set("Type", Object::Name(b"XObject".to_vec()));
    form.set("Subtype", Object::Name(b"Form".to_vec()));
    form.set("BBox", printed.media_box);
    form.set("Resources", reference(printed.resources));
    if let Some(group) = printed.group {
        form.set("Group", group);
    }
    let mut stream = Stream::new(form, scanned.content.clone());
    stream.compress()?;
    let links = scanned.marks.iter().filter_map(|mark| match mark.code {
        Code::Link(link) => {
            let address = job.links.get(usize::try_from(link).ok()?)?;
            Some((area(mark.area, scale, height), address.clone()))
        }
        _ => None,
    });
    Ok(PrintedPage { links: links.collect(), form: out.sink.add(&stream.into())?, factor: scale.recip() })
}

/// Returns the area of a mark on the paper.
fn area(mark: [f32; 4], scale: f32, height: f32) -> Area {
    let [left, bottom, right, top] = mark.map(|side| side / scale);
    Area { left, top: height - top, right, bottom: height - bottom }
}

/// Returns a new temporary folder that other accounts cannot read.
fn private_temp_dir() -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir()
}
