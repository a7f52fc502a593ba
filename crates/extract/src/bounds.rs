//! What the child process gives up before it reads a stranger's file.

/// Bytes of memory that the child may take.
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;

/// Lowers this process for good: it can open no file and no socket, write no file, leave no core, and take no more than
/// 1 GiB of memory; all others go before it. What a system does not know is left: there the limits of the reading itself
/// are all that holds.
#[cfg(unix)]
pub(crate) fn confine() {
    use rustix::process::{Resource, Rlimit, nice, setrlimit};

    let _ = nice(10);
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    // The three that are open stay so, and no other can be: neither a file nor a socket.
    let _ = setrlimit(Resource::Nofile, limit(3));
    let _ = setrlimit(Resource::Fsize, limit(0));
    let _ = setrlimit(Resource::Core, limit(0));
    let _ = setrlimit(Resource::Data, limit(MEMORY));
    // Only Linux counts what is mapped among the data. Elsewhere the addresses are counted, of which libraries take many.
    #[cfg(not(target_os = "linux"))]
    let _ = setrlimit(Resource::As, limit(MEMORY * 8));
}

/// Windows has jobs for this, which need calls that this crate may not make.
#[cfg(not(unix))]
pub(crate) fn confine() {}
