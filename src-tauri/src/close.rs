//! Handles closing the window while an import or an export is running.

use std::time::{Duration, Instant};

use tauri::{AppHandle, Emitter as _, Manager as _, Window, WindowEvent};

use crate::state::State;

/// The maximum time to wait until an import and an export have stopped. Messages that were stored before are safe.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// If an import or an export is running, keeps the window open and makes the page ask the owner.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let state = window.state::<State>();
    if !is_busy(&state) {
        return;
    }
    api.prevent_close();
    if state.is_second_try_to_close() || window.emit("closing", ()).is_err() {
        let app = window.app_handle().clone();
        // A separate thread waits, because the window must stay responsive.
        std::thread::spawn(move || end_work_and_close(&app, &app.state::<State>()));
    }
}

fn is_busy(state: &State) -> bool {
    state.running().is_some() || state.is_exporting()
}

/// Stops the running import and export, and ends the program. The import can be continued later. The export deletes its files.
pub fn end_work_and_close(app: &AppHandle, state: &State) {
    let began = Instant::now();
    while is_busy(state) && began.elapsed() < LONGEST_WAIT {
        state.cancel_export();
        if let Some(running) = state.running() {
            running.control.close();
        }
        std::thread::sleep(POLL_INTERVAL);
    }
    app.exit(0);
}
