//! The bodies of an item: `PidTagBody`, `PidTagHtml` and `PidTagRtfCompressed`, [MS-OXCMSG] 2.2.1.58.

pub(crate) mod html;

use foundmail_defect::{Defect, Effect};

use crate::rtf::{self, CompressedRtfFlaw};
use crate::{Data, Item, Picture, PropertySet, Value, tags};

/// The versions of an item's text.
#[derive(Debug, Default)]
pub(crate) struct Bodies<'x> {
    pub(crate) text: Option<String>,
    pub(crate) html: Option<String>,
    /// RTF that is the original, not a wrapping of one of the others.
    pub(crate) rtf: Option<Vec<u8>>,
    /// The HTML was made of RTF.
    pub(crate) html_of_rtf: bool,
    /// Pictures of the RTF that the HTML made of it shows.
    pub(crate) pictures: Vec<Picture>,
    /// Bodies that are too long to be shown, whole, and the names of their files.
    pub(crate) files: Vec<(&'static str, &'x Data)>,
}

/// Bytes of a body that are shown. What is longer is kept whole as an attachment.
pub(crate) const LIMIT: u64 = 64 << 20;

impl<'x> Bodies<'x> {
    /// The bodies that are there, best effort; what could not be read is added to the defects.
    pub(crate) fn of(item: &'x Item, defects: &mut Vec<Defect>) -> Self {
        let props = &item.props;
        let mut bodies = Self::default();
        bodies.text = bodies.text(props, defects).filter(|text| !text.trim().is_empty());
        bodies.html = bodies.html(props, defects).filter(|html| !html.trim().is_empty());
        bodies.add_rtf(props, defects);
        bodies
    }

    /// `PidTagBody`, also where it was stored as bytes.
    fn text(&mut self, props: &'x PropertySet, defects: &mut Vec<Defect>) -> Option<String> {
        match props.get(tags::BODY)? {
            Value::Binary(data) => {
                let bytes = self.bytes(("PidTagBody", "body.txt"), data, defects);
                Some(crate::decode_code_page(&bytes, props.code_page()))
            }
            value => props.text_of(value),
        }
    }

    /// `PidTagHtml`: bytes in `PidTagInternetCodepage`, or a text.
    fn html(&mut self, props: &'x PropertySet, defects: &mut Vec<Defect>) -> Option<String> {
        match props.get(tags::HTML)? {
            Value::Binary(data) => {
                let bytes = self.bytes(("PidTagHtml", "body.html"), data, defects);
                Some(html::decode(&bytes, props))
            }
            Value::Text8(bytes) => Some(html::decode(bytes, props)),
            value => props.text_of(value),
        }
    }

    /// The bytes of a body, as many as are shown.
    fn bytes(&mut self, names: (&str, &'static str), data: &'x Data, defects: &mut Vec<Defect>) -> Vec<u8> {
        let (property, file) = names;
        let (bytes, error) = data.read_at_most(LIMIT);
        let whole = data.len() <= LIMIT;
        if !whole {
            self.files.push((file, data));
        }
        if let Some(error) = error {
            // The end is missing in what is shown, not in the file.
            let effect = if whole { Effect::BodyIncomplete } else { Effect::Nothing };
            defects.push(Defect::new(property, error.to_string(), effect));
        }
        bytes
    }

    fn add_rtf(&mut self, props: &'x PropertySet, defects: &mut Vec<Defect>) {
        let Some(data) = props.binary(tags::RTF_COMPRESSED).filter(|data| !data.is_empty()) else {
            return;
        };
        let compressed = self.bytes(("PidTagRtfCompressed", "body.rtf.compressed"), data, defects);
        let has_other = self.text.is_some() || self.html.is_some();
        let (rtf, flaw) = match rtf::decompress(&compressed) {
            found
                if found.flaw == Some(CompressedRtfFlaw::NotCompressedRtf)
                    && compressed.starts_with(b"{\\rtf") =>
            {
                (compressed, None)
            }
            found => (found.rtf, found.flaw),
        };
        if let Some(flaw) = flaw {
            // Of RTF beside HTML nothing is missed: the one is made of the other.
            let nothing = flaw == CompressedRtfFlaw::Checksum
                || self.html.is_some()
                || flaw == CompressedRtfFlaw::NotCompressedRtf && has_other;
            let effect = if nothing { Effect::Nothing } else { Effect::BodyIncomplete };
            defects.push(Defect::new("PidTagRtfCompressed", flaw.to_string(), effect));
        }
        if rtf.is_empty() {
            return;
        }
        match rtf::read(&rtf) {
            rtf::RtfBody::Html(html) => self.html = self.html.take().or(Some(html)),
            rtf::RtfBody::Text(text) => self.text = self.text.take().or(Some(text)),
            rtf::RtfBody::Rich(rich) => self.add_rich(rich, rtf),
        }
    }

    fn add_rich(&mut self, rich: rtf::RichText, rtf: Vec<u8>) {
        let text = Some(rich.text).filter(|text| !text.trim().is_empty());
        self.text = self.text.take().or(text);
        if self.html.is_none() {
            self.html_of_rtf = rich.html.is_some();
            self.html = rich.html;
            self.pictures = rich.pictures;
        }
        self.rtf = Some(rtf);
    }

    /// Puts lines before the text, in each version that is shown; only where there is no text at all unless `always`.
    pub(crate) fn put_before(&mut self, lines: &str, always: bool) {
        if lines.is_empty() || !always && (self.text.is_some() || self.html.is_some()) {
            return;
        }
        if let Some(html) = self.html.as_mut() {
            *html = html::put_before(html, lines);
        }
        // Text with the lines alone would pass for the whole where HTML has more.
        match self.text.as_mut() {
            Some(text) => *text = format!("{lines}\r\n{text}"),
            None if self.html.is_none() => self.text = Some(lines.to_owned()),
            None => {}
        }
    }
}
