//! What a document that was written as RTF holds besides its text: looks, links, pictures, attachments' places.

use super::RtfReader;
use crate::decode_code_page;
use crate::rtf::RtfMode;
use crate::rtf::control_word::Destination;
use crate::rtf::html_builder::TextStyle;
use crate::rtf::picture::PictureBuilder;

/// Pictures that are taken out of a document; the document itself is kept in any case.
const PICTURES: usize = 1_000;
/// Longer ones lead nowhere.
const INSTRUCTION: usize = 4_096;

impl RtfReader {
    /// The end of a group that held something of its own.
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

    /// A control word that is text, or ends a piece of it.
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

    /// A control word that says how text looks; what was read so far looks as before.
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

    /// Bytes that are no text of the body.
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
