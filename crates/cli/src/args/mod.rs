//! The arguments of the command line.

mod export;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub use export::{CopyChoice, Export, ExportWhat, OrderChoice};

/// Recovers old and damaged mailboxes, makes them searchable, and exports the messages that you need. Works offline.
#[derive(Debug, Parser)]
#[command(name = "foundmail", version)]
pub struct Args {
    /// The folder of the archive. Default: your own archive, which the window opens.
    #[arg(long, global = true, value_name = "DIR")]
    pub archive: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Imports files or folders. Continues an import that was interrupted.
    Import(Import),
    /// Lists mailboxes on this computer, or below PATH, without reading them.
    Find {
        /// Folders to search. Default: the folders of mail programs, and your own folders.
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Shows sources, their missing parts, folders, counts, sizes and imports.
    Info {
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Lists messages, newest first.
    List(List),
    /// Finds messages.
    Search(Search),
    /// Shows a message.
    Show {
        /// The id of the message.
        id: u32,
        /// The form; `raw` is the stored original, byte for byte.
        #[arg(long = "as", value_enum, default_value_t = Form::Text)]
        form: Form,
        /// The same as `--as json`.
        #[arg(long, conflicts_with = "form")]
        json: bool,
    },
    /// Lists the conversation of a message, oldest first.
    Thread {
        /// The id of the message.
        id: u32,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Lists or saves the attachments of a message.
    Attachments {
        /// The id of the message.
        id: u32,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
        /// Saves the attachments in this folder. Existing files are never overwritten.
        #[arg(long, value_name = "DIR")]
        save: Option<PathBuf>,
    },
    /// Exports messages, with a list of SHA-256 digests.
    Export(Box<Export>),
    /// Compares a finished export with its list of digests. Exit code 3 if something differs.
    VerifyExport {
        /// The folder of the export, or the exported file.
        path: PathBuf,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Removes a source from the archive and frees its space. The file or folder itself is not touched.
    Remove {
        /// The path or name of the source, or its number in `info --json`.
        source: String,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Checks the archive and names all damage. Rebuilds a damaged search index.
    Verify(Verify),
    /// Rebuilds the search index.
    Reindex,
    /// Inspects a file without importing it: format, damage, folders, counts. Never writes.
    Inspect {
        /// The file or folder.
        file: PathBuf,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "switches that can be typed together")]
pub struct Import {
    /// Files or folders of any format.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Also recovers deleted messages. Messages that are lost through damage are always recovered.
    #[arg(long)]
    pub recover: bool,
    /// Leaves out the text of attachments. They are kept, but their text cannot be searched.
    #[arg(long)]
    pub no_attachment_text: bool,
    /// Prints the progress that is safely stored, as lines of JSON on stderr: {"stored","bytes","total"}.
    #[arg(long)]
    pub progress: bool,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct List {
    /// Only messages in folders of this name, and below.
    #[arg(long, value_name = "F")]
    pub folder: Option<String>,
    /// The largest number of rows.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Rows to skip at the beginning.
    #[arg(long, default_value_t = 0)]
    pub offset: usize,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Search {
    /// Words, "phrases", -word, OR, from: to: subject: filename: in: before: during: has:attachment …
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// The largest number of rows.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Rows to skip at the beginning.
    #[arg(long, default_value_t = 0)]
    pub offset: usize,
    /// The order.
    #[arg(long, value_enum, default_value_t = Sort::Date)]
    pub sort: Sort,
    /// Also counts the results by people, folders, months, types and kinds.
    #[arg(long)]
    pub facets: bool,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Verify {
    /// Checks pages and rows of the catalogue, headers of blobs, and checksums of the index. This is the default.
    #[arg(long, conflicts_with_all = ["full", "sample"])]
    pub quick: bool,
    /// Also checks every blob against its digest, every message, and every entry of the index.
    #[arg(long, conflicts_with = "sample")]
    pub full: bool,
    /// Also checks this percentage of all blobs.
    #[arg(long, value_name = "P%", value_parser = percent)]
    pub sample: Option<f64>,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text.trim_end_matches('%').parse().map_err(|_| format!("{text} is no number"))?;
    if (0.0..=100.0).contains(&number) { Ok(number) } else { Err("between 0 and 100".to_owned()) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Text,
    Html,
    Headers,
    Raw,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// Newest first.
    Date,
    /// Best match first.
    Relevance,
}
