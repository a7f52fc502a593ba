//! Finds and installs missing system packages on Debian and Ubuntu.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::sh;
use crate::steps::step;

/// Packages that are needed to build the window.
const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "librsvg2-dev"];

/// Packages that are needed to run the window on a machine without a screen: a virtual display, the `WebKit`
/// driver, fonts, and a program for screenshots.
const DISPLAY: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "imagemagick",
    "dbus",
    "fonts-dejavu-core",
    "fonts-noto-core",
    "fonts-noto-cjk",
];

/// Packages that the tests need: other readers of PST files, Python, `strace`, which shows network calls, and other readers of
/// PDF files with a font for emoji.
const TEST: &[&str] = &[
    "pst-utils",
    "pff-tools",
    "python3",
    "python3-venv",
    "strace",
    "qpdf",
    "poppler-utils",
    "mupdf-tools",
    "fonts-noto-color-emoji",
];

/// The browser in which the tests draw the pages. Ubuntu offers it only as a snap, which is not installed.
const BROWSER: &[&str] = &["chromium"];

/// Packages that are needed to draw the icons.
const ICONS: &[&str] = &["librsvg2-bin", "imagemagick"];

/// The purpose for which packages are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Start the program on a display.
    Run,
    /// Start the program without a display.
    RunUnseen,
    /// Run every check.
    Test,
    /// Draw the icons.
    Icons,
}

impl Purpose {
    fn packages(self) -> Vec<&'static str> {
        let lists: &[&[&str]] = match self {
            Self::Run => &[BUILD],
            Self::RunUnseen => &[BUILD, DISPLAY],
            Self::Test if has_chromium(&fs::read_to_string("/etc/os-release").unwrap_or_default()) => {
                &[BUILD, DISPLAY, TEST, BROWSER]
            }
            Self::Test => &[BUILD, DISPLAY, TEST],
            Self::Icons => &[ICONS],
        };
        lists.concat()
    }
}

/// The result of the search for packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All packages are installed.
    Complete,
    /// Packages were missing and have been installed.
    Installed,
    /// The system is neither Debian nor Ubuntu.
    OtherSystem,
    /// Packages are missing. Contains a command line that installs them.
    Missing(String),
}

/// Installs missing packages that `purpose` needs, if this user has the permission.
pub fn provide(purpose: Purpose) -> Result<Outcome> {
    if !cfg!(target_os = "linux") || !sh::succeeds(Command::new("dpkg-query").arg("--version")) {
        return Ok(Outcome::OtherSystem);
    }
    let missing = missing(&purpose.packages())?;
    if missing.is_empty() {
        return Ok(Outcome::Complete);
    }
    let Some(root) = as_root() else {
        return Ok(Outcome::Missing(line(&missing)));
    };
    step(&format!("Installing system packages (about a minute): {}", missing.join(" ")), || {
        install(&root, &missing)
    })?;
    Ok(Outcome::Installed)
}

/// Installs packages like [`provide`], but fails if packages are still missing.
pub fn require(purpose: Purpose) -> Result<()> {
    match provide(purpose)? {
        Outcome::Complete | Outcome::Installed => Ok(()),
        Outcome::OtherSystem => {
            if cfg!(target_os = "linux") {
                println!(
                    "  This system is neither Debian nor Ubuntu. Make sure that WebKitGTK 4.1 and its headers are installed."
                );
            }
            Ok(())
        }
        Outcome::Missing(line) => {
            bail!("system packages are missing. Run this command, then try again:\n\n  {line}\n")
        }
    }
}

/// Returns true if the system with this `/etc/os-release` has a package of Chromium.
fn has_chromium(os_release: &str) -> bool {
    !os_release.to_lowercase().contains("ubuntu")
}

fn missing(wanted: &[&'static str]) -> Result<Vec<&'static str>> {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f=${db:Status-Abbrev} ${Package}\\n"])
        .args(wanted)
        .output()
        .context("could not start dpkg-query")?;
    Ok(without_installed(wanted, &String::from_utf8_lossy(&output.stdout)))
}

/// Returns the names in `wanted` that dpkg does not list as installed (`ii`).
fn without_installed(wanted: &[&'static str], listing: &str) -> Vec<&'static str> {
    let installed: Vec<_> = listing
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            (words.next()? == "ii").then(|| words.next())?
        })
        .collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

/// Returns the words before a command that run it as root. Returns `None` if that is not possible without a
/// password.
fn as_root() -> Option<Vec<&'static str>> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout.trim_ascii() == b"0" {
        return Some(Vec::new());
    }
    sh::succeeds(Command::new("sudo").args(["-n", "true"])).then(|| vec!["sudo", "-n"])
}

fn install(root: &[&str], packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let words: Vec<_> = root
            .iter()
            .copied()
            .chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"])
            .chain(arguments.iter().copied())
            .collect();
        let mut command = sh::command(words[0]);
        command.args(&words[1..]);
        command
    };
    // Continues after a failed update, because the old package lists may be recent enough for the installation.
    if let Err(error) = sh::run_quietly(&mut apt(&["update"])) {
        println!("  {error:#}; continuing with the old package lists");
    }
    let mut command = apt(&["install", "-y", "--no-install-recommends"]);
    sh::run_quietly(command.args(packages))
}

fn line(packages: &[&str]) -> String {
    format!("sudo apt-get update && sudo apt-get install -y --no-install-recommends {}", packages.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(listing: &str, expected: &[&str]) {
        assert_eq!(without_installed(&["xvfb", "xauth"], listing), expected);
    }

    #[test]
    fn what_dpkg_lists_as_installed_is_not_missing() {
        check("ii  xvfb\nii  xauth\n", &[]);
        check("ii  xvfb\n", &["xauth"]);
        check("", &["xvfb", "xauth"]);
    }

    #[test]
    fn removed_packages_are_missing() {
        check("rc  xvfb\nii  xauth\nun  other\n", &["xvfb"]);
    }

    #[test]
    fn only_debian_has_chromium() {
        assert!(has_chromium("ID=debian\nVERSION_ID=\"12\"\n"));
        assert!(!has_chromium("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(!has_chromium("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
    }

    #[test]
    fn tests_need_all_that_running_needs() {
        let test = Purpose::Test.packages();
        assert!(Purpose::RunUnseen.packages().iter().all(|name| test.contains(name)));
    }
}
