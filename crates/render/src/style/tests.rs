//! Tests that styles keep their look and lose everything that loads, or that stops a browser.

use super::{Detail, Styles, clean_declarations, clean_sheets};

fn declarations(style: &str) -> (String, u32) {
    let mut styles = Styles::default();
    let cleaned = clean_declarations(style, &mut styles);
    (cleaned, styles.remote)
}

fn sheets(sheets: &[&str]) -> (String, u32) {
    let sheets: Vec<_> = sheets.iter().map(|sheet| (String::new(), (*sheet).to_owned())).collect();
    let mut styles = Styles::default();
    let cleaned = clean_sheets(&sheets, 100, &mut styles);
    (cleaned, styles.remote)
}

#[test]
fn usual_declarations_stay() {
    for (style, kept) in [
        ("color: red; margin:0", "color:red;margin:0"),
        ("COLOR:#FF0000 !important", "color:#FF0000!important"),
        ("width:100%;max-width:600px;height:auto", "width:100%;max-width:600px;height:auto"),
        ("margin:0 auto;padding:10px 5px 0 1em", "margin:0 auto;padding:10px 5px 0 1em"),
        (
            "border:1px solid rgb(1, 2, 3);border-radius:4px",
            "border:1px solid rgb(1, 2, 3);border-radius:4px",
        ),
        ("font-family:'a b', Arial,sans-serif", "font-family:'a b',Arial,sans-serif"),
        (
            "font:italic bold 12pt/1.5 Georgia, serif",
            "font-style:italic;font-weight:bold;font-size:16px;line-height:1.5;font-family:Georgia,serif",
        ),
        ("font-size:14px;line-height:130%", "font-size:14px;line-height:130%"),
        ("font-size:1em;letter-spacing:-0.5px", "font-size:inherit;letter-spacing:-0.5px"),
        ("background:#fff url(x.png) no-repeat", "background-color:#fff"),
        (
            "background:transparent;background-image:none",
            "background-color:transparent;background-image:none",
        ),
        (
            "background:linear-gradient(90deg, red 0%, #00f 100%)",
            "background-image:linear-gradient(90deg, red 0%, #00f 100%)",
        ),
        ("display:flex;display:none", "display:block;display:none"),
        ("width:calc(100% - 20px)", "width:clamp(-5000px,calc(100% - 20px),5000px)"),
        ("mso-line-height-rule:exactly;text-align:center", "text-align:center"),
        ("opacity:0;max-height:0;overflow:hidden", "opacity:0;max-height:0;overflow:hidden"),
        ("color:red;;  ;", "color:red"),
        ("co/**/lor:red;/*;*/margin:0", "margin:0"),
    ] {
        assert_eq!(declarations(style), (kept.to_owned(), 0), "{style}");
    }
}

#[test]
fn declarations_that_load_content_are_removed_and_counted() {
    for (style, kept, remote) in [
        ("color:red;background:url(http://x.example/a.png)", "color:red", 1),
        ("background:u\\72l(http://x.example)", "", 1),
        ("background:\\75 \\72 \\6C('https://x.example')", "", 1),
        ("background:/**/url('//x.example')", "", 1),
        ("background:url(\"ht\\\ntp://x.example/a\")", "", 1),
        ("background:URL( //x.example/a )", "", 1),
        ("background:url(\\\\x.example)", "", 0),
        ("background:red url(http://x.example/a.png)", "background-color:red", 1),
        ("background-image:image-set('a' 1x)", "", 0),
        ("background-image:image-set('http://x.example' 1x)", "", 1),
        ("background-image:-webkit-image-set(url(http://x.example) 1x)", "", 1),
        ("background-image:cross-fade(url(http://x.example),red,50%)", "", 1),
        ("list-style:square src('http://x.example')", "", 1),
        ("list-style-image:url(http://x.example)", "", 1),
        ("cursor:url(http://x.example),auto;border-image:url(//x.example) 30", "", 2),
        ("content:url(http://x.example)", "", 1),
        ("filter:url(http://x.example/a.svg#b)", "", 1),
        ("--x: url(http://x.example);background:var(--x)", "", 1),
        ("behavior:url(//x.example);-moz-binding:url(//x.example)", "", 2),
        ("width:expression(alert(1))", "", 0),
        ("font-family:'a;b'; position : fixed", "", 0),
        ("content:'/*';background:url(http://x.example)", "", 1),
        ("color:red;x:'\nbackground:url(http://x.example)", "color:red", 1),
        ("background:url(http://x.example/\")", "", 1),
        ("background:ur;l:(http://x.example)", "background-color:ur", 0),
    ] {
        assert_eq!(declarations(style), (kept.to_owned(), remote), "{style}");
    }
}

#[test]
fn declarations_that_stop_a_browser_are_removed() {
    let many = |start: &str, piece: &str, end: &str| format!("{start}{}{end}", piece.repeat(5_000));
    for style in [
        "columns:3".to_owned(),
        "column-count:3;-webkit-columns:3".to_owned(),
        "filter:blur(500px)".to_owned(),
        "-webkit-filter:blur(5px);backdrop-filter:blur(5px)".to_owned(),
        "filter:drop-shadow(1px 1px 1px red)".to_owned(),
        many("box-shadow:", "1px 1px 1px red,", "1px 1px red"),
        many("text-shadow:", "1px 1px 1px red,", "1px 1px red"),
        "mask:linear-gradient(red,blue);-webkit-mask-image:linear-gradient(red,blue)".to_owned(),
        many("background:linear-gradient(", "red,", "blue)"),
        many("background:", "linear-gradient(red,blue),", "radial-gradient("),
        "anchor-name:--a;position-anchor:--a;top:anchor(bottom)".to_owned(),
        "position:fixed;position:sticky;position:absolute;top:0;z-index:9".to_owned(),
        "zoom:1000;transform:scale(1000);scale:1000;rotate:3deg".to_owned(),
        "animation:x 1s infinite;transition:all 1s".to_owned(),
        "counter-increment:a 99999999;counter-reset:a".to_owned(),
        many("content:'", "x", "'"),
        many("width:", "(", ""),
        many("width:", "calc(", "1px"),
        many("color:", "rgb(", ""),
        many("color:", "[", ""),
        many("color:", "{", ""),
        many("", "a{", ""),
        "opacity:.99".to_owned(),
        "grid-template-columns:repeat(10000,1px);gap:3px".to_owned(),
        "flex:1 1 auto;flex-direction:column;order:3".to_owned(),
        "--a:var(--b)var(--b);color:var(--a)".to_owned(),
        "shape-outside:circle();clip-path:circle();mix-blend-mode:multiply".to_owned(),
        "overflow:scroll;resize:both;scroll-snap-type:x".to_owned(),
        "writing-mode:vertical-rl;text-wrap:balance;hyphens:auto".to_owned(),
        "height:100vh;min-height:50svh;width:10cqw".to_owned(),
        many("font-variation-settings:", "'wght' 400,", "'wdth' 1"),
        format!("color:{}", "a".repeat(20_000)),
    ] {
        let start = &style[..style.floor_char_boundary(60)];
        assert!(
            style.len() > 16 * 1024
                || declarations(&style).0.trim_end_matches("background-color:red").is_empty(),
            "{start}"
        );
        // The same declarations in a rule do not keep the rule.
        let (sheet, _) = sheets(&[&format!("p{{{style}}}")]);
        assert_eq!(sheet, "", "{start}");
    }
}

#[test]
fn values_are_bounded() {
    for (style, kept) in [
        ("width:99999999px", "width:5000px"),
        ("height:1e38px;width:-1e39px", "height:5000px;width:-5000px"),
        ("margin:-99999px;padding:99999em", "margin:-1000px;padding:62.5em"),
        ("width:5000%;margin-left:-300%", "width:100%;margin-left:-100%"),
        ("border:9999px dotted red", "border:100px dotted red"),
        ("border-radius:99999px", "border-radius:1000px"),
        ("font-size:1000000px", "font-size:200px"),
        ("font-size:9000%;font-size:50em", "font-size:200px;font-size:200px"),
        ("line-height:99999;letter-spacing:9999px", "line-height:10;letter-spacing:50px"),
        ("text-indent:-9999px;word-spacing:9e9px", "text-indent:-1000px;word-spacing:50px"),
        ("width:max(1px,99999px)", "width:clamp(-5000px,max(1px,5000px),5000px)"),
        ("width:99in;width:999vw", "width:52.08in;width:500vw"),
        ("font-weight:999999;vertical-align:9999px", "font-weight:bold;vertical-align:50px"),
    ] {
        assert_eq!(declarations(style).0, kept, "{style}");
    }
}

#[test]
fn round_corners_and_interrupted_lines_are_not_combined() {
    for (style, kept) in [
        ("border:1px dotted red;border-radius:5px", "border:1px dotted red"),
        ("border-radius:5px;border:1px dotted red", "border-radius:5px;border:1px solid red"),
        ("border-top-left-radius:5px;border-left:DASHED", "border-top-left-radius:5px;border-left:solid"),
        (
            "border-radius:9px;border-style:dotted solid dashed",
            "border-radius:9px;border-style:solid solid solid",
        ),
        ("border-style:dashed;border-radius:50%", "border-style:dashed"),
        ("border-bottom-style:dotted;border-bottom-right-radius:1em", "border-bottom-style:dotted"),
        ("border:1px dotted red;border-radius:0px", "border:1px dotted red;border-radius:0px"),
        ("border-radius:0;border:1px dotted red", "border-radius:0;border:1px dotted red"),
        ("border-radius:3px;border:1px solid red", "border-radius:3px;border:1px solid red"),
        ("border-width:1px dotted;border-radius:3px", "border-width:1px dotted"),
    ] {
        assert_eq!(declarations(style).0, kept, "{style}");
    }
    let (sheet, _) =
        sheets(&["p{border:1px dotted red}q{border-radius:5px}", "b{border-radius:5px;color:red}"]);
    assert_eq!(sheet, "p{border:1px dotted red}b{color:red}");
}

#[test]
fn the_number_of_fonts_is_bounded() {
    let mut styles = Styles::default();
    let mut fonts = std::collections::BTreeSet::new();
    for number in 0..3_000 {
        let style = format!("font-family:f{number};font-size:{}px", f64::from(number) / 10.0);
        fonts.insert(clean_declarations(&style, &mut styles));
        fonts.insert(clean_declarations(&format!("font:{number}pt g{number}"), &mut styles));
        fonts.insert(clean_declarations(&format!("font-size:1.{number}em"), &mut styles));
    }
    assert!(fonts.len() < 300, "{}", fonts.len());
}

#[test]
fn rules_stay_without_what_loads_or_costs() {
    for (sheet, kept, remote) in [
        ("p{color:red}", "p{color:red}", 0),
        ("P.a > td#b + *:hover , a:LINK{color:red}", "P.a > td#b + *:hover,a:link{color:red}", 0),
        ("p{background:url(x);color:red} a{color:blue}", "p{color:red}a{color:blue}", 0),
        ("@media screen{p{color:red}}", "@media screen{p{color:red}}", 0),
        (
            "@media only screen and (max-width: 600px){p{color:red}}",
            "@media only screen and (max-width: 600px){p{color:red}}",
            0,
        ),
        ("[class*=\"x\"],td[width='1']{color:red}", "[class*=\"x\"],td[width=\"1\"]{color:red}", 0),
        ("p{content:'</style><script>'}q{color:red}", "q{color:red}", 0),
        ("p{font-family:'</style><script>'}", "", 0),
        (".\\3c\\2fstyle\\3e{color:red}", "", 0),
        ("/*</style><img>*/p{color:red}", "p{color:red}", 0),
        ("<!-- p{color:red} -->", "p{color:red}", 0),
        ("p{color:red", "p{color:red}", 0),
        ("}}p{color:red}", "", 0),
        ("p~q{color:red}p:has(q){color:red}:is(p,q){color:red}", "", 0),
        ("p:nth-last-child(2){color:red}p::before{color:red}p:not(q){color:red}", "", 0),
        ("p:nth-child(odd){color:red}", "p:nth-child(odd){color:red}", 0),
        ("p{q{color:red}color:blue}", "p{color:blue}", 0),
        (
            "@supports (color:red){p{color:red}}@layer a{p{color:red}}@container (width>1px){p{color:red}}",
            "",
            0,
        ),
        ("@keyframes x{0%{color:red}}@property --x{syntax:'*'}@page{size:a5}", "", 0),
        ("@import 'x.css';p{color:red}", "p{color:red}", 0),
        ("@import 'http://x.example';p{color:red}", "p{color:red}", 1),
        ("@\\69mport url(http://x.example);p{color:red}", "p{color:red}", 1),
        ("@im/**/port 'http://x.example';p{color:red}", "p{color:red}", 1),
        ("@IMPORT\n\"//x.example\" screen;", "", 1),
        ("@font-face{font-family:x;src:url(http://x.example/a.woff)}", "", 1),
        (
            "@font-face{font-family:x;src:local(a),url('https://x.example')}p{font-family:x}",
            "p{font-family:x}",
            1,
        ),
        ("@namespace 'http://www.w3.org/1999/xhtml';p{color:red}", "p{color:red}", 0),
        ("@media x{@import 'http://x.example';p{color:red}}", "@media x{p{color:red}}", 1),
        ("p{--x:url(http://x.example);background:var(--x)}", "", 1),
        ("p{background:url(http://x.example)}@media print{p{background:url(http://x.example)}}", "", 2),
        ("@charset 'x';p{color:red}", "p{color:red}", 0),
    ] {
        assert_eq!(sheets(&[sheet]), (kept.to_owned(), remote), "{sheet}");
    }
}

#[test]
fn sheets_are_harmless_after_they_are_joined() {
    for (pieces, kept, remote) in [
        (&["@imp", "ort \"http://x.example/x\";"][..], "", 1),
        (&["p{background:u", "rl(http://x.example/x)}"], "p{background-color:u}", 1),
        (&["p{background:url(", "http://x.example/x)}"], "", 1),
        (&["p{background:url('", "http://x.example/x')}"], "", 1),
        (&["@", "import 'http://x.example'"], "", 1),
        (&["@\\6", "9mport 'http://x.example'"], "", 1),
        (&["@import 'ht", "tp://x.example'"], "", 1),
        (&["/*", "*/@import 'http://x.example'"], "", 1),
        (&["p{color:red", "}@import 'http://x.example'"], "p{color:red}", 1),
        (&["@im", "po", "rt 'http://x.example'"], "", 1),
        (&["@font-face{src:", "url(http://x.example)}"], "", 1),
        (&["p{color:red", "q{color:blue}"], "p{color:red}q{color:blue}", 0),
        (&["@media print{", "p{color:red}"], "p{color:red}", 0),
        (&["@import 'http://x.example'", "@import 'http://y.example'"], "", 2),
    ] {
        let (sheet, counted) = sheets(pieces);
        assert_eq!((sheet.as_str(), counted), (kept, remote), "{pieces:?}");
        // Nothing changes if the result is cleaned again.
        assert_eq!(sheets(&[&sheet]).0, sheet);
    }
}

#[test]
fn deep_sheets_lose_their_depth() {
    for (what, piece) in [
        ("braces", "a{"),
        ("braces with spaces", "a {\n"),
        ("conditions", "@media all{"),
        ("supports", "@supports (a:b){"),
        ("is", ":is("),
        ("not", ":not("),
        ("where", "a:where("),
        ("has", "a :has("),
        ("brackets", "["),
        ("round brackets", "("),
        ("calculation", "a{width:calc("),
        ("mixed", "a{([{"),
        ("at-rules", "@a{"),
    ] {
        let deep = piece.repeat(5_000);
        let (sheet, _) =
            sheets(&["p{color:red}", &deep, &format!("p{{color:{deep}}}"), &format!("p{{{deep}")]);
        assert_eq!(sheet, "p{color:red}", "{what}");
        assert_eq!(declarations(&format!("color:red;{}", piece.repeat(500))).0, "color:red", "{what}");
    }
}

#[test]
fn the_number_of_selectors_is_bounded() {
    let rules = |count: usize| {
        (0..count).map(|n| format!("[class*=a{n}] p{{color:red}}")).collect::<Vec<_>>().concat()
    };
    let kept = |sheet: &str, elements: usize| {
        let sheets = [(String::new(), sheet.to_owned())];
        clean_sheets(&sheets, elements, &mut Styles::default()).matches('{').count()
    };
    assert_eq!(kept(&rules(1_000), 1_000), 1_000);
    assert_eq!(kept(&rules(20_000), 10), 3_000);
    assert_eq!(kept(&rules(3_000), 10_000), 1_000);
    assert_eq!(kept(&format!("{}{{color:red}}", "a,".repeat(10_000)), 10), 0);
    assert_eq!(kept(&format!("{}{{color:red}}", "a ".repeat(100)), 10), 0);
    assert_eq!(kept(&format!("{}{{color:red}}", "a".repeat(1_000)), 10), 0);
}

#[test]
fn long_bodies_keep_only_styles_of_text() {
    let mut styles = Styles { detail: Detail::Text, ..Styles::default() };
    let style =
        "color:red;width:1px;margin:0 500px;float:left;padding-left:50%;font-weight:bold;display:none";
    assert_eq!(clean_declarations(style, &mut styles), "color:red;font-weight:bold;display:none");
}
