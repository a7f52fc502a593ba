//! Opens the window and restricts its navigation.

use tauri::{App, AppHandle, Emitter as _, Url, WebviewUrl, WebviewWindowBuilder};

/// Opens the window.
pub fn open(app: &App) -> tauri::Result<()> {
    let handle = app.handle().clone();
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
        .title("Foundmail")
        .inner_size(1360.0, 860.0)
        .min_inner_size(380.0, 480.0)
        .center()
        // The page cannot open other windows or navigate to other addresses.
        .on_navigation(move |url| may_navigate(&handle, url));
    // The sanitised markup and the content security policy already block network requests. This proxy also blocks
    // the remaining ones, such as a preconnect, because no program listens on its port.
    #[cfg(not(target_os = "macos"))]
    let window = window.proxy_url(unreachable_proxy()?);
    window.build()?;
    Ok(())
}

#[cfg(not(target_os = "macos"))]
fn unreachable_proxy() -> tauri::Result<Url> {
    Url::parse("http://127.0.0.1:1").map_err(tauri::Error::InvalidUrl)
}

/// Allows only our own pages and the locked frame. Any other address comes from a link in a message. It is sent to
/// the page, which shows it to the owner.
fn may_navigate(app: &AppHandle, url: &Url) -> bool {
    let ours = match url.scheme() {
        "tauri" | "message" | "about" => true,
        // The web view of Windows maps our schemes to these host names.
        "http" if cfg!(windows) => matches!(url.host_str(), Some("tauri.localhost" | "message.localhost")),
        _ => false,
    };
    if !ours {
        let _ = app.emit("link", serde_json::json!({ "url": url.as_str() }));
    }
    ours
}
