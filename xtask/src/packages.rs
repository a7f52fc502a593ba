//! System packages on Debian and Ubuntu: finds the missing ones and installs them.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::sh;
use crate::steps::step;

/// Packages that the window is built with.
const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "librsvg2-dev"];

/// Packages that show the window without a display: a virtual display, the driver of `WebKit`, fonts, screenshots.
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

/// Other readers of mail, for comparison. `strace` counts calls to the network.
const TEST: &[&str] = &["pst-utils", "pff-tools", "python3", "python3-venv", "strace"];

/// The program that draws the icon.
const ICONS: &[&str] = &["librsvg2-bin", "imagemagick"];

/// The command that needs packages.
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
            Self::Test => &[BUILD, DISPLAY, TEST],
            Self::Icons => &[ICONS],
        };
        lists.concat()
    }
}

/// The state of the packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All packages are installed.
    Complete,
    /// Missing packages have been installed.
    Installed,
    /// The system is neither Debian nor Ubuntu.
    OtherSystem,
    /// Packages are missing. The command line installs them if root runs it.
    Missing(String),
}

/// Installs the packages that `purpose` needs and that are missing, if this user may.
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

/// Like [`provide`], but fails if packages are still missing.
pub fn require(purpose: Purpose) -> Result<()> {
    match provide(purpose)? {
        Outcome::Complete | Outcome::Installed => Ok(()),
        Outcome::OtherSystem => {
            if cfg!(target_os = "linux") {
                println!(
                    "  This is neither Debian nor Ubuntu: WebKitGTK 4.1 with its headers has to be there already."
                );
            }
            Ok(())
        }
        Outcome::Missing(line) => {
            bail!("system packages are missing. Please run this line, then try again:\n\n  {line}\n")
        }
    }
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

/// Returns the prefix that runs a command as root without a password; none if there is no such way.
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
    // An old list of packages may be enough. The next step shows whether it is.
    if let Err(error) = sh::run_quietly(&mut apt(&["update"])) {
        println!("  {error:#}; continuing with the present lists");
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
    fn tests_need_all_that_running_needs() {
        let test = Purpose::Test.packages();
        assert!(Purpose::RunUnseen.packages().iter().all(|name| test.contains(name)));
    }
}
