//! The commands about one conversation or message.

use foundmail_archive::view::{BodyView, Conversation, ErrorView, HeaderView, LinkView, SavedFile};
use tauri::{AppHandle, Url};
use tauri_plugin_dialog::DialogExt as _;

use super::{Answer, Shared, answer};
use crate::watchdog::Watchdog;

#[tauri::command(async)]
pub fn conversation(state: Shared<'_>, thread: u32, query: String) -> Answer<Conversation> {
    answer(|| state.archive.conversation(thread, &query))
}

#[tauri::command(async)]
pub fn body(
    state: Shared<'_>,
    watchdog: tauri::State<'_, Watchdog>,
    message: u32,
    query: String,
) -> Answer<BodyView> {
    let is_harmful = watchdog.opens(message);
    let body = answer(|| state.archive.body(message, &query))?;
    Ok(if is_harmful { body.as_text("The window stopped while it was open.") } else { body })
}

/// Returns the true address of a link that the owner clicked.
#[tauri::command(async)]
pub fn link_target(state: Shared<'_>, message: u32, index: u32) -> Answer<LinkView> {
    answer(|| state.archive.link(message, index))
}

/// Opens a link in the browser. The owner has seen its address. The page sends numbers, so that it cannot open another address.
#[tauri::command(async)]
pub fn open_link(state: Shared<'_>, message: u32, index: u32) -> Answer<()> {
    let link = answer(|| state.archive.link(message, index))?;
    let url = Url::parse(&link.url).ok();
    let opened = match url.as_ref().map(Url::scheme) {
        Some("http" | "https") => opener::open_browser(&link.url),
        Some("mailto" | "tel") => opener::open(&link.url),
        _ => return Err(ErrorView::failed("This is no address that a browser can open.")),
    };
    opened.map_err(|_| {
        ErrorView::failed("No program for this address was found. Copy the address and open it by hand.")
    })
}

#[tauri::command(async)]
pub fn headers(state: Shared<'_>, message: u32) -> Answer<Vec<HeaderView>> {
    answer(|| state.archive.headers(message))
}

#[tauri::command(async)]
pub fn source_text(state: Shared<'_>, message: u32) -> Answer<String> {
    answer(|| state.archive.source_text(message))
}

/// Opens a draft of an answer in the system's mail program.
#[tauri::command(async)]
pub fn answer_message(state: Shared<'_>, message: u32) -> Answer<()> {
    let address = answer(|| state.archive.answer_address(message))?;
    opener::open(&address).map_err(|_| {
        ErrorView::failed(
            "No mail program was found. Set one up in the settings of your system, and try again.",
        )
    })
}

/// Saves a message as an EML file. The owner chooses its path in a dialog. Returns `None` if the owner cancels it.
#[tauri::command(async)]
pub fn save_message_as(app: AppHandle, state: Shared<'_>, message: u32) -> Answer<Option<SavedFile>> {
    let name = answer(|| state.archive.message_file_name(message))?;
    let dialog = app.dialog().file().set_title("Save the message").set_file_name(name);
    let Some(path) = dialog.blocking_save_file().and_then(|path| path.into_path().ok()) else {
        return Ok(None);
    };
    answer(|| state.archive.save_message_as(message, &path))?;
    Ok(Some(state.saved(path)))
}
