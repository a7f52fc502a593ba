//! Messages whose pages are not written yet, and the writing of their pages.

use std::io::Write;

use crate::PdfError;
use crate::appendix::Appendix;
use crate::flow::{Cell, Flow, LABEL};
use crate::fonts::Fonts;
use crate::front::IndexLine;
use crate::link::{Link, Target};
use crate::message::{Layout, MessagePages, PdfMessage};
use crate::pages::Base;
use crate::plain;
use crate::sheet::{MARGIN, Paper};
use crate::web::{Output, Printed, WebMessage};
use crate::writer::PdfWriter;

/// The most pages in the plain layout that wait, which bounds the memory.
const PAGES: usize = 25;
/// The most messages of a print job. The memory of the web view grows with them.
const MESSAGES: usize = 50;
/// The most bytes of a print job, with the JPEG pictures.
const BYTES: usize = 8 << 20;
/// The most bytes of HTML of a print job.
const HTML: usize = 2 << 20;
/// The most pictures of a print job.
const PICTURES: usize = 20;

/// Messages that wait.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: Vec<Waiting>,
}

/// A message that waits.
pub(crate) struct Waiting {
    message: PdfMessage,
    body: Body,
}

enum Body {
    Plain(Flow),
    Web(WebMessage),
}

impl Waiting {
    pub fn of(mut message: PdfMessage, is_printed: bool, fonts: &mut Fonts, paper: Paper) -> Self {
        let web = if is_printed { WebMessage::of(&message) } else { None };
        message.html = None;
        let body = web.map_or_else(|| Body::Plain(plain::lay_out(fonts, paper, &message)), Body::Web);
        Self { message, body }
    }

    /// Returns the number of pages that are not printed.
    fn drawn_pages(&self) -> usize {
        let appended: usize = self.message.appendices.iter().map(Appendix::pages).sum();
        match &self.body {
            Body::Plain(flow) => appended.saturating_add(flow.pages()),
            Body::Web(_) => appended,
        }
    }

    /// Returns the number of characters of a message in the plain layout that no font contains.
    pub fn missing_glyphs(&self) -> usize {
        match &self.body {
            Body::Plain(flow) => flow.missing_glyphs,
            Body::Web(_) => 0,
        }
    }

    fn web(&self) -> Option<&WebMessage> {
        match &self.body {
            Body::Plain(_) => None,
            Body::Web(message) => Some(message),
        }
    }
}

impl Queue {
    /// Returns true if a message still fits. A message that fits nowhere has a queue of its own.
    pub fn has_room_for(&self, next: &Waiting) -> bool {
        if self.waiting.is_empty() {
            return true;
        }
        let all = || self.waiting.iter().chain([next]);
        let sum = |value: fn(&WebMessage) -> usize| all().filter_map(Waiting::web).map(value).sum::<usize>();
        all().map(Waiting::drawn_pages).sum::<usize>() <= PAGES
            && sum(|_| 1) <= MESSAGES
            && sum(WebMessage::size) <= BYTES
            && sum(|message| message.html.len()) <= HTML
            && sum(|message| message.pictures) <= PICTURES
    }

    pub fn push(&mut self, waiting: Waiting) {
        self.waiting.push(waiting);
    }
}

impl<W: Write> PdfWriter<W> {
    /// Prints, draws and writes the pages of all messages that wait.
    pub(crate) fn write_queue(&mut self) -> Result<(), PdfError> {
        let waiting = std::mem::take(&mut self.queue.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let mut printed = self.print(&waiting)?.into_iter();
        let mut flow = Flow::without_pages(self.options.paper);
        let (mut links, mut bases) = (Vec::new(), Vec::new());
        let before = self.pages.len();
        for Waiting { message, body } in waiting {
            let (start, missing) = (flow.pages(), flow.missing_glyphs);
            let layout = match body {
                Body::Plain(pages) => {
                    flow.append(pages);
                    Layout::Plain
                }
                Body::Web(web) => {
                    if let Some(printed) = printed.next().flatten() {
                        self.add_printed(printed, &message, &web, &mut flow, &mut links, &mut bases)
                    } else {
                        flow.append(plain::lay_out(&mut self.fonts, self.options.paper, &message));
                        Layout::Plain
                    }
                }
            };
            for appendix in &message.appendices {
                self.options.archival &= appendix.is_archival();
                appendix.lay_out(&mut self.fonts, self.options.paper, &mut flow, &mut bases);
            }
            self.place(
                message,
                MessagePages {
                    first: before.saturating_add(start).saturating_add(1),
                    last: before.saturating_add(flow.pages()),
                    layout,
                    missing_glyphs: flow.missing_glyphs.saturating_sub(missing),
                },
            );
        }
        links.extend(flow.links());
        links.sort_by_key(|link| link.page);
        for page in 0..flow.pages() {
            let number = before.saturating_add(page).saturating_add(1);
            self.decorate(&mut flow, page, &number.to_string(), number);
        }
        let pages = self.write_pages(&flow, links, bases)?;
        self.pages.extend(pages);
        Ok(())
    }

    fn print(&mut self, waiting: &[Waiting]) -> Result<Vec<Option<Printed>>, PdfError> {
        let messages: Vec<_> = waiting.iter().filter_map(Waiting::web).collect();
        match &mut self.press {
            Some(press) if !messages.is_empty() => {
                press.print(&messages, &mut Output { sink: &mut self.sink, written: &mut self.written })
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Adds the printed pages of a message, and its text if they lack a part of it.
    fn add_printed(
        &mut self,
        printed: Printed,
        message: &PdfMessage,
        web: &WebMessage,
        flow: &mut Flow,
        links: &mut Vec<Link>,
        bases: &mut Vec<Base>,
    ) -> Layout {
        self.options.archival &= printed.is_archival;
        for page in printed.pages {
            flow.new_page();
            let number = flow.page();
            links.extend(page.links.into_iter().map(|(area, address)| Link {
                page: number,
                area,
                target: Target::Address(address),
            }));
            bases.push(Base { page: number, form: page.form, matrix: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] });
        }
        if printed.is_complete {
            return Layout::Web;
        }
        let text = web.body_text(&message.text);
        flow.append(plain::lay_out_text(&mut self.fonts, self.options.paper, message, &text));
        Layout::WebAndText
    }

    fn place(&mut self, message: PdfMessage, pages: MessagePages) {
        self.index.push(IndexLine {
            date: message.date,
            from: message.from,
            subject: message.subject,
            page: pages.first,
        });
        self.conversations.push(message.conversation);
        self.placed.push(pages);
    }

    /// Puts the title, the page number and the Bates number on a page. `number` is 0 on front pages.
    pub(crate) fn decorate(&mut self, flow: &mut Flow, page: usize, label: &str, number: usize) {
        let width = self.options.paper.text_width();
        let bottom = self.options.paper.height() - MARGIN + 16.0;
        let cell = |text, right| Cell { text, x: 0.0, width, right, look: LABEL };
        flow.put(&mut self.fonts, page, &cell(self.options.title.as_str(), false), MARGIN - 26.0);
        flow.put(&mut self.fonts, page, &cell(label, true), bottom);
        if let (Some(bates), Some(index)) = (&self.options.bates, number.checked_sub(1)) {
            let text = bates.number(index);
            flow.put(&mut self.fonts, page, &cell(text.as_str(), false), bottom);
        }
    }
}
