//! The options of `cargo xtask bench import`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// The options of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The sizes of the mailboxes in messages, in ascending order.
    pub messages: Vec<u64>,
    /// The number of rounds.
    pub rounds: usize,
    /// The names of the programs to run. All programs run if it is empty.
    pub only: Vec<String>,
    /// The folder that keeps the generated mail for the next run.
    pub keep: Option<PathBuf>,
    /// True if the figures are to be written to docs/benchmarks.md.
    pub write: bool,
}

impl Options {
    pub fn parse(words: &[&str]) -> Result<Self> {
        let mut options =
            Self { messages: vec![10_000, 100_000], rounds: 3, only: Vec::new(), keep: None, write: false };
        let mut words = words.iter();
        while let Some(&word) = words.next() {
            let mut value = || words.next().copied().with_context(|| format!("{word} needs a value"));
            match word {
                "--messages" => {
                    options.messages = value()?.split(',').map(number).collect::<Result<_>>()?;
                    options.messages.sort_unstable();
                }
                "--rounds" => options.rounds = usize::try_from(number(value()?)?)?,
                "--only" => options.only = value()?.split(',').map(str::to_owned).collect(),
                "--keep" => options.keep = Some(std::path::absolute(value()?)?),
                "--write" => options.write = true,
                other => bail!("unknown option `{other}`; see `cargo xtask bench --help`"),
            }
        }
        Ok(options)
    }

    /// Returns true if a program is to run. The name `foundmail` selects both imports of Foundmail.
    pub fn takes_part(&self, name: &str) -> bool {
        self.only.is_empty()
            || self.only.iter().any(|one| one == name || name.strip_suffix("-text") == Some(one))
    }

    /// Returns the command that repeats the measurement.
    pub fn line(&self) -> String {
        let messages: Vec<_> = self.messages.iter().map(u64::to_string).collect();
        let mut line =
            format!("cargo xtask bench import --messages {} --rounds {}", messages.join(","), self.rounds);
        if !self.only.is_empty() {
            line.push_str(" --only ");
            line.push_str(&self.only.join(","));
        }
        line
    }
}

/// Parses a number that must be at least 1.
fn number(word: &str) -> Result<u64> {
    let number = word.replace('_', "").parse().with_context(|| format!("{word} is not a number"))?;
    if number == 0 {
        bail!("the number must be at least 1, not {word}");
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_all_that_was_asked_for() {
        let options =
            Options::parse(&["--only", "mu,foundmail", "--messages", "20000,1_000", "--rounds", "2"])
                .unwrap();
        assert_eq!(options.messages, [1_000, 20_000]);
        assert!(options.takes_part("foundmail") && options.takes_part("foundmail-text"));
        assert!(options.takes_part("mu") && !options.takes_part("notmuch"));
        assert_eq!(
            options.line(),
            "cargo xtask bench import --messages 1000,20000 --rounds 2 --only mu,foundmail"
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for words in [&["--messages"][..], &["--messages", "0"], &["--rounds", "many"], &["--fast"]] {
            assert!(Options::parse(words).is_err(), "{words:?}");
        }
    }
}
