//! Foundmail's window: state, commands of a few lines each, events, the scheme of the locked frame.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
mod close;
mod commands;
mod drag;
mod frame;
mod imports;
mod state;
mod window;

use std::process::ExitCode;

use tauri::Manager as _;

use args::Args;
use state::State;

fn main() -> ExitCode {
    // Attachments are read by this program too, in processes of their own.
    foundmail_archive::run_as_child_if_requested();
    let args = match Args::parse(std::env::args_os().skip(1)) {
        Ok(args) => args,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("foundmail: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .register_asynchronous_uri_scheme_protocol("message", frame::serve)
        .invoke_handler(tauri::generate_handler![
            commands::ready,
            commands::overview,
            commands::list,
            commands::nothing_found,
            commands::facets,
            commands::complete,
            commands::complete_value,
            commands::read_query,
            commands::edit_query,
            commands::searches,
            commands::change_searches,
            commands::conversation,
            commands::body,
            commands::headers,
            commands::source_text,
            commands::add_files,
            commands::add_folder,
            commands::add_sample,
            commands::find_mailboxes,
            commands::add_found,
            commands::imports,
            commands::look_for_deleted,
            commands::pause_import,
            commands::resume_import,
            commands::cancel_import,
            commands::continue_import,
            commands::close_window,
            commands::remove_source,
            commands::save_attachment,
            commands::save_all_attachments,
            commands::export_plan,
            commands::choose_target,
            commands::export_run,
        ])
        .on_window_event(|window, event| {
            drag::on_event(window, event);
            close::on_event(window, event);
        })
        .setup(move |app| {
            let state = State::open(args.archive.as_deref())?;
            app.manage(state);
            window::open(app)?;
            imports::begin(app.handle(), args);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|_, _| {});
    Ok(())
}
