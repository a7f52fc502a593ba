//! Print jobs on the thread of the window.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use foundmail_archive::{PagePrinter, PageSize, PrintError};
use gtk::glib;

use super::view;

/// Time that a print job may take. A job of fifty messages takes about half a second.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// Prints with `WebKitGTK`. It can be used on any thread but that of the window, which runs the jobs.
pub struct WebKitPrinter {
    _private: (),
}

impl WebKitPrinter {
    /// Returns a printer, or `None` if GTK does not run, because there is no display.
    pub fn new() -> Option<Self> {
        gtk::is_initialized().then_some(Self { _private: () })
    }
}

impl PagePrinter for WebKitPrinter {
    fn print(&mut self, html: &str, page: PageSize, out: &Path) -> Result<(), PrintError> {
        let (done, result) = mpsc::channel();
        let (html, path) = (html.to_owned(), out.to_owned());
        // GTK objects belong to one thread, so the job and its objects stay there.
        glib::idle_add_once(move || view::start(&html, page, &path, done));
        result.recv_timeout(TIME_LIMIT).unwrap_or_else(|_| {
            glib::idle_add_once(view::give_up);
            Err(PrintError(format!("it did not finish in {} seconds", TIME_LIMIT.as_secs())))
        })
    }
}

impl Drop for WebKitPrinter {
    fn drop(&mut self) {
        glib::idle_add_once(view::close);
    }
}
