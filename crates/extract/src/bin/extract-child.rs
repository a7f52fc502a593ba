//! Runs only the child process, for tests that cannot start themselves as one.

fn main() {
    foundmail_extract::run_as_child_if_requested();
}
