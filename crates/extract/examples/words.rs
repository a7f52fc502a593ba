//! Prints the text of files, to compare it with the text that other programs extract.
//!
//! `words FILE…` prints the text. `words --to DIR FILE…` writes the text of each file to a file in `DIR`. It
//! prints the time in milliseconds, the number of bytes of text, the name and kind of the file, and the losses. If
//! the first argument is `--child`, a child process reads the files, as in Foundmail.

use std::path::PathBuf;
use std::time::Instant;

use foundmail_extract::{
    ChildProcess, ChildProgram, Extracted, ExtractionLimits, Failure, Input, InputFile,
    run_as_child_if_requested, text_of,
};

fn main() {
    run_as_child_if_requested();
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let in_child = arguments.first().is_some_and(|first| first == "--child");
    let mut child = in_child.then(|| {
        ChildProcess::new(ChildProgram::this().expect("this program has a path"), ExtractionLimits::default())
    });
    arguments.drain(..usize::from(in_child));
    let to = arguments.first().is_some_and(|first| first == "--to");
    let to = to.then(|| arguments.drain(..2.min(arguments.len())).next_back()).flatten().map(PathBuf::from);
    for path in arguments.into_iter().map(PathBuf::from) {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                continue;
            }
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let start = Instant::now();
        let read = match &mut child {
            Some(child) => child.text_of(InputFile { name: name.clone(), bytes, ..InputFile::default() }),
            None => {
                text_of(&Input { name: &name, media_type: "", bytes: &bytes }, &ExtractionLimits::default())
            }
        };
        let took = start.elapsed().as_secs_f64() * 1e3;
        let (text, note) = shown(&read);
        match &to {
            None => println!("{text}"),
            Some(folder) => {
                if let Err(error) = std::fs::write(folder.join(format!("{name}.txt")), &text) {
                    eprintln!("{name}: {error}");
                }
                println!("{took:.2}\t{}\t{name}\t{note}", text.len());
            }
        }
    }
}

/// Returns the text, and a note with the kind and the losses or with the error.
fn shown(read: &Result<Extracted, Failure>) -> (String, String) {
    let extracted = match read {
        Err(failure) => return (String::new(), failure.to_string()),
        Ok(extracted) => extracted,
    };
    let pieces = extracted.texts.iter().map(|piece| match piece.path.as_str() {
        "" => piece.text.clone(),
        path => format!("--- {path}\n{}", piece.text),
    });
    let lost = extracted.losses.iter().map(|lost| format!("{} {}", lost.path, lost.failure));
    let text = pieces.collect::<Vec<_>>().join("\n");
    (text, format!("{:?}\t{}", extracted.kind, lost.collect::<Vec<_>>().join("; ")))
}
