//! Rules of PDF/A-3u that a printed file can break (ISO 19005-3).

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::scan::ScannedPage;

/// Returns true if a page keeps the rules that its content can break.
pub(crate) fn keeps_rules(page: &ScannedPage) -> bool {
    page.shown.faults == 0 && !page.is_too_deep
}

/// Returns true if all objects of a printed file keep the rules.
pub(crate) fn all_keep_rules(document: &Document) -> bool {
    document.objects.values().all(|object| match object {
        Object::Dictionary(dictionary) => is_permitted(document, dictionary),
        Object::Stream(stream) => is_permitted(document, &stream.dict) && is_permitted_stream(&stream.dict),
        _ => true,
    })
}

fn is_permitted(document: &Document, dictionary: &Dictionary) -> bool {
    let is = |key: &[u8], name: &[u8]| {
        dictionary.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
    };
    if is(b"Type", b"Font") {
        return has_text(dictionary)
            && (is(b"Subtype", b"Type0") || is(b"Subtype", b"Type3") || has_program(document, dictionary));
    }
    if is(b"Type", b"ExtGState") {
        return !dictionary.has(b"TR")
            && !dictionary.has(b"HTP")
            && (!dictionary.has(b"TR2") || is(b"TR2", b"Default"));
    }
    // A page of a print job needs no action, script or file.
    ![b"AA".as_slice(), b"OpenAction", b"JS", b"EmbeddedFiles"].iter().any(|key| dictionary.has(key))
}

/// Returns true if the text of a font's codes is known. The fonts inside composite fonts have no codes of their own.
fn has_text(font: &Dictionary) -> bool {
    font.has(b"ToUnicode") || font.has(b"CIDSystemInfo")
}

/// Returns true if the program of a font is embedded.
fn has_program(document: &Document, font: &Dictionary) -> bool {
    let descriptor: Option<ObjectId> = font.get(b"FontDescriptor").and_then(Object::as_reference).ok();
    let descriptor = descriptor.and_then(|id| document.get_dictionary(id).ok());
    descriptor.is_some_and(|descriptor| {
        [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.has(key))
    })
}

fn is_permitted_stream(dictionary: &Dictionary) -> bool {
    let is_true = |key: &[u8]| dictionary.get(key).and_then(Object::as_bool).unwrap_or(false);
    let filters = match dictionary.get(b"Filter") {
        Ok(Object::Array(filters)) => filters.iter().filter_map(|filter| filter.as_name().ok()).collect(),
        Ok(filter) => filter.as_name().into_iter().collect(),
        Err(_) => Vec::new(),
    };
    !is_true(b"Interpolate")
        && ![b"OPI".as_slice(), b"PS", b"Ref", b"Alternates", b"F"].iter().any(|key| dictionary.has(key))
        && !filters.iter().any(|filter| matches!(*filter, b"LZWDecode" | b"Crypt" | b"JPXDecode"))
}
