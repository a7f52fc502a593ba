//! The web view that prints. All functions run on the thread of the window.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::Sender;

use foundmail_archive::{PageSize, PrintError};
use gtk::glib;
use gtk::prelude::{BuilderExtManual as _, LabelExt as _};
use gtk::{PageSetup, PaperSize, PrintSettings, Unit};
use webkit2gtk::{
    LoadEvent, NetworkProxyMode, NetworkProxySettings, PolicyDecisionExt as _, PolicyDecisionType,
    PrintOperation, PrintOperationExt as _, Settings, SettingsExt as _, WebContext, WebView, WebViewExt as _,
    WebsiteDataManager, WebsiteDataManagerExt as _,
};

/// A proxy on which no program listens: the last of the layers against requests.
const UNREACHABLE_PROXY: &str = "http://127.0.0.1:1";

/// Number of jobs of one web process. Its memory grows a little with each job.
const JOBS: u32 = 40;

type Done = Sender<Result<(), PrintError>>;

thread_local! {
    static PRINTING: RefCell<Option<Printing>> = const { RefCell::new(None) };
}

/// The web view, and the job that it prints.
struct Printing {
    view: WebView,
    jobs: u32,
    job: Option<Job>,
}

struct Job {
    page: PageSize,
    /// The address of the file to write.
    target: String,
    done: Done,
    /// Keeps the operation until it ends.
    operation: Option<PrintOperation>,
}

/// Loads the document; the page is printed when it is complete. `done` receives the result.
pub fn start(html: &str, page: PageSize, out: &Path, done: Done) {
    let Ok(target) = glib::filename_to_uri(out, None) else {
        let _ = done.send(Err(PrintError(
            "the path of the temporary PDF file cannot be written as a URI".to_owned(),
        )));
        return;
    };
    let job = Job { page, target: target.into(), done, operation: None };
    let view = PRINTING.with_borrow_mut(|printing| {
        if printing.as_ref().is_some_and(|printing| printing.jobs >= JOBS) {
            *printing = None;
        }
        let printing = printing.get_or_insert_with(|| Printing { view: new_view(), jobs: 0, job: None });
        printing.jobs = printing.jobs.saturating_add(1);
        printing.job = Some(job);
        printing.view.clone()
    });
    view.load_html(html, None);
}

/// Ends a job that takes too long. Its web process may hang, so the next job has a new one.
pub fn give_up() {
    if let Some(printing) = PRINTING.take() {
        printing.view.terminate_web_process();
    }
}

/// Frees the web process.
pub fn close() {
    PRINTING.set(None);
}

fn new_view() -> WebView {
    let data = WebsiteDataManager::new_ephemeral();
    let mut proxy = NetworkProxySettings::new(Some(UNREACHABLE_PROXY), &[]);
    data.set_network_proxy_settings(NetworkProxyMode::Custom, Some(&mut proxy));
    let context = WebContext::with_website_data_manager(&data);
    let settings = Settings::new();
    settings.set_enable_javascript(false);
    settings.set_enable_javascript_markup(false);
    settings.set_enable_media(false);
    settings.set_enable_webgl(false);
    settings.set_enable_webaudio(false);
    settings.set_enable_dns_prefetching(false);
    settings.set_enable_page_cache(false);
    settings.set_print_backgrounds(true);
    let view = WebView::builder().web_context(&context).settings(&settings).build();
    view.connect_decide_policy(|_, decision, kind| {
        // Only `load_html` of this file loads something, and it does not ask.
        if kind == PolicyDecisionType::NavigationAction {
            return false;
        }
        decision.ignore();
        true
    });
    view.connect_load_changed(|view, event| {
        if event == LoadEvent::Finished {
            print(view);
        }
    });
    view.connect_load_failed(|_, _, _, error| {
        end(Err(PrintError(error.to_string())));
        true
    });
    view.connect_web_process_terminated(|_, reason| {
        end(Err(PrintError(format!("its process ended ({reason:?})"))));
        close();
    });
    view
}

/// Prints the loaded page.
fn print(view: &WebView) {
    let operation = PRINTING.with_borrow_mut(|printing| {
        let job = printing.as_mut()?.job.as_mut()?;
        let operation = PrintOperation::builder()
            .web_view(view)
            .print_settings(&settings(&job.target))
            .page_setup(&page_setup(job.page))
            .build();
        job.operation = Some(operation.clone());
        Some(operation)
    });
    let Some(operation) = operation else { return };
    let error: Rc<RefCell<Option<String>>> = Rc::default();
    let failed = Rc::clone(&error);
    operation.connect_failed(move |_, error| {
        failed.replace(Some(error.to_string()));
    });
    // This signal follows a failure too.
    operation.connect_finished(move |_| {
        end(error.take().map_or(Ok(()), |error| Err(PrintError(error))));
    });
    operation.print();
}

/// Reports the result of the present job.
fn end(result: Result<(), PrintError>) {
    let job = PRINTING.with_borrow_mut(|printing| printing.as_mut()?.job.take());
    if let Some(job) = job {
        // The receiver is gone if the job took too long.
        let _ = job.done.send(result);
    }
}

fn settings(target: &str) -> PrintSettings {
    let settings = PrintSettings::new();
    settings.set_printer(&file_printer());
    settings.set("output-file-format", Some("pdf"));
    settings.set("output-uri", Some(target));
    settings
}

fn page_setup(page: PageSize) -> PageSetup {
    let setup = PageSetup::new();
    let (width, height) = (f64::from(page.width), f64::from(page.height));
    setup.set_paper_size(&PaperSize::new_custom("page", "page", width, height, Unit::Points));
    let margin = f64::from(page.margin);
    setup.set_top_margin(margin, Unit::Points);
    setup.set_bottom_margin(margin, Unit::Points);
    setup.set_left_margin(margin, Unit::Points);
    setup.set_right_margin(margin, Unit::Points);
    setup
}

/// Returns the name of GTK's printer that writes files. GTK translates the name, and only a user interface file gives access
/// to its translations.
fn file_printer() -> String {
    const NAME: &str = "Print to File";
    let interface = format!(
        "<interface domain=\"gtk30\"><object class=\"GtkLabel\" id=\"name\">\
         <property name=\"label\" translatable=\"yes\">{NAME}</property></object></interface>"
    );
    let label: Option<gtk::Label> = gtk::Builder::from_string(&interface).object("name");
    label.map_or_else(|| NAME.to_owned(), |label| label.text().into())
}
