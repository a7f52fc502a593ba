//! Describes the machine and the date of a measurement.

use std::fs;
use std::thread;

use super::options::Options;
use crate::sh;

/// Returns a paragraph with the machine, the date, the commit and the command.
pub fn describe(options: &Options) -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let processor = field(&file("/proc/cpuinfo"), "model name");
    let memory = field(&file("/proc/meminfo"), "MemTotal");
    let gibibytes = memory.split(' ').next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) >> 20;
    let load = file("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned();
    let said = |program: &str, words: &[&str]| {
        sh::output(sh::command(program).args(words)).unwrap_or_default().trim().to_owned()
    };
    format!(
        "Measured on {} at {} with {cores} cores ({processor}), {gibibytes} GiB of memory, {}; system load at the end: {load}; \
         medians of {} rounds. The command:\n\n    {}\n",
        said("date", &["-u", "+%F"]),
        said("git", &["describe", "--always", "--dirty"]),
        said("uname", &["-sr"]),
        options.rounds,
        options.line(),
    )
}
