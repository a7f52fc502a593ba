//! A pool of child processes that several threads share.

use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::child::{ChildProcess, ChildProgram};
use crate::extracted::{Extracted, Failure, FailureReason};
use crate::file_kind::FileKind;
use crate::input::InputFile;
use crate::limits::ExtractionLimits;

/// A pool of child processes that read files. Any number of threads may use the pool at the same time.
#[derive(Debug)]
pub struct ChildPool {
    files: Option<Sender<PoolTask>>,
    threads: Vec<JoinHandle<()>>,
}

/// A file in the queue of the pool, and the channel for its result.
struct PoolTask {
    file: InputFile,
    answer: Sender<Result<Extracted, Failure>>,
}

/// A result for which the caller can wait.
#[derive(Debug)]
pub struct PendingText {
    answer: Receiver<Result<Extracted, Failure>>,
    kind: FileKind,
}

impl PendingText {
    /// Waits for the result.
    pub fn wait(self) -> Result<Extracted, Failure> {
        // Receiving fails only if the worker thread panicked.
        self.answer.recv().unwrap_or(Err(Failure { kind: self.kind, reason: FailureReason::Crashed }))
    }
}

impl ChildPool {
    /// Creates a pool of at least one child process. Each process is started when it gets its first file.
    pub fn new(children: usize, program: &ChildProgram, limits: ExtractionLimits) -> Self {
        let children = children.max(1);
        // The queue is short, because the files in it are in memory.
        let (files, queue) = bounded::<PoolTask>(children.saturating_mul(2));
        let start = |_| {
            let mut child = ChildProcess::new(program.clone(), limits);
            let queue = queue.clone();
            thread::spawn(move || {
                for PoolTask { file, answer } in queue {
                    // Sending fails if the caller no longer waits for the result.
                    let _ = answer.send(child.text_of(file));
                }
            })
        };
        Self { threads: (0..children).map(start).collect(), files: Some(files) }
    }

    /// Adds a file to the queue. Blocks while the queue is full.
    pub fn submit(&self, file: InputFile) -> PendingText {
        let (answer, pending) = bounded(1);
        let kind = FileKind::of(&file.input());
        if kind == FileKind::NoText {
            let _ = answer.send(Ok(Extracted::default()));
        } else if let Some(files) = &self.files {
            let _ = files.send(PoolTask { file, answer });
        }
        PendingText { answer: pending, kind }
    }

    /// Extracts text like [`crate::text_of`], but in one of the child processes.
    pub fn text_of(&self, file: InputFile) -> Result<Extracted, Failure> {
        self.submit(file).wait()
    }
}

impl Drop for ChildPool {
    fn drop(&mut self) {
        // Dropping the sender ends the threads, and each thread then ends its child process.
        self.files = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
