//! Assigns mutants to workers, which run at the same time, and kills workers that hang.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use super::{ADDRESS_SPACE, End, Verdict};

/// The mutants to read, and the limits.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The program that runs as a worker if it is called with `--worker` and the file.
    pub program: PathBuf,
    /// The mailbox from which the mutants are created.
    pub file: PathBuf,
    /// The numbers of the mutants.
    pub numbers: std::ops::Range<u64>,
    /// The number of workers that run at the same time.
    pub workers: usize,
    /// The time limit for reading a mutant.
    pub most_time: Duration,
}

/// Reads all mutants. `report` receives the verdict on each mutant.
pub fn run(plan: &Plan, report: &(dyn Fn(Verdict) + Sync)) -> Result<()> {
    let next = Mutex::new(plan.numbers.clone());
    let take = || next.lock().ok().and_then(|mut numbers| numbers.next());
    thread::scope(|scope| {
        let oversee = || -> Result<()> {
            let mut worker = Worker::start(plan)?;
            while let Some(number) = take() {
                let verdict = worker.read(number);
                let ended = matches!(verdict.end, End::Hang | End::Died(_));
                report(verdict);
                if ended {
                    worker = Worker::start(plan)?;
                }
            }
            Ok(())
        };
        let running: Vec<_> = (0..plan.workers).map(|_| scope.spawn(oversee)).collect();
        running.into_iter().try_for_each(|thread| thread.join().ok().context("an overseer panicked")?)
    })
}

/// A worker process. Dropping it kills the process.
struct Worker {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
    most_time: Duration,
}

impl Worker {
    fn start(plan: &Plan) -> Result<Self> {
        let mut child = command(&plan.program, &plan.file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {}", plan.program.display()))?;
        let input = child.stdin.take().context("the worker has no input")?;
        let output = child.stdout.take().context("the worker has no output")?;
        let (send, answers) = mpsc::channel();
        thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            lines.take_while(|line| send.send(line.clone()).is_ok()).for_each(drop);
        });
        Ok(Self { child, input, answers, most_time: plan.most_time })
    }

    fn read(&mut self, number: u64) -> Verdict {
        let ended = |end| Verdict { number, end, millis: 0, memory: 0 };
        if writeln!(self.input, "{number}").is_err() {
            return ended(End::Died("before it received the mutant".to_owned()));
        }
        match self.answers.recv_timeout(self.most_time) {
            Ok(line) => {
                Verdict::parse(&line).unwrap_or_else(|| ended(End::Died(format!("printed {line:?}"))))
            }
            Err(RecvTimeoutError::Timeout) => ended(End::Hang),
            Err(RecvTimeoutError::Disconnected) => {
                let status =
                    self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
                ended(End::Died(status))
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the command that starts a worker. On Unix, a shell limits the memory of the worker.
fn command(program: &Path, file: &Path) -> Command {
    if !cfg!(unix) {
        let mut command = Command::new(program);
        command.arg("--worker").arg(file);
        return command;
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -v {ADDRESS_SPACE}; exec \"$0\" --worker \"$1\""));
    command.arg(program).arg(file);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A worker that exits at mutant 1, hangs at mutant 2, and reports a panic at mutant 3.
    const WORKER: &str = "#!/bin/sh
while read number; do case $number in
1) exit 3;;
2) exec sleep 60;;
3) printf '3\\t1\\t1\\tpanic\\tat a.rs\\n';;
*) printf '%s\\t1\\t1\\tread\\ttrue\\t5\\t0\\n' $number;;
esac; done
";

    #[test]
    fn a_failure_of_a_worker_is_the_verdict_on_its_mutant() {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("worker");
        fs::write(&program, WORKER).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let most_time = Duration::from_secs(1);
        let plan = Plan { program, file: "any.pst".into(), numbers: 0..6, workers: 2, most_time };
        let verdicts = Mutex::new(Vec::new());
        run(&plan, &|verdict| verdicts.lock().unwrap().push(verdict)).unwrap();
        let mut verdicts = verdicts.into_inner().unwrap();
        verdicts.sort_by_key(|verdict| verdict.number);
        let numbers: Vec<u64> = verdicts.iter().map(|verdict| verdict.number).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
        let bad: Vec<&End> =
            verdicts.iter().filter(|verdict| !verdict.is_well()).map(|verdict| &verdict.end).collect();
        assert!(matches!(bad[..], [End::Died(_), End::Hang, End::Panic(_)]), "{bad:?}");
    }
}
