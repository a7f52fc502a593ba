//! The bodies of an item: `PidTagBody`, `PidTagHtml` and `PidTagRtfCompressed`, [MS-OXCMSG] 2.2.1.58.

use std::borrow::Cow;

use foundmail_defect::{Defect, Effect};

use super::html;
use crate::rtf::{self, Flaw};
use crate::{Item, PropertySet, Value, tags};

/// The versions of an item's text.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
    /// RTF that is the original, not a wrapping of one of the others.
    pub(super) rtf: Option<Vec<u8>>,
}

/// `PidTagNativeBody`: the body was written as RTF.
const NATIVE_RTF: i64 = 2;

impl Bodies {
    /// The bodies that are there, best effort; what could not be read is added to the defects.
    pub(super) fn of(item: &Item, defects: &mut Vec<Defect>) -> Self {
        let props = &item.props;
        let mut bodies = Self {
            text: text(props, tags::BODY, defects).filter(|text| !text.trim().is_empty()),
            html: html::body(props, defects).filter(|html| !html.trim().is_empty()),
            rtf: None,
        };
        if bodies.html.is_none() || props.integer(tags::NATIVE_BODY) == Some(NATIVE_RTF) {
            bodies.add_rtf(props, defects);
        }
        bodies
    }

    fn add_rtf(&mut self, props: &PropertySet, defects: &mut Vec<Defect>) {
        let Some(data) = props.binary(tags::RTF_COMPRESSED).filter(|data| !data.is_empty()) else {
            return;
        };
        let (compressed, error) = data.read_lenient();
        let has_other = self.text.is_some() || self.html.is_some();
        let (rtf, flaw) = match rtf::decompress(&compressed) {
            found if found.flaw == Some(Flaw::NotCompressedRtf) && compressed.starts_with(b"{\\rtf") => {
                (compressed, None)
            }
            found => (found.rtf, found.flaw),
        };
        if let Some(error) = error {
            defects.push(Defect::new("PidTagRtfCompressed", error.to_string(), Effect::BodyIncomplete));
        } else if let Some(flaw) = flaw {
            let nothing = flaw == Flaw::Checksum || flaw == Flaw::NotCompressedRtf && has_other;
            let effect = if nothing { Effect::Nothing } else { Effect::BodyIncomplete };
            defects.push(Defect::new("PidTagRtfCompressed", flaw.to_string(), effect));
        }
        if rtf.is_empty() {
            return;
        }
        match rtf::read(&rtf) {
            rtf::Body::Html(html) => self.html = self.html.take().or(Some(html)),
            rtf::Body::Text(text) => self.text = self.text.take().or(Some(text)),
            rtf::Body::Rich(text) => {
                self.text = self.text.take().or_else(|| Some(text).filter(|text| !text.trim().is_empty()));
                self.rtf = Some(rtf);
            }
        }
    }

    /// Puts lines before the text, in each version that is shown; only where there is no text at all unless `always`.
    pub(super) fn put_before(&mut self, lines: &str, always: bool) {
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

/// A text property, also where it was stored as bytes.
fn text(props: &PropertySet, id: u16, defects: &mut Vec<Defect>) -> Option<String> {
    match props.get(id)? {
        Value::Binary(data) => {
            let (bytes, error) = data.read_lenient();
            if let Some(error) = error {
                defects.push(Defect::new("PidTagBody", error.to_string(), Effect::BodyIncomplete));
            }
            Some(crate::decode_code_page(&bytes, props.code_page()))
        }
        value => props.text_of(value),
    }
}

/// A text as it is shown in HTML.
pub(super) fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}
