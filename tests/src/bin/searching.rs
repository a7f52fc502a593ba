//! Measures searches, for `cargo xtask bench search`. `searching make N FILE` writes N made-up messages as MBOX.
//! `searching maildir N DIR` writes the same messages as a Maildir for other programs. `searching run FILE
//! ARCHIVE` imports the MBOX unless the archive exists. It then runs 30 queries in one warm process, and prints
//! the times as JSON.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use foundmail_archive::view::{ListRequest, Sort};
use foundmail_archive::{Archive, Control, ImportOptions};
use foundmail_testkit::{AttachmentKind, BulkOptions, MboxFlavour, MessageGenerator, generate, write_mbox};
use serde_json::{Value, json};

/// The queries, each with its kind. `PERSON` is replaced by an address with a medium number of messages.
const QUERIES: [(&str, &str); 30] = [
    ("everything", ""),
    ("rare word", "copper hammer "),
    ("rare word", "blanket "),
    ("made-up word", "drubel "),
    ("common word", "the "),
    ("common word", "insurance "),
    ("two words", "roof insurance "),
    ("two common words", "the of "),
    ("three words", "storm roof claim "),
    ("frequent phrase", "\"of the\" "),
    ("frequent phrase", "\"the and of\" "),
    ("phrase", "\"insurance claim\" "),
    ("phrase with a frequent word", "\"the roof\" "),
    ("prefix", "a*"),
    ("prefix", "in*"),
    ("prefix", "insur*"),
    ("last word while typing", "roof ins"),
    ("person", "from:PERSON "),
    ("person by name", "with:clara "),
    ("person and word", "from:PERSON roof "),
    ("year", "during:2007 "),
    ("range and word", "during:2006-02..2006-05 invoice "),
    ("before, from, word", "before:2006-06 from:PERSON letter "),
    ("attachment", "has:attachment "),
    ("file name", "filename:txt roof "),
    ("folder and word", "in:sent contract "),
    ("any of", "roof OR garden OR kitchen "),
    ("without", "insurance -roof -garden "),
    ("mixed", "from:PERSON has:attachment during:2006 (offer OR contract) "),
    ("nothing", "zyxwvutsrq "),
];

/// The number of runs of each query.
const RUNS: u32 = 40;
/// The number of results that the archive keeps in its cache.
const KEPT: usize = 5;
const PAGE: u32 = 50;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["make", count, file] => make(count.parse()?, Path::new(file)),
        ["maildir", count, dir] => maildir(count.parse()?, Path::new(dir)),
        ["run", file, dir] => run(Path::new(file), Path::new(dir)),
        _ => bail!("usage: searching make N FILE | searching maildir N DIR | searching run FILE ARCHIVE"),
    }
}

fn letters(messages: u64) -> MessageGenerator {
    let kinds = vec![AttachmentKind::Txt, AttachmentKind::Csv];
    generate(BulkOptions { messages, attachments: 8, kinds, copies: 0, ..BulkOptions::default() })
}

fn make(messages: u64, file: &Path) -> Result<()> {
    write_mbox(letters(messages), MboxFlavour::Mboxrd, BufWriter::new(File::create(file)?))?;
    Ok(())
}

fn maildir(messages: u64, dir: &Path) -> Result<()> {
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(dir.join(part))?;
    }
    for (number, letter) in letters(messages).enumerate() {
        fs::write(dir.join(format!("cur/{number}.made.up:2,S")), letter.raw)?;
    }
    Ok(())
}

fn run(file: &Path, dir: &Path) -> Result<()> {
    let started = Instant::now();
    let is_new = !dir.exists();
    let archive = Archive::open(dir)?;
    if is_new {
        archive.import(&[file.to_owned()], ImportOptions::default(), &Control::new(), &mut |_| ())?;
    }
    let import = is_new.then(|| started.elapsed().as_secs_f64());
    let person = somebody(&archive)?;
    let loaded = Instant::now();
    ask(&archive, "the ", Sort::Date)?;
    let first = loaded.elapsed().as_secs_f64() * 1e3;
    let mut rows: Vec<Value> = Vec::new();
    for sort in [Sort::Date, Sort::Relevance] {
        let before = processor();
        (0..RUNS).try_for_each(|_| forget(&archive, sort))?;
        let forgetting = before.zip(processor()).map_or(0.0, |(before, after)| after - before);
        for (what, query) in QUERIES {
            let query = query.replace("PERSON", &person);
            let mut times = Vec::new();
            let mut total = 0;
            let before = processor();
            for _ in 0..RUNS {
                // Without this, the archive would answer from its cache.
                (0..KEPT)
                    .try_for_each(|word| archive.list(&request(&format!("zzzz{word} "), sort)).map(drop))?;
                let (took, found) = ask(&archive, &query, sort)?;
                times.push(took);
                total = found;
            }
            // Processor time is counted in steps of some milliseconds, which is too coarse for a single query.
            let spent = before
                .zip(processor())
                .map(|(before, after)| (after - before - forgetting).max(0.0) * 1e3 / f64::from(RUNS));
            times.sort_by(total_cmp);
            let parts = |at: usize| times.get(times.len() / 2).map(|times| times[at] * 1e3);
            rows.push(json!({
                "what": what, "query": query, "sort": sort, "total": total,
                "list_ms": parts(0), "facets_ms": parts(1), "processor_ms": spent,
            }));
        }
    }
    let typing = Instant::now();
    let completions = archive.complete(&request("from:cl", Sort::Date), 7)?.items.len();
    let first_completion = typing.elapsed().as_secs_f64() * 1e3;
    println!(
        "{}",
        json!({
            "messages": archive.info()?.messages, "import_s": import, "source_bytes": fs::metadata(file)?.len(),
            "index_bytes": size_of(&dir.join("index"))?, "pack_bytes": size_of(&dir.join("packs"))?,
            "catalogue_bytes": fs::metadata(dir.join("catalogue.sqlite"))?.len(),
            "first_ms": first, "completions": completions, "completion_ms": first_completion, "rows": rows,
        })
    );
    Ok(())
}

/// Runs queries without results. Their results replace all others in the cache.
fn forget(archive: &Archive, sort: Sort) -> Result<()> {
    (0..KEPT).try_for_each(|word| Ok(archive.list(&request(&format!("zzzz{word} "), sort)).map(drop)?))
}

/// Returns the processor time of this process in seconds, in steps of 0.01 seconds. On a busy machine it varies
/// less than elapsed time. Linux only.
fn processor() -> Option<f64> {
    let line = fs::read_to_string("/proc/self/stat").ok()?;
    // User and system time are fields 14 and 15. The program's name before them can contain any character.
    let times = line.rsplit_once(')')?.1.split_whitespace().skip(11).take(2);
    times.map(|time| time.parse::<f64>().ok()).sum::<Option<f64>>().map(|ticks| ticks / 100.0)
}

fn total_cmp(a: &[f64; 2], b: &[f64; 2]) -> std::cmp::Ordering {
    a.iter().sum::<f64>().total_cmp(&b.iter().sum())
}

/// Measures the time for a page of 50 results with snippets and the exact count, and for all facets. Returns both
/// times in seconds, and the count.
fn ask(archive: &Archive, query: &str, sort: Sort) -> Result<([f64; 2], u32)> {
    let request = request(query, sort);
    let started = Instant::now();
    let page = archive.list(&request)?;
    let listed = started.elapsed().as_secs_f64();
    archive.facets(&request)?;
    Ok(([listed, started.elapsed().as_secs_f64() - listed], page.messages))
}

fn request(query: &str, sort: Sort) -> ListRequest {
    ListRequest {
        query: query.to_owned(),
        without: Vec::new(),
        // A query counts as being typed unless it ends with a space, a star or a quotation mark.
        typing: !query.ends_with([' ', '*', '"']),
        folder: None,
        source: None,
        sort,
        offset: 0,
        limit: PAGE,
    }
}

/// Returns a query for the sender with the eleventh largest number of messages.
fn somebody(archive: &Archive) -> Result<String> {
    let people = archive.facets(&request("", Sort::Date))?.people;
    let query = people.get(10).map(|person| person.query.clone()).context("too few senders")?;
    Ok(query.trim_start_matches("from:").to_owned())
}

/// Returns the size of all files in a folder in bytes.
fn size_of(dir: &Path) -> Result<u64> {
    fs::read_dir(dir)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}
