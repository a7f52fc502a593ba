//! Tests of reading files in child processes.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use foundmail_extract::{
    ChildPool, ChildProcess, ChildProgram, Extracted, ExtractionLimits, FailureReason, FileKind, Input,
    InputFile, text_of,
};

use crate::samples::{WORDS, all};

fn program() -> ChildProgram {
    ChildProgram::at(env!("CARGO_BIN_EXE_extract-child"))
}

fn file(name: &str, bytes: &[u8]) -> InputFile {
    InputFile { name: name.to_owned(), media_type: String::new(), bytes: bytes.to_vec() }
}

#[test]
fn child_processes_extract_the_same_text() {
    let pool = ChildPool::new(2, &program(), ExtractionLimits::default());
    let samples = all();
    let pending: Vec<_> = samples.iter().map(|(_, name, bytes)| pool.submit(file(name, bytes))).collect();
    for ((_, name, bytes), pending) in samples.iter().zip(pending) {
        let here = text_of(&Input { name, media_type: "", bytes }, &ExtractionLimits::default());
        assert_eq!(pending.wait(), here, "{name}");
    }
    assert_eq!(pool.text_of(file("a.png", b"\x89PNG\r\n")), Ok(Extracted::default()));
}

#[test]
fn many_threads_can_use_one_pool() {
    let pool = Arc::new(ChildPool::new(2, &program(), ExtractionLimits::default()));
    let ask = |thread: usize| {
        let pool = Arc::clone(&pool);
        thread::spawn(move || {
            for index in 0..50 {
                let words = format!("{WORDS} {thread} {index}");
                let read = pool.text_of(file("a.txt", words.as_bytes())).unwrap();
                assert_eq!(read.texts[0].text, words);
            }
        })
    };
    let threads: Vec<_> = (0..4).map(ask).collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn large_files_pass_through_the_pipe() {
    let mut child = ChildProcess::new(program(), ExtractionLimits::default());
    let words = "word ".repeat(4 << 20);
    let read = child.text_of(file("a.txt", words.as_bytes())).unwrap();
    assert!(read.truncated && read.texts[0].text.len() > 3 << 20);
}

#[test]
fn a_wrong_child_program_loses_only_the_text() {
    let mut child = ChildProcess::new(ChildProgram::at("/nowhere/at/all"), ExtractionLimits::default());
    let failure = child.text_of(file("a.txt", b"words")).unwrap_err();
    assert_eq!((failure.kind, failure.reason), (FileKind::Text, FailureReason::NotStarted));
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::{
        ChildProcess, ChildProgram, Duration, ExtractionLimits, FailureReason, WORDS, file, program,
    };

    /// Returns a script of `tests/children` as a child program. A new folder contains links to the script and to
    /// the real child program, `real`. The script is linked and not copied, because Linux does not run a file that
    /// another process still has open for writing.
    fn script(name: &str) -> (tempfile::TempDir, ChildProgram) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("child");
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/children").join(name);
        symlink(script, &path).unwrap();
        symlink(env!("CARGO_BIN_EXE_extract-child"), folder.path().join("real")).unwrap();
        (folder, ChildProgram::at(path))
    }

    #[test]
    fn a_crashing_child_loses_only_its_file() {
        let (_keep, program) = script("dies.sh");
        let mut child = ChildProcess::new(program, ExtractionLimits::default());
        assert_eq!(child.text_of(file("a.txt", b"first")).unwrap_err().reason, FailureReason::Crashed);
        assert_eq!(child.text_of(file("a.txt", WORDS.as_bytes())).unwrap().texts[0].text, WORDS);
    }

    #[test]
    fn a_hung_child_is_killed() {
        let (_keep, program) = script("hangs.sh");
        let limits = ExtractionLimits { time: Duration::from_millis(1), ..ExtractionLimits::default() };
        let mut child = ChildProcess::new(program, limits);
        assert_eq!(
            child.text_of(file("a.txt", &vec![b'x'; 1 << 20])).unwrap_err().reason,
            FailureReason::TimedOut
        );
    }

    #[test]
    fn an_invalid_reply_counts_as_a_crash() {
        let (_keep, program) = script("babbles.sh");
        let mut child = ChildProcess::new(program, ExtractionLimits::default());
        assert_eq!(child.text_of(file("a.txt", b"x")).unwrap_err().reason, FailureReason::Crashed);
    }

    #[test]
    fn a_child_killed_between_files_is_restarted() {
        let mut child = ChildProcess::new(program(), ExtractionLimits::default());
        for _ in 0..3 {
            assert_eq!(child.text_of(file("a.txt", WORDS.as_bytes())).unwrap().texts[0].text, WORDS);
            let number = child.process_id().unwrap();
            let killed =
                std::process::Command::new("kill").args(["-9", &number.to_string()]).status().unwrap();
            assert!(killed.success());
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_child_cannot_open_files_and_has_a_memory_limit() {
        let mut child = ChildProcess::new(program(), ExtractionLimits::default());
        child.text_of(file("a.txt", b"x")).unwrap();
        let number = child.process_id().unwrap();
        let limits = fs::read_to_string(format!("/proc/{number}/limits")).unwrap();
        let limit = |name: &str| limits.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        for (name, most) in [
            ("Max open files", "3"),
            ("Max file size", "0"),
            ("Max core file size", "0"),
            ("Max data size", "1073741824"),
        ] {
            let line = limit(name);
            assert_eq!(line.strip_prefix(name).unwrap().split_whitespace().next(), Some(most), "{line}");
        }
        let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap();
        let nice: i32 = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(16).unwrap().parse().unwrap();
        assert!(nice >= 10);
        let environment = fs::read(format!("/proc/{number}/environ")).unwrap();
        assert!(!String::from_utf8_lossy(&environment).contains("CARGO"));
    }
}
