//! Handles files that are dragged to the window. The page never receives their paths.

use serde_json::json;
use tauri::{DragDropEvent, Emitter as _, Runtime, Window, WindowEvent};

use crate::imports;

/// Tells the page that files are dragged over the window, and imports files that are dropped.
pub fn on_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else { return };
    let state = match event {
        DragDropEvent::Enter { .. } => "over",
        DragDropEvent::Drop { paths, .. } => {
            imports::add(window, paths.clone());
            "drop"
        }
        DragDropEvent::Leave => "leave",
        _ => return,
    };
    // Emitting fails only if the page has ended, which then needs no events.
    let _ = window.emit("drag", json!({ "state": state }));
}
