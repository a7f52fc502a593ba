//! The command-line program `foundmail`. It offers the functions of the window in a terminal.
//!
//! Exit codes: 0 success · 1 failure · 2 wrong usage · 3 success, but the report lists damage or is incomplete.

mod args;
mod attachments;
mod browse;
mod compare;
mod coverage;
mod damage;
mod export;
mod find;
mod format_options;
mod import;
mod inspect;
mod mark;
mod minus;
mod out;
mod remove;
mod verify;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use foundmail_archive::{Archive, default_dir};

use args::{Args, Command};

/// The result of a command, which determines the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    /// The command succeeded, but found damage, or could not look at everything.
    Damaged,
    /// The command did nothing, because the request was probably a mistake.
    Refused,
}

impl Ended {
    /// Returns the result of a command whose report was printed. In `foundmail import FILE | head`, `head` closes the
    /// pipe early. Only the rest of the report is lost then: the result is the same.
    fn after(self, printed: Result<()>) -> Result<Self> {
        match printed {
            Err(error) if !is_broken_pipe(&error) => Err(error),
            _ => Ok(self),
        }
    }
}

fn main() -> ExitCode {
    // Foundmail starts this program again as the child process that reads attachments.
    foundmail_archive::run_as_child_if_requested();
    let args = Args::parse_from(minus::as_typed(std::env::args_os()));
    match run(args) {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::Damaged) => ExitCode::from(3),
        Ok(Ended::Refused) => ExitCode::from(2),
        // A command with another result than `Well` returns it through `Ended::after`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // A single write that ignores errors, because `eprintln!` panics if stderr is closed.
            let words = format!("foundmail: {}\n", in_words(&error));
            let _ = std::io::stderr().write_all(words.as_bytes());
            ExitCode::FAILURE
        }
    }
}

/// Returns the message of an error, followed by each cause that the message does not already contain.
fn in_words(error: &anyhow::Error) -> String {
    error.chain().skip(1).fold(error.to_string(), |words, cause| {
        let cause = cause.to_string();
        if words.contains(&cause) { words } else { format!("{words}: {cause}") }
    })
}

fn run(args: Args) -> Result<Ended> {
    let archive = args.archive;
    match args.command {
        Command::Import(import) => import::run(&open_without_index_update(archive)?, &import),
        Command::Find { paths, json } => find::run(&paths, json),
        Command::Inspect { file, json } => inspect::run(&file, json),
        Command::Remove { source, json } => remove::run(&open(archive)?, &source, json),
        Command::Verify(verify) => verify::run(&existing(archive)?, &verify),
        Command::Reindex => {
            let count = open_without_index_update(archive)?.reindex()?;
            eprintln!("The search index was rebuilt. It contains {count} messages.");
            Ok(Ended::Well)
        }
        Command::Info { json } => browse::info(&open(archive)?, json),
        Command::List(list) => browse::list(&open(archive)?, &list),
        Command::Search(search) => browse::search(&open(archive)?, &search),
        Command::Show { id, json, form } => {
            browse::show(&open(archive)?, id, if json { args::Form::Json } else { form })
        }
        Command::Thread { id, json } => browse::thread(&open(archive)?, id, json),
        Command::Attachments { id, json, save } => {
            attachments::run(&open(archive)?, id, save.as_deref(), json)
        }
        Command::Mark(wanted) => mark::run(&open(archive)?, &wanted),
        Command::RenameTag { from, to, json } => mark::rename(&open(archive)?, &from, &to, json),
        Command::Export(export) => export::run(&open(archive)?, &export),
        Command::Compare(wanted) => compare::run(archive, &wanted),
        Command::Coverage { source, json } => coverage::run(&open(archive)?, source.as_deref(), json),
        Command::VerifyExport { path, json } => export::verify(&path, json),
    }
}

fn folder(archive: Option<PathBuf>) -> Result<PathBuf> {
    archive.or_else(default_dir).context("your home folder was not found; use --archive DIR")
}

fn open(archive: Option<PathBuf>) -> Result<Archive> {
    let dir = folder(archive)?;
    // Opening a missing archive would create an empty one.
    let is_there = dir.join("catalogue.sqlite").try_exists().with_context(|| dir.display().to_string())?;
    anyhow::ensure!(is_there, "there is no archive in {}", dir.display());
    Ok(Archive::open(&dir)?)
}

/// Returns the folder of an archive that may be damaged. The folder must contain at least a catalogue or packs.
fn existing(archive: Option<PathBuf>) -> Result<PathBuf> {
    let dir = folder(archive)?;
    let parts = ["catalogue.sqlite", "packs"];
    anyhow::ensure!(
        parts.iter().any(|part| dir.join(part).exists()),
        "there is no archive in {}",
        dir.display()
    );
    Ok(dir)
}

fn open_without_index_update(archive: Option<PathBuf>) -> Result<Archive> {
    Ok(Archive::open_without_index_update(&folder(archive)?)?)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = Some(std::io::ErrorKind::BrokenPipe);
    error.chain().any(|cause| {
        let plain = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        plain == broken
            || cause.downcast_ref::<serde_json::Error>().is_some_and(|error| error.io_error_kind() == broken)
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use anyhow::Context as _;

    use super::{Ended, in_words};

    #[test]
    fn a_closed_pipe_does_not_change_the_result() {
        let closed = || Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
        for ended in [Ended::Well, Ended::Damaged, Ended::Refused] {
            assert_eq!(ended.after(Ok(())).unwrap(), ended);
            assert_eq!(ended.after(closed()).unwrap(), ended);
            assert!(ended.after(Err(io::Error::other("no room").into())).is_err());
        }
    }

    #[test]
    fn a_cause_is_named_once() {
        let error = || Err::<(), _>(io::Error::other("no room"));
        for (context, words) in
            [("the disk: no room", "the disk: no room"), ("the disk", "the disk: no room")]
        {
            assert_eq!(in_words(&error().context(context).unwrap_err()), words);
        }
    }
}
