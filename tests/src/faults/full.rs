//! Fills disks of many sizes with an import. The import must stop with an error, and continue when there is space.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Foundmail, Plan, State, Verdict, material};

/// More space than an import needs, in bytes.
const ENOUGH: &str = "256m";
/// The number of messages of the import.
const MESSAGES: u64 = 1_200;

pub fn run(plan: &Plan) -> Result<Verdict> {
    let sources = material::mailbox(&plan.fresh("source")?, MESSAGES)?;
    let archive = plan.fresh("undisturbed")?;
    plan.foundmail.import(&archive, &sources)?;
    let expected = plan.foundmail.state(&archive)?;
    let most = size_of(&archive)?;
    let disk = plan.fresh("disk")?;
    if let Err(error) = mount(&disk, "64k") {
        return Ok(Verdict::skipped(format!("a disk of limited size cannot be created here: {error}")));
    }
    unmount(&disk)?;
    let mut verdict = Verdict::default();
    let mut stopped = 0;
    for number in 0..plan.times {
        // The sizes are evenly spaced, from too small for an empty archive to larger than the finished archive.
        let kib = 16 + (most / 1024 * 5 / 4) * number / plan.times.max(1);
        mount(&disk, &format!("{kib}k"))?;
        let result = one(plan, &disk, &sources, &expected);
        unmount(&disk)?;
        if let Ok(early) = &result {
            stopped += u64::from(*early);
        }
        verdict.add(&format!("{kib} KiB"), result.map(drop));
    }
    verdict.figures.push(format!(
        "disks from 16 KiB to {} KiB (tmpfs); {stopped} imports stopped because the disk was full",
        16 + most / 1024 * 5 / 4
    ));
    Ok(verdict)
}

/// Returns true if the import stopped early.
fn one(plan: &Plan, disk: &Path, sources: &[PathBuf], expected: &State) -> Result<bool> {
    let archive = disk.join("archive");
    let ran = plan.foundmail.run(&archive, &Foundmail::import_words(sources))?;
    ran.ensure_clear()?;
    if !ran.is_done() {
        ensure!(
            ran.err.contains("disk is full") || ran.err.contains("No space"),
            "the message does not mention a full disk: {}",
            ran.err
        );
    }
    let remount = format!("remount,size={ENOUGH}");
    ensure!(
        Command::new("mount").args(["-o", &remount]).arg(disk).status()?.success(),
        "the disk could not be enlarged"
    );
    if archive.join("catalogue.sqlite").exists() {
        plan.foundmail.ensure_whole(&archive).context("directly after the error")?;
    }
    plan.foundmail.go_on(&archive, sources)?;
    plan.foundmail.ensure_whole(&archive)?;
    if let Some(difference) = plan.foundmail.state(&archive)?.difference(expected) {
        anyhow::bail!("{difference}");
    }
    Ok(!ran.is_done())
}

fn mount(disk: &Path, size: &str) -> Result<()> {
    let output = Command::new("mount")
        .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
        .arg(disk)
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

fn unmount(disk: &Path) -> Result<()> {
    ensure!(
        Command::new("umount").arg(disk).status()?.success(),
        "{} could not be unmounted",
        disk.display()
    );
    Ok(())
}

fn size_of(dir: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        size += if metadata.is_dir() { size_of(&entry.path())? } else { metadata.len() };
    }
    Ok(size)
}
