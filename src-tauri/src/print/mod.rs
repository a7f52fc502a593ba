//! Prints the pages of a PDF export with the web view of the system.

#[cfg(target_os = "linux")]
mod view;
#[cfg(target_os = "linux")]
mod webkit;

use foundmail_archive::PagePrinter;

/// Returns the printer for the pages of an export. `None` if the system has none: then the pages show the text of messages.
pub fn new_printer() -> Option<Box<dyn PagePrinter>> {
    #[cfg(target_os = "linux")]
    return webkit::WebKitPrinter::new().map(|printer| Box::new(printer) as Box<dyn PagePrinter>);
    #[cfg(not(target_os = "linux"))]
    None
}
