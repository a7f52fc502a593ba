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

/// Allows only our own page and the frames inside it. A link of a message leads to `message://localhost/link/MESSAGE/INDEX`,
/// which does not exist: the click is sent to the page, which asks for the true address and shows it to the owner.
fn may_navigate(app: &AppHandle, url: &Url) -> bool {
    if let Some((message, index)) = link_of(url) {
        let _ = app.emit("link", serde_json::json!({ "message": message, "index": index }));
    }
    is_ours(url)
}

/// Returns true for the page of the window and for documents that the page itself writes into its frames.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        "about" => matches!(url.path(), "blank" | "srcdoc"),
        // The web view of Windows maps our scheme to this host name.
        "http" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Returns the message and the number of a link, as `Archive::body` writes them into a document.
fn link_of(url: &Url) -> Option<(u32, u32)> {
    let is_message = match url.scheme() {
        "message" => url.host_str() == Some("localhost"),
        "http" => cfg!(windows) && url.host_str() == Some("message.localhost"),
        _ => false,
    };
    let numbers = url.path().strip_prefix("/link/").filter(|_| is_message)?;
    let (message, index) = numbers.split_once('/')?;
    Some((message.parse().ok()?, index.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Url, is_ours, link_of};

    #[test]
    fn only_our_own_pages_open() {
        for (url, expected) in [
            ("tauri://localhost/index.html", true),
            ("about:srcdoc", true),
            ("about:blank", true),
            ("about:config", false),
            ("message://localhost/link/7/0", false),
            ("message://localhost/7", false),
            ("https://alder.example", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("javascript:alert(1)", false),
            ("blob:tauri://localhost/1", false),
        ] {
            assert_eq!(is_ours(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn links_of_messages_are_recognised() {
        for (url, expected) in [
            ("message://localhost/link/7/0", Some((7, 0))),
            ("message://localhost/link/4294967295/12", Some((4_294_967_295, 12))),
            ("message://localhost/link/7/0?x#y", Some((7, 0))),
            ("message://localhost/link/7/x", None),
            ("message://localhost/link/7", None),
            ("message://localhost/link/-7/0", None),
            ("message://elsewhere/link/7/0", None),
            ("https://localhost/link/7/0", None),
        ] {
            assert_eq!(link_of(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
