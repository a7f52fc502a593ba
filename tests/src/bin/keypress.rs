//! Measures the time from a key press in the search box until the new rows are painted, in the real window.
//!
//! `keypress --app PROGRAM FILE…` imports the files and types some queries character by character. It measures the
//! time from each input event to the second frame after the list changes. It prints the median and the longest
//! time in milliseconds, and ignores characters that do not change the list.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use foundmail_tests::Window;
use serde_json::json;

/// Typical queries. Each character starts a search.
const QUERIES: [&str; 5] = ["insurance", "the order", "meeting friday", "from:anna", "report pdf"];

/// Sets the text of the box as a key press would do, and waits until the rows are painted.
const TYPE: &str = r#"
const [text, done] = arguments;
const box = document.querySelector('[data-testid="search"]');
const pane = document.querySelector('[data-testid="count"]').parentElement.parentElement;
const started = performance.now();
let settled = false;
const finish = (seen) => {
  if (settled) return;
  settled = true;
  watch.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => done(seen ? performance.now() - started : null)));
};
const watch = new MutationObserver(() => finish(true));
watch.observe(pane, { subtree: true, childList: true, characterData: true });
setTimeout(() => finish(false), 2000);
Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, text);
box.dispatchEvent(new InputEvent('input', { bubbles: true }));
"#;

#[tokio::main]
async fn main() -> Result<()> {
    let mut app = None;
    let mut files: Vec<String> = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--app" => app = args.next().map(PathBuf::from),
            _ => files.push(arg),
        }
    }
    let Some(app) = app else { bail!("keypress --app PROGRAM FILE…") };
    let home = tempfile::tempdir()?;
    let archive = home.path().join("archive");
    let archive = archive.to_str().context("the path of the temporary folder is not valid UTF-8")?;
    let mut app_args = vec!["--archive", archive];
    app_args.extend(files.iter().map(String::as_str));
    let window = Window::open(&app, &app_args, home.path(), false).await?;
    let result = measure(&window).await;
    window.close().await?;
    let mut times = result?;
    times.sort_by(f64::total_cmp);
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    let worst = times.last().copied().unwrap_or_default();
    println!("{} key presses: median {middle:.0} ms, worst {worst:.0} ms", times.len());
    Ok(())
}

async fn measure(window: &Window) -> Result<Vec<f64>> {
    println!("Imported: {}", window.text("result-sum").await?.replace('\n', " "));
    window.click("open-mail").await?;
    window.texts_when("row", |rows| rows.len() > 5).await?;
    let mut times = Vec::new();
    for query in QUERIES {
        for (end, letter) in query.char_indices() {
            let text = query.get(..end + letter.len_utf8()).unwrap_or_default();
            let took = window.script_async(TYPE, vec![json!(text)]).await?;
            times.extend(took.as_f64());
        }
    }
    Ok(times)
}
