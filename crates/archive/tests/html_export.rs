//! Tests that an export as HTML runs nothing of a message and loads nothing from outside: by its structure, and in a browser.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use foundmail_archive::view::Selection;
use foundmail_archive::{Archive, Control, ImportOptions, export_format};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Bodies that would run a script, load content, send a form or leave the page. `RUN` is a script that proves itself.
const HOSTILE: &[&str] = &[
    "<script>RUN</script>",
    "<SCRIPT SRC=//canary.example/a.js></SCRIPT>",
    "<img src=x onerror=\"RUN\">",
    "<img src=https://canary.example/a.png srcset='https://canary.example/b.png 2x'>",
    "<body onload=\"RUN\" background=https://canary.example/c.png>body</body>",
    "<svg onload=\"RUN\"><script>RUN</script><image href=https://canary.example/d.png /></svg>",
    "<svg><style><img src=x onerror=\"RUN\"></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=RUN&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=RUN>\">",
    "<iframe src=https://canary.example/></iframe><iframe srcdoc=\"<script>RUN</script>\"></iframe>",
    "<object data=https://canary.example/e.swf></object><embed src=https://canary.example/f.swf>",
    "<form action=https://canary.example/ method=post><input autofocus onfocus=\"RUN\"><button>Send</button></form>",
    "<meta http-equiv=refresh content=\"0;url=https://canary.example/\">",
    "<base href=https://canary.example/><a href=relative>link</a>",
    "<link rel=stylesheet href=https://canary.example/g.css><link rel=preconnect href=https://canary.example>",
    "<style>@import 'https://canary.example/h.css';body{background:url(https://canary.example/i.png)}</style>styled",
    "<style></style><script>RUN</script></style>",
    "<style>p{color:red}</style nonce=x><script>RUN</script>",
    "<p style=\"background:u\\72l(https://canary.example/j.png)\">escaped</p>",
    "<p style=\"background-image:image-set('https://canary.example/k.png' 1x)\">set</p>",
    "<a href=\"javascript:RUN\">script</a><a href=\"java\nscript:RUN\">script</a><a href=data:text/html,x>data</a>",
    "<a href=https://other.example title=https://bank.example>https://bank.example</a>",
    "<video autoplay src=https://canary.example/l.mp4 poster=https://canary.example/m.png onplay=\"RUN\"></video>",
    "<audio autoplay src=https://canary.example/n.mp3></audio><picture><source srcset=https://canary.example/o.png></picture>",
    "<details open ontoggle=\"RUN\">x</details><marquee onstart=\"RUN\">x</marquee>",
    "<p id=x style=\"animation:a 1s\" onanimationend=\"RUN\">x</p><style>@keyframes a{from{color:red}}</style>",
    "<textarea></iframe><script>RUN</script></textarea></article></main><script>RUN</script>",
    "\"></iframe><script>RUN</script><img src=https://canary.example/p.png>",
    "&quot;&gt;&lt;/iframe&gt;&lt;script&gt;RUN&lt;/script&gt;",
    "<!--><script>RUN</script>--><!-- --!><img src=x onerror=RUN>",
    "<template><script>RUN</script></template><xmp><script>RUN</script></xmp><plaintext><script>RUN</script>",
    "<table background=https://canary.example/q.png><tr><td background=https://canary.example/r.png>x</td></tr></table>",
];

/// The script of the hostile bodies. It marks the page in which it runs.
const RUN: &str = "top.document.title='a script ran'";

/// Returns one message for each hostile body, all in one conversation.
fn hostile_messages() -> Vec<String> {
    let bodies = HOSTILE.iter().enumerate().map(|(number, body)| {
        let body = body.replace("RUN", RUN);
        format!(
            "From: x@canary.example\r\nSubject: Prize <script>{RUN}</script>\r\nMessage-ID: <{number}@canary.example>\r\n\
             References: <0@canary.example>\r\nDate: Mon, 14 Mar 2016 10:{number:02}:00 +0000\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{body}\r\n\
             <p>The roof leaks.</p>\r\n--b\r\nContent-Type: image/svg+xml\r\nContent-Disposition: attachment; \
             filename=\"logo.svg\"\r\n\r\n<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"{RUN}\"/>\r\n--b--\r\n"
        )
    });
    bodies.collect()
}

/// Exports the hostile messages, and returns the folder.
fn export(dir: &Path) -> PathBuf {
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let source = dir.join("source");
    fs::create_dir(&source).unwrap();
    for (number, message) in hostile_messages().into_iter().enumerate() {
        fs::write(source.join(format!("{number:02}.eml")), message).unwrap();
    }
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&[source], options, &Control::new(), &mut |_| {}).unwrap();
    let all = archive
        .selected(&Selection::Search { query: String::new(), typing: false, folder: None, source: None })
        .unwrap();
    let target = dir.join("Prize #1 50%");
    let exported = archive.export(&all, export_format("html").unwrap(), &target).unwrap();
    assert_eq!(exported.summary.written, u32::try_from(HOSTILE.len()).unwrap());
    target
}

fn pages(dir: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { pages(&path) } else { vec![path] }).collect()
}

/// Collects everything in a document that could act, and the documents of its frames.
#[derive(Default)]
struct Active {
    found: RefCell<Vec<String>>,
    frames: RefCell<Vec<String>>,
}

impl TokenSink for Active {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        let name = tag.name.to_string();
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        let acts = [
            "script", "iframe", "frame", "object", "embed", "applet", "form", "input", "button", "base",
            "link", "video", "audio", "source", "track", "svg", "math", "template", "portal", "meta",
        ];
        if acts.contains(&name.as_str()) {
            self.found.borrow_mut().push(name.clone());
        }
        for attribute in &tag.attrs {
            let (attribute, value) = (attribute.name.local.to_string(), attribute.value.to_string());
            let address = value.trim().to_ascii_lowercase();
            let is_bad = match attribute.as_str() {
                "srcdoc" => {
                    self.frames.borrow_mut().push(value.clone());
                    false
                }
                "href" if name == "a" => {
                    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
                    !scheme.is_none_or(|scheme| ["http", "https", "mailto", "tel"].contains(&scheme))
                }
                "href" => address != "../../style.css" && address != "../style.css" && address != "style.css",
                "src" | "srcset" | "background" | "poster" | "data" | "action" | "formaction" | "ping"
                | "xlink:href" => !address.starts_with("data:image/png"),
                "style" => ["url", "image-set", "\\"].iter().any(|word| address.contains(word)),
                name => name.starts_with("on"),
            };
            if is_bad {
                self.found.borrow_mut().push(format!("{name} {attribute}={value}"));
            }
        }
        TokenSinkResult::Continue
    }
}

fn active(html: &str) -> Active {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Active::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink
}

#[test]
fn nothing_of_a_message_can_act() {
    let dir = tempfile::tempdir().unwrap();
    let target = export(dir.path());
    let mut frames = 0;
    for path in pages(&target) {
        if path.extension().is_none_or(|extension| extension != "html") {
            assert!(path.extension().is_none_or(|extension| extension != "svg"), "{}", path.display());
            continue;
        }
        let page = fs::read_to_string(&path).unwrap();
        let own = active(&page);
        let mut found = own.found.into_inner();
        found.retain(|name| !["meta", "iframe", "link"].contains(&name.as_str()));
        let expected: &[&str] =
            if path.ends_with("index.html") { &["input", "button", "script"] } else { &["script"] };
        assert_eq!(found, expected, "{}", path.display());
        for frame in own.frames.into_inner() {
            frames += 1;
            let inner = active(&frame);
            assert_eq!(inner.found.into_inner(), ["meta", "meta", "meta"], "{frame}");
            assert!(frame.contains("default-src 'none'") && !frame.contains("refresh"), "{frame}");
            assert!(
                !frame.contains("title=\"https://bank.example\""),
                "a link shows where it leads: {frame}"
            );
        }
    }
    assert_eq!(frames, HOSTILE.len());
}

/// Returns a browser without a window, if this computer has one. `FOUNDMAIL_CHROMIUM` can name it.
fn chromium() -> Option<PathBuf> {
    let chosen = std::env::var_os("FOUNDMAIL_CHROMIUM").map(PathBuf::from);
    let names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chromium-headless-shell"];
    let paths: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let found = names.iter().flat_map(|name| paths.iter().map(move |dir| dir.join(name)));
    chosen.into_iter().chain(found).find(|path| path.is_file())
}

/// A browser that records its use of the network.
struct Browser {
    program: PathBuf,
    dir: tempfile::TempDir,
}

impl Browser {
    /// Opens an address. Returns the document as it is after a while, and the number of entries about a host in the record:
    /// requests, questions for its address, and connections.
    fn open(&self, address: &str) -> (String, usize) {
        let record = self.dir.path().join("record.json");
        let output = Command::new(&self.program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
            .args([
                "--disable-component-update",
                "--no-first-run",
                "--virtual-time-budget=10000",
                "--dump-dom",
            ])
            .arg("--host-resolver-rules=MAP * 127.0.0.1:9")
            .arg(format!("--log-net-log={}", record.display()))
            .arg(format!("--user-data-dir={}", self.dir.path().join("profile").display()))
            .arg(address)
            .stderr(Stdio::null())
            .output()
            .unwrap();
        let document = String::from_utf8_lossy(&output.stdout).into_owned();
        let record = fs::read(&record).unwrap();
        (document, String::from_utf8_lossy(&record).matches(".example").count())
    }
}

fn address(path: &Path) -> String {
    format!(
        "file://{}",
        path.display().to_string().replace('%', "%25").replace('#', "%23").replace(' ', "%20")
    )
}

#[test]
fn a_browser_runs_no_script_of_a_message_and_asks_no_network() {
    let Some(program) = chromium() else {
        eprintln!("skipped: no Chromium on this computer (FOUNDMAIL_CHROMIUM can name one)");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let target = export(dir.path());
    let browser = Browser { program, dir: tempfile::tempdir().unwrap() };
    // The same bodies without cleaning, frame and policy show that the browser runs and records them.
    let control = dir.path().join("control.html");
    let bodies: String = HOSTILE.iter().take(4).map(|body| body.replace("RUN", RUN)).collect();
    fs::write(&control, format!("<title>control</title>{bodies}")).unwrap();
    let (document, requests) = browser.open(&address(&control));
    assert!(document.contains("<title>a script ran</title>") && requests > 0, "{requests}: {document}");

    let conversation = target.join("conversations/000/000001.html");
    let (document, requests) = browser.open(&address(&conversation));
    assert_eq!(requests, 0, "a page asks no network");
    assert!(document.contains("<title>Prize &lt;script&gt;"), "no script of a message ran: {document}");
    assert_eq!(
        document.matches("style=\"height:").count(),
        HOSTILE.len(),
        "the script of the page gives frames their height"
    );

    let all = format!("{} messages in 1 conversation", HOSTILE.len());
    for (query, expected) in [
        ("", "conversations/000/000001.html"),
        ("#q=LOGO.svg%20prize", &all),
        ("#q=%22roof%20leaks%22", "in 1 conversation"),
        ("#q=gutter", "No messages"),
    ] {
        let (document, requests) = browser.open(&format!("{}{query}", address(&target.join("index.html"))));
        assert!(document.contains(expected), "{query}: {document}");
        assert_eq!((requests, document.contains("a script ran</title>")), (0, false), "{query}");
    }
}
