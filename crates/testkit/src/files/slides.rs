//! PowerPoint files with text only (ECMA-376, part 1, 19.3). They have no theme, so a presentation program may reject
//! them.

use std::fmt::Write;

use super::office::{HEAD, OFFICE, compressed_package, content_types, escape, relations};

const SLIDES: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PARAGRAPHS_ON_A_SLIDE: usize = 6;

/// Returns a compressed presentation with six paragraphs per slide, and with `picture` (JPEG) in its media folder
/// unless it is empty.
pub fn pptx<S: AsRef<str>>(paragraphs: &[S], picture: &[u8]) -> Vec<u8> {
    let base = "application/vnd.openxmlformats-officedocument.presentationml";
    let slides: Vec<String> = paragraphs.chunks(PARAGRAPHS_ON_A_SLIDE).map(slide).collect();
    let names: Vec<String> =
        (1..=slides.len()).map(|number| format!("ppt/slides/slide{number}.xml")).collect();
    let mut kinds = vec![("/ppt/presentation.xml".to_owned(), format!("{base}.presentation.main+xml"))];
    kinds.extend(names.iter().map(|name| (format!("/{name}"), format!("{base}.slide+xml"))));
    let kinds: Vec<_> = kinds.iter().map(|(part, kind)| (part.as_str(), kind.as_str())).collect();
    let mut ids = String::new();
    let mut links = String::new();
    for number in 1..=slides.len() {
        let _ = write!(ids, "<p:sldId id=\"{}\" r:id=\"rId{number}\"/>", 255 + number);
        let _ = write!(
            links,
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/slide\" Target=\"slides/slide{number}.xml\"/>"
        );
    }
    let relations_of_all = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}\
         </Relationships>"
    );
    let presentation = format!(
        "{HEAD}<p:presentation xmlns:p=\"{SLIDES}\" xmlns:r=\"{OFFICE}\"><p:sldIdLst>{ids}</p:sldIdLst>\
         <p:sldSz cx=\"9144000\" cy=\"6858000\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>"
    );
    let mut parts = vec![
        ("[Content_Types].xml", content_types(&kinds)),
        ("_rels/.rels", relations("officeDocument", "ppt/presentation.xml")),
        ("ppt/presentation.xml", presentation),
        ("ppt/_rels/presentation.xml.rels", relations_of_all),
    ];
    parts.extend(names.iter().map(String::as_str).zip(slides));
    compressed_package(parts, "ppt/media/image1.jpeg", picture)
}

fn slide<S: AsRef<str>>(paragraphs: &[S]) -> String {
    let mut text = String::new();
    for paragraph in paragraphs {
        let _ = write!(text, "<a:p><a:r><a:t>{}</a:t></a:r></a:p>", escape(paragraph.as_ref()));
    }
    format!(
        "{HEAD}<p:sld xmlns:p=\"{SLIDES}\" xmlns:a=\"{DRAWING}\"><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" \
         name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr><p:cNvPr id=\"2\" \
         name=\"Text\"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{text}</p:txBody></p:sp>\
         </p:spTree></p:cSld></p:sld>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slides_hold_six_paragraphs_each() {
        let file = pptx(&vec!["Roof & gutter"; 13], b"picture");
        let names = |name: &str| file.windows(name.len()).filter(|window| *window == name.as_bytes()).count();
        // Each name occurs in the local header and in the central directory.
        assert_eq!(names("ppt/slides/slide3.xml"), 2);
        assert_eq!(names("ppt/slides/slide4.xml"), 0);
        assert_eq!(slide(&["Roof & gutter"]).matches("<a:t>Roof &amp; gutter</a:t>").count(), 1);
    }
}
