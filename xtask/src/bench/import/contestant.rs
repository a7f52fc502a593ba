//! The interface of the programs that the benchmark compares.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::mail::Mail;

/// The mail and the folder of one run.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// The mail to import.
    pub mail: &'s Mail,
    /// A folder for this run, empty at the start. The program uses it as home folder.
    pub home: &'s Path,
}

impl Setting<'_> {
    /// Returns a path in the folder of the run, as a command line argument.
    pub fn path(&self, name: &str) -> String {
        self.home.join(name).to_string_lossy().into_owned()
    }

    /// Returns the path of the Maildir, as a command line argument.
    pub fn maildir(&self) -> String {
        self.mail.maildir().to_string_lossy().into_owned()
    }
}

/// A program that imports and indexes mail, and takes part in the benchmark.
pub trait Contestant {
    /// Returns the name of the program in tables and for the option `--only`.
    fn name(&self) -> &'static str;

    /// Returns a short description of the work that the program does with the mail.
    fn about(&self) -> &'static str;

    /// Returns true if the program is Foundmail.
    fn is_ours(&self) -> bool {
        false
    }

    /// Returns the Debian packages that contain the program.
    fn package(&self) -> &'static str;

    /// Returns the version of the program. Returns `None` if it is not installed.
    fn version(&self) -> Option<String>;

    /// Writes the configuration of the program. This is not measured.
    fn prepare(&self, setting: Setting<'_>) -> Result<()>;

    /// Returns the commands that are run and measured, in order.
    fn commands(&self, setting: Setting<'_>) -> Vec<Vec<String>>;

    /// Returns the files and folders that the program wrote, without its configuration.
    fn written(&self, setting: Setting<'_>) -> Vec<PathBuf>;

    /// Returns the number of messages that the program has after the run, including copies.
    fn count(&self, setting: Setting<'_>) -> Result<u64>;

    /// Returns a remark about the last run for the report.
    fn remark(&self, _: Setting<'_>) -> Option<String> {
        None
    }

    /// Returns the number of messages that contain a word, without copies. Returns `None` if the program cannot
    /// count them.
    fn hits(&self, setting: Setting<'_>, word: &str) -> Result<Option<u64>>;
}

/// Returns environment variables that make programs use `home` as home folder. The settings and indexes of the
/// user thus stay unchanged.
pub fn environment(home: &Path) -> Vec<(&'static str, PathBuf)> {
    vec![
        ("HOME", home.to_owned()),
        ("XDG_CACHE_HOME", home.join("cache")),
        ("XDG_CONFIG_HOME", home.join("config")),
        ("XDG_DATA_HOME", home.join("data")),
        ("NOTMUCH_CONFIG", home.join("notmuch-config")),
        ("MAIRIX_CONF", home.join("mairixrc")),
        ("RECOLL_CONFDIR", home.join("recoll")),
    ]
}

/// Runs a program with the environment of the run, and returns its output.
pub fn ask(setting: Setting<'_>, program: &str, arguments: &[&str]) -> Result<String> {
    let mut command = crate::sh::command(program);
    command.args(arguments).envs(environment(setting.home));
    crate::sh::output(&mut command)
}

/// Returns the text after `mark` in the first output line that contains it. Returns `None` if the program cannot
/// be started.
pub fn version_line(program: &str, argument: &str, mark: &str) -> Option<String> {
    let output = std::process::Command::new(program).arg(argument).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let line = text.lines().find(|line| line.contains(mark))?;
    Some(line.get(line.find(mark)? + mark.len()..)?.trim().to_owned())
}

/// Returns the number of lines that are not empty.
pub fn lines(text: &str) -> u64 {
    text.lines().filter(|line| !line.trim().is_empty()).count() as u64
}
