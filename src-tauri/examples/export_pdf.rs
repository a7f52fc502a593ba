//! Exports an archive as PDF, as the window does: `export_pdf ARCHIVE TARGET [QUERY]`

#![allow(clippy::expect_used, reason = "a trial ends at the first error")]

#[path = "../src/print/mod.rs"]
mod print;

use std::path::{Path, PathBuf};
use std::time::Instant;

use foundmail_archive::view::Selection;
use foundmail_archive::{Archive, ExportOptions, ExportRequest, export_format};

fn main() {
    foundmail_archive::run_as_child_if_requested();
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    // Without a display, the pages show the text of the messages.
    let has_display = gtk::init().is_ok();
    let thread = std::thread::spawn(move || {
        let query = args.get(2).map(|query| query.display().to_string()).unwrap_or_default();
        export(&args[0], &args[1], query);
        gtk::glib::idle_add_once(gtk::main_quit);
    });
    if has_display {
        gtk::main();
    }
    thread.join().expect("no panic");
}

fn export(archive: &Path, target: &Path, query: String) {
    let archive = Archive::open(archive).expect("an archive");
    let selection = Selection::Search { query, typing: false, folder: None, source: None };
    let messages = archive.selected(&selection).expect("messages");
    let start = Instant::now();
    let request = ExportRequest {
        messages: &messages,
        format: export_format("pdf").expect("a format"),
        target,
        options: ExportOptions::default(),
        source_digests: false,
        printer: Some(print::new_printer),
    };
    let exported = archive.export_with(&request, &mut |_, _| true).expect("an export");
    println!("{} messages in {:?}", exported.summary.written, start.elapsed());
}
