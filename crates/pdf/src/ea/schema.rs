//! The PDF/A extension schemas of EA-PDF. ISO 19005-3, 6.6.2.3.2 demands one for each namespace of the metadata that is not
//! predefined.

use std::fmt::Write as _;

/// The namespace that identifies the profile.
pub(crate) const ID: &str = "http://www.pdfa.org/eapdf/ns/id/";
/// The namespace of the lists of messages and files.
pub(crate) const META: &str = "http://www.pdfa.org/eapdf/ns/meta/";
/// The namespace of people.
pub(crate) const FOAF: &str = "http://xmlns.com/foaf/0.1/";

/// A property or field: name, type and description.
type Item = (&'static str, &'static str, &'static str);

const ID_PROPERTIES: [Item; 3] = [
    ("version", "Integer", "The version of PDF/mail"),
    ("rev", "Integer", "The year of the revision of PDF/mail"),
    ("conformance", "Text", "The profile of PDF/mail: s for one message, m for several"),
];

const META_PROPERTIES: [Item; 3] = [
    ("assets", "seq Asset", "The embedded sources of the messages"),
    ("email", "seq Email", "The messages in the order of the pages"),
    ("attachments", "seq Attachment", "The embedded attachments"),
];

const FILE_PROPERTIES: [Item; 2] = [
    ("containsMessages", "bag URI", "The messages in an embedded source"),
    ("containedInMessages", "bag URI", "The messages that an embedded attachment belongs to"),
];

const ASSET: [Item; 5] = [
    ("Filename", "Text", "The name of the embedded file"),
    ("SizeInBytes", "Integer", "The number of bytes"),
    ("Format", "Text", "The media type"),
    ("NumberMessages", "Integer", "The number of messages in the file"),
    ("CheckSum", "Text", "The MD5 digest in hexadecimal digits"),
];

const EMAIL: [Item; 10] = [
    ("From", "seq Agent", "The authors"),
    ("To", "seq Agent", "The recipients"),
    ("Cc", "seq Agent", "The recipients of copies"),
    ("Bcc", "seq Agent", "The recipients of blind copies"),
    ("Sent", "Date", "The date of sending"),
    ("Subject", "Text", "The subject"),
    ("Message-ID", "Text", "The Message-ID without angle brackets"),
    ("GUID", "Text", "A UUID that the program computed"),
    ("SizeInBytes", "Integer", "The number of bytes of the source"),
    ("NumberAttachments", "Integer", "The number of attachments"),
];

const ATTACHMENT: [Item; 7] = [
    ("Filename", "Text", "The name in the message"),
    ("SizeInBytes", "Integer", "The number of bytes"),
    ("Email", "URI", "The message that it belongs to"),
    ("Message-ID", "Text", "The Message-ID of this message"),
    ("GUID", "Text", "The UUID of this message"),
    ("Content-Type", "Text", "The media type"),
    ("CheckSum", "Text", "The MD5 digest in hexadecimal digits"),
];

const AGENT: [Item; 2] = [("name", "Text", "The name"), ("mbox", "URI", "The address as a mailto URI")];

/// Writes the extension schemas of the metadata of the document.
pub(crate) fn write_for_document(out: &mut String) {
    out.push_str(BEGIN);
    schema(out, "PDF/mail identification", ID, "pdfmailid", &ID_PROPERTIES);
    out.push_str("</rdf:li>");
    schema(out, "PDF/mail metadata", META, "pdfmailmeta", &META_PROPERTIES);
    out.push_str("<pdfaSchema:valueType><rdf:Seq>");
    value_type(out, "Asset", "An embedded source", (META, "pdfmailmeta"), &ASSET);
    value_type(out, "Email", "A message", (META, "pdfmailmeta"), &EMAIL);
    value_type(out, "Attachment", "An embedded attachment", (META, "pdfmailmeta"), &ATTACHMENT);
    value_type(out, "Agent", "A person or an organisation", (FOAF, "foaf"), &AGENT);
    out.push_str("</rdf:Seq></pdfaSchema:valueType></rdf:li>");
    out.push_str(END);
}

/// Writes the extension schema of the metadata of an embedded file.
pub(crate) fn write_for_file(out: &mut String) {
    out.push_str(BEGIN);
    schema(out, "PDF/mail metadata", META, "pdfmailmeta", &FILE_PROPERTIES);
    out.push_str("</rdf:li>");
    out.push_str(END);
}

const BEGIN: &str = "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
    xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\" \
    xmlns:pdfaType=\"http://www.aiim.org/pdfa/ns/type#\" xmlns:pdfaField=\"http://www.aiim.org/pdfa/ns/field#\">\
    <pdfaExtension:schemas><rdf:Bag>";

const END: &str = "</rdf:Bag></pdfaExtension:schemas></rdf:Description>";

/// Writes a schema without its end.
fn schema(out: &mut String, title: &str, namespace: &str, prefix: &str, properties: &[Item]) {
    let _ = write!(
        out,
        "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>{title}</pdfaSchema:schema>\
         <pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>\
         <pdfaSchema:property><rdf:Seq>"
    );
    for (name, kind, description) in properties {
        let _ = write!(
            out,
            "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>{name}</pdfaProperty:name>\
             <pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>\
             <pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
        );
    }
    out.push_str("</rdf:Seq></pdfaSchema:property>");
}

fn value_type(
    out: &mut String,
    name: &str,
    description: &str,
    (namespace, prefix): (&str, &str),
    fields: &[Item],
) {
    let _ = write!(
        out,
        "<rdf:li rdf:parseType=\"Resource\"><pdfaType:type>{name}</pdfaType:type>\
         <pdfaType:namespaceURI>{namespace}</pdfaType:namespaceURI><pdfaType:prefix>{prefix}</pdfaType:prefix>\
         <pdfaType:description>{description}</pdfaType:description><pdfaType:field><rdf:Seq>"
    );
    for (name, kind, description) in fields {
        let _ = write!(
            out,
            "<rdf:li rdf:parseType=\"Resource\"><pdfaField:name>{name}</pdfaField:name>\
             <pdfaField:valueType>{kind}</pdfaField:valueType>\
             <pdfaField:description>{description}</pdfaField:description></rdf:li>"
        );
    }
    out.push_str("</rdf:Seq></pdfaType:field></rdf:li>");
}
