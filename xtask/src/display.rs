//! A virtual display (Xvfb), on which the window is shown on a machine without a screen.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// Returns true if a display exists on which a window can be shown.
pub fn is_there() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// A running Xvfb. Xvfb ends when this value is dropped.
pub struct Screen {
    server: Child,
    number: u32,
}

impl Screen {
    /// Starts Xvfb on the first display number that is free.
    pub fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start Xvfb (package xvfb)")?;
        let mut line = String::new();
        if let Some(out) = server.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let Ok(number) = line.trim().parse() else {
            let _ = server.kill();
            let _ = server.wait();
            bail!("Xvfb did not print its display number")
        };
        Ok(Self { server, number })
    }

    /// Makes `command` show its windows on this display.
    pub fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("DISPLAY", format!(":{}", self.number))
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            // Without a graphics card, the DMA-BUF renderer of WebKit is slow, and screenshots may show an older
            // state.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
