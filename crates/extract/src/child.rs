//! The process that reads strangers' files, from both of its sides.

use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::{Extracted, Failure, File, Kind, Limits, Reason, bounds, text_of, wire};

/// The argument that makes a program a child.
const ASKED: &str = "--read-attachments";
/// Time beyond [`Limits::time`] after which a child is taken for hung.
const GRACE: Duration = Duration::from_secs(5);
/// Bytes of a file that a child takes.
const MOST_INPUT: usize = 512 << 20;
/// The stack on which files are read.
const STACK: usize = 32 << 20;
/// What a program needs to find its own libraries. Nothing else is handed down.
const KEPT: [&str; 3] = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"];

/// The program that children are.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    argument: OsString,
}

impl Program {
    /// This very program, whose `main` begins with [`child_main_if_asked`].
    pub fn this() -> io::Result<Self> {
        Ok(Self::at(std::env::current_exe()?))
    }

    /// Another program whose `main` does.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), argument: ASKED.into() }
    }
}

/// To be called first in `main`. Returns unless this process was started as a child; a child never comes back from it.
pub fn child_main_if_asked() {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == ASKED) {
        bounds::confine();
        std::panic::set_hook(Box::new(|_| {}));
        serve();
    }
}

fn serve() -> ! {
    let (requests, files) = bounded(1);
    let reading = thread::Builder::new().stack_size(STACK).spawn(move || answer(&files));
    if reading.is_ok() {
        let mut input = io::stdin().lock();
        while let Ok(Some(request)) = wire::read_request(&mut input, MOST_INPUT) {
            if requests.send(request).is_err() {
                break;
            }
        }
    }
    // The parent is gone, or does not need an answer any more.
    std::process::exit(0)
}

fn answer(files: &Receiver<(File, Limits)>) {
    let mut output = BufWriter::new(io::stdout().lock());
    for (file, limits) in files {
        let read = catch_unwind(AssertUnwindSafe(|| text_of(&file.input(), &limits)));
        let reply = read.unwrap_or_else(|_| Err(crashed(Kind::of(&file.input()))));
        if wire::write_reply(&mut output, &reply).is_err() {
            break;
        }
    }
    std::process::exit(0)
}

fn crashed(kind: Kind) -> Failure {
    Failure { kind, reason: Reason::Crashed }
}

/// The parent's side: one child process, which is started when it is needed and again after it died.
#[derive(Debug)]
pub struct Child {
    program: Program,
    limits: Limits,
    running: Option<Running>,
}

impl Child {
    /// A child that is not started yet.
    pub fn new(program: Program, limits: Limits) -> Self {
        Self { program, limits, running: None }
    }

    /// As [`text_of`], in the child. A child that dies over a file, or takes too long, costs that file only.
    pub fn text_of(&mut self, file: File) -> Result<Extracted, Failure> {
        let kind = Kind::of(&file.input());
        if kind == Kind::NoText {
            return Ok(Extracted::default());
        }
        // The same check as in `text_of`, before any byte is sent.
        if file.bytes.len() > self.limits.input.min(MOST_INPUT) {
            return Err(Failure { kind, reason: Reason::TooLarge });
        }
        let mut file = file;
        loop {
            let had_read_others = self.running.is_some();
            match self.ask(file) {
                Ok(reply) => return reply,
                Err(Refused::TimedOut) => {
                    self.end();
                    return Err(Failure { kind, reason: Reason::TimedOut });
                }
                Err(Refused::Died(back)) => {
                    self.end();
                    // One that had read other files may have died of those, or of a full memory.
                    match back {
                        Some(back) if had_read_others => file = back,
                        _ => return Err(crashed(kind)),
                    }
                }
            }
        }
    }

    /// The number of its process, while there is one.
    pub fn process_id(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.process.id())
    }

    fn ask(&mut self, file: File) -> Result<Result<Extracted, Failure>, Refused> {
        let running = match &mut self.running {
            Some(running) => running,
            None => match Running::start(&self.program) {
                Ok(running) => self.running.insert(running),
                Err(_) => return Err(Refused::Died(None)),
            },
        };
        if running.requests.send((file, self.limits)).is_err() {
            return Err(Refused::Died(None));
        }
        match running.replies.recv_timeout(self.limits.time.saturating_add(GRACE)) {
            Ok(Talk { reply: Ok(reply), .. }) => Ok(reply),
            Ok(Talk { file, reply: Err(_) }) => Err(Refused::Died(Some(file))),
            Err(RecvTimeoutError::Timeout) => Err(Refused::TimedOut),
            Err(RecvTimeoutError::Disconnected) => Err(Refused::Died(None)),
        }
    }

    /// Ends the process, if there is one, at once.
    fn end(&mut self) {
        if let Some(mut running) = self.running.take() {
            // What was killed has to be waited for, or its number stays taken.
            let _ = running.process.kill();
            let _ = running.process.wait();
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end();
    }
}

/// Why there is no reply.
enum Refused {
    TimedOut,
    /// With the file, where the pipes gave it back.
    Died(Option<File>),
}

/// A process and the thread that speaks with it: pipes know no deadline, a thread can be left.
#[derive(Debug)]
struct Running {
    process: std::process::Child,
    requests: Sender<(File, Limits)>,
    replies: Receiver<Talk>,
}

#[derive(Debug)]
struct Talk {
    file: File,
    reply: io::Result<Result<Extracted, Failure>>,
}

impl Running {
    fn start(program: &Program) -> io::Result<Self> {
        let mut command = Command::new(&program.path);
        command.arg(&program.argument).env_clear();
        for name in KEPT {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        #[cfg(unix)]
        command.current_dir("/");
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (to, from) = pipes.ok_or(io::ErrorKind::BrokenPipe)?;
        let (requests, files) = bounded(0);
        let (answers, replies) = bounded(1);
        thread::Builder::new()
            .name("attachments".to_owned())
            .spawn(move || talk(to, from, &files, &answers))?;
        Ok(Self { process, requests, replies })
    }
}

/// Speaks with a child until it dies or nobody asks any more.
fn talk(mut to: ChildStdin, from: ChildStdout, files: &Receiver<(File, Limits)>, answers: &Sender<Talk>) {
    let mut from = BufReader::new(from);
    for (file, limits) in files {
        let reply = wire::write_request(&mut to, &file, &limits).and_then(|()| wire::read_reply(&mut from));
        let died = reply.is_err();
        if answers.send(Talk { file, reply }).is_err() || died {
            break;
        }
    }
}
