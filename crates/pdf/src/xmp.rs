//! The metadata of the document: the Info dictionary and the XMP packet. Both must contain the same values (ISO
//! 19005-3, 6.6.2).

use chrono::{DateTime, SecondsFormat, Utc};
use lopdf::{Dictionary, Object};

use crate::escape::escaped;
use crate::sink::text_string;

/// The name of this program in the metadata.
const PRODUCER: &str = concat!("Foundmail ", env!("CARGO_PKG_VERSION"));

/// The metadata of a document.
pub(crate) struct Metadata<'t> {
    pub title: &'t str,
    pub created: DateTime<Utc>,
    /// The identifier of the file, in hexadecimal digits.
    pub id: &'t str,
    /// True if the metadata declares PDF/A-3u.
    pub archival: bool,
    /// Keywords, such as the one that EA-PDF demands.
    pub keywords: Option<&'static str>,
}

/// The end of an XMP packet.
pub(crate) const PACKET_END: &str = "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";

impl Metadata<'_> {
    /// Returns the Info dictionary.
    pub fn info(&self) -> Object {
        let date = pdf_date(self.created);
        let mut info = Dictionary::new();
        info.set("Title", text_string(self.title));
        info.set("Creator", text_string(PRODUCER));
        info.set("Producer", text_string(PRODUCER));
        info.set("CreationDate", text_string(&date));
        info.set("ModDate", text_string(&date));
        if let Some(keywords) = self.keywords {
            info.set("Keywords", text_string(keywords));
        }
        info.into()
    }

    /// Returns the XMP packet without its end, so that further descriptions can follow.
    pub fn packet_start(&self) -> String {
        let title = escaped(self.title);
        let date = self.created.to_rfc3339_opts(SecondsFormat::Secs, true);
        let claim = if self.archival {
            "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
        } else {
            ""
        };
        let keywords = self.keywords.map(|keywords| format!("<pdf:Keywords>{keywords}</pdf:Keywords>"));
        let (id, keywords) = (self.id, keywords.unwrap_or_default());
        format!(
            "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
             <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
             <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
             xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\
             <dc:format>application/pdf</dc:format>\
             <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
             <xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>{keywords}\
             <xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\
             <xmpMM:DocumentID>uuid:{id}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{id}</xmpMM:InstanceID>\
             {claim}</rdf:Description>"
        )
    }
}

/// Returns a date in the notation of PDF, in UTC.
pub(crate) fn pdf_date(date: DateTime<Utc>) -> String {
    date.format("D:%Y%m%d%H%M%SZ").to_string()
}
