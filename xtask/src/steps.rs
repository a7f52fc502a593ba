//! Prints the name and duration of each step.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Prints the name of a step, does its work, and prints its duration.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("› {what}");
    let start = Instant::now();
    let result = work()?;
    println!("  done in {}", seconds(start.elapsed()));
    Ok(result)
}

/// Formats a duration, for example as `0.4 s`, `12 s` or `3 min 05 s`.
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    match whole {
        0..10 => format!("{:.1} s", time.as_secs_f32()),
        10..60 => format!("{whole} s"),
        _ => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(42)), "42 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }
}
