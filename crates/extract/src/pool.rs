//! Runs several child processes for several threads.

use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::child::{ChildProcess, ChildProgram};
use crate::extracted::{Extracted, Failure, FailureReason};
use crate::file_kind::FileKind;
use crate::input::InputFile;
use crate::limits::ExtractionLimits;

/// A pool of child processes that read files. Any number of threads may use it.
#[derive(Debug)]
pub struct ChildPool {
    files: Option<Sender<PoolTask>>,
    threads: Vec<JoinHandle<()>>,
}

/// A file in the queue, and the channel for its result.
struct PoolTask {
    file: InputFile,
    answer: Sender<Result<Extracted, Failure>>,
}

/// A result that is not there yet.
#[derive(Debug)]
pub struct PendingText {
    answer: Receiver<Result<Extracted, Failure>>,
    kind: FileKind,
}

impl PendingText {
    /// Waits for the result.
    pub fn wait(self) -> Result<Extracted, Failure> {
        // The channel is closed only if the worker thread panicked.
        self.answer.recv().unwrap_or(Err(Failure { kind: self.kind, reason: FailureReason::Crashed }))
    }
}

impl ChildPool {
    /// Creates a pool of at least one child. A child is started when its first file arrives.
    pub fn new(children: usize, program: &ChildProgram, limits: ExtractionLimits) -> Self {
        let children = children.max(1);
        // Waiting files take memory, so the queue is short.
        let (files, queue) = bounded::<PoolTask>(children.saturating_mul(2));
        let start = |_| {
            let mut child = ChildProcess::new(program.clone(), limits);
            let queue = queue.clone();
            thread::spawn(move || {
                for PoolTask { file, answer } in queue {
                    // The caller may have stopped waiting.
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

    /// Extracts text like [`crate::text_of`], in one of the children.
    pub fn text_of(&self, file: InputFile) -> Result<Extracted, Failure> {
        self.submit(file).wait()
    }
}

impl Drop for ChildPool {
    fn drop(&mut self) {
        // The threads end when the sender is gone, and end their children.
        self.files = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
