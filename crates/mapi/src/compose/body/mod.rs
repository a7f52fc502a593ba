//! The bodies of an item: `PidTagBody`, `PidTagHtml` and `PidTagRtfCompressed`, [MS-OXCMSG] 2.2.1.58.

pub(crate) mod html;

use foundmail_defect::{Defect, Effect};

use crate::rtf::{self, CompressedRtfFlaw};
use crate::{Data, Item, Picture, PropertySet, Value, tags};

/// The alternative forms of an item's text.
#[derive(Debug, Default)]
pub(crate) struct Bodies<'x> {
    pub(crate) text: Option<String>,
    pub(crate) html: Option<String>,
    /// Original RTF. RTF that only encapsulates HTML or plain text is not kept.
    pub(crate) rtf: Option<Vec<u8>>,
    /// True if the HTML was converted from RTF.
    pub(crate) html_from_rtf: bool,
    /// Pictures of the RTF that the converted HTML refers to.
    pub(crate) pictures: Vec<Picture>,
    /// Complete bodies that exceed [`LIMIT`], with their file names.
    pub(crate) files: Vec<(&'static str, &'x Data)>,
}

/// Maximum number of bytes of a body that are shown. A longer body is also attached as a complete file.
pub(crate) const LIMIT: u64 = 64 << 20;

impl<'x> Bodies<'x> {
    /// Reads the bodies up to the first damage, and adds a defect for each incomplete body.
    pub(crate) fn of(item: &'x Item, defects: &mut Vec<Defect>) -> Self {
        let props = &item.props;
        let mut bodies = Self::default();
        bodies.text = bodies.text(props, defects).filter(|text| !text.trim().is_empty());
        bodies.html = bodies.html(props, defects).filter(|html| !html.trim().is_empty());
        bodies.add_rtf(props, defects);
        bodies
    }

    /// Reads `PidTagBody`, which some programs store as bytes.
    fn text(&mut self, props: &'x PropertySet, defects: &mut Vec<Defect>) -> Option<String> {
        match props.get(tags::BODY)? {
            Value::Binary(data) => {
                let bytes = self.bytes(("PidTagBody", "body.txt"), data, defects);
                Some(crate::decode_code_page(&bytes, props.code_page()))
            }
            value => props.text_of(value),
        }
    }

    /// Reads `PidTagHtml`: bytes in `PidTagInternetCodepage`, or a string.
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

    /// Reads up to [`LIMIT`] bytes of a body.
    fn bytes(&mut self, names: (&str, &'static str), data: &'x Data, defects: &mut Vec<Defect>) -> Vec<u8> {
        let (property, file) = names;
        let (bytes, error) = data.read_at_most(LIMIT);
        let whole = data.len() <= LIMIT;
        if !whole {
            self.files.push((file, data));
        }
        if let Some(error) = error {
            // If the body is also attached as a file, only the shown text is incomplete.
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
            // If the item has HTML, the RTF was generated from the HTML, so the loss of the RTF has no effect.
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
            self.html_from_rtf = rich.html.is_some();
            self.html = rich.html;
            self.pictures = rich.pictures;
        }
        self.rtf = Some(rtf);
    }

    /// Inserts lines before the plain text and the HTML. If `always` is false, inserts them only if the item has
    /// no text.
    pub(crate) fn put_before(&mut self, lines: &str, always: bool) {
        if lines.is_empty() || !always && (self.text.is_some() || self.html.is_some()) {
            return;
        }
        if let Some(html) = self.html.as_mut() {
            *html = html::put_before(html, lines);
        }
        // A plain text that contains only these lines would hide the text of the HTML.
        match self.text.as_mut() {
            Some(text) => *text = format!("{lines}\r\n{text}"),
            None if self.html.is_none() => self.text = Some(lines.to_owned()),
            None => {}
        }
    }
}
