//! Prints the text of files, to be held against what other programs read in them.
//!
//! `words FILE…` prints it; `words --to DIR FILE…` writes a file for each and prints the time in milliseconds, the kind
//! and what was lost.

use std::path::{Path, PathBuf};
use std::time::Instant;

use foundmail_extract::{Input, Limits, text_of};

fn main() {
    let mut files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let to = (files.first().is_some_and(|first| first == Path::new("--to")) && files.len() > 1)
        .then(|| files.drain(..2).next_back())
        .flatten();
    for path in files {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                continue;
            }
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let start = Instant::now();
        let read = text_of(&Input { name: &name, media_type: "", bytes: &bytes }, &Limits::default());
        let took = start.elapsed().as_secs_f64() * 1e3;
        let (text, note) = match &read {
            Err(failure) => (String::new(), failure.to_string()),
            Ok(extracted) => {
                let pieces = extracted.pieces.iter().map(|piece| match piece.path.as_str() {
                    "" => piece.text.clone(),
                    path => format!("--- {path}\n{}", piece.text),
                });
                let lost = extracted.lost.iter().map(|lost| format!("{} {}", lost.path, lost.failure));
                let text = pieces.collect::<Vec<_>>().join("\n");
                (text, format!("{:?}\t{}", extracted.kind, lost.collect::<Vec<_>>().join("; ")))
            }
        };
        match &to {
            None => println!("{text}"),
            Some(folder) => {
                let _ = std::fs::write(folder.join(format!("{name}.txt")), &text);
                println!("{took:.2}\t{}\t{name}\t{note}", text.len());
            }
        }
    }
}
