//! Starts child processes that read attachments, and contains the code that runs in such a child process.

use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::extracted::{Extracted, Failure, FailureReason};
use crate::extraction::text_of;
use crate::file_kind::FileKind;
use crate::input::InputFile;
use crate::limits::ExtractionLimits;
use crate::picture::{PagePicture, PageRequest, picture_of};
use crate::preview::{ContainedFile, FilePreview, contained_of, message_of, preview_of};
use crate::protocol::{self, Answer, Request, Task};
use crate::sandbox;

/// The argument with which a program is started as a child process.
const CHILD_ARGUMENT: &str = "--read-attachments";
/// The additional time after the time limit of a file until a child process counts as hung.
const GRACE: Duration = Duration::from_secs(5);
/// Maximum size of a file that a child accepts, in bytes.
const MAX_INPUT_SIZE: usize = 512 << 20;
/// Stack size of the thread that reads files, in bytes.
const STACK_SIZE: usize = 32 << 20;
/// Environment variables that a program needs to find its libraries. A child process gets no other variables.
const INHERITED_VARIABLES: [&str; 3] = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"];

/// The program that is started as a child process.
#[derive(Debug, Clone)]
pub struct ChildProgram {
    path: PathBuf,
    argument: OsString,
}

impl ChildProgram {
    /// Returns the current program, whose `main` must begin with [`run_as_child_if_requested`].
    pub fn this() -> io::Result<Self> {
        Ok(Self::at(std::env::current_exe()?))
    }

    /// Returns the program at this path, whose `main` must also begin with [`run_as_child_if_requested`].
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), argument: CHILD_ARGUMENT.into() }
    }
}

/// Reads files for the parent process if this process was started as a child, and then exits the process. In other
/// processes, returns immediately. Call this function at the beginning of `main`.
pub fn run_as_child_if_requested() {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == CHILD_ARGUMENT) {
        sandbox::confine();
        std::panic::set_hook(Box::new(|_| {}));
        serve();
    }
}

fn serve() -> ! {
    let (requests, files) = bounded(1);
    let reading = thread::Builder::new().stack_size(STACK_SIZE).spawn(move || answer(&files));
    if reading.is_ok() {
        let mut input = io::stdin().lock();
        while let Ok(Some(request)) = protocol::read_request(&mut input, MAX_INPUT_SIZE) {
            if requests.send(request).is_err() {
                break;
            }
        }
    }
    // The parent process has ended or has closed the pipe.
    std::process::exit(0)
}

fn answer(requests: &Receiver<Request>) {
    let mut output = BufWriter::new(io::stdout().lock());
    for Request { task, file, limits } in requests {
        let read = catch_unwind(AssertUnwindSafe(|| match task {
            Task::Text => text_of(&file.input(), &limits).map(Answer::Text),
            Task::Picture(page) => picture_of(&file.input(), page, &limits).map(Answer::Picture),
            Task::Preview => preview_of(&file.input(), &limits).map(Answer::Preview),
            Task::Message => message_of(&file.input(), &limits).map(Answer::File),
            Task::Contained(index) => contained_of(&file.input(), index, &limits).map(Answer::File),
        }));
        let reply = read.unwrap_or_else(|_| Err(crashed(FileKind::of(&file.input()))));
        if protocol::write_reply(&mut output, &reply).is_err() {
            break;
        }
    }
    std::process::exit(0)
}

fn crashed(kind: FileKind) -> Failure {
    Failure { kind, reason: FailureReason::Crashed }
}

/// The parent's handle of one child process. The process is started when it is needed, and restarted after it has
/// ended.
#[derive(Debug)]
pub struct ChildProcess {
    program: ChildProgram,
    limits: ExtractionLimits,
    running: Option<RunningChild>,
}

impl ChildProcess {
    /// Returns a handle without starting the process.
    pub fn new(program: ChildProgram, limits: ExtractionLimits) -> Self {
        Self { program, limits, running: None }
    }

    /// Extracts text like [`text_of`], but in the child process. If the process crashes or takes too long, only
    /// the text of this file is lost.
    pub fn text_of(&mut self, file: InputFile) -> Result<Extracted, Failure> {
        let kind = FileKind::of(&file.input());
        if kind == FileKind::NoText {
            return Ok(Extracted::default());
        }
        match self.answer(Task::Text, file)? {
            Answer::Text(extracted) => Ok(extracted),
            _ => Err(crashed(kind)),
        }
    }

    /// Draws a page like [`picture_of`], but in the child process.
    pub fn picture_of(&mut self, file: InputFile, page: PageRequest) -> Result<PagePicture, Failure> {
        let kind = FileKind::of(&file.input());
        match self.answer(Task::Picture(page), file)? {
            Answer::Picture(picture) => Ok(picture),
            _ => Err(crashed(kind)),
        }
    }

    /// Reads the content of a file like [`preview_of`], but in the child process.
    pub fn preview_of(&mut self, file: InputFile) -> Result<FilePreview, Failure> {
        let kind = FileKind::of(&file.input());
        match self.answer(Task::Preview, file)? {
            Answer::Preview(preview) => Ok(preview),
            _ => Err(crashed(kind)),
        }
    }

    /// Returns the bytes of an attached message like [`message_of`], but in the child process.
    pub fn message_of(&mut self, file: InputFile) -> Result<ContainedFile, Failure> {
        self.file(Task::Message, file)
    }

    /// Returns a file in an archive like [`contained_of`], but in the child process.
    pub fn contained_of(&mut self, file: InputFile, index: u32) -> Result<ContainedFile, Failure> {
        self.file(Task::Contained(index), file)
    }

    fn file(&mut self, task: Task, file: InputFile) -> Result<ContainedFile, Failure> {
        let kind = FileKind::of(&file.input());
        match self.answer(task, file)? {
            Answer::File(contained) => Ok(contained),
            _ => Err(crashed(kind)),
        }
    }

    fn answer(&mut self, task: Task, mut file: InputFile) -> Result<Answer, Failure> {
        let kind = FileKind::of(&file.input());
        // The child checks the size too. The check here avoids sending the bytes.
        if file.bytes.len() > self.limits.input.min(MAX_INPUT_SIZE) {
            return Err(Failure { kind, reason: FailureReason::TooLarge });
        }
        loop {
            let had_read_others = self.running.is_some();
            match self.request(task, file) {
                Ok(reply) => return reply,
                Err(NoReply::NotStarted) => {
                    return Err(Failure { kind, reason: FailureReason::NotStarted });
                }
                Err(NoReply::TimedOut) => {
                    self.kill();
                    return Err(Failure { kind, reason: FailureReason::TimedOut });
                }
                Err(NoReply::Died(back)) => {
                    self.kill();
                    // A process that has read other files before may have crashed because of those files. The
                    // current file is therefore tried once more in a new process.
                    match back {
                        Some(back) if had_read_others => file = back,
                        _ => return Err(crashed(kind)),
                    }
                }
            }
        }
    }

    /// Returns the process id. Returns `None` if the process is not running.
    pub fn process_id(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.process.id())
    }

    fn request(&mut self, task: Task, file: InputFile) -> Result<Result<Answer, Failure>, NoReply> {
        let running = match &mut self.running {
            Some(running) => running,
            None => match RunningChild::start(&self.program) {
                Ok(running) => self.running.insert(running),
                Err(_) => return Err(NoReply::NotStarted),
            },
        };
        if running.requests.send(Request { task, file, limits: self.limits }).is_err() {
            return Err(NoReply::Died(None));
        }
        match running.replies.recv_timeout(self.limits.time.saturating_add(GRACE)) {
            Ok(Exchange { reply: Ok(reply), .. }) => Ok(reply),
            Ok(Exchange { file, reply: Err(_) }) => Err(NoReply::Died(Some(file))),
            Err(RecvTimeoutError::Timeout) => Err(NoReply::TimedOut),
            Err(RecvTimeoutError::Disconnected) => Err(NoReply::Died(None)),
        }
    }

    /// Kills the process if it is running.
    fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            // `wait` releases the process id of the killed process. Without it, the process would stay as a
            // zombie.
            let _ = running.process.kill();
            let _ = running.process.wait();
        }
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The reason why the child process did not reply.
enum NoReply {
    NotStarted,
    TimedOut,
    /// The process died. Contains the file if it can be sent again.
    Died(Option<InputFile>),
}

/// A running child process, and the channels to the thread that communicates with it. The thread is needed because
/// reads from a pipe have no timeout, while a receiver of a channel has one.
#[derive(Debug)]
struct RunningChild {
    process: std::process::Child,
    requests: Sender<Request>,
    replies: Receiver<Exchange>,
}

/// A file, and the reply of the child process for this file.
#[derive(Debug)]
struct Exchange {
    file: InputFile,
    reply: io::Result<Result<Answer, Failure>>,
}

impl RunningChild {
    fn start(program: &ChildProgram) -> io::Result<Self> {
        let mut command = Command::new(&program.path);
        command.arg(&program.argument).env_clear();
        for name in INHERITED_VARIABLES {
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
        let (requests, pending) = bounded(0);
        let (answers, replies) = bounded(1);
        thread::Builder::new()
            .name("attachments".to_owned())
            .spawn(move || exchange_frames(to, from, &pending, &answers))?;
        Ok(Self { process, requests, replies })
    }
}

/// Sends files to a child process and receives its replies. Returns when the process dies or the handle is
/// dropped.
fn exchange_frames(
    mut to: ChildStdin,
    from: ChildStdout,
    requests: &Receiver<Request>,
    answers: &Sender<Exchange>,
) {
    let mut from = BufReader::new(from);
    for request in requests {
        let reply = protocol::write_request(&mut to, &request).and_then(|()| protocol::read_reply(&mut from));
        let died = reply.is_err();
        if answers.send(Exchange { file: request.file, reply }).is_err() || died {
            break;
        }
    }
}
