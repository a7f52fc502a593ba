//! Turns panics of the index library into errors. The library trusts its own files and panics on some damaged ones.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::error::SearchError;

/// Runs a call of the index library and returns a panic as [`SearchError::Damaged`].
pub(crate) fn guarded<T>(call: impl FnOnce() -> Result<T, SearchError>) -> Result<T, SearchError> {
    silence_guarded_panics();
    let outer = GUARDED.replace(true);
    // After a panic the index is rebuilt, so no state of this call is used again.
    let answer = panic::catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(outer);
    match answer {
        Ok(answer) => answer,
        Err(panic) => {
            let what = panic.downcast_ref::<String>().map(String::as_str);
            let what =
                what.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the cause is unknown");
            Err(SearchError::Damaged { what: what.to_owned() })
        }
    }
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Suppresses the message of panics that become errors. All other panics are reported as before.
fn silence_guarded_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                report(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::guarded;
    use crate::SearchError;

    #[test]
    fn a_panic_is_an_error() {
        let broken: Result<(), _> = guarded(|| panic!("out of range: {}", 7));
        assert!(matches!(broken, Err(SearchError::Damaged { what }) if what == "out of range: 7"));
    }
}
