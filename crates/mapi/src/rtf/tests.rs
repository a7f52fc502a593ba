use super::{RichText, RtfBody, read};

#[track_caller]
fn html(rtf: &str, expected: &str) {
    assert_eq!(read(rtf.as_bytes()), RtfBody::Html(expected.to_owned()));
}

#[track_caller]
fn rich(rtf: &str, expected: &str) {
    assert_eq!(rich_of(rtf.as_bytes()).text, expected);
}

fn rich_of(rtf: &[u8]) -> RichText {
    let RtfBody::Rich(rich) = read(rtf) else { panic!("wrapped: {}", String::from_utf8_lossy(rtf)) };
    rich
}

/// Checks the simple HTML inside the `body` element.
#[track_caller]
fn page(rtf: &str, expected: Option<&str>) {
    let html = rich_of(rtf.as_bytes()).html;
    let html = html.as_deref().map(|html| html.trim_start_matches("<html><body>\r\n"));
    assert_eq!(
        html.map(|html| html.trim_end_matches("</body></html>\r\n").replace("\r\n", "")).as_deref(),
        expected
    );
}

#[test]
fn looks_become_simple_html() {
    page(r"{\rtf1\ansi plain\par text}", None);
    page(
        r"{\rtf1\ansi a{\b b{\i c}}\par\par d}",
        Some("<div>a<b>b</b><b><i>c</i></b></div><div><br></div><div>d</div>"),
    );
    page(
        r"{\rtf1\ansi \b <a>\b0  & \ul x\ulnone\strike y\plain z}",
        Some("<div><b>&lt;a&gt;</b> &amp; <u>x</u><s>y</s>z</div>"),
    );
    page(
        r"{\rtf1\ansi{\colortbl;\red0\green0\blue0;\red255\green0\blue16;}\cf1 a\cf2\fs40 b\b c}",
        Some(
            "<div>a<span style=\"color:#ff0010;font-size:20pt\">b</span><span style=\"color:#ff0010;font-size:20pt\"><b>c</b></span></div>",
        ),
    );
    page(
        r"{\rtf1\ansi\trowd\intbl a\par b\cell c\cell\row\trowd d\cell\row\pard e\par}",
        Some("<table><tr><td>a<br>b</td><td>c</td></tr><tr><td>d</td></tr></table><div>e</div>"),
    );
    page(
        r#"{\rtf1\ansi{\field{\*\fldinst{ HYPERLINK "http://x.example/?a&b" }}{\fldrslt{\b here}}} on}"#,
        Some("<div><a href=\"http://x.example/?a&amp;b\"><b>here</b></a> on</div>"),
    );
    page(r"{\rtf1\ansi{\field{\*\fldinst PAGE}{\fldrslt 1}}}", None);
    page(r"{\rtf1\ansi a\objattph  b\u65532?}", Some("<div>a\u{FFFC} b</div>"));
}

#[test]
fn pictures_of_the_text() {
    let rtf = br"{\rtf1\ansi a{\*\shppict{\pict{\*\picprop{\sp}}\pngblip\picw1 89504E
470d}}{\nonshppict{\pict\wmetafile8 0102}}{\pict\jpegblip\bin4 }}{{}{b}{\shp{\*\shpinst{\sp{\sn pib}{\sv {\pict\emfblip 0}}}
{\sp{\sn x}{\sv y}}{\shptxt in}}{\shprslt out}}{\pict\wbitmap0 00}c}";
    let rich = rich_of(rtf);
    assert_eq!(rich.text, "abinc");
    let pictures: Vec<_> =
        rich.pictures.iter().map(|picture| (picture.extension, picture.bytes.as_slice())).collect();
    assert_eq!(pictures, [("png", &b"\x89PNG\r"[..]), ("jpg", b"}}{{")]);
    assert_eq!(
        rich.html.unwrap().replace("\r\n", ""),
        "<html><body><div>a<img src=\"cid:rtf-0@foundmail\" alt=\"\"><img src=\"cid:rtf-1@foundmail\" alt=\"\">binc</div></body></html>"
    );
}

#[test]
fn marks_that_change_with_each_letter_have_an_end() {
    let rtf =
        [&b"{\\rtf1{\\colortbl;\\red1;}"[..], &b"\\b\\fs99\\cf1 x\\b0\\cf0 y".repeat(1 << 20), b"}"].concat();
    let rich = rich_of(&rtf);
    assert!(rich.html.is_none());
    assert_eq!(rich.text.len(), 2 << 20);
}

/// An excerpt of the example in [MS-OXRTFEX] 3.2, with each kind of line.
#[test]
fn html_as_outlook_wraps_it() {
    html(
        r#"{\rtf1\ANSI\ansicpg1251\fromhtml1 \deff0
{\fonttbl {\f0\fmodern Courier New;}{\f1\fswiss Arial;}{\f2\fswiss\fcharset0 Arial;}}
{\colortbl\red0\green0\blue0;\red0\green0\blue255;}
{\*\htmltag64}
\uc1\pard\plain\deftab360 \f0\fs24
{\*\htmltag <HTML>\par
<HEAD>\par
}
{\*\htmltag <BODY style="font-family:\'22Arial\'22">}\htmlrtf \f1 \htmlrtf0
{\*\htmltag <P>}\htmlrtf \par\htmlrtf0
Note the line break inside a P tag. {\*\htmltag <B>}\htmlrtf {\b \htmlrtf0 This is {\*\htmltag </B>}\htmlrtf }\htmlrtf0 a sample text\par
{\*\mhtmltag <IMG src="rtfimage://">}{\*\htmltag <IMG src="cid:1">}\htmlrtf {\pict 0102}\htmlrtf0
{\*\htmltag &nbsp;}\htmlrtf \'a0\htmlrtf0 \{x\}\tab y\line \lquote z\rquote  \u8364?
{\*\htmltag </BODY></HTML>\par}}"#,
        "<HTML>\r\n<HEAD>\r\n<BODY style=\"font-family:\"Arial\"\"><P>Note the line break inside a P tag. \
         <B>This is </B>a sample text\r\n<IMG src=\"cid:1\">&nbsp;{x}\ty\r\n\u{2018}z\u{2019} €</BODY></HTML>\r\n",
    );
}

#[test]
fn code_pages_follow_the_font() {
    html(
        r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset128 MS Gothic;}
{\f2\fnil\fcharset204{\*\falt x} Arial;}}\f0 \'fc {\f1 \'83\'65\'83\'58\'83g \'82\'b1}{\f2 \'cf\'f0} \'e4{\*\htmltag84 \'df}}",
        "ü テスト こПр äß",
    );
    // The second byte of 表 is a backslash, and the second byte of テ is a letter.
    html(
        r"{\rtf1\ansi\ansicpg932\fromhtml1{\fonttbl{\f0\fswiss Arial;}}\f0 \'95\'5c\'8e\'a6 {\*\htmltag <b title=\'83e>}}",
        "表示 <b title=テ>",
    );
}

#[test]
fn unicode_and_what_stands_in_for_it() {
    rich(r"{\rtf1\ansi a\u8217'b\u8217\'92c}", "a’b’c");
    rich(r"{\rtf1\ansi\uc2 \u26085\'93\'fa\u26412\'96\'7b.}", "日本.");
    rich(r"{\rtf1\ansi\uc0 \u26085\u26412 x}", "日本x");
    rich(r"{\rtf1\ansi\uc1 \u-10179?\u-8704?!}", "😀!");
    rich(r"{\rtf1\ansi{\uc3\u8364abc}d\u8364e}", "€d€");
    rich(r"{\rtf1\ansi\u128512?}", "😀");
    rich(r"{\rtf1\ansi\u-8704?x}", "\u{FFFD}x");
}

#[test]
fn plain_text_that_was_wrapped() {
    assert_eq!(
        read(br"{\rtf1\ansi\ansicpg1252\fromtext \fbidis \deff0{\fonttbl{\f0\fswiss Arial;}}\fs20 Hello,\par \par \tab caf\'e9 <b>\par}"),
        RtfBody::Text("Hello,\r\n\r\n\tcafé <b>\r\n".to_owned()),
    );
}

#[test]
fn rich_text_is_made_readable() {
    rich(
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\colortbl;\red0\green0\blue0;}{\*\generator Riched20;}
{\info{\title Secret}}\pard {\pntext \'b7\tab}one\par\trowd\cell a\cell b\row
{\field{\*\fldinst HYPERLINK \'22http://x\'22}{\fldrslt link}} {\v hidden}\bin4 }}}}end{\pict\bin2 }}}\line}",
        "·\tone\r\n\ta\tb\r\nlink end\r\n",
    );
    // Data that is not RTF is text.
    rich("just text", "just text");
    rich("", "");
}

#[test]
fn groups_without_end_or_beginning() {
    rich(r"{\rtf1\ansi a}}}b", "ab");
    let mut deep = "{".repeat(200_000);
    deep.push_str("deep");
    deep.push_str(&"}".repeat(200_000));
    rich(&deep, "deep");
}

#[test]
fn any_bytes_are_survived() {
    let words: [&[u8]; 16] = [
        b"{",
        b"}",
        b"\\",
        b"\\u",
        b"\\'",
        b"\\'8",
        b"-9",
        b"\\fonttbl",
        b"\\*",
        b"\\htmltag",
        b"\\bin",
        b"\\uc",
        b"\xe3",
        b"99999999999",
        b"\\htmlrtf",
        b" ",
    ];
    let mut state = 7_u32;
    for round in 0..3_000 {
        let mut rtf =
            if round % 2 == 0 { b"{\\rtf1\\fromhtml1".to_vec() } else { b"{\\rtf1\\ansicpg932".to_vec() };
        for _ in 0..round % 40 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            rtf.extend_from_slice(words[(state >> 24) as usize % words.len()]);
        }
        read(&rtf);
    }
}
