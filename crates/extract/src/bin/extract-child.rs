//! A program that only runs as a child process. Tests use it, because a test program cannot start itself as a
//! child.

fn main() {
    foundmail_extract::run_as_child_if_requested();
}
