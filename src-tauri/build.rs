//! Names the commands that the window may call: each needs a permission of its own.

const COMMANDS: &[&str] = &[
    "ready",
    "overview",
    "list",
    "nothing_found",
    "facets",
    "complete",
    "complete_value",
    "read_query",
    "edit_query",
    "searches",
    "change_searches",
    "conversation",
    "body",
    "headers",
    "source_text",
    "add_files",
    "add_folder",
    "add_sample",
    "find_mailboxes",
    "add_found",
    "imports",
    "look_for_deleted",
    "pause_import",
    "resume_import",
    "cancel_import",
    "continue_import",
    "close_window",
    "remove_source",
    "save_attachment",
    "save_all_attachments",
    "export_plan",
    "choose_target",
    "export_run",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        panic!("the window's configuration is not valid: {error:#}");
    }
}
