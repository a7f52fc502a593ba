//! The window program: its shared state, its commands, its events, and its printing.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[macro_use]
mod command_list;

mod args;
mod close;
mod commands;
mod copies;
mod drag;
mod exports;
mod imports;
mod print;
mod sample;
mod state;
mod watchdog;
mod window;

use std::process::ExitCode;

use tauri::{Manager as _, RunEvent};

use args::Args;
use state::State;

macro_rules! handler {
    ($($name:ident)*) => { tauri::generate_handler![$(commands::$name),*] };
}

fn main() -> ExitCode {
    // Foundmail reads attachments in child processes, which run this program too.
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
        .invoke_handler(with_commands!(handler))
        .on_window_event(|window, event| {
            drag::on_event(window, event);
            close::on_event(window, event);
        })
        .setup(move |app| {
            let state = State::open(args.archive.as_deref())?;
            app.manage(state);
            app.manage(watchdog::Watchdog::default());
            app.manage(copies::Copies::default());
            copies::Copies::delete_old(app.handle());
            window::open(app)?;
            watchdog::start(app.handle());
            imports::start(app.handle(), args);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            // The process ends without dropping its state.
            app.state::<copies::Copies>().delete();
        }
    });
    Ok(())
}
