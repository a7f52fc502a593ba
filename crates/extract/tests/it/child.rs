//! Files that are read in children.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use foundmail_extract::{Child, Extracted, File, Input, Kind, Limits, Pool, Program, Reason, text_of};

use crate::samples::{WORDS, all};

fn program() -> Program {
    Program::at(env!("CARGO_BIN_EXE_extract-child"))
}

fn file(name: &str, bytes: &[u8]) -> File {
    File { name: name.to_owned(), media_type: String::new(), bytes: bytes.to_vec() }
}

#[test]
fn children_read_what_this_process_does() {
    let pool = Pool::new(2, &program(), Limits::default());
    let samples = all();
    let pending: Vec<_> = samples.iter().map(|(_, name, bytes)| pool.submit(file(name, bytes))).collect();
    for ((_, name, bytes), pending) in samples.iter().zip(pending) {
        let here = text_of(&Input { name, media_type: "", bytes }, &Limits::default());
        assert_eq!(pending.wait(), here, "{name}");
    }
    assert_eq!(pool.text_of(file("a.png", b"\x89PNG\r\n")), Ok(Extracted::default()));
}

#[test]
fn many_threads_may_ask() {
    let pool = Arc::new(Pool::new(2, &program(), Limits::default()));
    let ask = |thread: usize| {
        let pool = Arc::clone(&pool);
        thread::spawn(move || {
            for index in 0..50 {
                let words = format!("{WORDS} {thread} {index}");
                let read = pool.text_of(file("a.txt", words.as_bytes())).unwrap();
                assert_eq!(read.pieces[0].text, words);
            }
        })
    };
    let threads: Vec<_> = (0..4).map(ask).collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn large_files_go_through() {
    let mut child = Child::new(program(), Limits::default());
    let words = "word ".repeat(4 << 20);
    let read = child.text_of(file("a.txt", words.as_bytes())).unwrap();
    assert!(read.truncated && read.pieces[0].text.len() > 3 << 20);
}

#[test]
fn a_program_that_is_no_child_costs_only_the_text() {
    let mut child = Child::new(Program::at("/nowhere/at/all"), Limits::default());
    let failure = child.text_of(file("a.txt", b"words")).unwrap_err();
    assert_eq!((failure.kind, failure.reason), (Kind::Text, Reason::Crashed));
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::{Child, Duration, Limits, Program, Reason, WORDS, file, program};

    /// A child that is a script of `tests/children`, in a folder of its own beside the real one. Linked, not written: what
    /// is open for writing, if only in a process that is about to begin, can't be run.
    fn script(name: &str) -> (tempfile::TempDir, Program) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("child");
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/children").join(name);
        symlink(script, &path).unwrap();
        symlink(env!("CARGO_BIN_EXE_extract-child"), folder.path().join("real")).unwrap();
        (folder, Program::at(path))
    }

    #[test]
    fn one_that_dies_over_a_file_costs_that_file() {
        let (_keep, program) = script("dies.sh");
        let mut child = Child::new(program, Limits::default());
        assert_eq!(child.text_of(file("a.txt", b"first")).unwrap_err().reason, Reason::Crashed);
        assert_eq!(child.text_of(file("a.txt", WORDS.as_bytes())).unwrap().pieces[0].text, WORDS);
    }

    #[test]
    fn one_that_hangs_is_ended() {
        let (_keep, program) = script("hangs.sh");
        let limits = Limits { time: Duration::from_millis(1), ..Limits::default() };
        let mut child = Child::new(program, limits);
        assert_eq!(child.text_of(file("a.txt", &vec![b'x'; 1 << 20])).unwrap_err().reason, Reason::TimedOut);
    }

    #[test]
    fn nonsense_for_an_answer_is_a_crash() {
        let (_keep, program) = script("babbles.sh");
        let mut child = Child::new(program, Limits::default());
        assert_eq!(child.text_of(file("a.txt", b"x")).unwrap_err().reason, Reason::Crashed);
    }

    #[test]
    fn one_that_was_killed_between_files_is_started_again() {
        let mut child = Child::new(program(), Limits::default());
        for _ in 0..3 {
            assert_eq!(child.text_of(file("a.txt", WORDS.as_bytes())).unwrap().pieces[0].text, WORDS);
            let number = child.process_id().unwrap();
            let killed =
                std::process::Command::new("kill").args(["-9", &number.to_string()]).status().unwrap();
            assert!(killed.success());
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn it_can_open_nothing_and_take_no_more_than_its_share() {
        let mut child = Child::new(program(), Limits::default());
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
