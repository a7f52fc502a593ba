//! The arguments of `foundmail export`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};
use foundmail_archive::{Bates, EXPORT_FORMATS, ExportFormat, TargetKind, TimeZone, export_format};

#[derive(Debug, ClapArgs)]
pub struct Export {
    #[command(flatten)]
    pub what: ExportWhat,
    /// The format of the export.
    #[arg(long = "as", value_name = "FORMAT", value_parser = export_format_parser())]
    pub format: &'static ExportFormat,
    #[arg(long, value_name = "PATH", help = export_target_help())]
    pub to: PathBuf,
    /// The number of copies of a message that was found in several folders.
    #[arg(long, value_enum, default_value_t = CopyChoice::Once)]
    pub copies: CopyChoice,
    /// The order of the messages. With `folder`, exported files are in a tree of folders. Default: `folder` for --all,
    /// --folder and --source in formats that have folders, `date` otherwise.
    #[arg(long, value_enum)]
    pub order: Option<OrderChoice>,
    /// The time zone of dates: `local`, `UTC`, `+01:00`, or a name such as `Europe/Berlin`.
    #[arg(long, value_name = "ZONE", default_value = "local")]
    pub time_zone: TimeZone,
    #[command(flatten)]
    pub pdf: PdfArgs,
    #[command(flatten)]
    pub of_format: FormatOptions,
    /// Leaves out the digests of the sources. Otherwise, Foundmail reads each source once to compute its digest.
    #[arg(long)]
    pub no_source_digests: bool,
    /// Prints the number and size of the messages without exporting them.
    #[arg(long)]
    pub dry_run: bool,
    /// Prints one JSON document on stdout.
    #[arg(long)]
    pub json: bool,
}

/// The options of single formats.
#[derive(Debug, ClapArgs)]
pub struct FormatOptions {
    /// Adds a card for each person in messages who is no contact, with --as vcf.
    #[arg(long)]
    pub people: bool,
    /// The version of the cards, with --as vcf. Outlook reads only 3.0; 4.0 is the newer standard. Default: 3.0.
    #[arg(long, value_enum, value_name = "VERSION")]
    pub vcf_version: Option<VcfVersion>,
    /// The largest size of a file, for PST: `2GB`, `4GB`, `20GB` or any other number. Further files follow. Default: 2GB.
    /// Files above 4GB have not been tried in Outlook.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub split: Option<u64>,
    /// Respects the limits of a service that will read the export, and writes the files that it needs.
    #[arg(long, value_enum)]
    pub preset: Option<PresetChoice>,
    /// Writes the messages of a list as EML files beside it, and links each row to its file, with --as xlsx and --as csv.
    #[arg(long)]
    pub with_messages: bool,
    /// The folders, with --as attachments. Default: by year and sender.
    #[arg(long, value_enum)]
    pub by: Option<FolderChoice>,
}

/// The arguments of `--as pdf`.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "PDF")]
#[expect(clippy::struct_excessive_bools, reason = "each of them is a flag on the command line")]
pub struct PdfArgs {
    /// One PDF for all messages. This is the default.
    #[arg(long, conflicts_with = "per_conversation")]
    pub one: bool,
    /// One PDF for each conversation, in a new folder.
    #[arg(long)]
    pub per_conversation: bool,
    /// The place of the attachments. Default: embed.
    #[arg(long, value_enum)]
    pub attachments: Option<AttachmentChoice>,
    /// Numbers each page, as courts demand: `ALDER` gives ALDER000001, `ALDER:500` begins with ALDER000500.
    #[arg(long, value_name = "PREFIX[:START]")]
    pub bates: Option<Bates>,
    /// The size of the pages. Default: a4.
    #[arg(long, value_enum)]
    pub paper: Option<PaperChoice>,
    /// Does not embed the messages as EML files.
    #[arg(long)]
    pub no_sources: bool,
    /// Leaves out the cover and the index.
    #[arg(long)]
    pub no_cover: bool,
    /// Writes the structure of EA-PDF (PDF/mail-1), the profile of PDF/A for archives of mail: header fields and text on pages of
    /// their own, a list of attachments, and metadata of each message. Attachments and messages are always embedded.
    #[arg(long, conflicts_with_all = ["no_sources", "no_cover", "attachments"])]
    pub ea_pdf: bool,
}

/// The place of the attachments in a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AttachmentChoice {
    /// Inside the PDF.
    Embed,
    /// Inside the PDF. Pictures and PDF files are also shown as pages.
    Append,
    /// In a folder beside the PDF.
    Beside,
}

/// The size of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperChoice {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

#[derive(Debug, ClapArgs)]
#[group(required = true, multiple = false)]
pub struct ExportWhat {
    /// Exports all results of a search.
    #[arg(long, value_name = "Q", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// Exports the messages with these ids.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub id: Vec<u32>,
    /// Exports the conversations of the messages with these ids.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub thread: Vec<u32>,
    /// Exports all messages in folders with this name and in their subfolders.
    #[arg(long, value_name = "F")]
    pub folder: Option<String>,
    /// Exports all messages of a source. S is its full path, its file name, or its id.
    #[arg(long, value_name = "S")]
    pub source: Option<String>,
    /// Exports all messages from and to a person. P is an address or a name.
    #[arg(long, value_name = "P")]
    pub person: Option<String>,
    /// Exports all messages.
    #[arg(long)]
    pub all: bool,
}

/// The number of copies of a message that was found in several folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CopyChoice {
    /// One copy, in the first folder of the message.
    Once,
    /// One copy in each folder of the message.
    Everywhere,
}

/// The folders of attachments that are exported alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FolderChoice {
    /// By year and sender.
    Sender,
    /// By conversation.
    Conversation,
}

/// The order of exported messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OrderChoice {
    /// Oldest first.
    Date,
    /// By source and folder.
    Folder,
}

/// The version of contact cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VcfVersion {
    /// vCard 3.0, which all programs read.
    #[value(name = "3.0")]
    V3,
    /// vCard 4.0.
    #[value(name = "4.0")]
    V4,
}

/// A service that reads exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PresetChoice {
    /// The import service of Microsoft 365 for PST files.
    #[value(name = "microsoft-365")]
    Microsoft365,
}

/// Reads a size such as `2GB` or `500 MB`. Units are powers of ten.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a size; use a number and a unit, for example 2GB");
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim().to_ascii_uppercase().as_str() {
        "GB" => 1_000_000_000,
        "MB" => 1_000_000,
        "" => 1,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(unit).filter(|&size| size > 0).ok_or_else(wrong)
}

/// Returns the parser of `export --as`, with the help of each format.
fn export_format_parser() -> impl TypedValueParser<Value = &'static ExportFormat> {
    let values = EXPORT_FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.help));
    PossibleValuesParser::new(values)
        .try_map(|name| export_format(&name).ok_or_else(|| format!("there is no export format {name}")))
}

/// Returns the help of `export --to`, such as "A new folder (for eml) or a new file (for mbox)".
fn export_target_help() -> String {
    let names = |is_wanted: &dyn Fn(TargetKind) -> bool| {
        let wanted = EXPORT_FORMATS.iter().filter(|format| is_wanted(format.target));
        wanted.map(|format| format.name).collect::<Vec<_>>().join(" and ")
    };
    let folders = names(&|target| target == TargetKind::Folder);
    let files = names(&|target| target != TargetKind::Folder);
    format!(
        "A new folder (for {folders}) or a new file (for {files}). If PATH does not end with .mbox, the format mbox \
         writes one file for each folder"
    )
}
