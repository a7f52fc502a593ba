//! Generates the permissions of the window and embeds the sample mail in the program.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

include!("src/command_list.rs");

macro_rules! names {
    ($($name:ident)*) => { &[$(stringify!($name)),*] };
}

const COMMANDS: &[&str] = with_commands!(names);

const EVENTS: &[&str] = &["core:event:allow-listen", "core:event:allow-unlisten"];

const ABOUT: &str = "The window's pages may call Foundmail's own commands and listen to events. They have no access to \
                     files, programs or the network. The build writes this file from src/command_list.rs.";

fn main() {
    println!("cargo::rerun-if-changed=src/command_list.rs");
    if let Err(error) = write_sample() {
        panic!("the sample mail could not be written: {error}");
    }
    if let Err(error) = write_capability(Path::new("capabilities/main.json")) {
        panic!("the permissions of the window could not be written: {error}");
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        panic!("the window's configuration is invalid: {error:#}");
    }
}

/// Writes the file with the permissions of the window's pages: all commands and two events.
fn write_capability(path: &Path) -> io::Result<()> {
    let commands = COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-")));
    let permissions: Vec<_> = EVENTS.iter().map(|&event| event.to_owned()).chain(commands).collect();
    let text = format!(
        r#"{{
  "identifier": "main",
  "description": "{ABOUT}",
  "windows": ["main"],
  "permissions": [
    "{}"
  ]
}}
"#,
        permissions.join("\",\n    \"")
    );
    // An unchanged file keeps its modification time. Otherwise each build would cause another build.
    if fs::read_to_string(path).is_ok_and(|old| old.replace("\r\n", "\n") == text) {
        return Ok(());
    }
    fs::write(path, text)
}

/// Writes the files of the sample mail to the build folder, and `sample.rs`, a table of their paths and contents.
fn write_sample() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let dir = out.join("sample");
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    foundmail_testkit::write_mbox_tree(&foundmail_testkit::sample(1), &dir)?;
    let mut table = String::from("&[\n");
    let mut folders = vec![dir.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let bytes = format!(r#"include_bytes!(concat!(env!("OUT_DIR"), "/sample/", {name:?}))"#);
            table.extend(["    (", &format!("{name:?}"), ", ", &bytes, "),\n"]);
        }
    }
    fs::write(out.join("sample.rs"), table + "]\n")
}
