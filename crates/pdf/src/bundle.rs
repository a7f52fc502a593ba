//! Writes the pages of the messages that wait.

use std::io::Write;

use crate::PdfError;
use crate::base::Base;
use crate::ea::Mailed;
use crate::ea::attachment_list;
use crate::ea::content_set::{ContentSet, Span};
use crate::ea::tree::{Leaf, Message};
use crate::flow::{Cell, Flow, LABEL};
use crate::front::IndexLine;
use crate::link::{Link, Target};
use crate::message::{Layout, MessagePages, PdfMessage};
use crate::plain;
use crate::queue::{Body, Waiting};
use crate::sheet::MARGIN;
use crate::sink::Id;
use crate::web::{Output, Printed, WebMessage};
use crate::writer::PdfWriter;

/// Pages of several messages, before they are written.
struct Bundle {
    flow: Flow,
    links: Vec<Link>,
    bases: Vec<Base>,
    /// The messages, in an EA-PDF file.
    bound: Vec<Bound>,
}

/// A message of a bundle in an EA-PDF file.
struct Bound {
    mailed: Mailed,
    subject: String,
    spans: Vec<Span>,
}

impl<W: Write> PdfWriter<W> {
    /// Prints, draws and writes the pages of all messages that wait.
    pub(crate) fn write_queue(&mut self) -> Result<(), PdfError> {
        let waiting = std::mem::take(&mut self.queue.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let mut printed = self.print(&waiting)?.into_iter();
        let flow = Flow::without_pages(self.options.paper);
        let mut bundle = Bundle { flow, links: Vec::new(), bases: Vec::new(), bound: Vec::new() };
        for waiting in waiting {
            let printed = if waiting.web().is_some() { printed.next().flatten() } else { None };
            self.bind(waiting, printed, &mut bundle);
        }
        let Bundle { mut flow, mut links, bases, bound } = bundle;
        links.extend(flow.links());
        links.sort_by_key(|link| link.page);
        let before = self.pages.len();
        for page in 0..flow.pages() {
            let number = before.saturating_add(page).saturating_add(1);
            self.decorate(&mut flow, page, &number.to_string(), number);
        }
        let leaves = self.reserve_leaves(&bound)?;
        let pages = self.write_pages(&flow, links, bases, &leaves.concat())?;
        self.write_branches(&bound, &leaves, &pages)?;
        self.pages.extend(pages);
        Ok(())
    }

    /// Adds the pages of a message to a bundle.
    fn bind(&mut self, waiting: Waiting, printed: Option<Printed>, bundle: &mut Bundle) {
        let Waiting { message, header, body, mailed } = waiting;
        let (start, missing) = (bundle.flow.pages(), bundle.flow.missing_glyphs);
        let mut spans = Vec::new();
        let has_header = header.is_some();
        if let Some(header) = header {
            bundle.flow.append(header);
            end_span(&mut spans, ContentSet::Header, start, &bundle.flow);
        }
        let layout = match (body, printed) {
            (Body::Web(web), Some(printed)) => self.add_printed(printed, &message, &web, bundle, &mut spans),
            (Body::Web(_), None) => {
                let pages = Waiting::plain(&message, has_header, &mut self.fonts, self.options.paper);
                bundle.flow.append(pages);
                Layout::Plain
            }
            (Body::Plain(pages), _) => {
                bundle.flow.append(pages);
                Layout::Plain
            }
        };
        for appendix in &message.appendices {
            self.options.archival &= appendix.is_archival;
            appendix.lay_out(&mut self.fonts, self.options.paper, &mut bundle.flow, &mut bundle.bases);
        }
        end_span(&mut spans, ContentSet::Text, start, &bundle.flow);
        let before = self.pages.len();
        let pages = MessagePages {
            first: before.saturating_add(start).saturating_add(1),
            last: before.saturating_add(bundle.flow.pages()),
            layout,
            missing_glyphs: bundle.flow.missing_glyphs.saturating_sub(missing),
        };
        if let Some(mailed) = &mailed
            && let Some(ea) = &mut self.ea
        {
            ea.lines.extend(attachment_list::lines(mailed, &message.subject, pages.first));
        }
        let bound = mailed.map(|mailed| Bound { mailed, subject: message.subject.clone(), spans });
        self.place(message, pages, bound.as_ref());
        bundle.bound.extend(bound);
    }

    /// Reserves the document parts of each message of a bundle.
    fn reserve_leaves(&mut self, bound: &[Bound]) -> Result<Vec<Vec<Leaf>>, PdfError> {
        let Some(ea) = &mut self.ea else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for message in bound {
            let mut leaves = ea.trees.reserve(&message.spans, &mut self.sink)?;
            if let Some(first) = leaves.first_mut() {
                first.files = message.mailed.specifications();
            }
            all.push(leaves);
        }
        Ok(all)
    }

    /// Writes the document parts of each message of a bundle.
    fn write_branches(
        &mut self,
        bound: &[Bound],
        leaves: &[Vec<Leaf>],
        pages: &[Id],
    ) -> Result<(), PdfError> {
        let Some(ea) = &mut self.ea else { return Ok(()) };
        for (message, leaves) in bound.iter().zip(leaves) {
            let attachments = message.mailed.specifications();
            let branch = Message {
                identity: &message.mailed.identity,
                subject: &message.subject,
                attachments: &attachments,
            };
            ea.trees.add(leaves, Some(&branch), pages, &mut self.sink)?;
        }
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
        bundle: &mut Bundle,
        spans: &mut Vec<Span>,
    ) -> Layout {
        self.options.archival &= printed.is_archival;
        let start = bundle.flow.pages();
        for page in printed.pages {
            bundle.flow.new_page();
            let number = bundle.flow.page();
            bundle.links.extend(page.links.into_iter().map(|(area, address)| Link {
                page: number,
                area,
                target: Target::Address(address),
            }));
            let matrix = [page.factor, 0.0, 0.0, page.factor, 0.0, 0.0];
            bundle.bases.push(Base { page: number, form: page.form, matrix });
        }
        end_span(spans, ContentSet::Html, start, &bundle.flow);
        if printed.is_complete {
            return Layout::Web;
        }
        let text = web.body_text(&message.text);
        bundle.flow.append(plain::lay_out_text(&mut self.fonts, self.options.paper, message, &text));
        Layout::WebAndText
    }

    fn place(&mut self, message: PdfMessage, pages: MessagePages, bound: Option<&Bound>) {
        let before = self.pages.len();
        let number = |span: &Span| (span.set, before.saturating_add(span.first).saturating_add(1));
        self.index.push(IndexLine {
            date: message.date,
            from: message.from,
            subject: message.subject,
            page: pages.first,
            sets: bound.map(|bound| bound.spans.iter().map(number).collect()).unwrap_or_default(),
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

/// Ends a content set with the last page of the flow. The set begins after the last one, or at `start`. A set without pages is
/// left out.
fn end_span(spans: &mut Vec<Span>, set: ContentSet, start: usize, flow: &Flow) {
    let first = spans.last().map_or(start, |last: &Span| last.first.saturating_add(last.pages));
    let pages = flow.pages().saturating_sub(first);
    if pages > 0 {
        spans.push(Span { set, first, pages });
    }
}
