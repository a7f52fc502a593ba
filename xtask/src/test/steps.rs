//! The steps of `cargo xtask test`. Quick steps that fail often come first. The pages are built before the window
//! program, because the program contains the pages.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::{Findings, Step};
use crate::display::Screen;
use crate::packages::{self, Outcome, Purpose};
use crate::{bindings, node, paths, pypff, sh, tidy};

/// All steps, in the order in which they run.
pub const STEPS: &[Step] = &[
    Step { name: "packages", about: "system packages on Debian and Ubuntu", run: packages },
    Step { name: "npm", about: "npm packages of the pages and of the tests", run: npm },
    Step {
        name: "pypff",
        about: "Python packages for the tests: other readers of mailboxes and exports, and zstandard",
        run: |findings| {
            pypff(findings);
            Ok(())
        },
    },
    Step { name: "fmt", about: "Rust is formatted", run: fmt },
    Step { name: "tidy", about: "the rules of the whole tree", run: |_| tidy::check() },
    Step { name: "ui-lint", about: "eslint and prettier for the pages", run: |_| ui_script("lint") },
    Step { name: "ui-check", about: "types of the pages", run: |_| ui_script("check") },
    Step { name: "ui-test", about: "tests of the pages", run: ui_test },
    Step { name: "ui-build", about: "the pages of the window", run: |_| node::build_pages() },
    Step { name: "ui-browser", about: "tasks of an owner by keyboard alone, in a browser", run: ui_browser },
    Step { name: "clippy", about: "lints of all Rust code", run: clippy },
    Step { name: "fuzz-check", about: "the fuzz targets compile", run: fuzz_check },
    Step { name: "build", about: "the programs and all tests", run: build },
    Step { name: "test", about: "all Rust tests, including those with the real window", run: test },
    Step { name: "bindings", about: "the TypeScript types match the Rust types", run: bindings_check },
];

fn packages(findings: &mut Findings) -> Result<()> {
    match packages::provide(Purpose::Test)? {
        Outcome::Complete => println!("all packages are installed"),
        Outcome::Installed => {}
        Outcome::OtherSystem => {
            findings.skipped.push("system packages: this is neither Debian nor Ubuntu".into());
        }
        Outcome::Missing(line) => findings.skipped.push(format!(
            "system packages: some are missing and this user cannot install them; to install them, run: {line}"
        )),
    }
    Ok(())
}

fn npm(_: &mut Findings) -> Result<()> {
    node::install(&paths::ui())?;
    node::install(&paths::root().join("tests"))
}

fn pypff(findings: &mut Findings) {
    let found = pypff::provide().map_err(|error| format!("{error:#}"));
    if let Err(reason) = &found {
        findings
            .skipped
            .push(format!("tests that compare with pypff or read archives and exports in Python: {reason}"));
    }
    findings.pypff = Some(found);
}

fn fmt(_: &mut Findings) -> Result<()> {
    sh::run(sh::cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(_: &mut Findings) -> Result<()> {
    sh::run(sh::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// Compiles the fuzz targets. Other steps do not compile them, because their crate is not in the workspace. This
/// step does not need a nightly compiler, which fuzzing itself needs.
fn fuzz_check(_: &mut Findings) -> Result<()> {
    let manifest = paths::root().join("fuzz/Cargo.toml");
    let mut cargo = sh::cargo();
    cargo.args(["check", "--bins", "--manifest-path"]).arg(manifest);
    sh::run(cargo.arg("--target-dir").arg(paths::target().join("fuzz")))
}

fn ui_script(name: &str) -> Result<()> {
    sh::run(sh::npm().current_dir(paths::ui()).args(["run", "--silent", name]))
}

fn ui_test(findings: &mut Findings) -> Result<()> {
    let mut npm = sh::npm();
    npm.current_dir(paths::ui()).args(["run", "--silent", "test"]);
    sh::run_reading(&mut npm, |line| findings.count.read(line))
}

/// Tests the pages in a browser. If no browser works, the tests print the reason in a line that begins with
/// `skipped: `.
fn ui_browser(findings: &mut Findings) -> Result<()> {
    let mut npm = sh::npm();
    npm.current_dir(paths::ui()).args(["run", "--silent", "test:browser", "--", "keys"]);
    let Findings { count, skipped, .. } = findings;
    sh::run_reading(&mut npm, |line| {
        count.read(line);
        skipped.extend(line.strip_prefix("skipped: ").map(str::to_owned));
    })
}

/// Builds all programs and tests in one call of cargo, so that they share dependencies. Leaves out xtask, because
/// xtask is running.
fn build(_: &mut Findings) -> Result<()> {
    sh::run(sh::cargo().args(["build", "--workspace", "--exclude", "xtask", "--all-targets"]))?;
    for name in ["foundmail-app", "foundmail"] {
        if !paths::built(name).is_file() {
            bail!("{} was not built", paths::built(name).display());
        }
    }
    Ok(())
}

fn test(findings: &mut Findings) -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.args(["test", "--workspace", "--exclude", "xtask", "--no-fail-fast"]);
    cargo.env("FOUNDMAIL_APP", paths::built("foundmail-app")).env("FOUNDMAIL_CLI", paths::built("foundmail"));
    cargo.env("FOUNDMAIL_PST_FILES", pst_files()?);
    if findings.pypff.is_none() {
        pypff(findings);
    }
    match findings.pypff.as_ref() {
        Some(Ok(python)) => cargo.env("FOUNDMAIL_PYPFF", python),
        Some(Err(reason)) => cargo.env("FOUNDMAIL_NO_PYPFF", reason),
        None => &mut cargo,
    };
    // ts-rs writes the types during the tests. The step `bindings` compares them with the committed types.
    let types = bindings::fresh_dir()?;
    cargo.env(bindings::EXPORT_DIR, &types);
    findings.types = Some(types);
    let screen = screen(findings, &mut cargo);
    sh::run_reading(&mut cargo, |line| findings.count.read(line))?;
    drop(screen);
    sh::run_reading(sh::cargo().args(["test", "--quiet", "-p", "xtask"]), |line| findings.count.read(line))
}

/// Returns the folder with real PST files from an npm package.
fn pst_files() -> Result<PathBuf> {
    let dir = paths::root().join("tests/node_modules/pst-extractor/example/testdata");
    if !dir.join("enron.pst").is_file() {
        bail!("{} has no mailboxes; run `cargo xtask test --only npm`", dir.display());
    }
    Ok(dir)
}

/// Starts a virtual display for the tests with the real window. If this fails, sets an environment variable with
/// the reason, which makes these tests skip.
fn screen(findings: &mut Findings, cargo: &mut Command) -> Option<Screen> {
    let started = if cfg!(target_os = "linux") {
        Screen::start()
    } else {
        Err(anyhow::anyhow!("WebDriver and Xvfb are available only on Linux"))
    };
    match started {
        Ok(screen) => {
            screen.apply(cargo);
            Some(screen)
        }
        Err(error) => {
            cargo.env("FOUNDMAIL_NO_WINDOW", format!("{error:#}"));
            findings.skipped.push(format!("tests with the real window: {error:#}"));
            None
        }
    }
}

/// Compares the TypeScript types that the step `test` generated with the committed types. Generates the types if
/// that step did not run.
fn bindings_check(findings: &mut Findings) -> Result<()> {
    match &findings.types {
        Some(dir) => bindings::compare(dir),
        None => bindings::check(),
    }
}
