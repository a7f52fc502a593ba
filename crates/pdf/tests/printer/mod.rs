//! A printer that understands just enough HTML for the tests.

use std::fmt::Write as _;
use std::path::Path;

use foundmail_pdf::{PagePrinter, PageSize, PrintError};
use lopdf::{Document, Object, Stream, dictionary};

/// The behaviour of a printer.
#[derive(Debug, Clone, Copy)]
pub enum Behaviour {
    Good,
    Fails,
    WritesNoPdf,
    /// Fails if the document contains a text.
    FailsAt(&'static str),
    /// Leaves the marks of a message with this text out.
    ForgetsMarksOf(&'static str),
    LosesWord(&'static str),
    /// Says that each message is twice as wide as the paper.
    Wide,
}

pub struct TestPrinter {
    behaviour: Behaviour,
}

impl TestPrinter {
    pub fn new(behaviour: Behaviour) -> Self {
        Self { behaviour }
    }
}

impl PagePrinter for TestPrinter {
    fn print(&mut self, html: &str, page: PageSize, out: &Path) -> Result<(), PrintError> {
        let mut pages: Vec<String> =
            html.split("<article>").skip(1).map(|article| content(article, 720.0)).collect();
        match self.behaviour {
            Behaviour::Fails => return Err(PrintError("it always fails".to_owned())),
            Behaviour::WritesNoPdf => {
                return std::fs::write(out, "x").map_err(|error| PrintError(error.to_string()));
            }
            Behaviour::FailsAt(text) if html.contains(text) => {
                return Err(PrintError("it fails here".to_owned()));
            }
            Behaviour::Good | Behaviour::FailsAt(_) => {}
            Behaviour::ForgetsMarksOf(text) => {
                for (page, article) in pages.iter_mut().zip(html.split("<article>").skip(1)) {
                    if article.contains(text) {
                        *page = page.replace(" re f", " re n");
                    }
                }
            }
            Behaviour::LosesWord(word) => {
                for page in &mut pages {
                    *page = page.replace(&hex(word), "");
                }
            }
            Behaviour::Wide => {
                pages = html.split("<article>").skip(1).map(|article| content(article, 1440.0)).collect();
            }
        }
        save(&pages, page, out);
        Ok(())
    }
}

/// Returns the content of the page of an article: its coloured boxes, and its text.
fn content(article: &str, width: f32) -> String {
    let mut content = "/F1 12 Tf\n".to_owned();
    let body = article.replace("</style>", "<style>");
    for (index, piece) in body.split("<style>").enumerate() {
        if index % 2 == 1 {
            continue;
        }
        for piece in piece.split('<') {
            let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
            if let Some((_, colour)) = tag.split_once("background:rgba(") {
                let parts: Vec<f32> =
                    colour.split([',', ')']).take(3).map(|part| part.parse().unwrap()).collect();
                let [red, green, blue] = [parts[0], parts[1], parts[2]].map(|part| part / 255.0);
                let width = if tag.contains("\"w\"") { width } else { 2.0 };
                let _ = writeln!(content, "{red:.4} {green:.4} {blue:.4} rg 60 700 {width} 2 re f");
            }
            let text = text.replace("&lt;", "<").replace("&amp;", "&");
            for word in text.split_whitespace() {
                let _ = writeln!(content, "BT 60 700 Td <{}> Tj ET", hex(word));
            }
        }
    }
    content
}

fn hex(word: &str) -> String {
    word.encode_utf16().fold(String::new(), |mut digits, unit| {
        let _ = write!(digits, "{unit:04X}");
        digits
    })
}

/// Saves a file with one font, whose codes are UTF-16.
fn save(pages: &[String], size: PageSize, out: &Path) {
    let mut document = Document::with_version("1.4");
    let map = b"1 beginbfrange <0001> <FFFF> <0001> endbfrange".to_vec();
    let map = document.add_object(Stream::new(dictionary! {}, map));
    let font =
        document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type0", "ToUnicode" => map });
    let tree = document.new_object_id();
    let kids: Vec<Object> = pages
        .iter()
        .map(|content| {
            let content = document.add_object(Stream::new(dictionary! {}, content.clone().into_bytes()));
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), size.width.into(), size.height.into()],
                "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            };
            document.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(kids.len()).unwrap();
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document.save(out).unwrap();
}
