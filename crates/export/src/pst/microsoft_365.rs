//! The limits of Microsoft 365's import service for PST files, and the files that it needs.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::error::ExportError;
use crate::output::Output;

/// Maximum size of a file that the service imports.
pub(super) const MAX_FILE: u64 = 20_000_000_000;
/// Maximum size of an item in bytes. The service skips a larger one.
const MAX_ITEM: u64 = 150 << 20;
/// Number of folder levels that the service refuses.
const TOO_MANY_LEVELS: usize = 300;
/// The columns of the mapping file, in the order that the service expects.
const COLUMNS: &str = "Workload,FilePath,Name,Mailbox,IsArchive,TargetRootFolder,ContentCodePage,SPFileContainer,\
                       SPManifestContainer,SPSiteUrl";
/// The address that the administrator replaces.
const MAILBOX: &str = "REPLACE-WITH-ADDRESS@example.com";

/// Returns the reason why the service would not import an item, as a sentence.
pub(super) fn problem(size: u64, levels: usize) -> Option<String> {
    if size > MAX_ITEM {
        let megabytes = size >> 20;
        return Some(format!("It has {megabytes} MB. Microsoft 365 skips items of more than 150 MB."));
    }
    (levels >= TOO_MANY_LEVELS).then(|| {
        format!("Its folder is on level {levels}. Microsoft 365 accepts fewer than 300 folder levels.")
    })
}

/// Writes the mapping file and a page that says what to do.
pub(super) fn write_beside(files: &[String], items: u64, output: &mut Output) -> Result<(), ExportError> {
    let stem = output.stem();
    let mapping = format!("{stem} mapping.csv");
    write(output, &mapping, &mapping_of(files))?;
    write(output, &guide_name(&stem), &page_of(files, items, &mapping))
}

/// Returns the name of the page that says what to do with the files of an export. `stem` is the name of the export without its
/// extension.
pub fn guide_name(stem: &str) -> String {
    format!("{stem} what to do.txt")
}

fn write(output: &mut Output, name: &str, text: &str) -> Result<(), ExportError> {
    let mut file = output.create_file(&[], name)?;
    file.write_all(text.as_bytes()).map_err(|error| file.failed(error))?;
    output.complete(file)
}

fn mapping_of(files: &[String]) -> String {
    let mut csv = format!("{COLUMNS}\r\n");
    for file in files {
        // The file name is the only value that can contain a comma or a quote.
        let name = file.replace('"', "\"\"");
        let _ = write!(csv, "Exchange,,\"{name}\",{MAILBOX},FALSE,/,,,,\r\n");
    }
    csv
}

fn page_of(files: &[String], items: u64, mapping: &str) -> String {
    let names: String = files.iter().fold(String::new(), |mut names, file| {
        let _ = write!(names, "   {file}\r\n");
        names
    });
    format!(
        "How to import these files into Microsoft 365\r\n\r\n\
         Files of this export:\r\n{names}\r\n\
         1. Open {mapping} in a text editor. Replace {MAILBOX} in each line with the address of\r\n   \
         the new mailbox. The value / puts the folders beside its Inbox. To keep the imported folders apart, write\r\n   \
         a folder name instead, such as /Old mail. To use the archive mailbox, replace FALSE with TRUE.\r\n\
         2. An administrator opens purview.microsoft.com, and there Data lifecycle management, Import. The role\r\n   \
         Mailbox Import Export is necessary.\r\n\
         3. Create an import job, choose to upload your data, and copy the address (SAS URL) that is shown.\r\n\
         4. Install AzCopy, and upload each file of the list above: azcopy copy \"FILE\" \"SAS URL\"\r\n\
         5. Select the mapping file in the import job, have it checked, and start the import. It takes about one day\r\n   \
         for 24 GB.\r\n\
         6. Compare the number of items in the new mailbox: these files contain {items}. The manifest lists each item that\r\n   \
         is not in these files, with the reason.\r\n\r\n\
         You can repeat the import with a corrected export. Give it the same file name in another folder: the service\r\n\
         skips the items that it has already imported.\r\n\r\n\
         For a single mailbox, Outlook can also open the files: File, Open & Export, Open Outlook Data File. Then drag\r\n\
         the folders into the mailbox. The new Outlook needs an installed classic Outlook for that.\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, mapping_of, problem};

    #[test]
    fn limits() {
        for (size, levels, expected) in [
            (1, 3, None),
            (150 << 20, 299, None),
            ((150 << 20) + 1, 1, Some("150 MB")),
            (1, 300, Some("level 300")),
        ] {
            let found = problem(size, levels);
            assert_eq!(found.is_some(), expected.is_some());
            assert!(found.unwrap_or_default().contains(expected.unwrap_or_default()));
        }
    }

    #[test]
    fn the_mapping_has_a_row_for_each_file() {
        let csv = mapping_of(&["a.pst".to_owned(), "b, \"c\" (2).pst".to_owned()]);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(COLUMNS.split(',').count(), 10);
        assert!(lines[1].starts_with("Exchange,,\"a.pst\","));
        assert!(lines[2].contains("\"b, \"\"c\"\" (2).pst\""));
        assert_eq!(lines[1].split(',').count(), 10);
    }
}
