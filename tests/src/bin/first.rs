//! Measures the time until the first message of a large mailbox can be read, in the real window.
//!
//! `first --app PROGRAM FILE…` opens an empty archive for each file, and imports the file as if it had been
//! dropped. It prints three times in milliseconds: until the window reports the first messages, until the list
//! shows a message, and until the text of a message is visible. It opens the list and the message as soon as
//! possible. Then it closes the window, without waiting for the import.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use foundmail_tests::Window;
use serde_json::Value;

/// The folder of the sample mail, relative to the archive. If the folder exists, the program imports its contents
/// unchanged. So a script of the page can start an import, which otherwise needs a dialog or a drop.
const SAMPLE: &str = "sample/Weller Bakery (sample)";

/// Checks the page continually, and opens the list and the first message as soon as possible.
const WATCH: &str = r#"
const done = arguments[arguments.length - 1];
const by = (id) => document.querySelector(`[data-testid="${id}"]`);
const times = {};
const started = performance.now();
const mark = (name) => (times[name] ??= Math.round(performance.now() - started));
by('sample').click();
const look = () => {
  if (by('import-card')) mark('noticed');
  const open = by('open-mail');
  if (open && !open.disabled && times.ready === undefined) {
    mark('ready');
    open.click();
  }
  const row = by('row');
  if (row && row.innerText.trim() && times.row === undefined) {
    mark('row');
    row.click();
  }
  const text = by('text');
  if (times.row !== undefined && by('subject') && ((text && text.innerText.trim()) || by('frame'))) {
    mark('text');
    return requestAnimationFrame(() => done({ ...times, drawn: Math.round(performance.now() - started) }));
  }
  if (performance.now() - started > 50000) return done(times);
  setTimeout(look, 5);
};
look();
"#;

#[tokio::main]
async fn main() -> Result<()> {
    let mut app = None;
    let mut files: Vec<PathBuf> = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--app" => app = args.next().map(PathBuf::from),
            _ => files.push(PathBuf::from(arg)),
        }
    }
    let Some(app) = app else { bail!("first --app PROGRAM FILE…") };
    ensure!(!files.is_empty(), "first --app PROGRAM FILE…");
    for file in &files {
        let size = fs::metadata(file).with_context(|| file.display().to_string())?.len();
        let times = measure(&app, file).await?;
        println!("{} ({} MB): {}", file.display(), size / 1_000_000, told(&times)?);
    }
    Ok(())
}

/// Creates the archive on the file's disk, so that a hard link to the file is possible.
async fn measure(app: &Path, file: &Path) -> Result<Value> {
    let beside = file.parent().context("the path has no folder")?;
    let home = tempfile::tempdir_in(if beside.as_os_str().is_empty() { Path::new(".") } else { beside })?;
    let home = fs::canonicalize(home.path()).map(|path| (home, path))?;
    let archive = home.1.join("archive");
    let sample = archive.join(SAMPLE);
    fs::create_dir_all(&sample)?;
    fs::hard_link(file, sample.join(file.file_name().context("the file has no name")?))?;
    let archive = archive.to_str().context("the path of the folder is not valid UTF-8")?;
    let window = Window::open(app, &["--archive", archive], &home.1, false).await?;
    window.find("sample").await?;
    let times = window.script_async(WATCH, Vec::new()).await;
    // The rest of the import is not measured. A window that does not close in time is killed.
    let _ = window.close().await;
    times
}

fn told(times: &Value) -> Result<String> {
    let at = |name: &str| {
        let time = times[name].as_u64();
        time.with_context(|| format!("«{name}» did not happen within 50 seconds: {times}"))
    };
    Ok(format!(
        "import seen {} ms, messages announced {} ms, row {} ms, text {} ms, drawn {} ms",
        at("noticed")?,
        at("ready")?,
        at("row")?,
        at("text")?,
        at("drawn")?
    ))
}
