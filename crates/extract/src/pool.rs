//! Several children at work, for several threads that ask.

use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::{Child, Extracted, Failure, Input, Kind, Limits, Program, Reason};

/// A file that is handed over to be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// As [`Input::name`].
    pub name: String,
    /// As [`Input::media_type`].
    pub media_type: String,
    /// As [`Input::bytes`].
    pub bytes: Vec<u8>,
}

impl File {
    pub(crate) fn input(&self) -> Input<'_> {
        Input { name: &self.name, media_type: &self.media_type, bytes: &self.bytes }
    }
}

/// Children that read files, each in a process of its own. Any number of threads may ask.
#[derive(Debug)]
pub struct Pool {
    files: Option<Sender<Work>>,
    threads: Vec<JoinHandle<()>>,
}

struct Work {
    file: File,
    answer: Sender<Result<Extracted, Failure>>,
}

/// An answer that comes.
#[derive(Debug)]
pub struct Pending {
    answer: Receiver<Result<Extracted, Failure>>,
    kind: Kind,
}

impl Pending {
    /// Waits for the answer.
    pub fn wait(self) -> Result<Extracted, Failure> {
        // The thread that had the file is gone only if it panicked.
        self.answer.recv().unwrap_or(Err(Failure { kind: self.kind, reason: Reason::Crashed }))
    }
}

impl Pool {
    /// So many children of a program, at least one. They are started when the first files come.
    pub fn new(children: usize, program: &Program, limits: Limits) -> Self {
        let children = children.max(1);
        // Files wait in memory, so few of them do.
        let (files, queue) = bounded::<Work>(children.saturating_mul(2));
        let start = |_| {
            let mut child = Child::new(program.clone(), limits);
            let queue = queue.clone();
            thread::spawn(move || {
                for Work { file, answer } in queue {
                    // Nobody may be waiting any more.
                    let _ = answer.send(child.text_of(file));
                }
            })
        };
        Self { threads: (0..children).map(start).collect(), files: Some(files) }
    }

    /// Hands a file over. Waits only where too many files are waiting already.
    pub fn submit(&self, file: File) -> Pending {
        let (answer, pending) = bounded(1);
        let kind = Kind::of(&file.input());
        if kind == Kind::NoText {
            let _ = answer.send(Ok(Extracted::default()));
        } else if let Some(files) = &self.files {
            let _ = files.send(Work { file, answer });
        }
        Pending { answer: pending, kind }
    }

    /// As [`crate::text_of`], in one of the children.
    pub fn text_of(&self, file: File) -> Result<Extracted, Failure> {
        self.submit(file).wait()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // Without a sender the threads end, and their children with them.
        self.files = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
