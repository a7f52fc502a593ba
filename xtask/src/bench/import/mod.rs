//! `cargo xtask bench import`: compares the import and indexing of mail with other programs.

mod contestant;
mod foundmail;
mod limits;
mod machine;
mod mail;
mod mairix;
mod mu;
mod notmuch;
mod options;
mod recoll;
mod report;
mod round;

use std::process::ExitCode;

use anyhow::Result;

use crate::paths;
use contestant::Contestant;
use mail::Mail;
use options::Options;
use round::Figures;

/// The figures of all programs for one mailbox.
pub struct Measured {
    /// The mailbox.
    pub mail: Mail,
    /// The figures of each program, in the order in which the programs ran.
    pub figures: Vec<Figures>,
}

/// Runs `cargo xtask bench import`.
pub fn main(words: &[&str]) -> Result<ExitCode> {
    let options = Options::parse(words)?;
    let programs = mail::build()?;
    let all = contestants(&programs)?;
    let taking_part: Vec<&dyn Contestant> =
        all.iter().map(AsRef::as_ref).filter(|one| options.takes_part(one.name())).collect();
    let (there, missing): (Vec<_>, Vec<_>) = taking_part.into_iter().partition(|one| one.version().is_some());
    for one in missing {
        eprintln!("  {} is not installed and is left out: apt-get install {}", one.name(), one.package());
    }
    let scratch = options.keep.clone().unwrap_or_else(|| paths::target().join("bench-import"));
    let mut measured = Vec::new();
    for (number, &messages) in options.messages.iter().enumerate() {
        // Other programs run only for the smallest mailbox, because even that takes them minutes.
        let running: Vec<&dyn Contestant> =
            there.iter().filter(|one| number == 0 || one.is_ours()).copied().collect();
        let maildir = running.iter().any(|one| !one.is_ours());
        let mail = Mail::generate(&programs, &scratch, messages, maildir)?;
        let figures = round::run(&running, &mail, &scratch.join("run"), options.rounds)?;
        if options.keep.is_none() {
            mail.remove()?;
        }
        measured.push(Measured { mail, figures });
    }
    let text = report::markdown(&measured, &machine::describe(&options), &versions(&there));
    println!("{text}");
    if options.write {
        report::write_down(&text)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn contestants(programs: &mail::Programs) -> Result<Vec<Box<dyn Contestant>>> {
    let mut all: Vec<Box<dyn Contestant>> = foundmail::both(programs)?;
    all.push(Box::new(mairix::Mairix));
    all.push(Box::new(mu::Mu));
    all.push(Box::new(notmuch::Notmuch));
    all.push(Box::new(recoll::Recoll));
    Ok(all)
}

fn versions(there: &[&dyn Contestant]) -> Vec<(&'static str, String, &'static str)> {
    there.iter().map(|one| (one.name(), one.version().unwrap_or_default(), one.about())).collect()
}
