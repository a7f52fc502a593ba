//! Writes generated mail to disk.

use std::collections::HashSet;
use std::error::Error;
use std::fmt::Debug;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use foundmail_pst::write::{WriteError, WriteOptions};
use foundmail_pst::{Encryption, FileKind, Layout};
use foundmail_testkit::{
    BulkOptions, Maildir, MboxFlavour, append_mbox, generate, pst_options, rare_words, sample,
    write_eml_tree, write_mbox, write_mbox_tree, write_pst,
};

const USAGE: &str = "\
Usage:
  testkit sample DIR [--mbox] [--seed N]       the mailbox of a small firm, as .eml files, or as one mbox per folder
  testkit mbox --messages N OUT [--seed N] [--padding BYTES] [--flavour mboxo|mboxrd|mboxcl|mboxcl2]
                                               one large mbox
  testkit office --messages N DIR [--seed N] [--no-maildir] [--short]
                                               the mail of an office, as DIR/office.mbox and as the Maildir
                                               DIR/maildir (--short: short messages without attachments)
  testkit pst (--messages N | --sample) OUT [--seed N] [--padding BYTES] [--layout ansi|unicode|unicode4k]
              [--encryption none|permute|cyclic] [--ost] [--deflate]
                                               one PST or OST: many messages, or the mailbox of the small firm
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

/// Runs the command. Returns `false` if the command line is invalid.
fn run(arguments: &[String]) -> io::Result<bool> {
    let Some(line) = parse(arguments) else {
        return Ok(false);
    };
    let CommandLine { command, target, seed, messages, padding, flavour, mbox, .. } = line;
    match command {
        "sample" if mbox => write_mbox_tree(&sample(seed), target)?,
        "sample" => write_eml_tree(&sample(seed), target)?,
        "mbox" => {
            let options = BulkOptions { seed, messages, padding, ..BulkOptions::default() };
            write_mbox(generate(options), flavour, BufWriter::new(File::create(target)?))?;
        }
        "office" => office(&line)?,
        "pst" => pst(&line).map_err(|error| with_causes(&error))?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Writes the same mail as an mbox and a Maildir in one pass. Then writes `facts.json` with facts for checks: the
/// number of messages, the number of different messages, and rare words to search for.
fn office(line: &CommandLine<'_>) -> io::Result<()> {
    let dir = Path::new(line.target);
    std::fs::create_dir_all(dir)?;
    let options = if line.short {
        BulkOptions { seed: line.seed, messages: line.messages, ..BulkOptions::short_messages() }
    } else {
        BulkOptions { seed: line.seed, ..BulkOptions::office(line.messages) }
    };
    let mut maildir = if line.maildir { Some(Maildir::create(dir.join("maildir"))?) } else { None };
    let mut mbox = BufWriter::with_capacity(1 << 20, File::create(dir.join("office.mbox"))?);
    let mut heads = HashSet::new();
    for message in generate(options) {
        append_mbox(&message, line.flavour, &mut mbox)?;
        if let Some(maildir) = &mut maildir {
            maildir.add(&message)?;
        }
        // The first bytes of a message contain its ID, so they are the same only in copies of a message.
        let mut hasher = DefaultHasher::new();
        message.raw.iter().take(600).for_each(|byte| hasher.write_u8(*byte));
        heads.insert(hasher.finish());
    }
    mbox.flush()?;
    let facts = format!(
        "{{\"messages\": {}, \"different\": {}, \"words\": {:?}}}\n",
        line.messages,
        heads.len(),
        rare_words()
    );
    std::fs::write(dir.join("facts.json"), facts)
}

fn pst(line: &CommandLine<'_>) -> Result<(), WriteError> {
    let options = WriteOptions {
        kind: if line.ost { FileKind::Ost } else { FileKind::Pst },
        deflate: line.deflate,
        ..pst_options(line.layout, line.encryption)
    };
    let path = Path::new(line.target);
    if line.sample {
        return write_pst(sample(line.seed).messages, options, path);
    }
    let bulk = BulkOptions {
        seed: line.seed,
        messages: line.messages,
        padding: line.padding,
        ..BulkOptions::default()
    };
    write_pst(generate(bulk), options, path)
}

/// Returns an error with its causes on one line.
fn with_causes(error: &WriteError) -> io::Error {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    io::Error::other(text)
}

#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
struct CommandLine<'a> {
    command: &'a str,
    target: &'a str,
    seed: u64,
    messages: u64,
    padding: usize,
    flavour: MboxFlavour,
    mbox: bool,
    layout: Layout,
    encryption: Encryption,
    ost: bool,
    deflate: bool,
    sample: bool,
    short: bool,
    maildir: bool,
}

fn parse(arguments: &[String]) -> Option<CommandLine<'_>> {
    let mut words = arguments.iter().map(String::as_str);
    let mut line = CommandLine {
        command: words.next()?,
        target: "",
        seed: 1,
        messages: 10_000,
        padding: 0,
        flavour: MboxFlavour::Mboxrd,
        mbox: false,
        layout: Layout::Unicode,
        encryption: Encryption::Permute,
        ost: false,
        deflate: false,
        sample: false,
        short: false,
        maildir: true,
    };
    while let Some(word) = words.next() {
        match word {
            "--mbox" => line.mbox = true,
            "--no-maildir" => line.maildir = false,
            "--short" => line.short = true,
            "--sample" => line.sample = true,
            "--ost" => line.ost = true,
            "--deflate" => line.deflate = true,
            "--layout" => {
                let layouts = [Layout::Ansi, Layout::Unicode, Layout::Unicode4k];
                line.layout = by_name(&layouts, words.next()?)?;
            }
            "--encryption" => {
                let encryptions = [Encryption::None, Encryption::Permute, Encryption::Cyclic];
                line.encryption = by_name(&encryptions, words.next()?)?;
            }
            "--seed" => line.seed = words.next()?.parse().ok()?,
            "--messages" => line.messages = words.next()?.parse().ok()?,
            "--padding" => line.padding = words.next()?.parse().ok()?,
            "--flavour" => line.flavour = by_name(&MboxFlavour::ALL, words.next()?)?,
            _ if !word.starts_with('-') && line.target.is_empty() => line.target = word,
            _ => return None,
        }
    }
    (!line.target.is_empty()).then_some(line)
}

/// Returns the value in `all` whose name in lower case is `name`.
fn by_name<T: Copy + Debug>(all: &[T], name: &str) -> Option<T> {
    all.iter().copied().find(|one| format!("{one:?}").to_lowercase() == name)
}
