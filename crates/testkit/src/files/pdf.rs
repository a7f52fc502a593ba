//! PDF files with text in Helvetica (ISO 32000-1), with or without compression.

use std::fmt::Write;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::scan_width;
use crate::compose::Charset;

const LINES_ON_A_PAGE: usize = 48;
const COLUMNS: usize = 84;

/// Returns a PDF file of A4 pages with a title and the wrapped text below it. Characters outside Latin-1 become
/// `?`. The bytes of `padding` make the file larger: they are in a stream that no object refers to.
pub fn pdf(title: &str, text: &str, padding: &[u8]) -> Vec<u8> {
    let mut file = File::default();
    file.pages(title, text, false, "");
    if !padding.is_empty() {
        file.stream("", padding);
    }
    file.finish(title)
}

/// Returns a PDF file like [`pdf`] with compressed pages and, on the first page, a photograph (JPEG) and a scan (the
/// pixels of [`scan`](super::scan)).
pub fn pdf_with_images(title: &str, text: &str, photograph: &[u8], scan: &[u8]) -> Vec<u8> {
    let mut file = File::default();
    let first = file.pages(title, text, true, " /XObject << /P $1 0 R /S $2 0 R >>");
    let image = "/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8";
    // The dimensions are at fixed offsets in the files that `super::jpeg` writes (T.81, B.2.2).
    let size =
        |at: usize| photograph.get(at..at + 2).map_or(8, |pair| u16::from(pair[0]) << 8 | u16::from(pair[1]));
    debug_assert_eq!(file.offsets.len() + 1, first);
    let (height, width) = (size(94), size(96));
    file.stream(&format!("{image} /Width {width} /Height {height} /Filter /DCTDecode "), photograph);
    let (width, height) = (scan_width(), scan.len() / scan_width());
    file.stream(&format!("{image} /Width {width} /Height {height} "), scan);
    file.finish(title)
}

/// Returns the content stream of one page: the title, the lines and the page number.
fn content(title: &str, lines: &[String], page: usize, pages: usize) -> Vec<u8> {
    let mut out = String::new();
    let _ = write!(out, "BT /F1 15 Tf 60 785 Td ({}) Tj ET\nBT /F1 11 Tf 14 TL 60 755 Td\n", escape(title));
    for line in lines {
        let _ = writeln!(out, "({}) Tj T*", escape(line));
    }
    let _ = write!(out, "ET\nBT /F1 9 Tf 270 40 Td (Page {page} of {pages}) Tj ET");
    Charset::Latin1.encode(&out)
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > COLUMNS {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Returns a compressed zlib stream (RFC 1950).
fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(3));
    // Writing to a vector cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The bytes of a file so far, and the offset of each object.
struct File {
    out: Vec<u8>,
    offsets: Vec<usize>,
}

impl Default for File {
    fn default() -> Self {
        Self { out: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() }
    }
}

impl File {
    /// Writes the catalogue, the font and the pages. `more` contains further resources of the first page. In
    /// `more`, `$1` and `$2` are replaced by the numbers of the two objects after the pages. Returns the first of
    /// these numbers.
    fn pages(&mut self, title: &str, text: &str, compressed: bool, more: &str) -> usize {
        let lines = wrap(text);
        let pages: Vec<_> = lines.chunks(LINES_ON_A_PAGE).collect();
        let next = 4 + 2 * pages.len();
        let more = more.replace("$1", &next.to_string()).replace("$2", &(next + 1).to_string());
        let kids: Vec<_> = (0..pages.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
        self.object(b"<< /Type /Catalog /Pages 2 0 R >>");
        self.object(
            format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")).as_bytes(),
        );
        self.object(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        for (index, page) in pages.iter().enumerate() {
            let more = if index == 0 { more.as_str() } else { "" };
            self.object(
                format!(
                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
                     /Resources << /Font << /F1 3 0 R >>{more} >> >>",
                    5 + 2 * index
                )
                .as_bytes(),
            );
            let mut drawing = content(title, page, index + 1, pages.len());
            if !more.is_empty() {
                drawing.extend_from_slice(b"\nq 90 0 0 60 445 770 cm /P Do Q q 80 0 0 60 445 20 cm /S Do Q");
            }
            if compressed {
                self.stream("/Filter /FlateDecode ", &zlib(&drawing));
            } else {
                self.stream("", &drawing);
            }
        }
        next
    }

    fn object(&mut self, content: &[u8]) {
        self.offsets.push(self.out.len());
        self.out.extend_from_slice(format!("{} 0 obj\n", self.offsets.len()).as_bytes());
        self.out.extend_from_slice(content);
        self.out.extend_from_slice(b"\nendobj\n");
    }

    /// Writes a stream object. `fields` contains the entries of its dictionary except the length.
    fn stream(&mut self, fields: &str, bytes: &[u8]) {
        let mut object = format!("<< {fields}/Length {} >>\nstream\n", bytes.len()).into_bytes();
        object.extend_from_slice(bytes);
        object.extend_from_slice(b"\nendstream");
        self.object(&object);
    }

    /// Writes the information dictionary, the cross-reference table and the trailer.
    fn finish(mut self, title: &str) -> Vec<u8> {
        self.object(&Charset::Latin1.encode(&format!("<< /Title ({}) >>", escape(title))));
        let start = self.out.len();
        let size = self.offsets.len() + 1;
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            let _ = writeln!(table, "{offset:010} 00000 n ");
        }
        let _ = write!(
            table,
            "trailer\n<< /Size {size} /Root 1 0 R /Info {} 0 R >>\nstartxref\n{start}\n%%EOF\n",
            size - 1
        );
        self.out.extend_from_slice(table.as_bytes());
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cross_references_point_at_their_objects() {
        let file = pdf("Report (1)", &"a line of words\n".repeat(60), b"padding");
        let text = String::from_utf8_lossy(&file).into_owned();
        assert!(text.contains("/Count 2"));
        assert!(text.contains("(Report \\(1\\)) Tj"));
        let table = file.windows(7).rposition(|window| window == b"\nxref\n0").unwrap();
        let table = String::from_utf8(file[table..].to_vec()).unwrap();
        let offsets: Vec<usize> = table
            .lines()
            .filter(|line| line.ends_with(" n "))
            .map(|line| line[..10].parse().unwrap())
            .collect();
        assert_eq!(offsets.len(), 9);
        check_offsets(&file, &offsets);
    }

    #[test]
    fn pictures_are_objects_of_their_own() {
        let mut rng = crate::Rng::new(1);
        let (photograph, scan) = (crate::files::jpeg(40_000, &mut rng), crate::files::scan(20_000, &mut rng));
        let file = pdf_with_images("Survey", &"a line of words\n".repeat(60), &photograph, &scan);
        let text = String::from_utf8_lossy(&file).into_owned();
        assert!(text.contains("/Width 800 /Height 96 /Filter /DCTDecode"), "{}", &text[..2000]);
        assert!(text.contains("/P 8 0 R /S 9 0 R"));
        assert!(text.contains("/Width 1240 /Height 16 /Length 19840"));
    }

    fn check_offsets(file: &[u8], offsets: &[usize]) {
        for (index, &offset) in offsets.iter().enumerate() {
            assert!(
                file[offset..].starts_with(format!("{} 0 obj", index + 1).as_bytes()),
                "object {}",
                index + 1
            );
        }
    }

    #[test]
    fn long_lines_are_wrapped_between_words() {
        let lines = wrap(&"word ".repeat(40));
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| line.len() <= COLUMNS));
    }
}
