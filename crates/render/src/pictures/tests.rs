//! Tests that the size of each kind of picture is read, and that the pictures of a document are bounded.

use super::header::Raster;
use super::raster::raster;
use super::{Given, PictureAlone, Pictures, Source, picture_alone};

fn png(width: u32, height: u32, frames: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    bytes.extend(b"\x08\0\0\0\0CRC_");
    if frames > 1 {
        bytes.extend(b"\0\0\0\x08acTL");
        bytes.extend([frames.to_be_bytes(), [0; 4], *b"CRC_"].concat());
    }
    bytes.extend(b"\0\0\0\0IDATCRC_");
    bytes
}

fn jpeg(width: u16, height: u16, scans: usize) -> Vec<u8> {
    let mut bytes = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0_________".to_vec();
    bytes.extend(b"\xFF\xFF\xC2\0\x0B\x08");
    bytes.extend([height.to_be_bytes(), width.to_be_bytes()].concat());
    bytes.extend(b"\x01\0\0\0");
    bytes.extend(b"\xFF\xDA\0\x08\x01\0\0\0\0\0ab\xFF\0c".repeat(scans));
    bytes
}

fn gif(width: u16, height: u16, frames: usize) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend([width.to_le_bytes(), height.to_le_bytes()].concat());
    // A color table of four colors, and an extension.
    bytes.extend(b"\x81\0\0rgbrgbrgbrgb\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0");
    let mut frame = b"\x2C\0\0\0\0".to_vec();
    frame.extend([width.to_le_bytes(), height.to_le_bytes()].concat());
    frame.extend(b"\0\x02\x03abc\0");
    bytes.extend(frame.repeat(frames));
    bytes.push(b';');
    bytes
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"RIFF____WEBP".to_vec();
    for (kind, chunk) in chunks {
        bytes.extend(*kind);
        bytes.extend(u32::try_from(chunk.len()).unwrap().to_le_bytes());
        bytes.extend(chunk);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
    }
    bytes
}

fn bmp(width: i32, height: i32) -> Vec<u8> {
    let mut bytes = b"BM____________\x28\0\0\0".to_vec();
    bytes.extend([width.to_le_bytes(), height.to_le_bytes()].concat());
    bytes
}

fn icon(pictures: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 1, 0, u8::try_from(pictures.len()).unwrap(), 0];
    let mut at = 6 + 16 * pictures.len();
    for picture in pictures {
        bytes.extend([0; 12]);
        bytes.extend(u32::try_from(at).unwrap().to_le_bytes());
        at += picture.len();
    }
    bytes.extend(pictures.concat());
    bytes
}

fn avif(width: u32, height: u32) -> Vec<u8> {
    let ispe = |width: u32, height: u32| {
        [*b"\0\0\0\x14", *b"ispe", [0; 4], width.to_be_bytes(), height.to_be_bytes()].concat()
    };
    let mut bytes = b"\0\0\0\x1cftypavif\0\0\0\0mif1".to_vec();
    bytes.extend([ispe(10, 10), ispe(width, height), ispe(64, 64)].concat());
    bytes
}

#[test]
fn headers_of_all_kinds_are_read() {
    let extended = riff(&[(b"VP8X", vec![2, 0, 0, 0, 0x3F, 0x1F, 0, 0x0F, 0, 0])]);
    let lossless = riff(&[(b"VP8L", vec![0x2F, 0x3F, 0xDF, 0x03, 0])]);
    let vp8 = riff(&[(b"ICCP", vec![1]), (b"VP8 ", vec![0, 0, 0, 0x9D, 1, 0x2A, 0x40, 0x1F, 0x10, 0])]);
    let animated =
        riff(&[(b"VP8X", vec![2, 0, 0, 0, 9, 0, 0, 9, 0, 0]), (b"ANMF", vec![0; 3]), (b"ANMF", vec![0; 4])]);
    let inner = [png(300, 200, 1)];
    let mut dib = bmp(16, 32);
    let dib = dib.split_off(14);
    for (what, bytes, media_type, size) in [
        ("png", png(8000, 4000, 1), "image/png", (8000, 4000, 1, 1)),
        ("apng", png(80, 40, 7), "image/png", (80, 40, 7, 1)),
        ("jpeg", jpeg(8000, 16, 1), "image/jpeg", (8000, 16, 1, 1)),
        ("progressive jpeg", jpeg(20, 10, 12), "image/jpeg", (20, 10, 1, 12)),
        ("gif", gif(10, 20, 1), "image/gif", (10, 20, 1, 1)),
        ("animated gif", gif(10, 20, 300), "image/gif", (10, 20, 300, 1)),
        ("bmp", bmp(8000, -20), "image/bmp", (8000, 20, 1, 1)),
        ("bmp of OS/2", b"BM____________\x0c\0\0\0\x40\x1f\x10\0".to_vec(), "image/bmp", (8000, 16, 1, 1)),
        ("webp", vp8, "image/webp", (8000, 16, 1, 1)),
        ("lossless webp", lossless, "image/webp", (8000, 16, 1, 1)),
        ("extended webp", extended, "image/webp", (8000, 16, 1, 1)),
        ("animated webp", animated, "image/webp", (10, 10, 2, 1)),
        ("icon", icon(&[&dib, &inner[0]]), "image/x-icon", (300, 200, 2, 1)),
        ("avif", avif(9000, 9000), "image/avif", (9000, 9000, 1, 1)),
    ] {
        let (width, height, frames, scans) = size;
        assert_eq!(raster(&bytes), Some(Raster { media_type, width, height, frames, scans }), "{what}");
        // A header that is cut is not read beyond its end.
        for end in 0..bytes.len().min(100) {
            let _ = raster(&bytes[..end]);
        }
    }
    for bytes in [
        &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
        b"\xEF\xBB\xBF<svg/>",
        b"<?xml version='1.0'?><svg/>",
        b"",
        b"%PDF",
        b"BM",
    ] {
        assert_eq!(raster(bytes), None);
    }
}

#[test]
fn large_pictures_become_a_sentence() {
    for (id, bytes, sentence) in [
        (
            "photo.png@x",
            png(8000, 8000, 1),
            "The picture photo.png is very large (8000 x 8000). Save it to look at it.",
        ),
        (
            "a",
            png(u32::MAX, u32::MAX, u32::MAX),
            "This picture is very large (4294967295 x 4294967295, 4294967295 frames). Save it to look at it.",
        ),
        (
            "a.jpg",
            jpeg(8000, 8000, 1),
            "The picture a.jpg is very large (8000 x 8000). Save it to look at it.",
        ),
        (
            "a.jpg",
            jpeg(2000, 2000, 1_000),
            "The picture a.jpg is very large (2000 x 2000). Save it to look at it.",
        ),
        (
            "a.gif",
            gif(1000, 1000, 100),
            "The picture a.gif is very large (1000 x 1000, 100 frames). Save it to look at it.",
        ),
        (
            "a.gif",
            gif(65535, 65535, 1),
            "The picture a.gif is very large (65535 x 65535). Save it to look at it.",
        ),
        (
            "a.bmp",
            bmp(i32::MIN, 1),
            "The picture a.bmp is very large (2147483648 x 1). Save it to look at it.",
        ),
        (
            "a.ico",
            icon(&[&png(9000, 9000, 1)]),
            "The picture a.ico is very large (9000 x 9000). Save it to look at it.",
        ),
        (
            "a.avif",
            avif(9000, 9000),
            "The picture a.avif is very large (9000 x 9000). Save it to look at it.",
        ),
        (
            "a.webp",
            riff(&[(b"VP8X", vec![0, 0, 0, 0, 255, 255, 255, 255, 255, 255])]),
            "The picture a.webp is very large (16777216 x 16777216). Save it to look at it.",
        ),
    ] {
        let given: Vec<Given> = vec![(id.to_owned(), "image/png".to_owned(), bytes)];
        let mut pictures = Pictures::of(&given);
        assert_eq!(pictures.by_content_id(id), Source::Tile(sentence.to_owned()));
        assert_eq!(pictures.finish(), (Vec::new(), 1));
    }
}

#[test]
fn the_pictures_of_a_document_are_bounded_together() {
    let given: Vec<Given> =
        (0..60).map(|n| (format!("{n}.png"), "image/png".to_owned(), png(3000, 3000, 1))).collect();
    let mut pictures = Pictures::of(&given);
    let shown =
        given.iter().filter(|(id, ..)| matches!(pictures.by_content_id(id), Source::Shown(_))).count();
    assert_eq!(shown, 4);
    let sentence = "The picture 59.png is not shown: the pictures of this message are too large together. Save it to look at it.";
    assert_eq!(pictures.by_content_id("59.png"), Source::Tile(sentence.to_owned()));
    assert_eq!(pictures.finish().1, 56);

    // The same picture many times.
    let mut large = png(10, 10, 1);
    large.resize(1024 * 1024, 0);
    let given: Vec<Given> = vec![("<a.png>".to_owned(), "image/png".to_owned(), large)];
    let mut pictures = Pictures::of(&given);
    let shown = (0..100).filter(|_| matches!(pictures.by_content_id("a.png"), Source::Shown(0))).count();
    assert_eq!(shown, 16);
    assert_eq!(pictures.finish().1, 0);

    let given: Vec<Given> = vec![("a.png".to_owned(), "image/png".to_owned(), png(1, 1, 1))];
    let mut pictures = Pictures::of(&given);
    let shown = (0..10_000).filter(|_| matches!(pictures.by_content_id("a.png"), Source::Shown(0))).count();
    assert_eq!(shown, 2_000);
}

#[test]
fn pictures_inside_the_html_are_bounded_too() {
    for (data, expected) in [
        ("image/gif;base64,R0lGODlhAQABAAAAADs=", Source::Shown(0)),
        ("image/gif;base64,R0lGODlhAQABAAAAADs", Source::Shown(0)),
        ("IMAGE/GIF;charset=x;BASE64, R0lGODlh\nAQABAAAAADs= ", Source::Shown(0)),
        ("image/gif,GIF89a%01%00%01%00%00%00%00;", Source::Shown(0)),
        ("text/html,GIF89a%01%00%01%00%00%00%00;", Source::Shown(0)),
        ("image/png;base64,%52%30lGODlhAQABAAAAADs=", Source::Shown(0)),
        (
            "image/png;base64,iVBORw0KGgoAAAANSUhEUgAAH0AAAB9A",
            Source::Tile("This picture is very large (8000 x 8000).".to_owned()),
        ),
        ("image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>", Source::Missing),
        ("image/png,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Source::Missing),
        ("image/svg+xml;base64,PHN2Zy8+", Source::Missing),
        ("text/html,<script>alert(1)</script>", Source::Missing),
        ("image/gif;base64,R0lGODlhAQABA*", Source::Missing),
        ("image/gif;base64", Source::Missing),
        ("", Source::Missing),
    ] {
        let mut pictures = Pictures::of(&[]);
        assert_eq!(pictures.by_data(data), expected, "{data}");
        for url in pictures.finish().0 {
            assert_eq!(url, "data:image/gif;base64,R0lGODlhAQABAAAAADs=");
        }
    }
}

#[test]
fn a_picture_alone_is_bounded_too() {
    let shown = |url: &str, width, height| PictureAlone::Shown { url: url.to_owned(), width, height };
    let tiny = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;";
    assert_eq!(picture_alone(tiny), Some(shown("data:image/gif;base64,R0lGODlhAQABAAAAADs=", 1, 1)));
    let too_large = "This picture is very large (8000 x 8000). Save it to look at it.";
    assert_eq!(picture_alone(&png(8000, 8000, 1)), Some(PictureAlone::TooLarge(too_large.to_owned())));
    let mut long = png(10, 10, 1);
    long.resize(17 << 20, 0);
    assert!(matches!(picture_alone(&long), Some(PictureAlone::TooLarge(_))));
    for bytes in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"II*\0", b"\x89PNG", b""] {
        assert_eq!(picture_alone(bytes), None);
    }
}
