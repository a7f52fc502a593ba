//! Tests that no markup becomes a script when it is cleaned, written and parsed again ("mutation XSS").

use super::{assert_harmless, cleaned};
use crate::tree::{NodeData, Tree};

const IMG: &str = "<img src=x onerror=alert(1)>";

/// Markup whose meaning depends on the element around it.
fn classics() -> Vec<String> {
    let mut all: Vec<String> = [
        "<noscript><p title=\"</noscript>IMG\">",
        "<noscript><style></noscript>IMG</style></noscript>",
        "<template><p title=\"</template>IMG\">",
        "<svg><style><img src=x title='</style>IMG'></style></svg>",
        "<svg></p><style><a id=\"</style>IMG\">",
        "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
        "<svg><![CDATA[<p title=\"]]>IMG\">",
        "<svg><desc><p title=\"</desc></svg>IMG\">",
        "<svg><foreignObject><p title=\"</foreignObject>IMG\"></p></foreignObject></svg>",
        "<svg><foreignObject><math><mi><p><style></mi></math>IMG</style>",
        "<svg><title><style></title>IMG</style></title></svg>",
        "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'>x</a></svg>",
        "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>'/><animate onbegin=alert(1)></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;IMG\">",
        "<math><mtext><mglyph><style><!--</style>IMG--></style>",
        "<form><math><mtext></form><form><mglyph><style></math>IMG",
        "<math><annotation-xml encoding=\"text/html\"><style><img title='</style>IMG'></annotation-xml></math>",
        "<math><annotation-xml encoding=\"text/html\"><p title='</annotation-xml></math>IMG'>",
        "<math><mi><style></mi></math>IMG</style>",
        "<math href='javascript:alert(1)'><maction actiontype='statusline#x' xlink:href='javascript:alert(1)'>x",
        "<xmp><p title=\"</xmp>IMG\"></xmp>",
        "<noembed><p title=\"</noembed>IMG\"></noembed>",
        "<noframes><p title=\"</noframes>IMG\"></noframes>",
        "<iframe><p title=\"</iframe>IMG\"></iframe>",
        "<textarea><p title=\"</textarea>IMG\"></textarea>",
        "<title><p title=\"</title>IMG\"></title>",
        "<style><p title=\"</style>IMG\"></style>",
        "<style><!--</style>IMG--></style>",
        "<script><!--<script></script>IMG--></script>",
        "<plaintext>IMG",
        "<listing>&lt;img onerror=alert(1) src=x&gt;</listing>",
        "<!--><img src=x onerror=alert(1)>--><!--!>IMG--!>IMG-->",
        "<!-- --!>IMG --><!-->IMG",
        "<?xml IMG ?><! IMG ><!DOCTYPE IMG>",
        "<select><option><style></option></select>IMG</style></select>",
        "<select><iframe></select>IMG</iframe>",
        "<table><tr><td><svg><desc><td>IMG",
        "<table><style><td></style>IMG</table>",
        "<p id=\"`><img src=x onerror=alert(1)>\"><p title='&quot;&gt;IMG'>",
        "<img alt=\"``onerror=alert(1)\" src=x><p title=\"</p><img src=x onerror=alert(1)>\">",
        "<a href=\"java\nscript:alert(1)\">x</a><a href=\"&#1;javascript:alert(1)\">x</a>",
        "<a href=\" javascript&colon;alert(1)\">x</a><a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='vbscript:x'>x</a><a href='//x.example'>x</a><a href='blob:x'>x</a><a href='file:///x'>x</a>",
        "<img src='data:text/html,<script>alert(1)</script>'><img src='data:image/svg+xml,<svg onload=alert(1)>'>",
        "<embed src='javascript:alert(1)'><object data='javascript:alert(1)'><applet code=x>",
        "<isindex action=javascript:alert(1)><input onfocus=alert(1) autofocus><button formaction=javascript:x>",
        "<body onload=alert(1)><html onload=alert(1)><frameset onload=alert(1)>",
        "<base href='javascript:/a/-alert(1)//'><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<div style='width:expression(alert(1));behavior:url(x);-moz-binding:url(x)'>x",
        "<p style=\"color:red;x:'</style><img src=x onerror=alert(1)>'\">x",
        "<style>p{color:red}</style ><img src=x onerror=alert(1)></style/>",
        "<style>@import 'javascript:alert(1)';*{x:expression(alert(1))}</style>",
        "<custom-element onclick=alert(1)><slot name=x><dialog open onclose=alert(1)><portal src=x>",
        "<b <script>alert(1)</script>0<b/onclick=alert(1)/x><b\u{c}onclick=alert(1)>",
        "<template shadowrootmode=open><script>alert(1)</script></template>",
        "<div><template><div></template></div></div>IMG",
        "<svg><p><style><g title=\"</style>IMG\">",
        "<math><p></p><style><!--</style>IMG--></style></math>",
        "<svg><a><foreignobject><a><table><a></table><style><!--</style></svg><a id=\"-><img src onerror=alert(1)>\">",
        "<a><table><a></table></a><form><div></form><form></div>IMG",
    ]
    .iter()
    .map(|markup| markup.replace("IMG", IMG))
    .collect();
    // Nesting beyond the limit of parsers, which then move elements.
    for around in ["div", "svg", "math", "table", "form", "a", "svg><foreignObject", "math><mi"] {
        let open = format!("<{around}>").repeat(505);
        all.push(format!("{open}<style><a title='</style>{IMG}'></style>"));
        all.push(format!("{open}<table><tr><td><style><!--</style>{IMG}-->"));
    }
    all
}

#[test]
fn markup_stays_harmless_when_it_is_cleaned_and_parsed_again() {
    let classics = classics();
    assert!(classics.len() > 60);
    for body in &classics {
        let once = cleaned(body);
        assert_harmless(&once, body);
        let twice = cleaned(&once);
        assert_eq!(twice, once, "{body}");
        assert_harmless(&twice, body);
    }
    // Each classic inside each other one.
    for outer in &classics {
        for inner in &classics {
            let body = format!("{}{inner}", outer.replace(IMG, ""));
            assert_harmless(&cleaned(&body), &body);
        }
    }
}

#[test]
fn values_and_texts_are_escaped() {
    // The marks of hits and the addresses of links rely on this: each `<` begins a tag, and each `>` ends one.
    for (body, expected) in [
        ("<p title='a>b<c\"d&e'>x</p>", "<p title=\"a&gt;b&lt;c&quot;d&amp;e\">x</p>"),
        ("<p title=\"a'b\">x</p>", "<p title=\"a'b\">x</p>"),
        ("<a name='>'>x</a>", "<a name=\"&gt;\" rel=\"noopener noreferrer nofollow\">x</a>"),
        ("a&lt;b>c&amp;lt;d\"e", "a&lt;b&gt;c&amp;lt;d\"e"),
        ("<p title='&amp;quot;&nbsp;'>x</p>", "<p title=\"&amp;quot;&nbsp;\">x</p>"),
        ("<img alt='</p>'>", "<img alt=\"&lt;/p&gt;\">"),
        ("<p style='font-family:\"a b\"'>x</p>", "<p style=\"font-family:'a b'\">x</p>"),
        ("<p class='<script>'>x</p>", "<p class=\"&lt;script&gt;\">x</p>"),
        ("<p id='`'>x</p>", "<p id=\"`\">x</p>"),
        ("&#0;&#x3c;script&#62;", "\u{fffd}&lt;script&gt;"),
    ] {
        assert_eq!(cleaned(body), expected, "{body}");
    }
    // The serializer of html5ever, of which the cleaner of the second pass makes use.
    let html = ammonia::Builder::default().clean("<p title='a>b<c\"d&e\u{a0}'>a&gt;b</p>").to_string();
    assert_eq!(html, "<p title=\"a&gt;b&lt;c&quot;d&amp;e&nbsp;\">a&gt;b</p>");
}

#[test]
fn the_test_finds_what_it_looks_for() {
    for html in [
        IMG,
        "<script>x</script>",
        "<svg></svg>",
        "<a href='javascript:x'>",
        "<p style='background:url(x)'>",
        "<style>@import 'x'</style>",
        "<p onclick=x>",
        "<iframe>",
        "<a href=x>",
        "<math><mi>",
        "<form>",
        "<p is=x>",
    ] {
        let found = std::panic::catch_unwind(|| assert_harmless(html, html));
        assert!(found.is_err(), "{html}");
    }
    assert_harmless("<p>x</p>", "a paragraph");
    let tree = Tree::parse("<p>x");
    let text = tree.children(tree.root().unwrap()).flat_map(|id| tree.children(id)).next().unwrap();
    assert!(matches!(&tree.node(text).unwrap().data, NodeData::Text(text) if &**text == "x"));
}
