//! Runs the programs that are tested, and creates their files.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Returns the path of a program that `cargo xtask test` has built. `variable` is an environment variable that can
/// contain the path.
pub fn built(variable: &str, name: &str) -> PathBuf {
    let path = std::env::var_os(variable).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug").join(name),
        PathBuf::from,
    );
    assert!(path.exists(), "{} does not exist; `cargo xtask test` builds it", path.display());
    path
}

/// Returns the folder with the real PST and OST files.
pub fn outlook_files() -> PathBuf {
    let path = std::env::var_os("FOUNDMAIL_PST_FILES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/pst-extractor/example/testdata"),
        PathBuf::from,
    );
    assert!(path.exists(), "{} is missing; `cargo xtask test` downloads it", path.display());
    path
}

/// Runs `foundmail` with a temporary archive.
pub struct Foundmail {
    dir: TempDir,
}

impl Foundmail {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// Returns the path of a file in a temporary folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(built("FOUNDMAIL_CLI", "foundmail"));
        command.arg("--archive").arg(self.path("archive")).args(args);
        command
    }

    /// Runs a command and returns its result, also if the command fails.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command and returns its standard output. The exit code must be 0 or 3.
    pub fn print(&self, args: &[&str]) -> Vec<u8> {
        let output = self.run(args);
        let code = output.status.code();
        assert!(
            matches!(code, Some(0 | 3)),
            "{args:?}: {code:?} {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }

    /// Runs a command with `--json` and returns the document.
    pub fn json(&self, args: &[&str]) -> Value {
        serde_json::from_slice(&self.print(&[args, &["--json"]].concat())).unwrap()
    }

    /// Imports paths and returns the report. The totals of the report must be consistent.
    pub fn import(&self, paths: &[&Path]) -> Value {
        let mut args = vec!["import"];
        args.extend(paths.iter().map(|path| path.to_str().unwrap()));
        let report = self.json(&args);
        assert_closed(&report["totals"]);
        for source in report["sources"].as_array().unwrap() {
            assert_closed(source);
            let by_kind = source["by_kind"].as_object().unwrap();
            assert_eq!(by_kind.values().map(number).sum::<u64>(), number(&source["found"]), "{source}");
        }
        report
    }

    /// Starts an import, and kills it when its progress reports at least this number of stored items. With 0, it is killed
    /// at once. Returns the reported number.
    pub fn kill_import(&self, paths: &[&Path], wanted: u64) -> u64 {
        let mut args = vec!["import", "--progress"];
        args.extend(paths.iter().map(|path| path.to_str().unwrap()));
        let mut command = self.command(&args);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut progress = BufReader::new(child.stderr.take().unwrap());
        let (mut line, mut stored) = (String::new(), 0);
        while stored < wanted {
            line.clear();
            let read = progress.read_line(&mut line).unwrap();
            assert!(read > 0, "the import ended after {stored} items, before it could be killed");
            stored = serde_json::from_str::<Value>(&line).map_or(stored, |line| number(&line["stored"]));
        }
        // A program cannot react to SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        stored
    }

    /// Returns the ids of all messages.
    pub fn ids(&self) -> Vec<u64> {
        let rows = self.json(&["list", "--limit", "1000000"]);
        rows.as_array().unwrap().iter().map(|row| number(&row["id"])).collect()
    }
}

pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is not a number"))
}

fn assert_closed(sum: &Value) {
    let part = |name: &str| number(&sum[name]);
    assert_eq!(part("found"), part("ready") + part("copies") + part("damaged"), "{sum}");
}

/// Runs another program and returns its output.
pub fn other(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask test` installs it"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
