//! Imports sources that change, shrink or disappear while they are read, and sources that are read-only.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Foundmail, Plan, Verdict, material, trace};

/// The changes of the source that are tested, after some messages were stored.
const HARM: &[&str] = &["grows", "shrinks", "is overwritten", "is replaced", "is removed", "is emptied"];

pub fn run(plan: &Plan) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    for number in 0..plan.times {
        let harm = HARM[usize::try_from(number)? % HARM.len()];
        let result = changed(plan, harm);
        verdict.add(&format!("the source {harm}"), result);
    }
    Ok(verdict)
}

fn changed(plan: &Plan, harm: &str) -> Result<()> {
    let source = plan.fresh("source")?.join("only.mbox");
    material::without_copies(&source, 5_000)?;
    let archive = plan.fresh("archive")?;
    let words = Foundmail::import_words(std::slice::from_ref(&source));
    let mut child =
        plan.foundmail.command(&archive, &words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut progress = BufReader::new(child.stderr.take().context("no stderr")?);
    let mut stored = 0;
    let mut line = String::new();
    while stored == 0 && progress.read_line(&mut line)? > 0 {
        stored = super::cli::stored(&line);
        line.clear();
    }
    ensure!(stored > 0, "the import ended before its source was changed");
    spoil(&source, harm)?;
    let mut rest = String::new();
    progress.read_to_string(&mut rest)?;
    let output = child.wait_with_output()?;
    ensure!(!rest.contains("panicked"), "it panicked: {rest}");
    ensure!(output.status.code() == Some(3), "exit {:?}: {rest}", output.status.code());
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let defects = report["sources"][0]["defects"].as_array().context("no defects")?;
    let said = defects.iter().any(|defect| {
        let what = defect["what"].as_str().unwrap_or_default();
        what.contains("changed while it was read") || what.contains("no longer there")
    });
    ensure!(said, "no defect reports the change: {defects:?}");
    let checked = plan.foundmail.ensure_whole(&archive)?["checked"].as_u64().unwrap_or(0);
    ensure!(checked >= stored, "{stored} were stored, but {checked} are in the archive");
    let found = report["totals"]["found"].as_u64().unwrap_or(0);
    ensure!(checked >= found / 2 && found >= stored, "{found} found, {checked} in the archive");
    Ok(())
}

fn spoil(source: &Path, harm: &str) -> Result<()> {
    let length = fs::metadata(source)?.len();
    let file = || OpenOptions::new().write(true).open(source);
    match harm {
        "grows" => {
            use std::io::Write as _;
            let late = b"From z@example.org Thu Jan  4 10:00:00 2018\nSubject: late\n\nlate\n\n";
            OpenOptions::new().append(true).open(source)?.write_all(late)?;
        }
        "shrinks" => file()?.set_len(length / 2)?,
        "is emptied" => file()?.set_len(0)?,
        "is overwritten" => {
            use std::io::{Seek as _, SeekFrom, Write as _};
            let mut file = file()?;
            file.seek(SeekFrom::Start(length / 2))?;
            file.write_all(&vec![b'x'; 10_000])?;
        }
        "is replaced" => {
            let other = source.with_extension("new");
            fs::copy(source, &other)?;
            fs::rename(other, source)?;
        }
        _ => fs::remove_file(source)?,
    }
    Ok(())
}

/// Imports a source from a read-only disk, or from a writable folder if this machine cannot mount one. The import
/// must not open the source for writing or change it.
pub fn read_only(plan: &Plan) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    let folder = plan.fresh("source")?;
    let sources = material::mailbox(&folder, material::SMALL)?;
    let bind = ["--bind", "-o", "ro"];
    let mounted = Command::new("mount")
        .args(bind)
        .args([&folder, &folder])
        .output()
        .is_ok_and(|out| out.status.success());
    verdict.figures.push(
        if mounted { "from a read-only mount" } else { "from a folder that can be written" }.to_owned(),
    );
    let result = untouched(plan, &sources);
    if mounted {
        ensure!(Command::new("umount").arg(&folder).status()?.success(), "the source could not be unmounted");
    }
    verdict.add("reading", result);
    Ok(verdict)
}

fn untouched(plan: &Plan, sources: &[std::path::PathBuf]) -> Result<()> {
    let look = || -> Result<Vec<_>> {
        let mut files = vec![sources[0].clone(), sources[1].clone()];
        files.extend(fs::read_dir(&sources[2])?.filter_map(|entry| Some(entry.ok()?.path())));
        files.sort();
        let about = files.into_iter().map(|file| -> Result<_> {
            let metadata = fs::metadata(&file)?;
            Ok((fs::read(&file)?, metadata.modified()?, metadata.permissions(), file))
        });
        about.collect()
    };
    let before = look()?;
    let archive = plan.fresh("archive")?;
    let command = plan.foundmail.command(&archive, &Foundmail::import_words(sources));
    if let Err(reason) = trace::allowed() {
        plan.foundmail.import(&archive, sources)?;
        ensure!(look()? == before, "the source was changed; its opening could not be traced: {reason}");
        return Ok(());
    }
    let log = plan.dir.join("trace");
    let traced = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=open,openat,openat2,creat,truncate,rename,renameat,renameat2,unlink,unlinkat,chmod,\
               fchmodat,utimensat,setxattr,link,linkat,symlink,mkdir",
        ])
        .arg("-o")
        .arg(&log)
        .arg(command.get_program())
        .args(command.get_args())
        .output()?;
    ensure!(matches!(traced.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&traced.stderr));
    ensure!(look()? == before, "the source was changed");
    let folder = sources[0].parent().context("no folder")?.to_string_lossy().into_owned();
    let log = fs::read_to_string(&log)?;
    let touched = log.lines().filter(|line| line.contains(&folder) && !line.contains("execve"));
    let opened = touched.clone().filter(|line| line.contains("open")).count();
    ensure!(opened > 0, "the trace does not mention the source");
    let bad = touched.into_iter().find(|line| {
        !line.contains("open")
            || ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].iter().any(|flag| line.contains(flag))
    });
    ensure!(bad.is_none(), "{}", bad.unwrap_or_default());
    Ok(())
}
