//! The window itself.

use tauri::{App, AppHandle, Emitter as _, Url, WebviewUrl, WebviewWindowBuilder};

/// Opens the window.
pub fn open(app: &App) -> tauri::Result<()> {
    let handle = app.handle().clone();
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
        .title("Foundmail")
        .inner_size(1360.0, 860.0)
        .min_inner_size(380.0, 480.0)
        .center()
        // A page cannot open windows of its own, and cannot leave ours.
        .on_navigation(move |url| may_go(&handle, url));
    // The third layer against requests: what slips through markup and policy, as a preconnect does, ends at a port of
    // this computer where nobody listens.
    #[cfg(not(target_os = "macos"))]
    let window = window.proxy_url(dead_end()?);
    window.build()?;
    Ok(())
}

#[cfg(not(target_os = "macos"))]
fn dead_end() -> tauri::Result<Url> {
    Url::parse("http://127.0.0.1:1").map_err(tauri::Error::InvalidUrl)
}

/// Only our own pages and the locked frame may be shown. Any other address was clicked in a mail: the owner is shown
/// where it leads.
fn may_go(app: &AppHandle, url: &Url) -> bool {
    let ours = match url.scheme() {
        "tauri" | "message" | "about" => true,
        // Only there does the system's web view know schemes of ours by this name.
        "http" if cfg!(windows) => matches!(url.host_str(), Some("tauri.localhost" | "message.localhost")),
        _ => false,
    };
    if !ours {
        let _ = app.emit("link", serde_json::json!({ "url": url.as_str() }));
    }
    ours
}
