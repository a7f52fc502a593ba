//! Tests the real window: importing, searching, reading and exporting, in the light and the dark theme.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use foundmail_tests::Window;
use serde_json::json;

use crate::program::{built, outlook_files};

/// Returns true, and prints the reason, if this machine cannot test the window.
fn no_window() -> bool {
    let reason = std::env::var("FOUNDMAIL_NO_WINDOW").ok();
    if let Some(reason) = &reason {
        println!("skipped: {reason}");
    }
    reason.is_some()
}

/// The tests run one at a time, because they share a screen and take screenshots of the whole screen.
static SCREEN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// The time limit of one test.
const LONGEST: Duration = Duration::from_secs(150);

fn pictures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/window")
}

#[tokio::test]
async fn import_search_open_and_export_in_light() -> Result<()> {
    if no_window() { Ok(()) } else { way_through("light", false).await }
}

#[tokio::test]
async fn import_search_open_and_export_in_dark() -> Result<()> {
    if no_window() { Ok(()) } else { way_through("dark", true).await }
}

async fn way_through(theme: &str, dark: bool) -> Result<()> {
    let _screen = SCREEN.lock().await;
    let home = tempfile::tempdir()?;
    let archive = home.path().join("archive");
    let args = ["--archive", archive.to_str().context("odd name")?, "--sample"];
    let window = Window::open(&built("FOUNDMAIL_APP", "foundmail-app"), &args, home.path(), dark).await?;
    let walked = tokio::time::timeout(LONGEST, walk(&window, theme, dark, home.path())).await;
    let result = walked.unwrap_or_else(|_| bail!("the window no longer answers"));
    if result.is_err() {
        // A screenshot of the failure helps more than any message.
        window.screenshot(&pictures().join(format!("{theme}-failed.png"))).await?;
    }
    window.close().await?;
    result
}

async fn walk(window: &Window, theme: &str, dark: bool, home: &Path) -> Result<()> {
    let picture = |name: &str| pictures().join(format!("{theme}-{name}.png"));
    let is_dark = window.script("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await?;
    ensure!(is_dark == json!(dark), "the window does not follow the system's theme");

    let sum = window.text("result-sum").await?;
    ensure!(sum.contains("321") && sum.contains("315") && sum.contains('6'), "the sum is {sum}");
    window.screenshot(&picture("result")).await?;
    window.click("open-mail").await?;
    window.texts_when("row", |rows| rows.len() > 5).await?;
    window.screenshot(&picture("list")).await?;

    let before = window.texts("count").await?;
    window.search("roof insurance").await?;
    let count = window.texts_when("count", |now| now != before.as_slice()).await?;
    ensure!(!count.concat().starts_with('0'), "the search has no results: {count:?}");
    // Each typed character starts a search, so the last result must arrive before a row is clicked.
    window.answered("roof insurance").await?;
    window.texts_when("row", |rows| rows.iter().any(|row| row.contains("88-2041"))).await?;
    let open = "[...document.querySelectorAll('[data-testid=\"row\"]')].find((row) => row.innerText.includes('88-2041')).click()";
    window.script(open, vec![]).await?;
    let subject = window.texts_when("subject", |subjects| !subjects.is_empty()).await?;
    ensure!(subject.concat().contains("88-2041"), "{subject:?}");
    window.screenshot(&picture("reading")).await?;

    export(window, "as-mbox", &picture("export"), home).await?;
    formatted(window, &picture("formatted")).await
}

async fn export(window: &Window, format: &str, picture: &Path, home: &Path) -> Result<()> {
    window.click("export").await?;
    let drawn = "const page = document.querySelector('[data-testid=\"export-preview\"] img'); \
                 return page !== null && page.complete && page.naturalHeight > 600";
    window.until(drawn).await.context("the first page of the PDF is not shown")?;
    window.click(format).await?;
    window.texts_when("export-target", |target| target.concat().contains(".mbox")).await?;
    window.screenshot(picture).await?;
    window.click("export-run").await?;
    let done = window.text("export-done").await?;
    ensure!(done.contains("message"), "{done}");
    let saved = find_mbox(home).context("no file was saved")?;
    ensure!(std::fs::read(&saved)?.starts_with(b"From "), "{} is not an MBOX", saved.display());
    // The key Escape closes the sheet.
    window.script("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))", vec![]).await?;
    window.texts_when("export-done", <[String]>::is_empty).await?;
    Ok(())
}

fn find_mbox(dir: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(dir).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let mut found = None;
    for path in entries {
        let is_archive = path.file_name().is_some_and(|name| name == "archive");
        if path.is_dir() && !is_archive {
            found = found.or_else(|| find_mbox(&path));
        } else if path.extension().is_some_and(|extension| extension == "mbox") {
            found = found.or(Some(path));
        }
    }
    found
}

/// Checks that a formatted message shows its text in the locked frame, which cannot run scripts.
async fn formatted(window: &Window, picture: &Path) -> Result<()> {
    let before = window.texts("count").await?;
    window.search("in:newsletters").await?;
    window.texts_when("count", |now| now != before.as_slice()).await?;
    window.answered("in:newsletters").await?;
    window.texts_when("row", |rows| !rows.is_empty()).await?;
    window.click("row").await?;
    let frame = window.find("frame").await?;
    let sandbox = frame.attr("sandbox").await?;
    // Exactly this: with `allow-scripts` beside it, mail could use the rights of the page.
    ensure!(sandbox.as_deref() == Some("allow-same-origin"), "the frame is not locked");
    window.frame_text_when(|text| text.len() > 20).await?;
    window
        .until(
            "const frame = document.querySelector('iframe'); return frame.clientHeight > 200 \
         && frame.contentDocument.documentElement.scrollHeight <= frame.clientHeight",
        )
        .await
        .context("the frame is not as high as its content")?;
    window.screenshot(picture).await
}

/// The codes of keys in `WebDriver`.
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

#[tokio::test]
async fn a_search_is_completed_narrowed_widened_saved_and_run_again() -> Result<()> {
    if no_window() {
        return Ok(());
    }
    let _screen = SCREEN.lock().await;
    let home = tempfile::tempdir()?;
    let archive = home.path().join("archive");
    let args = ["--archive", archive.to_str().context("odd name")?, "--sample"];
    let window = Window::open(&built("FOUNDMAIL_APP", "foundmail-app"), &args, home.path(), false).await?;
    let walked = tokio::time::timeout(LONGEST, search_with_help(&window, &archive)).await;
    let result = walked.unwrap_or_else(|_| bail!("the window no longer answers"));
    if result.is_err() {
        window.screenshot(&pictures().join("search-failed.png")).await?;
    }
    window.close().await?;
    result
}

async fn search_with_help(window: &Window, archive: &Path) -> Result<()> {
    let picture = |name: &str| pictures().join(format!("search-{name}.png"));
    window.text("result-sum").await?;
    window.click("open-mail").await?;
    let all = window.texts_when("count", |count| !count.is_empty()).await?;

    window.search("alder").await?;
    window.texts_when("offer", |offers| offers.iter().any(|offer| offer.contains("Ruth Alder"))).await?;
    window.screenshot(&picture("offers")).await?;
    window.press("search", DOWN).await?;
    window.press("search", ENTER).await?;
    let typed = window.query().await?;
    ensure!(typed.starts_with("with:claims@"), "the box has «{typed}»");
    window.texts_when("chip", |chips| chips.len() == 1).await?;
    window.texts_when("count", |count| count != all.as_slice()).await?;

    window.click("filter-type").await?;
    window.texts_when("choice", |choices| choices.iter().any(|choice| choice.contains("PDF"))).await?;
    window.screenshot(&picture("facets")).await?;
    let before = window.texts("count").await?;
    let pdf = "[...document.querySelectorAll('[data-testid=\"choice\"]')].find((choice) => choice.innerText.includes('PDF')).click()";
    window.script(pdf, vec![]).await?;
    let chips = window.texts_when("chip", |chips| chips.len() == 2).await?;
    ensure!(chips.iter().any(|chip| chip.contains("PDF")), "the chips are {chips:?}");
    window.texts_when("count", |count| count != before.as_slice()).await?;
    window.screenshot(&picture("chips")).await?;

    window.script("[...document.querySelectorAll('[data-testid=\"chip-remove\"]')].find((button) => button.ariaLabel.includes('PDF')).click()", vec![]).await?;
    window.texts_when("chip", |chips| chips.len() == 1).await?;
    let found = window.texts_when("count", |count| count == before.as_slice()).await?;

    window.click("save-search").await?;
    window.find("search-name").await?.clear().await?;
    window.press("search-name", &format!("Letters of Ruth{ENTER}")).await?;
    window.texts_when("saved", |saved| saved.concat().contains("Letters of Ruth")).await?;
    let kept = std::fs::read_to_string(archive.join("searches.json"))?;
    ensure!(kept.contains("Letters of Ruth") && kept.contains("with:claims@"), "kept is {kept}");

    window.script("document.querySelector('[aria-label=\"Clear the search\"]').click()", vec![]).await?;
    window.texts_when("count", |count| count == all.as_slice()).await?;
    window.click("saved").await?;
    window.texts_when("count", |count| count == found.as_slice()).await?;
    ensure!(window.query().await?.trim() == typed.trim(), "the saved search was changed");
    window.screenshot(&picture("saved")).await
}

#[tokio::test]
async fn an_outlook_file_opens_from_the_command_line() -> Result<()> {
    if no_window() {
        return Ok(());
    }
    let _screen = SCREEN.lock().await;
    let home = tempfile::tempdir()?;
    let archive = home.path().join("archive");
    let file = outlook_files().join("enron.pst");
    let args = ["--archive", archive.to_str().context("odd name")?, file.to_str().context("odd name")?];
    let window = Window::open(&built("FOUNDMAIL_APP", "foundmail-app"), &args, home.path(), false).await?;
    let sum = window.text("result-sum").await?;
    window.click("open-mail").await?;
    window.texts_when("row", |rows| rows.len() > 5).await?;
    window.search("california ").await?;
    let rows = window.texts_when("row", |rows| rows.iter().any(|row| row.contains("Sing-along"))).await;
    window.close().await?;
    ensure!(sum.matches("71").count() == 2, "the sum is {sum}");
    rows.map(|_| ())
}
