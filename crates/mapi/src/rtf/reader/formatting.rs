//! Content of rich text other than text: formatting, links, pictures and positions of attachments.

use super::RtfReader;
use crate::decode_code_page;
use crate::rtf::RtfMode;
use crate::rtf::control_word::Destination;
use crate::rtf::html_builder::TextStyle;
use crate::rtf::picture::PictureBuilder;

/// Maximum number of pictures that are extracted. The original RTF contains all pictures.
const PICTURES: usize = 1_000;
/// Maximum number of bytes of a field's instruction.
const INSTRUCTION: usize = 4_096;

impl RtfReader {
    /// Ends a group that has its own destination.
    pub(super) fn end(&mut self, destination: Destination) {
        match destination {
            Destination::Picture => self.end_picture(),
            Destination::Field => {
                self.flush();
                let instruction = std::mem::take(&mut self.instruction);
                self.group.style.link = self.page.link(&instruction).or(self.group.style.link);
            }
            _ => {}
        }
    }

    pub(super) fn end_picture(&mut self) {
        if let Some(picture) = self.picture.take().and_then(PictureBuilder::finish)
            && self.pictures.len() < PICTURES
        {
            self.flush();
            self.page.picture(self.pictures.len());
            self.pictures.push(picture);
        }
    }

    /// Reads a control word that represents text or ends a paragraph, cell or row.
    pub(super) fn text_of(&mut self, word: &[u8], text: &str) {
        if self.mode != RtfMode::Rich || !self.visible() {
            return self.text(text);
        }
        self.flush();
        match word {
            b"cell" => self.page.cell(),
            b"row" => self.page.row(),
            b"par" | b"sect" | b"page" | b"nestrow" => self.page.paragraph(self.group.in_table),
            _ => self.page.text(text, self.group.style),
        }
        self.out.push_str(text);
    }

    /// Reads a control word for formatting, which does not affect the text before it.
    pub(super) fn looks(&mut self, word: &[u8], number: Option<i32>) {
        let on = number != Some(0);
        let before = self.group.style;
        let mut style = before;
        match word {
            b"b" => style.marks[0] = on,
            b"i" => style.marks[1] = on,
            b"ul" | b"uld" | b"uldb" | b"ulw" | b"ulth" => style.marks[2] = on,
            b"ulnone" => style.marks[2] = false,
            b"strike" | b"striked" => style.marks[3] = on,
            b"cf" => style.color = number.and_then(|index| usize::try_from(index).ok()).unwrap_or(0),
            b"fs" => style.size = number.unwrap_or(0),
            b"plain" => style = TextStyle { link: before.link, ..TextStyle::default() },
            b"pard" => self.group.in_table = false,
            b"intbl" => self.group.in_table = true,
            b"objattph" if self.visible() => {
                self.flush();
                self.page.object();
            }
            _ => return,
        }
        if style != before {
            self.flush();
            self.group.style = style;
        }
    }

    /// Reads bytes that do not belong to the text of the body.
    pub(super) fn unseen(&mut self, bytes: &[u8]) {
        match (self.group.destination, &mut self.picture) {
            (Destination::Picture, Some(picture)) => picture.digits(bytes),
            (Destination::Colors, _) => self.page.end_colors(bytes),
            (Destination::Field, _) if self.instruction.len() < INSTRUCTION => {
                self.instruction.push_str(&decode_code_page(bytes, self.fonts.document));
            }
            _ => {}
        }
    }
}
