//! Handles files that are dragged over the window or dropped on it. Their paths stay in Rust.

use serde_json::json;
use tauri::{DragDropEvent, Emitter as _, Runtime, Window, WindowEvent};

use crate::imports;

/// Reports dragged files to the page, and imports dropped ones.
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
    // An error means that the page is gone; it needs no events.
    let _ = window.emit("drag", json!({ "state": state }));
}
