//! Serves `message://localhost/ID?q=QUERY`: the HTML document of an open message, for the locked frame that shows
//! it.

use percent_encoding::percent_decode_str;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager as _, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::state::State;

#[expect(clippy::needless_pass_by_value, reason = "Tauri defines the signature")]
/// Answers a request of the frame on a separate thread, because preparing a large message would block the window.
pub fn serve<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn_blocking(move || {
        let state = app.state::<State>();
        responder.respond(respond(document(&state, &request)));
    });
}

fn document(state: &State, request: &Request<Vec<u8>>) -> Option<String> {
    let message = request.uri().path().trim_matches('/').parse().ok()?;
    if !state.may_show(message) {
        return None;
    }
    let query = request.uri().query().and_then(|query| query.strip_prefix("q=")).unwrap_or_default();
    let query = percent_decode_str(query).decode_utf8_lossy();
    state.archive.frame(message, &query).ok()?
}

fn respond(document: Option<String>) -> Response<Vec<u8>> {
    let status = if document.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let mut response = Response::new(document.unwrap_or_default().into_bytes());
    *response.status_mut() = status;
    let fields = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, foundmail_archive::FRAME_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fields {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}
