//! Debian's and Ubuntu's packages: which are missing, and how they come.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::sh;
use crate::steps::step;

/// What building the window takes.
const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "librsvg2-dev"];

/// What showing the window takes where there is no display: a screen in memory, the driver of `WebKit`, fonts, screenshots.
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

/// Other readers of mail, as second opinions; `strace` counts what goes to the network.
const TEST: &[&str] = &["pst-utils", "pff-tools", "python3", "python3-venv", "strace"];

/// What draws the icon.
const ICONS: &[&str] = &["librsvg2-bin", "imagemagick"];

/// What somebody is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Start the program on a display that is there.
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

/// How a look at the packages ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All are there.
    Complete,
    /// They were missing and have been installed.
    Installed,
    /// This system has other packages, or none.
    OtherSystem,
    /// They are missing, and this line, run as root, brings them.
    Missing(String),
}

/// Installs what is missing for `purpose`, where that is possible.
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

/// As [`provide`], an error where packages stay missing.
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

/// The names in `wanted` that dpkg doesn't list as installed (`ii`).
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

/// The words that come before a command to run it as root, if that is possible without a question.
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
    // An old list of packages may do; whether it did shows in the next step.
    if let Err(error) = sh::run_quietly(&mut apt(&["update"])) {
        println!("  {error:#}; going on with the lists that are there");
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
