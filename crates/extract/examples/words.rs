//! Prints the text of files, to be held against what other programs read in them.
//!
//! `words FILE…` prints it; `words --to DIR FILE…` writes a file for each and prints the time in milliseconds, the bytes
//! of text, the kind and what was lost. `--child` first reads in a child process, as the program does.

use std::path::PathBuf;
use std::time::Instant;

use foundmail_extract::{
    Child, Extracted, Failure, File, Input, Limits, Program, child_main_if_asked, text_of,
};

fn main() {
    child_main_if_asked();
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let in_child = arguments.first().is_some_and(|first| first == "--child");
    let mut child =
        in_child.then(|| Child::new(Program::this().expect("this program has a path"), Limits::default()));
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
            Some(child) => child.text_of(File { name: name.clone(), bytes, ..File::default() }),
            None => text_of(&Input { name: &name, media_type: "", bytes: &bytes }, &Limits::default()),
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

/// The text, and a note on what came of the file.
fn shown(read: &Result<Extracted, Failure>) -> (String, String) {
    let extracted = match read {
        Err(failure) => return (String::new(), failure.to_string()),
        Ok(extracted) => extracted,
    };
    let pieces = extracted.pieces.iter().map(|piece| match piece.path.as_str() {
        "" => piece.text.clone(),
        path => format!("--- {path}\n{}", piece.text),
    });
    let lost = extracted.lost.iter().map(|lost| format!("{} {}", lost.path, lost.failure));
    let text = pieces.collect::<Vec<_>>().join("\n");
    (text, format!("{:?}\t{}", extracted.kind, lost.collect::<Vec<_>>().join("; ")))
}
