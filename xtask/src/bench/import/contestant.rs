//! The interface of a contestant.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::mail::Mail;

/// The folders of one run.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// The mail.
    pub mail: &'s Mail,
    /// An empty folder for this run, which is also its home folder.
    pub home: &'s Path,
}

impl Setting<'_> {
    /// Returns a path in the run's folder, as an argument.
    pub fn path(&self, name: &str) -> String {
        self.home.join(name).to_string_lossy().into_owned()
    }

    /// Returns the path of the Maildir, as an argument.
    pub fn maildir(&self) -> String {
        self.mail.maildir().to_string_lossy().into_owned()
    }
}

/// A program that imports and indexes mail.
pub trait Contestant {
    /// Returns its name in tables and for `--only`.
    fn name(&self) -> &'static str;

    /// Describes in a few words what it does with the mail.
    fn about(&self) -> &'static str;

    /// Returns whether it is Foundmail.
    fn is_ours(&self) -> bool {
        false
    }

    /// Returns the Debian package that contains it.
    fn package(&self) -> &'static str;

    /// Returns its version; none if it is not installed.
    fn version(&self) -> Option<String>;

    /// Writes its configuration. This is not measured.
    fn prepare(&self, setting: Setting<'_>) -> Result<()>;

    /// Returns the commands that are measured, in order.
    fn commands(&self, setting: Setting<'_>) -> Vec<Vec<String>>;

    /// Returns the files and folders that it wrote, without its configuration.
    fn written(&self, setting: Setting<'_>) -> Vec<PathBuf>;

    /// Returns the number of messages that it has now, including copies.
    fn count(&self, setting: Setting<'_>) -> Result<u64>;

    /// Returns a remark about the last run for the report.
    fn remark(&self, _: Setting<'_>) -> Option<String> {
        None
    }

    /// Returns the number of messages that contain a word, each copy counted once; none if it cannot count them.
    fn hits(&self, setting: Setting<'_>, word: &str) -> Result<Option<u64>>;
}

/// Returns environment variables that set the home folder to the run's folder, so that no settings or indexes of the user change.
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

/// Runs a program in the run's environment and returns its output.
pub fn ask(setting: Setting<'_>, program: &str, arguments: &[&str]) -> Result<String> {
    let mut command = crate::sh::command(program);
    command.args(arguments).envs(environment(setting.home));
    crate::sh::output(&mut command)
}

/// Returns the first output line that contains `mark`, from the mark on; none if the program cannot be run.
pub fn version_line(program: &str, argument: &str, mark: &str) -> Option<String> {
    let output = std::process::Command::new(program).arg(argument).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let line = text.lines().find(|line| line.contains(mark))?;
    Some(line.get(line.find(mark)? + mark.len()..)?.trim().to_owned())
}

/// Returns the lines that are not empty.
pub fn lines(text: &str) -> u64 {
    text.lines().filter(|line| !line.trim().is_empty()).count() as u64
}
