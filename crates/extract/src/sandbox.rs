//! Takes permissions and resources from the child process before it reads a file.

/// Maximum memory of the child, in bytes.
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;

/// Limits this process permanently. It can open no file and no socket, write no file, leave no core dump, and use at
/// most 1 GiB of memory, and all other processes have priority. A limit that the system does not know is skipped:
/// then only the limits of the readers apply.
#[cfg(unix)]
pub(crate) fn confine() {
    use rustix::process::{Resource, Rlimit, nice, setrlimit};

    let _ = nice(10);
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    // The three open descriptors stay open, and no other file or socket can be opened.
    let _ = setrlimit(Resource::Nofile, limit(3));
    let _ = setrlimit(Resource::Fsize, limit(0));
    let _ = setrlimit(Resource::Core, limit(0));
    let _ = setrlimit(Resource::Data, limit(MEMORY));
    // Only Linux counts mapped memory as data. Other systems limit the address space, of which libraries use a lot.
    #[cfg(not(target_os = "linux"))]
    let _ = setrlimit(Resource::As, limit(MEMORY * 8));
}

/// Does nothing on Windows: job objects need unsafe calls, which this crate may not make.
#[cfg(not(unix))]
pub(crate) fn confine() {}
