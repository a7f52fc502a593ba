//! Files inside OLE objects, [MS-OLEDS]: what somebody dragged into a message before Outlook wrapped it.

use std::sync::Arc;

use crate::bytes::{slice_at, u32_at};
use crate::compound::{Compound, MAGIC, Storage};
use crate::{Attachment, Content, Data, PropertySet, Value, tags};

/// A dragged file with its name, [MS-OLEDS] 2.3.6.
const NATIVE: &str = "\u{1}Ole10Native";
/// Streams that hold a whole file: of newer Office documents, and of pictures.
const WHOLE: [&str; 2] = ["Package", "CONTENTS"];
/// Larger objects stay what they are.
const LARGEST: u64 = 256 << 20;

/// The files in an object's storage. The object itself is kept besides, so nothing depends on their being found.
pub(crate) fn files(compound: &Compound, object: Storage<'_>, of: &PropertySet) -> Vec<Attachment> {
    let bytes = |name: &str| {
        let stream = object.stream(name).filter(|stream| (1..=LARGEST).contains(&stream.length))?;
        let (bytes, error) = compound.stream(&stream).bytes();
        error.is_none().then_some(bytes)
    };
    let native = bytes(NATIVE).and_then(|bytes| native(&bytes, of));
    let whole = WHOLE.iter().filter_map(|name| bytes(name)).filter_map(|bytes| whole(bytes, of));
    native.into_iter().chain(whole).collect()
}

/// The files in an object that came as bytes: a compound file.
pub(crate) fn files_in_bytes(bytes: &[u8], of: &PropertySet) -> Vec<Attachment> {
    if !bytes.starts_with(&MAGIC) || bytes.len() as u64 > LARGEST {
        return Vec::new();
    }
    let compound = Compound::open(Arc::new(bytes.to_vec()));
    compound.map_or_else(|_| Vec::new(), |compound| files(&compound, compound.root(), of))
}

/// The file that the Packager of Windows wrapped: a size, two bytes, the name, the path, four bytes, the path of a copy
/// behind its length, and the bytes behind theirs.
fn native(bytes: &[u8], of: &PropertySet) -> Option<Attachment> {
    let rest = bytes.get(6..)?;
    let (name, rest) = split_text(rest)?;
    let (path, rest) = split_text(rest)?;
    let copy = usize::try_from(u32_at(rest, 4)?).ok()?;
    let rest = rest.get(copy.checked_add(8)?..)?;
    let size = usize::try_from(u32_at(rest, 0)?).ok()?;
    let content = slice_at(rest, 4, size)?;
    let name = [name, path].into_iter().find(|name| !name.is_empty())?;
    let name = crate::decode_code_page(name, of.code_page());
    let name = name.rsplit(['\\', '/']).next().unwrap_or(&name);
    Some(file(name.to_owned(), content.to_vec()))
}

fn split_text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end.checked_add(1)?..)?))
}

/// A stream that is a file as it stands, or a picture that lacks only a bitmap file's header.
fn whole(bytes: Vec<u8>, of: &PropertySet) -> Option<Attachment> {
    let name = of.first_text(&[tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME, tags::DISPLAY_NAME]);
    let name = name.unwrap_or_else(|| "object".to_owned());
    let is = |start: &[u8]| bytes.starts_with(start);
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let extension = if is(b"BM") {
        "bmp"
    } else if is(b"\x89PNG") {
        "png"
    } else if is(b"\xFF\xD8\xFF") {
        "jpg"
    } else if is(b"GIF8") {
        "gif"
    } else if is(b"%PDF-") {
        "pdf"
    } else if is(b"PK\x03\x04") {
        [(&b"word/"[..], "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")]
            .iter()
            .find(|(folder, _)| holds(folder))
            .map_or("zip", |(_, extension)| extension)
    } else {
        return bitmap(&bytes).map(|bytes| file(format!("{name}.bmp"), bytes));
    };
    Some(file(format!("{name}.{extension}"), bytes))
}

/// A device-independent bitmap behind the header that makes it a file: `BITMAPINFOHEADER` tells where its points begin.
fn bitmap(bytes: &[u8]) -> Option<Vec<u8>> {
    const INFO: u32 = 40;
    const FILE_HEADER: u32 = 14;
    const MASKS: u32 = 3;
    if u32_at(bytes, 0)? != INFO {
        return None;
    }
    let depth = crate::bytes::u16_at(bytes, 14)?;
    let colors = match (u32_at(bytes, 32)?, depth) {
        (0, 1 | 4 | 8) => 1_u32.checked_shl(depth.into())?,
        (colors, _) => colors,
    };
    let masks = if u32_at(bytes, 16)? == MASKS { 12 } else { 0 };
    let points = colors.checked_mul(4)?.checked_add(masks)?.checked_add(INFO.checked_add(FILE_HEADER)?)?;
    let size = u32::try_from(bytes.len()).ok()?.checked_add(FILE_HEADER)?;
    if depth > 32 || points > size {
        return None;
    }
    let header = [&b"BM"[..], &size.to_le_bytes(), &[0; 4], &points.to_le_bytes()].concat();
    Some([&header, bytes].concat())
}

fn file(name: String, bytes: Vec<u8>) -> Attachment {
    let mut props = PropertySet::new();
    props.insert(tags::ATTACH_METHOD, Value::I32(1));
    props.insert(tags::ATTACH_LONG_FILENAME, Value::Text(name));
    Attachment { props, content: Content::Value(Data::Inline(bytes)) }
}

#[cfg(test)]
mod tests {
    use super::{bitmap, native, whole};
    use crate::{Attachment, Content, PropertySet, tags};

    fn shown(found: Option<Attachment>) -> Option<(String, Vec<u8>)> {
        let found = found?;
        let Content::Value(data) = &found.content else { panic!() };
        Some((found.props.text(tags::ATTACH_LONG_FILENAME).unwrap(), data.read_lenient().0))
    }

    #[test]
    fn a_dragged_file() {
        let object = b"\x40\0\0\0\x02\0a.txt\0C:\\x\\a.txt\0\0\0\x03\0\x04\0\0\0C:\\\0\x05\0\0\0helloX";
        let none = PropertySet::new();
        assert_eq!(shown(native(object, &none)), Some(("a.txt".to_owned(), b"hello".to_vec())));
        for cut in 0..object.len() - 1 {
            assert!(native(&object[..cut], &none).is_none(), "{cut}");
        }
    }

    #[test]
    fn whole_files_by_their_first_bytes() {
        let none = PropertySet::new();
        for (bytes, name) in [
            (&b"\x89PNG\r\n"[..], Some("object.png")),
            (b"PK\x03\x04 ... xl/workbook.xml", Some("object.xlsx")),
            (b"PK\x03\x04", Some("object.zip")),
            (b"Hello", None),
        ] {
            let found = shown(whole(bytes.to_vec(), &none)).map(|(name, _)| name);
            assert_eq!(found.as_deref(), name, "{bytes:?}");
        }
    }

    #[test]
    fn a_bitmap_gets_its_header() {
        let mut dib = vec![0; 40];
        dib[0] = 40;
        dib[14] = 8;
        dib.extend([7; 1024 + 4]);
        let file = bitmap(&dib).unwrap();
        assert_eq!(&file[..14], &[b'B', b'M', 0x3A, 4, 0, 0, 0, 0, 0, 0, 0x36, 4, 0, 0]);
        assert_eq!(&file[14..], dib);
        assert!(bitmap(&dib[..100]).is_none(), "the colours do not fit");
    }
}
