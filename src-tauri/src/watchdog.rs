//! Brings the window back if the process of its page hangs or dies.
//!
//! One process of the web view shows the page and all mail in it, so a message can make the whole window hang or end its process.
//! The program pings the page. If the page is silent for too long, or its process has ended, the program ends that process and loads the
//! page again. The messages that were opened last are then shown as plain text.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tauri::{AppHandle, Emitter as _, Manager as _};

/// The name of the window.
const WINDOW: &str = "main";

/// The interval of the pings.
const INTERVAL: Duration = Duration::from_secs(1);

/// A page that has not answered this number of pings hangs. Pings are counted instead of time, because a computer that was suspended
/// must not look like a page that hangs.
const MOST_UNANSWERED: u32 = 10;

/// After this number of answers without a failure, earlier failures no longer count.
const HEALTHY: u32 = 60;

/// The time before a failure in which opened messages can be its cause. It includes the silence itself.
const SUSPECT: Duration = Duration::from_secs(20);

/// After this number of failures, the page is no longer loaded again: the cause is not a message.
const MOST_FAILURES: u32 = 5;

/// The state of the watchdog.
#[derive(Default)]
pub struct Watchdog {
    inner: Mutex<Watched>,
}

#[derive(Default)]
struct Watched {
    /// True after the first answer of the page. Before it, the page is still loading.
    has_answered: bool,
    /// Number of pings since the last answer.
    unanswered: u32,
    /// Number of answers since the last failure.
    answers: u32,
    /// The messages that were opened, with their times. Older ones are removed.
    opened: Vec<(u32, Instant)>,
    /// The messages that are shown as plain text, because they were open when the page failed.
    harmful: HashSet<u32>,
    /// The place in the window, as the page describes it.
    place: Option<String>,
    /// True if the page was loaded again, until it asks for its place.
    has_failed: bool,
    failures: u32,
}

/// The state of the page before it failed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Return {
    /// The place, as the page described it.
    place: Option<String>,
}

impl Watchdog {
    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records an answer of the page.
    pub fn answer(&self) {
        let mut watched = self.lock();
        watched.has_answered = true;
        watched.unanswered = 0;
        watched.answers = watched.answers.saturating_add(1);
        if watched.answers >= HEALTHY {
            watched.failures = 0;
        }
    }

    /// Records that a message is opened. Returns true if it must be shown as plain text.
    pub fn opens(&self, message: u32) -> bool {
        let mut watched = self.lock();
        let now = Instant::now();
        watched.opened.retain(|(_, at)| now.duration_since(*at) < SUSPECT);
        watched.opened.push((message, now));
        watched.harmful.contains(&message)
    }

    /// Keeps the place in the window.
    pub fn keep(&self, place: String) {
        self.lock().place = Some(place);
    }

    /// Returns the place in the window if the page has failed since the last call.
    pub fn take_return(&self) -> Option<Return> {
        let mut watched = self.lock();
        std::mem::take(&mut watched.has_failed).then(|| Return { place: watched.place.clone() })
    }

    /// Counts a ping. Returns true if the page hangs.
    fn ping(&self) -> bool {
        let mut watched = self.lock();
        let is_silent = watched.has_answered && watched.unanswered >= MOST_UNANSWERED;
        watched.unanswered = watched.unanswered.saturating_add(1);
        is_silent
    }

    /// Records a failure of the page. Returns true if the page is to be loaded again.
    fn fail(&self) -> bool {
        let mut watched = self.lock();
        let now = Instant::now();
        let recent = |at: &Instant| now.duration_since(*at) < SUSPECT;
        let suspects: Vec<u32> =
            watched.opened.iter().filter(|(_, at)| recent(at)).map(|(message, _)| *message).collect();
        watched.harmful.extend(suspects);
        // The page gets as much time to load again as a page that hangs.
        watched.unanswered = 0;
        watched.answers = 0;
        watched.has_failed = true;
        watched.failures = watched.failures.saturating_add(1);
        watched.failures <= MOST_FAILURES
    }
}

/// Starts the watchdog for the window.
pub fn start(app: &AppHandle) {
    #[cfg(target_os = "linux")]
    linux::watch_process(app);
    let app = app.clone();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(INTERVAL);
            // Emitting fails only if the window has been closed.
            let _ = app.emit("ping", ());
            if app.state::<Watchdog>().ping() {
                recover(&app);
            }
        }
    });
}

/// Ends the process of the page, and loads the page again.
fn recover(app: &AppHandle) {
    let again = app.state::<Watchdog>().fail();
    let Some(window) = app.get_webview_window(WINDOW) else { return };
    #[cfg(target_os = "linux")]
    let reloaded = window.with_webview(move |view| linux::restart(&view.inner(), again));
    #[cfg(not(target_os = "linux"))]
    let reloaded = if again { window.reload() } else { Ok(()) };
    if let Err(error) = reloaded {
        eprintln!("foundmail: the window could not be loaded again: {error}");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use tauri::{AppHandle, Manager as _};
    use webkit2gtk::{WebProcessTerminationReason, WebView, WebViewExt as _};

    use super::{WINDOW, Watchdog};

    /// Loads the page again when its process has ended by itself.
    pub(super) fn watch_process(app: &AppHandle) {
        let Some(window) = app.get_webview_window(WINDOW) else { return };
        let app = app.clone();
        let watched = window.with_webview(move |view| {
            view.inner().connect_web_process_terminated(move |view, reason| {
                // The watchdog itself ended a process that was silent.
                if reason != WebProcessTerminationReason::TerminatedByApi && app.state::<Watchdog>().fail() {
                    view.reload();
                }
            });
        });
        if let Err(error) = watched {
            eprintln!("foundmail: the process of the window is not watched: {error}");
        }
    }

    pub(super) fn restart(view: &WebView, again: bool) {
        view.terminate_web_process();
        if again {
            view.reload();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HEALTHY, MOST_FAILURES, MOST_UNANSWERED, Return, Watchdog};

    #[test]
    fn the_messages_that_were_open_become_plain_text() {
        let watchdog = Watchdog::default();
        assert!(!watchdog.opens(1) && !watchdog.opens(2));
        assert_eq!(watchdog.take_return(), None);
        watchdog.keep("here".to_owned());
        assert!(watchdog.fail());
        assert_eq!(watchdog.take_return(), Some(Return { place: Some("here".to_owned()) }));
        assert_eq!(watchdog.take_return(), None);
        assert!(watchdog.opens(1) && watchdog.opens(2) && !watchdog.opens(3));
    }

    #[test]
    fn a_page_that_does_not_answer_ten_pings_hangs() {
        let watchdog = Watchdog::default();
        assert!((0..100).all(|_| !watchdog.ping()), "a page that never answered is still loading");
        watchdog.answer();
        assert_eq!((0..20).position(|_| watchdog.ping()), Some(MOST_UNANSWERED as usize));
        assert!(watchdog.fail());
        assert_eq!(
            (0..20).position(|_| watchdog.ping()),
            Some(MOST_UNANSWERED as usize),
            "it must load again"
        );
    }

    #[test]
    fn a_page_that_always_fails_is_not_loaded_for_ever() {
        let watchdog = Watchdog::default();
        let fail = || {
            watchdog.answer();
            watchdog.fail()
        };
        assert_eq!((0..10).filter(|_| fail()).count(), MOST_FAILURES as usize);
        (0..HEALTHY).for_each(|_| watchdog.answer());
        assert!(fail(), "a page that works for a minute begins the count again");
    }
}
