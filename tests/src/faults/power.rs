//! Simulates power cuts. The trial records the system calls of one import. For any moment of the import, it
//! creates a disk that lost the unsynced data.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use foundmail_testkit::Rng;
use serde_json::Value;

use super::cli::stored;
use super::disk::Disk;
use super::trace::{self, Call};
use super::{Foundmail, Plan, State, Verdict, material};

/// For one archive in this many, the import is also completed and the result compared.
const TO_THE_END: u64 = 4;

pub fn run(plan: &Plan) -> Result<Verdict> {
    if let Err(reason) = trace::allowed() {
        return Ok(Verdict::skipped(reason));
    }
    let source = plan.fresh("source")?.join("only.mbox");
    material::without_copies(&source, 1_400)?;
    let sources = vec![source];
    let archive = plan.fresh("recorded")?.join("archive");
    let command = plan.foundmail.command(&archive, &Foundmail::import_words(&sources));
    let calls = trace::record(&command, &plan.dir.join("trace"))?;
    let expected = plan.foundmail.state(&archive)?;
    let mut verdict = Verdict::default();
    let mut reported = 0;
    for number in 0..plan.times {
        let mut rng = Rng::for_item(plan.seed, number);
        let end = rng.below(calls.len() + 1);
        let to_the_end = number.is_multiple_of(TO_THE_END).then_some(&expected);
        let result = one(plan, &calls[..end], &mut rng, &sources, to_the_end);
        if let Ok(told) = &result {
            reported += u64::from(*told > 0);
        }
        verdict.add(&format!("cut {number}, after {end} of {} calls", calls.len()), result.map(drop));
    }
    ensure!(control(plan, &calls), "the trial did not notice a disk that loses all data");
    verdict.figures.push(format!("{} calls recorded, {} messages", calls.len(), expected.messages()));
    verdict.figures.push(format!("{reported} cuts happened after messages had been reported as stored"));
    Ok(verdict)
}

/// Checks the trial itself: it must notice a disk that loses data that it reported as synced.
fn control(plan: &Plan, calls: &[Call]) -> bool {
    let honest = |call: &&Call| !matches!(call, Call::Sync { .. });
    let calls: Vec<Call> = calls.iter().filter(honest).cloned().collect();
    (0..8).any(|number| one(plan, &calls, &mut Rng::for_item(9, number), &[], None).is_err())
}

/// Tests one power cut. Returns the number of items that had been reported as stored before the cut.
fn one(
    plan: &Plan,
    calls: &[Call],
    rng: &mut Rng,
    sources: &[PathBuf],
    expected: Option<&State>,
) -> Result<u64> {
    let recorded = plan.dir.join("recorded");
    let mut disk = Disk::new(&recorded);
    let mut said = String::new();
    for call in calls {
        disk.call(call);
        if let Call::Say { text } = call {
            said.push_str(text);
        }
    }
    let reported = stored(&said);
    let left = plan.fresh("left")?;
    disk.after_power_cut(rng, &left)?;
    let archive = left.join("archive");
    if archive.join("catalogue.sqlite").exists() {
        let report = plan.foundmail.ensure_whole(&archive)?;
        let kept = report["checked"].as_u64().unwrap_or(0);
        ensure!(kept >= reported, "{reported} items were reported as stored, but {kept} are in the archive");
        let info: Value = plan.foundmail.json(&archive, &["info"])?;
        ensure!(
            info["messages"].as_u64() == Some(kept),
            "info reports {} messages, verify {kept}",
            info["messages"]
        );
    } else {
        ensure!(reported == 0, "{reported} items were reported as stored, but there is no archive");
    }
    if let Some(expected) = expected {
        plan.foundmail.go_on(&archive, sources)?;
        plan.foundmail.ensure_whole(&archive)?;
        let state = plan.foundmail.state(&archive)?;
        if let Some(difference) = state.difference(expected) {
            anyhow::bail!("after the import was completed: {difference}");
        }
    }
    Ok(reported)
}
