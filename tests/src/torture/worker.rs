//! The worker process. Each line of its input is the number of a mutant; the worker answers with a line.

use std::fs;
use std::io::{self, BufRead, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Result;
use foundmail_pst::{PstFile, Recovery};

use super::{End, Verdict, mutant};
use crate::reading::{compose_all, read_all};

/// Reads mutants until the input ends.
pub fn work(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    let panicked = Arc::new(Mutex::new(String::new()));
    let note = Arc::clone(&panicked);
    panic::set_hook(Box::new(move |info| {
        *note.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
    }));
    for line in io::stdin().lock().lines() {
        let Ok(number) = line?.trim().parse() else { continue };
        forget_peak();
        // Mutants with odd numbers are read as in an import with `--recover`.
        let recovery = if number % 2 == 0 { Recovery::Auto } else { Recovery::Always };
        let start = Instant::now();
        let end = panic::catch_unwind(AssertUnwindSafe(|| read(mutant(number, &bytes), recovery)));
        let end = end.unwrap_or_else(|_| {
            End::Panic(std::mem::take(&mut *panicked.lock().unwrap_or_else(PoisonError::into_inner)))
        });
        let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut out = io::stdout().lock();
        writeln!(out, "{}", Verdict { number, end, millis, memory: peak() }.line())?;
        out.flush()?;
    }
    Ok(())
}

/// Reads everything that an import would read: the properties of the file, every item with its attachments, and
/// every composed message.
fn read(bytes: Vec<u8>, recovery: Recovery) -> End {
    let Ok(pst) = PstFile::from_reader_with(Arc::new(bytes), recovery) else {
        return End::Read { opened: false, items: 0, defects: 0 };
    };
    let read = read_all(&pst);
    let composed = compose_all(&pst, &mut |_, _| Ok(())).unwrap_or_default();
    assert_eq!(read.items, composed.items, "both readings must find the same number of items");
    End::Read { opened: true, items: read.items, defects: composed.defects }
}

/// Resets the peak memory of this process. If the system does not support this, `peak` includes earlier mutants.
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Returns the peak memory of this process in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
