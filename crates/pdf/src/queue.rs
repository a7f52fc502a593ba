//! Messages whose pages are not written yet.

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
    pub body: Body,
}

/// The pages of a message.
pub(crate) enum Body {
    /// Laid out.
    Plain(Flow),
    /// To be printed.
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
        let appended: usize = self.message.appendices.iter().map(|appendix| appendix.pages.len()).sum();
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
