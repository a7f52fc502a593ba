//! The arguments of `foundmail export`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};
use foundmail_archive::{EXPORT_FORMATS, ExportFormat, TargetKind, TimeZone, export_format};

#[derive(Debug, ClapArgs)]
pub struct Export {
    #[command(flatten)]
    pub what: ExportWhat,
    /// The format.
    #[arg(long = "as", value_name = "FORMAT", value_parser = export_format_parser())]
    pub format: &'static ExportFormat,
    #[arg(long, value_name = "PATH", help = export_target_help())]
    pub to: PathBuf,
    /// The copies of a message that was found in several folders.
    #[arg(long, value_enum, default_value_t = CopyChoice::Once)]
    pub copies: CopyChoice,
    /// The order. By folder, files of messages are in a tree of folders. Default: by folder for --all, --folder and
    /// --source, by date otherwise.
    #[arg(long, value_enum)]
    pub order: Option<OrderChoice>,
    /// The time zone of dates: `local`, `UTC`, `+01:00`, or a name such as `Europe/Berlin`.
    #[arg(long, value_name = "ZONE", default_value = "local")]
    pub time_zone: TimeZone,
    /// Leaves out the digests of the sources, which are read once to compute them.
    #[arg(long)]
    pub no_source_digests: bool,
    /// Prints the sums of the export without writing it.
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[group(required = true, multiple = false)]
pub struct ExportWhat {
    /// All results of a search.
    #[arg(long, value_name = "Q", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// Messages.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub id: Vec<u32>,
    /// The conversations that messages belong to.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub thread: Vec<u32>,
    /// All messages in folders of this name, and below.
    #[arg(long, value_name = "F")]
    pub folder: Option<String>,
    /// All messages of a source: its full path, its file name, or its id.
    #[arg(long, value_name = "S")]
    pub source: Option<String>,
    /// All messages from and to a person: an address or a name.
    #[arg(long, value_name = "P")]
    pub person: Option<String>,
    /// Everything.
    #[arg(long)]
    pub all: bool,
}

/// The copies of a message that was found in several folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CopyChoice {
    /// One copy, in the first of its folders.
    Once,
    /// One copy in each folder.
    Everywhere,
}

/// The order of exported messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OrderChoice {
    /// Oldest first.
    Date,
    /// By source and folder.
    Folder,
}

/// Returns the parser of `export --as`, with the help of each format.
fn export_format_parser() -> impl TypedValueParser<Value = &'static ExportFormat> {
    let values = EXPORT_FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.help));
    PossibleValuesParser::new(values)
        .try_map(|name| export_format(&name).ok_or_else(|| format!("there is no format {name}")))
}

/// Returns the help of `export --to`, such as "A new folder for eml, a new file for mbox".
fn export_target_help() -> String {
    let names = |is_wanted: &dyn Fn(TargetKind) -> bool| {
        let wanted = EXPORT_FORMATS.iter().filter(|format| is_wanted(format.target));
        wanted.map(|format| format.name).collect::<Vec<_>>().join(" and ")
    };
    let folders = names(&|target| target == TargetKind::Folder);
    let files = names(&|target| target != TargetKind::Folder);
    format!(
        "A new folder for {folders}, a new file for {files}. If PATH does not end with .mbox, the format mbox writes one \
         file for each folder"
    )
}
