//! Drives the window on a machine without a screen: imports mail, searches, opens a message, and saves a
//! screenshot.
//!
//! `drive --app PROGRAM --shot PICTURE (--sample | FILES…)`

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use foundmail_tests::Window;

/// The query for the sample mail.
const SAMPLE_QUERY: &str = "roof insurance";

#[tokio::main]
async fn main() -> Result<()> {
    let mut app = None;
    let mut shot = None;
    let mut given: Vec<String> = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--app" => app = args.next().map(PathBuf::from),
            "--shot" => shot = args.next().map(PathBuf::from),
            _ => given.push(arg),
        }
    }
    let (Some(app), Some(shot)) = (app, shot) else {
        bail!("drive --app PROGRAM --shot PICTURE (--sample | FILES…)")
    };
    let sample = given.iter().any(|arg| arg == "--sample");
    let home = tempfile::tempdir()?;
    let archive = home.path().join("archive");
    let archive = archive.to_str().context("the path of the temporary folder is not valid UTF-8")?;
    let mut app_args = vec!["--archive", archive];
    app_args.extend(given.iter().map(String::as_str));
    let window = Window::open(&app, &app_args, home.path(), false).await?;
    let result = show(&window, sample).await;
    let picture = window.screenshot(&shot).await;
    window.close().await?;
    result.and(picture)?;
    println!("Picture: {}", shot.display());
    Ok(())
}

async fn show(window: &Window, sample: bool) -> Result<()> {
    let sum = window.text("result-sum").await?;
    println!("Imported: {}", one_line(&sum));
    window.click("open-mail").await?;
    window.texts_when("row", |rows| !rows.is_empty()).await.context("the list shows no imported message")?;
    println!("All mail: {}", one_line(&window.text("count").await?));
    if sample {
        let before = window.texts("count").await?;
        window.search(SAMPLE_QUERY).await?;
        window.texts_when("count", |now| now != before.as_slice()).await?;
        println!("Searched «{SAMPLE_QUERY}»: {}", one_line(&window.text("count").await?));
    }
    for row in window.texts_when("row", |rows| !rows.is_empty()).await?.iter().take(5) {
        println!("  {}", one_line(row));
    }
    window.click("row").await?;
    println!("Opened: {}", one_line(&window.text("subject").await?));
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
