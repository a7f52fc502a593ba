//! The command `foundmail verify`.

use std::io::IsTerminal;
use std::path::Path;

use anyhow::Result;
use foundmail_archive::view::{IndexState, VerifyReport};
use foundmail_archive::{VerifyDepth, verify};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Verify;
use crate::{Ended, out};

pub fn run(dir: &Path, wanted: &Verify) -> Result<Ended> {
    let depth = match wanted.sample {
        _ if wanted.full => VerifyDepth::Full,
        Some(percent) => VerifyDepth::Sample(percent),
        None => VerifyDepth::Quick,
    };
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:32} {pos}/{len} blobs  {eta} left")?);
    let report = verify(dir, depth, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let printed = if wanted.json { out::json(&report) } else { print(&report) };
    if report.damaged.is_empty() { Ended::Well } else { Ended::Damaged }.after(printed)
}

fn print(report: &VerifyReport) -> Result<()> {
    for damage in &report.damaged {
        out::line(&format!("! {}: {}", damage.place, damage.what))?;
    }
    for note in &report.notes {
        out::line(note)?;
    }
    let index = match report.index {
        IndexState::InStep => "up to date",
        IndexState::Rebuilt => "rebuilt",
        IndexState::Behind => "outdated",
    };
    let VerifyReport { checked, read, bytes, .. } = report;
    let found = if report.damaged.is_empty() {
        "nothing is damaged".to_owned()
    } else {
        format!("{} problems", report.damaged.len())
    };
    out::line(&format!(
        "{checked} messages checked, {read} blobs read ({bytes} bytes), search index is {index}: {found}"
    ))
}
