//! The arguments of the program.

use std::ffi::OsString;
use std::path::PathBuf;

/// The arguments `[--archive DIR] [--sample] [FILES…]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Args {
    /// The folder of the archive. `None` for the default folder.
    pub archive: Option<PathBuf>,
    /// True to import the sample mail.
    pub sample: bool,
    /// Files and folders to import.
    pub files: Vec<PathBuf>,
}

impl Args {
    /// Parses the arguments after the program's name. Returns an error message if an option is unknown or has no
    /// value.
    pub fn parse(args: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut args = args;
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("--archive") => {
                    let dir = args.next().ok_or("--archive needs a folder")?;
                    parsed.archive = Some(dir.into());
                }
                Some("--sample") => parsed.sample = true,
                Some(option) if option.starts_with("--") => {
                    return Err(format!(
                        "unknown option {option}\nUsage: foundmail-app [--archive DIR] [--sample] [FILES…]"
                    ));
                }
                _ => parsed.files.push(arg.into()),
            }
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    #[test]
    fn arguments() {
        let parse = |line: &str| Args::parse(line.split_whitespace().map(Into::into));
        let expected =
            Args { archive: Some("d".into()), sample: true, files: vec!["a.pst".into(), "b".into()] };
        assert_eq!(parse("a.pst --archive d --sample b"), Ok(expected));
        assert!(parse("--archive").is_err());
        assert!(parse("--unknown").is_err());
    }
}
