//! What one who takes part can be asked.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::mail::Mail;

/// Where one run happens.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// The mail.
    pub mail: &'s Mail,
    /// An empty folder of the run's own, its home too.
    pub home: &'s Path,
}

impl Setting<'_> {
    /// A path in the run's folder, as a word of a command.
    pub fn path(&self, name: &str) -> String {
        self.home.join(name).to_string_lossy().into_owned()
    }

    /// The Maildir, as a word of a command.
    pub fn maildir(&self) -> String {
        self.mail.maildir().to_string_lossy().into_owned()
    }
}

/// Somebody who takes mail in.
pub trait Contestant {
    /// What it is called in tables and after `--only`.
    fn name(&self) -> &'static str;

    /// What it does with the mail.
    fn about(&self) -> &'static str;

    /// Whether it is Foundmail.
    fn is_ours(&self) -> bool {
        false
    }

    /// The Debian package that brings it.
    fn package(&self) -> &'static str;

    /// Its version; none if it is not installed.
    fn version(&self) -> Option<String>;

    /// Writes what it wants to be configured by. Not measured.
    fn prepare(&self, setting: Setting<'_>) -> Result<()>;

    /// What is measured, one command after the other.
    fn commands(&self, setting: Setting<'_>) -> Vec<Vec<String>>;

    /// What it wrote, besides its settings.
    fn written(&self, setting: Setting<'_>) -> Vec<PathBuf>;

    /// How many messages it knows now, copies included.
    fn count(&self, setting: Setting<'_>) -> Result<u64>;

    /// What has to be said of the last run.
    fn remark(&self, _: Setting<'_>) -> Option<String> {
        None
    }

    /// How many messages hold a word, each copy counted once; none if it can't tell.
    fn hits(&self, setting: Setting<'_>, word: &str) -> Result<Option<u64>>;
}

/// Variables that give a program a home in the run's folder, so that nobody's settings or indexes are touched.
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

/// What a program prints, in the run's surroundings.
pub fn ask(setting: Setting<'_>, program: &str, arguments: &[&str]) -> Result<String> {
    let mut command = crate::sh::command(program);
    command.args(arguments).envs(environment(setting.home));
    crate::sh::output(&mut command)
}

/// The first of a program's lines that holds `mark`, from there on; none if the program can't be run.
pub fn version_line(program: &str, argument: &str, mark: &str) -> Option<String> {
    let output = std::process::Command::new(program).arg(argument).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let line = text.lines().find(|line| line.contains(mark))?;
    Some(line.get(line.find(mark)? + mark.len()..)?.trim().to_owned())
}

/// The lines that are not empty.
pub fn lines(text: &str) -> u64 {
    text.lines().filter(|line| !line.trim().is_empty()).count() as u64
}
