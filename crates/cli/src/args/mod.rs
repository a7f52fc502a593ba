//! The arguments of the command line.

mod export;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub use export::{
    AttachmentChoice, CopyChoice, Export, ExportWhat, FolderChoice, OrderChoice, PaperChoice, PdfArgs,
    PresetChoice, VcfVersion,
};

/// Recovers old and damaged mailboxes, makes them searchable, and exports the messages that you need. Works offline.
#[derive(Debug, Parser)]
#[command(name = "foundmail", version)]
pub struct Args {
    /// The folder of the archive. Default: the archive that the window opens.
    #[arg(long, global = true, value_name = "DIR")]
    pub archive: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Imports files or folders. Continues an interrupted import.
    Import(Import),
    /// Lists the mailboxes on this computer, or in PATH, without reading their messages.
    Find {
        /// Folders to search. Default: the folders of mail programs, and your own folders.
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Prints one JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Shows the imported mailboxes, their missing parts, folders, counts, sizes and imports.
    Info {
        /// Prints one JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Lists messages, newest first.
    List(List),
    /// Searches for messages.
    Search(Search),
    /// Shows a message.
    Show {
        /// The id of the message.
        id: u32,
        /// The form of the output. `raw` is the stored original, byte for byte.
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
        /// Prints one JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Lists or saves the attachments of a message.
    Attachments {
        /// The id of the message.
        id: u32,
        /// Prints one JSON document on stdout.
        #[arg(long)]
        json: bool,
        /// Saves the attachments in this folder. Never overwrites a file.
        #[arg(long, value_name = "DIR")]
        save: Option<PathBuf>,
    },
    /// Sets or removes the star or a tag of all messages that match a query.
    Mark(Mark),
    /// Changes the name of a tag. If another tag has the new name, both become one.
    RenameTag {
        /// The name of the tag.
        from: String,
        /// The new name.
        to: String,
        /// Prints one JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Exports messages, with a list of SHA-256 digests.
    Export(Box<Export>),
    /// Compares a finished export with its list of digests. The exit code is 3 if something differs.
    VerifyExport {
        /// The folder of the export, or the exported file.
        path: PathBuf,
        /// Prints one JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Compares two mailboxes or archives: which messages are only in one of them, and which differ. Exit code 3 if
    /// they are not the same, or one of them is incomplete.
    Compare(Compare),
    /// Shows the mail of each source by month, and where mail is probably missing.
    Coverage {
        /// Only this source: its full path, its file name, or its id.
        #[arg(long, value_name = "S")]
        source: Option<String>,
        /// One JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Removes a source from the archive, and frees the disk space that it used. The imported file or folder itself
    /// is not changed.
    Remove {
        /// The path or name of the mailbox, or its number in `info --json`.
        source: String,
        /// Prints one JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Checks the archive and reports all damage. Rebuilds a damaged search index.
    Verify(Verify),
    /// Rebuilds the search index.
    Reindex,
    /// Shows the format, damage, folders and counts of a file without importing it. Never writes.
    Inspect {
        /// The file or folder.
        file: PathBuf,
        /// Prints one JSON document on stdout.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "independent options")]
pub struct Import {
    /// Files or folders of any format.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Also recovers deleted messages. Messages that were lost through damage are always recovered.
    #[arg(long)]
    pub recover: bool,
    /// Does not read the text of attachments. The attachments are imported, but search does not find their text.
    #[arg(long)]
    pub no_attachment_text: bool,
    /// Prints the amount of safely stored data, as lines of JSON on stderr: {"stored","kept","bytes","total"}.
    #[arg(long)]
    pub progress: bool,
    /// Prints one JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Compare {
    /// A source of the archive (its full path, its file name, or its id), or the folder of another archive. Another
    /// archive is not changed.
    pub a: String,
    /// The source or archive to compare with.
    pub b: String,
    /// Also lists the messages that are only in one of the two, and the differences.
    #[arg(long)]
    pub list: bool,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct List {
    /// Lists only messages in folders with this name and in their subfolders.
    #[arg(long, value_name = "F")]
    pub folder: Option<String>,
    /// The maximum number of messages that are listed.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// The number of messages to skip at the beginning.
    #[arg(long, default_value_t = 0)]
    pub offset: usize,
    /// Prints one JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Search {
    /// Words, "phrases", -word, OR, from: to: subject: filename: in: before: during: has:attachment …
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// The maximum number of messages that are listed.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// The number of messages to skip at the beginning.
    #[arg(long, default_value_t = 0)]
    pub offset: usize,
    /// The order of the messages.
    #[arg(long, value_enum, default_value_t = Sort::Date)]
    pub sort: Sort,
    /// Also counts the results by people, folders, months, types and kinds.
    #[arg(long)]
    pub facets: bool,
    /// Prints one JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(group(
    clap::ArgGroup::new("change").required(true).multiple(false).args(["star", "unstar", "tag", "untag"])
))]
pub struct Mark {
    /// The messages, as in a search. `id:17` is one message, `in:anywhere` is all of them.
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// Gives each message a star.
    #[arg(long)]
    pub star: bool,
    /// Removes the star of each message.
    #[arg(long)]
    pub unstar: bool,
    /// Gives each message this tag. The tag is created when it is first used.
    #[arg(long, value_name = "NAME")]
    pub tag: Option<String>,
    /// Removes this tag from each message. A tag that no message has disappears.
    #[arg(long, value_name = "NAME")]
    pub untag: Option<String>,
    /// Prints one JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Verify {
    /// Checks the pages and rows of the catalogue, the headers of blobs, and the checksums of the index. This is
    /// the default.
    #[arg(long, conflicts_with_all = ["full", "sample"])]
    pub quick: bool,
    /// Also compares every blob with its digest, and checks every message and every entry of the index.
    #[arg(long, conflicts_with = "sample")]
    pub full: bool,
    /// Also compares this percentage of the blobs with their digests.
    #[arg(long, value_name = "P%", value_parser = percent)]
    pub sample: Option<f64>,
    /// Prints one JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text.trim_end_matches('%').parse().map_err(|_| format!("{text} is not a number"))?;
    if (0.0..=100.0).contains(&number) {
        Ok(number)
    } else {
        Err("the percentage must be from 0 to 100".to_owned())
    }
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
    /// Oldest first.
    Oldest,
    /// Best match first.
    Relevance,
}
