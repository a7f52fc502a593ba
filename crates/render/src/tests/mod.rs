//! Tests of whole documents.

mod mutants;
mod scripts;
mod window;

use crate::document::CleanBody;
use crate::tree::{NodeData, NodeId, Tree};

/// Elements that a cleaned body may contain.
const ALLOWED: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Returns the cleaned HTML of a body, without the document around it.
fn cleaned(body: &str) -> String {
    let document = CleanBody::of(body, &[]).document(None, &|_| Vec::new());
    let (_, body) = document.split_once("<body>").unwrap();
    body.strip_suffix("</body></html>").unwrap().to_owned()
}

/// Fails if a browser could find anything in cleaned HTML that runs or loads.
fn assert_harmless(html: &str, what: &str) {
    let tree = Tree::parse(html);
    let mut open: Vec<NodeId> = vec![tree.root().unwrap()];
    while let Some(id) = open.pop() {
        open.extend(tree.children(id));
        if let NodeData::Element { attributes, .. } = &tree.node(id).unwrap().data
            && id != tree.root().unwrap()
        {
            let name = tree.html_name(id).unwrap_or_else(|| panic!("foreign element in {what}: {html}"));
            assert!(ALLOWED.contains(&name), "{name} in {what}: {html}");
            for attribute in attributes {
                assert_harmless_attribute(name, &attribute.name.local, &attribute.value, what);
            }
            if name == "style" {
                for text in tree.children(id) {
                    let NodeData::Text(text) = &tree.node(text).unwrap().data else { panic!("{what}") };
                    assert_harmless_style(text, what);
                }
            }
        }
    }
}

fn assert_harmless_attribute(element: &str, name: &str, value: &str, what: &str) {
    assert!(!name.starts_with("on"), "{name} in {what}");
    match name {
        "href" => {
            let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap();
            assert!(
                element == "a" && ["http", "https", "mailto", "tel"].contains(&&*scheme),
                "{value} in {what}"
            );
        }
        "src" => assert!(element == "img" && value.starts_with("data:image/"), "{value} in {what}"),
        "style" => assert_harmless_style(value, what),
        "srcset" | "srcdoc" | "action" | "formaction" | "poster" | "data" | "background" | "ping"
        | "usemap" | "target" | "is" | "slot" | "cite" | "longdesc" | "manifest" | "xlink:href" => {
            panic!("{name} in {what}")
        }
        _ => {}
    }
}

fn assert_harmless_style(style: &str, what: &str) {
    let lower = style.to_ascii_lowercase();
    for word in
        ["url", "@import", "@font", "image-set", "src(", "expression", "behavior", "var(", "<", "--", "/*"]
    {
        assert!(!lower.contains(word), "{word} in the style of {what}: {style}");
    }
    let deepest = style.chars().fold((0_i32, 0_i32), |(depth, deepest), c| match c {
        '{' | '(' | '[' => (depth + 1, deepest.max(depth + 1)),
        '}' | ')' | ']' => (depth - 1, deepest),
        _ => (depth, deepest),
    });
    assert!(deepest.1 <= 8, "{what}: {style}");
}
