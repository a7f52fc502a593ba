//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Opens what is left of a mailbox, finds any letter in it, hands over what is needed. Offline.
#[derive(Debug, Parser)]
#[command(name = "foundmail", version)]
pub struct Args {
    /// The archive's folder; your own one if it is not named.
    #[arg(long, global = true, value_name = "DIR")]
    pub archive: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads files or folders into the archive; goes on where it was broken off.
    Import(Import),
    /// Lists mailboxes that lie on this computer, or under PATH. Reads no mail.
    Find {
        /// Folders to look in; where programs keep mail and people put it, if none is named.
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Sources, folders, counts, sizes, imports.
    Info {
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Messages, newest first.
    List(List),
    /// Finds messages.
    Search(Search),
    /// Shows a message.
    Show {
        /// Its id.
        id: u32,
        /// In which form; `raw` is the stored original, byte for byte.
        #[arg(long = "as", value_enum, default_value_t = Form::Text)]
        form: Form,
        /// The same as `--as json`.
        #[arg(long, conflicts_with = "form")]
        json: bool,
    },
    /// The conversation that a message belongs to, oldest first.
    Thread {
        /// The message's id.
        id: u32,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Lists or saves the files that came with a message.
    Attachments {
        /// The message's id.
        id: u32,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
        /// Saves them in this folder; nothing there is overwritten.
        #[arg(long, value_name = "DIR")]
        save: Option<PathBuf>,
    },
    /// Hands messages over, with a list of SHA-256 digests.
    Export(Export),
    /// Takes a source out of the archive and gives its space back. The file or folder itself is not touched.
    Remove {
        /// The source's path or name, or the number that `info` gives it.
        source: String,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Whether the archive is whole. Names what is damaged; builds the search index anew where it is.
    Verify(Verify),
    /// Builds the search index anew.
    Reindex,
    /// Looks into a file without importing it: format, damage, folders, counts. Never writes.
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
    /// Looks for deleted mail too. What is lost because a file is broken is looked for anyway.
    #[arg(long)]
    pub recover: bool,
    /// Does not read what attachments say; they are kept, but cannot be searched.
    #[arg(long)]
    pub no_attachment_text: bool,
    /// Tells on stderr, a line of JSON each time, how much is stored for certain: {"stored","bytes","total"}.
    #[arg(long)]
    pub progress: bool,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct List {
    /// Only in folders of this name, and below.
    #[arg(long, value_name = "F")]
    pub folder: Option<String>,
    /// How many at most.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// How many to leave out at the beginning.
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
    /// How many at most.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// How many to leave out at the beginning.
    #[arg(long, default_value_t = 0)]
    pub offset: usize,
    /// In which order.
    #[arg(long, value_enum, default_value_t = Sort::Date)]
    pub sort: Sort,
    /// Also counts them by people, folders, months, types and kinds.
    #[arg(long)]
    pub facets: bool,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Verify {
    /// Pages and rows of the catalogue, headers of blobs, checksums of the index. This is what is done if nothing is said.
    #[arg(long, conflicts_with_all = ["full", "sample"])]
    pub quick: bool,
    /// Also every blob against its digest, every message, every entry of the index.
    #[arg(long, conflicts_with = "sample")]
    pub full: bool,
    /// Also so many in a hundred of all blobs.
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

#[derive(Debug, ClapArgs)]
pub struct Export {
    #[command(flatten)]
    pub what: What,
    /// In which format.
    #[arg(long = "as", value_enum)]
    pub format: Format,
    /// A new folder for eml and json, a new file for mbox.
    #[arg(long, value_name = "PATH")]
    pub to: PathBuf,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[group(required = true, multiple = false)]
pub struct What {
    /// All that a search finds.
    #[arg(long, value_name = "Q", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// Messages.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub id: Vec<u32>,
    /// The conversations that messages belong to.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub thread: Vec<u32>,
    /// All in folders of this name, and below.
    #[arg(long, value_name = "F")]
    pub folder: Option<String>,
    /// Everything.
    #[arg(long)]
    pub all: bool,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A file a message.
    Eml,
    /// One mailbox.
    Mbox,
    /// Documents for Quickwit and `OpenSearch`, with their mappings.
    #[value(help = "Documents for Quickwit and OpenSearch, with their mappings")]
    Json,
}
