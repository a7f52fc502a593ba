//! Writes the pages of the messages that wait.

use std::io::Write;

use crate::PdfError;
use crate::base::Base;
use crate::flow::{Cell, Flow, LABEL};
use crate::front::IndexLine;
use crate::link::{Link, Target};
use crate::message::{Layout, MessagePages, PdfMessage};
use crate::plain;
use crate::queue::{Body, Waiting};
use crate::sheet::MARGIN;
use crate::web::{Output, Printed, WebMessage};
use crate::writer::PdfWriter;

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
                self.options.archival &= appendix.is_archival;
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
            let matrix = [page.factor, 0.0, 0.0, page.factor, 0.0, 0.0];
            bases.push(Base { page: number, form: page.form, matrix });
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
