//! Messages whose pages are not written yet.

use crate::ea::Mailed;
use crate::flow::Flow;
use crate::fonts::Fonts;
use crate::message::PdfMessage;
use crate::plain;
use crate::sheet::Paper;
use crate::web::WebMessage;

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
    pub waiting: Vec<Waiting>,
}

/// A message that waits.
pub(crate) struct Waiting {
    pub message: PdfMessage,
    /// The header fields, if they are on pages of their own.
    pub header: Option<Flow>,
    pub body: Body,
    /// The identifiers and attachments, in an EA-PDF file.
    pub mailed: Option<Mailed>,
}

/// The pages of a message.
pub(crate) enum Body {
    /// Laid out.
    Plain(Flow),
    /// To be printed.
    Web(WebMessage),
}

impl Waiting {
    /// Lays out a message, unless it is to be printed. `mailed` is given in an EA-PDF file, in which header fields and bodies are
    /// on pages of their own.
    pub fn of(
        mut message: PdfMessage,
        is_printed: bool,
        mailed: Option<Mailed>,
        fonts: &mut Fonts,
        paper: Paper,
    ) -> Self {
        let web = if is_printed { WebMessage::of(&message) } else { None };
        message.html = None;
        let header = mailed.is_some().then(|| plain::lay_out_header(fonts, paper, &message));
        let body = match web {
            Some(web) if header.is_some() => Body::Web(web.without_header()),
            Some(web) => Body::Web(web),
            None => Body::Plain(Self::plain(&message, header.is_some(), fonts, paper)),
        };
        Self { message, header, body, mailed }
    }

    /// Lays out a message that is not printed.
    pub fn plain(message: &PdfMessage, has_header: bool, fonts: &mut Fonts, paper: Paper) -> Flow {
        if has_header {
            plain::lay_out_body(fonts, paper, message)
        } else {
            plain::lay_out(fonts, paper, message)
        }
    }

    /// Returns the number of pages that are not printed.
    fn drawn_pages(&self) -> usize {
        let appended: usize = self.message.appendices.iter().map(|appendix| appendix.pages.len()).sum();
        let header = self.header.as_ref().map_or(0, Flow::pages);
        let body = match &self.body {
            Body::Plain(flow) => flow.pages(),
            Body::Web(_) => 0,
        };
        appended.saturating_add(header).saturating_add(body)
    }

    /// Returns the number of characters of a message in the plain layout that no font contains.
    pub fn missing_glyphs(&self) -> usize {
        let header = self.header.as_ref().map_or(0, |flow| flow.missing_glyphs);
        match &self.body {
            Body::Plain(flow) => flow.missing_glyphs.saturating_add(header),
            Body::Web(_) => header,
        }
    }

    pub fn web(&self) -> Option<&WebMessage> {
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
