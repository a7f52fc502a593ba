//! Reads the system calls with which a program changed the disk from the output of `strace -f -y -xx`.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// A system call that changes files or prints a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    /// Creates or opens a file. If `empty` is true, the file is truncated.
    Open {
        path: String,
        empty: bool,
    },
    /// Writes bytes at an offset.
    Write {
        path: String,
        offset: u64,
        bytes: Vec<u8>,
    },
    /// Sets the length of a file.
    Truncate {
        path: String,
        length: u64,
    },
    /// Syncs a file or a folder.
    Sync {
        path: String,
    },
    Rename {
        from: String,
        to: String,
    },
    Unlink {
        path: String,
    },
    MakeDir {
        path: String,
    },
    /// Prints a line to stderr.
    Say {
        text: String,
    },
}

const CALLS: &str = "openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,fallocate,fsync,fdatasync,sync_file_range,\
                     rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,lseek,close";

/// Returns an error with the reason if this machine does not permit tracing.
pub(super) fn allowed() -> Result<(), String> {
    let tried = Command::new("strace").args(["-f", "-qq", "-o", "/dev/null", "true"]).output();
    match tried {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            Err(format!("strace cannot trace processes: {}", String::from_utf8_lossy(&output.stderr).trim()))
        }
        Err(error) => Err(format!("strace could not be started: {error}")),
    }
}

/// Runs a command, and returns its system calls.
pub(super) fn record(command: &Command, log: &Path) -> Result<Vec<Call>> {
    let status = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-xx",
            "-qq",
            "-s",
            "100000000",
            "-e",
            &format!("trace={CALLS}"),
            "-e",
            "signal=none",
            "-o",
        ])
        .arg(log)
        .arg(command.get_program())
        .args(command.get_args())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    ensure!(matches!(status.code(), Some(0 | 3)), "the traced import ended with {status}");
    read(&std::fs::read_to_string(log)?)
}

fn read(log: &str) -> Result<Vec<Call>> {
    let mut calls = Vec::new();
    let mut begun: HashMap<&str, String> = HashMap::new();
    let mut places: HashMap<String, u64> = HashMap::new();
    for line in log.lines() {
        let (pid, rest) = line.split_once(' ').context("a line without a process id")?;
        let rest = rest.trim_start();
        // Calls of several threads overlap. The order of the calls is the order in which they return.
        if let Some(start) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(pid, start.to_owned());
            continue;
        }
        let whole = match rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            Some((_, end)) => begun.remove(pid).unwrap_or_default() + end,
            None => rest.to_owned(),
        };
        calls.extend(call(&whole, &mut places).with_context(|| whole.chars().take(200).collect::<String>())?);
    }
    Ok(calls)
}

/// Reads one line. `places` contains the write offset of each open file, by descriptor.
fn call(line: &str, places: &mut HashMap<String, u64>) -> Result<Option<Call>> {
    let Some((name, rest)) = line.split_once('(') else { return Ok(None) };
    let Some((arguments, result)) = rest.rsplit_once(" = ") else { return Ok(None) };
    let arguments: Vec<&str> = arguments.trim_end().trim_end_matches(')').split(", ").collect();
    let Some(result) = number(result) else { return Ok(None) };
    let argument = |at: usize| arguments.get(at).copied().context("an argument is missing");
    let target = || -> Result<(String, String)> {
        let (descriptor, path) = argument(0)?.split_once('<').context("no path")?;
        Ok((descriptor.to_owned(), text(path.trim_end_matches('>'))?))
    };
    Ok(match name {
        "openat" => {
            places.insert(result.to_string(), 0);
            let flags = argument(2)?;
            let opened =
                line.rsplit_once('<').map(|(_, path)| path.trim_end_matches('>')).context("no path")?;
            let changes = flags.contains("O_CREAT") || flags.contains("O_TRUNC");
            changes
                .then(|| text(opened))
                .transpose()?
                .map(|path| Call::Open { path, empty: flags.contains("O_TRUNC") })
        }
        "lseek" => {
            places.insert(target()?.0, result);
            None
        }
        "close" => {
            places.remove(&target()?.0);
            None
        }
        "write" => {
            let (descriptor, path) = target()?;
            let bytes = bytes(argument(1)?)?;
            if descriptor == "2" {
                return Ok(Some(Call::Say { text: String::from_utf8_lossy(&bytes).into_owned() }));
            }
            let place = places.entry(descriptor).or_default();
            let offset = *place;
            *place += result;
            Some(Call::Write {
                path,
                offset,
                bytes: bytes.into_iter().take(usize::try_from(result)?).collect(),
            })
        }
        "pwrite64" => {
            let offset = number(argument(3)?).context("no offset")?;
            Some(Call::Write { path: target()?.1, offset, bytes: bytes(argument(1)?)? })
        }
        "ftruncate" => {
            Some(Call::Truncate { path: target()?.1, length: number(argument(1)?).context("no length")? })
        }
        "fsync" | "fdatasync" => Some(Call::Sync { path: target()?.1 }),
        "rename" => Some(Call::Rename { from: quoted(argument(0)?)?, to: quoted(argument(1)?)? }),
        "renameat" | "renameat2" => {
            Some(Call::Rename { from: quoted(argument(1)?)?, to: quoted(argument(3)?)? })
        }
        "unlink" | "rmdir" => Some(Call::Unlink { path: quoted(argument(0)?)? }),
        "unlinkat" => {
            let folder = target()?.1;
            let path = quoted(argument(1)?)?;
            Some(Call::Unlink { path: if path.starts_with('/') { path } else { format!("{folder}/{path}") } })
        }
        "mkdir" => Some(Call::MakeDir { path: quoted(argument(0)?)? }),
        "mkdirat" => Some(Call::MakeDir { path: quoted(argument(1)?)? }),
        // The model of the disk would be wrong if an unknown call were ignored.
        other => anyhow::bail!("the system call {other} is not supported here"),
    })
}

fn number(word: &str) -> Option<u64> {
    let digits: String = word.trim().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn quoted(word: &str) -> Result<String> {
    Ok(String::from_utf8(bytes(word)?)?)
}

fn text(word: &str) -> Result<String> {
    Ok(String::from_utf8(unescape(word)?)?)
}

fn bytes(word: &str) -> Result<Vec<u8>> {
    unescape(
        word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).context("the string is incomplete")?,
    )
}

/// Decodes `\x41\x42` and unescaped characters.
fn unescape(word: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(word.len() / 4);
    let mut rest = word.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        match after {
            [b'x', high, low, after @ ..] if first == b'\\' => {
                let digit = |digit: &u8| char::from(*digit).to_digit(16).context("not a hexadecimal digit");
                bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?)?);
                rest = after;
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_calls_are_in_the_order_of_their_return() {
        let log = "7 openat(AT_FDCWD</>, \"\\x2f\\x61\", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 5<\\x2f\\x61>\n\
                   7 lseek(5</a>, 4, SEEK_SET)         = 4\n\
                   7 write(5</a>, \"\\x01\\x02\", 2 <unfinished ...>\n\
                   8 write(2<pipe:[1]>, \"\\x68\\x69\", 2) = 2\n\
                   7 <... write resumed>)              = 2\n\
                   7 write(5</a>, \"\\x03\", 1) = 1\n\
                   7 fdatasync(5</a>)                  = 0\n\
                   7 unlink(\"\\x2f\\x62\") = -1 ENOENT (No such file or directory)\n";
        let path = || "/a".to_owned();
        let expected = [
            Call::Open { path: path(), empty: false },
            Call::Say { text: "hi".to_owned() },
            Call::Write { path: path(), offset: 4, bytes: vec![1, 2] },
            Call::Write { path: path(), offset: 6, bytes: vec![3] },
            Call::Sync { path: path() },
        ];
        assert_eq!(read(log).unwrap(), expected);
    }
}
