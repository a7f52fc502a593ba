//! The child alone, for tests that must not be one themselves.

fn main() {
    foundmail_extract::child_main_if_asked();
}
