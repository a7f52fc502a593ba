//! Drives a running window through its web driver.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// The maximum time to wait in a test. It is long, because a wait reaches this limit only if the test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program with its window, and the web driver that started it.
pub struct Window {
    client: Client,
    driver: Child,
}

impl Window {
    /// Starts the program with `args`. `home` replaces the owner's home folder.
    pub async fn open(app: &Path, args: &[&str], home: &Path, dark: bool) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("GTK_THEME", if dark { "Adwaita:dark" } else { "Adwaita" })
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        // The process group makes it possible to kill the driver with all its child processes.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut driver, 0);
        let driver =
            driver.spawn().context("WebKitWebDriver (package webkit2gtk-driver) could not be started")?;
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("webkitgtk:browserOptions".to_owned(), json!({ "binary": app, "args": args }));
        let client = connect(port, capabilities).await;
        match client {
            Ok(client) => Ok(Self { client, driver }),
            Err(error) => {
                stop(driver);
                Err(error)
            }
        }
    }

    /// Waits for the element with this test id.
    pub async fn find(&self, id: &str) -> Result<Element> {
        let css = format!("[data-testid=\"{id}\"]");
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(&css)).await;
        found.with_context(|| format!("the window has no element «{id}»"))
    }

    /// Returns the current texts of all elements with this test id.
    pub async fn texts(&self, id: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(`[data-testid=\"${arguments[0]}\"]`)].map((e) => e.innerText)";
        let found = self.client.execute(script, vec![json!(id)]).await?;
        Ok(serde_json::from_value(found)?)
    }

    /// Waits until the texts of the elements with this test id satisfy a condition, and returns them.
    pub async fn texts_when(&self, id: &str, wanted: impl Fn(&[String]) -> bool) -> Result<Vec<String>> {
        let started = Instant::now();
        loop {
            let texts = self.texts(id).await?;
            if wanted(&texts) {
                return Ok(texts);
            }
            if started.elapsed() > PATIENCE {
                bail!("«{id}» did not change from {texts:?}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until a script returns true.
    pub async fn until(&self, script: &str) -> Result<()> {
        let started = Instant::now();
        while self.script(script, vec![]).await? != json!(true) {
            ensure!(started.elapsed() <= PATIENCE, "this never became true: {script}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Waits until the list shows the results of a query.
    pub async fn answered(&self, query: &str) -> Result<()> {
        let script = "return document.querySelector('[data-testid=\"count\"]')?.dataset.answered ?? ''";
        let started = Instant::now();
        loop {
            let answered = self.client.execute(script, vec![]).await?;
            if answered.as_str() == Some(query) {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                bail!("the list shows the results of {answered}, not of {query}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the element with this test id has visible text, and returns the text. Elements of a dialog
    /// exist before it opens.
    pub async fn text(&self, id: &str) -> Result<String> {
        let shown = |texts: &[String]| texts.first().is_some_and(|text| !text.trim().is_empty());
        Ok(self.texts_when(id, shown).await?.concat())
    }

    /// Clicks the element with this test id.
    pub async fn click(&self, id: &str) -> Result<()> {
        Ok(self.find(id).await?.click().await?)
    }

    /// Clears the search box and types a query.
    pub async fn search(&self, query: &str) -> Result<()> {
        let search = self.find("search").await?;
        search.clear().await?;
        Ok(search.send_keys(query).await?)
    }

    /// Presses keys in the element with this test id.
    pub async fn press(&self, id: &str, keys: &str) -> Result<()> {
        Ok(self.find(id).await?.send_keys(keys).await?)
    }

    /// Returns the query in the search box: the conditions that are tokens, and the text.
    pub async fn query(&self) -> Result<String> {
        let script = "return document.querySelector('[data-testid=\"search\"]')?.dataset.query ?? ''";
        let query = self.client.execute(script, vec![]).await?;
        Ok(query.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the text in the locked frame of a formatted message satisfies a condition.
    pub async fn frame_text_when(&self, wanted: impl Fn(&str) -> bool) -> Result<()> {
        let started = Instant::now();
        loop {
            let text = self.frame_text().await?;
            if wanted(&text) {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                bail!("the frame shows «{text}»");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Returns the text in the locked frame of a formatted message.
    pub async fn frame_text(&self) -> Result<String> {
        let frame = self.find("frame").await?;
        frame.enter_frame().await?;
        let body = self.client.wait().at_most(PATIENCE).for_element(Locator::Css("body")).await?;
        let text = body.text().await;
        self.client.enter_parent_frame().await?;
        Ok(text?)
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, args: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, args).await?)
    }

    /// Runs an asynchronous script in the page. The script passes its result to the function in its last argument.
    pub async fn script_async(&self, script: &str, args: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, args).await?)
    }

    /// Saves a screenshot of the screen. The driver's own screenshots fail while a dialog is open.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        // Wait until animations have ended.
        tokio::time::sleep(Duration::from_millis(400)).await;
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir)?;
        }
        let mut import = tokio::process::Command::new("import");
        import.args(["-window", "root"]).arg(path).kill_on_drop(true);
        let status = tokio::time::timeout(PATIENCE, import.status()).await;
        let status =
            status.context("taking a screenshot took too long")?.context("import (package imagemagick)")?;
        ensure!(status.success(), "a screenshot could not be taken");
        Ok(())
    }

    /// Closes the window.
    pub async fn close(self) -> Result<()> {
        // The session ends when its last window closes. If the driver does not notice this, it is killed.
        let closed = tokio::time::timeout(Duration::from_secs(10), self.client.clone().close()).await;
        stop(self.driver);
        closed.context("the window did not close")??;
        Ok(())
    }
}

async fn connect(port: u16, capabilities: serde_json::Map<String, Value>) -> Result<Client> {
    let address = format!("http://127.0.0.1:{port}");
    let started = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(capabilities.clone()).connect(&address).await {
            Ok(client) => return Ok(client),
            // The driver may not accept connections yet.
            Err(_) if started.elapsed() < Duration::from_secs(10) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(error) => return Err(error).context("the window could not be opened"),
        }
    }
}

/// Kills the driver, and the window if it is still open.
fn stop(mut driver: Child) {
    // Both may have ended already, so errors are ignored.
    let _ = driver.kill();
    let _ = Command::new("kill")
        .args(["-KILL", "--", &format!("-{}", driver.id())])
        .stderr(Stdio::null())
        .status();
    let _ = driver.wait();
}
