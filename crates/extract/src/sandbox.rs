//! Reduces the permissions and resources of the child process before it reads files.

/// Maximum memory of the child process, in bytes.
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;

/// Limits this process permanently. The process can no longer open files and sockets, write files, or leave a core
/// dump. It can use at most 1 GiB of memory, and gets a lower priority. If the system does not support a limit,
/// this function skips it; the limits of the readers still apply.
#[cfg(unix)]
pub(crate) fn confine() {
    use rustix::process::{Resource, Rlimit, nice, setrlimit};

    let _ = nice(10);
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    // Standard input, output and error stay open. No other file or socket can be opened.
    let _ = setrlimit(Resource::Nofile, limit(3));
    let _ = setrlimit(Resource::Fsize, limit(0));
    let _ = setrlimit(Resource::Core, limit(0));
    let _ = setrlimit(Resource::Data, limit(MEMORY));
    // Only on Linux, the limit for data includes mapped memory. Other systems need a limit for the address space too. It
    // is larger, because libraries reserve much address space.
    #[cfg(not(target_os = "linux"))]
    let _ = setrlimit(Resource::As, limit(MEMORY * 8));
}

/// Does nothing on Windows, because job objects need unsafe code, which this crate does not allow.
#[cfg(not(unix))]
pub(crate) fn confine() {}
