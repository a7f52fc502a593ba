//! Archives in a walk: what is in them is walked through like a folder.

use std::ops::ControlFlow;

use foundmail_defect::{Defect, Effect};

use super::file::Opened;
use super::files::{At, Files};
use super::layout::Here;
use super::{Walk, names};
use crate::detect::{Format, HEAD};
use crate::loss::Loss;
use crate::packed::{Packed, Unpacked, gunzip, name_without_gz};

impl Walk<'_> {
    /// Reads what is in an archive.
    pub(super) fn archive(
        &mut self,
        files: &mut dyn Files,
        file: Opened<'_>,
        format: Format,
    ) -> ControlFlow<()> {
        if self.archives == 0 {
            self.budget = crate::packed::Budget::of(file.content.size().unwrap_or(0));
        }
        if let Err(what) = self.budget.enter() {
            return self.loss(&file.here.folder, file.name, Loss::limit(what), Effect::FolderIncomplete);
        }
        self.archives = self.archives.saturating_add(1);
        let flow = match format {
            Format::Gzip => self.gzip(files, file),
            _ => self.packed(&file, format),
        };
        self.archives = self.archives.saturating_sub(1);
        self.budget.leave();
        flow
    }

    fn gzip(&mut self, files: &mut dyn Files, file: Opened<'_>) -> ControlFlow<()> {
        let scale = self.scale;
        let (done, weight) = (self.done, file.weight);
        let (sink, is_outermost) = (&mut *self.sink, self.archives == 1);
        let mut goes_on = |bytes: u64, all: u64| {
            // In another archive the way to here has been counted.
            if is_outermost {
                sink.progress(scale.within(done, weight, all.saturating_mul(3)).at(bytes.min(all)));
            }
            sink.goes_on()
        };
        let unpacked = gunzip(&file.content, &mut self.budget, &mut goes_on)
            .and_then(|Unpacked { content, flaw }| Ok((content.head(HEAD)?, content, flaw)));
        let (head, content, flaw) = match unpacked {
            Ok(unpacked) => unpacked,
            Err(error) => {
                let loss = Loss::of(&error, file.content.size().unwrap_or(0));
                return self.unreadable(file.here, file.name, &file.position(), loss);
            }
        };
        if !self.sink.goes_on() {
            self.stopped = true;
            return ControlFlow::Break(());
        }
        let name = name_without_gz(file.name);
        let flaw = file.flaw.clone().or(flaw);
        let inner = Opened { name: &name, key: file.key, content, head, flaw, weight, here: file.here };
        self.opened(files, inner)
    }

    fn packed(&mut self, file: &Opened<'_>, format: Format) -> ControlFlow<()> {
        let opened =
            if format == Format::Zip { Packed::zip(&file.content) } else { Packed::tar(&file.content) };
        let mut packed = match opened {
            Ok(packed) => packed,
            Err(error) => {
                let loss = Loss::of(&error, file.content.size().unwrap_or(0));
                let loss = file.flaw.clone().unwrap_or(loss);
                return self.loss(&file.here.folder, file.name, loss, Effect::RestUnreadable);
            }
        };
        let here = Here {
            path: file.key.clone(),
            folder: if file.is_source() { String::new() } else { file.key.clone() },
            depth: file.here.depth.saturating_add(1),
            ..Here::default()
        };
        let level = self.pending.len();
        if !file.is_source() {
            self.pend(&here.folder, &file.here.folder, names::shown(archive_name(file.name)));
        }
        let whole = |loss: Loss| Defect::new("file", loss.what, Effect::RestUnreadable).because(loss.reason);
        for defect in std::mem::take(&mut packed.flaws).into_iter().chain(file.flaw.clone().map(whole)) {
            self.defect(&here.folder, file.name, defect)?;
        }
        let (scale, done) = (self.scale, self.done);
        let within = scale.within(done, file.weight, packed.weight());
        self.scale = if self.archives > 1 { within.behind_unpacking() } else { within };
        self.done = 0;
        let flow = self.tree(&mut packed, &At::Folder(0), here);
        (self.scale, self.done) = (scale, done);
        self.pending.truncate(level);
        flow
    }
}

/// The name of an archive without the endings that say what it is.
fn archive_name(name: &str) -> &str {
    let lower = name.to_ascii_lowercase();
    let ending = [".tar.gz", ".tgz", ".tar", ".zip"].iter().find(|ending| lower.ends_with(*ending));
    let stem = ending.and_then(|ending| name.get(..name.len().saturating_sub(ending.len())));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name)
}
