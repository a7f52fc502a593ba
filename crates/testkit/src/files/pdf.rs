//! PDF files with real text in Helvetica (ISO 32000-1), nothing compressed.

use std::fmt::Write;

use crate::compose::Charset;

const LINES_ON_A_PAGE: usize = 48;
const COLUMNS: usize = 84;

/// A PDF in A4 with a title and the text below it, wrapped, on as many pages as it takes. Characters outside Latin-1
/// become `?`. `padding` bytes follow in a stream that nothing refers to, to make a large file of a short text.
pub fn pdf(title: &str, text: &str, padding: &[u8]) -> Vec<u8> {
    let lines = wrap(text);
    let pages: Vec<_> = lines.chunks(LINES_ON_A_PAGE).collect();
    let mut file = File::default();
    let kids: Vec<_> = (0..pages.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    file.object(b"<< /Type /Catalog /Pages 2 0 R >>");
    file.object(format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")).as_bytes());
    file.object(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    for (index, page) in pages.iter().enumerate() {
        file.object(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
                 /Resources << /Font << /F1 3 0 R >> >> >>",
                5 + 2 * index
            )
            .as_bytes(),
        );
        file.stream(&content(title, page, index + 1, pages.len()));
    }
    if !padding.is_empty() {
        file.stream(padding);
    }
    file.finish(title)
}

/// One page's drawing: the title, the lines, the page's number.
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

/// The file's bytes so far and where each object begins.
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
    fn object(&mut self, content: &[u8]) {
        self.offsets.push(self.out.len());
        self.out.extend_from_slice(format!("{} 0 obj\n", self.offsets.len()).as_bytes());
        self.out.extend_from_slice(content);
        self.out.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, bytes: &[u8]) {
        let mut object = format!("<< /Length {} >>\nstream\n", bytes.len()).into_bytes();
        object.extend_from_slice(bytes);
        object.extend_from_slice(b"\nendstream");
        self.object(&object);
    }

    /// Writes the title's object, the cross-reference table and the trailer.
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
        for (index, offset) in offsets.into_iter().enumerate() {
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
