//! Files dragged over the window and dropped on it. Their paths stay in Rust.

use serde_json::json;
use tauri::{DragDropEvent, Emitter as _, Runtime, Window, WindowEvent};

use crate::imports;

/// Tells the page that something hovers, and imports what is dropped.
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
    // A page that is gone needs no news.
    let _ = window.emit("drag", json!({ "state": state }));
}
