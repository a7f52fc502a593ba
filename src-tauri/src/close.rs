//! Closes the window during an import.

use std::time::{Duration, Instant};

use tauri::{AppHandle, Emitter as _, Manager as _, Window, WindowEvent};

use crate::state::State;

/// The longest wait for an import to stop. Everything that is stored by then is safe.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Keeps the window open if an import is running, and lets the page ask the owner.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let state = window.state::<State>();
    if state.running().is_none() {
        return;
    }
    api.prevent_close();
    if state.is_second_try_to_close() || window.emit("closing", ()).is_err() {
        let app = window.app_handle().clone();
        // A thread of its own, because the window must keep drawing while the import stops.
        std::thread::spawn(move || end_import_and_close(&app, &app.state::<State>()));
    }
}

/// Stops the running import, so that it can be continued later, and ends the program.
pub fn end_import_and_close(app: &AppHandle, state: &State) {
    let began = Instant::now();
    while let Some(running) = state.running().filter(|_| began.elapsed() < LONGEST_WAIT) {
        running.control.close();
        std::thread::sleep(POLL_INTERVAL);
    }
    app.exit(0);
}
