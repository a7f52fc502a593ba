//! Writes made-up mail to the disk.

use std::fs::File;
use std::io::{self, BufWriter};
use std::process::ExitCode;

use foundmail_testkit::{
    BulkOptions, MboxFlavour, generate, sample, write_eml_tree, write_mbox, write_mbox_tree,
};

const USAGE: &str = "\
Usage:
  testkit sample DIR [--mbox] [--seed N]       a small firm's mailbox, as .eml files or one mbox a folder
  testkit mbox --messages N OUT [--seed N] [--padding BYTES] [--flavour mboxo|mboxrd|mboxcl|mboxcl2]
                                               one large mbox
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("testkit: {error}");
            ExitCode::FAILURE
        }
    }
}

/// False where the command line can't be understood.
fn run(arguments: &[String]) -> io::Result<bool> {
    let Some(Line { command, target, seed, messages, padding, flavour, mbox }) = parse(arguments) else {
        return Ok(false);
    };
    match command {
        "sample" if mbox => write_mbox_tree(&sample(seed), target)?,
        "sample" => write_eml_tree(&sample(seed), target)?,
        "mbox" => {
            let options = BulkOptions { seed, messages, padding, ..BulkOptions::default() };
            write_mbox(generate(options), flavour, BufWriter::new(File::create(target)?))?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

struct Line<'a> {
    command: &'a str,
    target: &'a str,
    seed: u64,
    messages: u64,
    padding: usize,
    flavour: MboxFlavour,
    mbox: bool,
}

fn parse(arguments: &[String]) -> Option<Line<'_>> {
    let mut words = arguments.iter().map(String::as_str);
    let mut line = Line {
        command: words.next()?,
        target: "",
        seed: 1,
        messages: 10_000,
        padding: 0,
        flavour: MboxFlavour::Mboxrd,
        mbox: false,
    };
    while let Some(word) = words.next() {
        match word {
            "--mbox" => line.mbox = true,
            "--seed" => line.seed = words.next()?.parse().ok()?,
            "--messages" => line.messages = words.next()?.parse().ok()?,
            "--padding" => line.padding = words.next()?.parse().ok()?,
            "--flavour" => {
                let name = words.next()?;
                line.flavour = MboxFlavour::ALL
                    .into_iter()
                    .find(|flavour| format!("{flavour:?}").to_lowercase() == name)?;
            }
            _ if !word.starts_with('-') && line.target.is_empty() => line.target = word,
            _ => return None,
        }
    }
    (!line.target.is_empty()).then_some(line)
}
