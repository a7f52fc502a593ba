//! Finds known letters, typed for as people type: `queries.tsv` says what is typed and which letters are meant. They
//! lie in a bakery's mailbox, that among other mail with the same words. The figures are printed.

use std::collections::HashMap;
use std::fmt::Write as _;

use foundmail_archive::view::{Facet, ListRequest, Sort};
use foundmail_archive::{Archive, Control, ImportOptions, SearchPage};
use foundmail_testkit::{BulkOptions, MboxFlavour, generate, sample, write_mbox, write_mbox_tree};

/// Letters around the bakery's.
const OTHERS: u64 = 3_000;

struct Question {
    typed: String,
    wanted: Vec<u32>,
}

/// Where the first of the wanted letters stood, from 0; `None` if it was not among the first ten.
type Found = Option<usize>;

fn archive(dir: &std::path::Path) -> Archive {
    let (bakery, others) = (dir.join("bakery"), dir.join("others.mbox"));
    write_mbox_tree(&sample(1), &bakery).unwrap();
    let letters = generate(BulkOptions { messages: OTHERS, attachments: 5, ..BulkOptions::default() });
    write_mbox(letters, MboxFlavour::Mboxrd, std::fs::File::create(&others).unwrap()).unwrap();
    let paths = [bakery, others];
    let archive = Archive::open(&dir.join("archive")).unwrap();
    archive.import(&paths, ImportOptions::default(), &Control::new(), &mut |_| ()).unwrap();
    archive
}

fn questions(archive: &Archive) -> Vec<Question> {
    let mut ids: HashMap<String, u32> = HashMap::new();
    let page = SearchPage { limit: 1000, ..SearchPage::default() };
    for row in archive.search("source:bakery ", &page).unwrap().hits {
        let message = serde_json::to_value(archive.message_json(row.id).unwrap()).unwrap();
        ids.extend(message["message_id"].as_str().map(|message| (message.to_owned(), row.id)));
    }
    let lines = include_str!("queries.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (typed, wanted) = line.split_once('\t').unwrap();
            let id = |id| *ids.get(id).unwrap_or_else(|| panic!("{id} is in no letter"));
            Question { typed: typed.to_owned(), wanted: wanted.split(' ').map(id).collect() }
        })
        .collect()
}

fn place(archive: &Archive, typed: &str, wanted: &[u32], sort: Sort) -> Found {
    let page = SearchPage { sort, limit: 10, ..SearchPage::default() };
    let answer = archive.search(typed, &page).unwrap();
    // Nothing found: whoever sees a likely spelling takes it.
    let other = answer.nothing.as_ref().and_then(|nothing| nothing.suggestions.first());
    let hits = match other {
        Some(other) => archive.search(&other.query, &page).unwrap().hits,
        None => answer.hits,
    };
    hits.iter().position(|hit| wanted.contains(&hit.id))
}

/// The query with one letter wrong in its longest word, in a way that `number` chooses; `None` if it has no such word.
fn misspelt(typed: &str, number: usize) -> Option<String> {
    let words = typed
        .split_whitespace()
        .filter(|word| word.len() > 5 && word.chars().all(|c| c.is_ascii_alphabetic()));
    let word = words.max_by_key(|word| word.len())?;
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + number % (letters.len() - 2);
    match number % 4 {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = if letters[at] == 'x' { 'k' } else { 'x' },
    }
    let wrong: String = letters.into_iter().collect();
    (wrong != word).then(|| typed.replacen(word, &wrong, 1))
}

/// Shares in percent: first, among the first ten.
fn shares(found: &[Found]) -> (usize, usize) {
    let share = |count: usize| count * 100 / found.len().max(1);
    let first = found.iter().filter(|found| **found == Some(0)).count();
    (share(first), share(found.iter().flatten().count()))
}

#[test]
fn known_letters_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let questions = questions(&archive);
    assert!(questions.len() >= 150, "{}", questions.len());
    let ask = |sort| -> Vec<Found> {
        questions.iter().map(|question| place(&archive, &question.typed, &question.wanted, sort)).collect()
    };
    let (best, newest) = (ask(Sort::Relevance), ask(Sort::Date));
    let mut missed = String::new();
    for (question, found) in questions.iter().zip(&best).filter(|(_, found)| **found != Some(0)) {
        let _ = writeln!(missed, "  {found:?}  {}", question.typed);
    }
    let wrong: Vec<(String, Found)> = questions
        .iter()
        .enumerate()
        .filter_map(|(number, question)| {
            let typed = misspelt(&question.typed, number)?;
            let found = place(&archive, &typed, &question.wanted, Sort::Relevance);
            Some((typed, found))
        })
        .collect();
    for (typed, _) in wrong.iter().filter(|(_, found)| found.is_none()) {
        let _ = writeln!(missed, "  misspelt  {typed}");
    }
    let misspelt: Vec<Found> = wrong.iter().map(|(_, found)| *found).collect();
    println!("{} queries, best match: {:?} % first, in the first ten", questions.len(), shares(&best));
    println!("newest first: {:?} %", shares(&newest));
    println!("{} misspelt, best match: {:?} %", misspelt.len(), shares(&misspelt));
    println!("not first:\n{missed}");
    let ((first, ten), (_, wrong)) = (shares(&best), shares(&misspelt));
    assert!(ten >= 95 && first >= 80, "{first} % first, {ten} % in the first ten\n{missed}");
    assert!(misspelt.len() >= 80 && wrong >= 85, "{wrong} % of {} misspelt\n{missed}", misspelt.len());
}

#[test]
fn help_while_typing_and_after() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let texts = |text: &str| -> Vec<String> {
        let cursor = u32::try_from(text.encode_utf16().count()).unwrap();
        archive.complete(text, cursor).unwrap().items.into_iter().map(|item| item.text).collect()
    };
    for (typed, expected) in [
        ("from:rut", "from:claims@fairmount-mutual.example"),
        ("roof from:fairm", "from:claims@fairmount-mutual.example"),
        ("alder", "with:claims@fairmount-mutual.example"),
        ("in:insur", "in:Insurance"),
        ("Größe fro", "from:"),
        ("during:201", "during:2016"),
        ("type:pd", "type:pdf"),
        ("pd", "type:pdf"),
        ("has:inv", "has:invite"),
        ("source:bak", "source:bakery"),
    ] {
        let got = texts(typed);
        assert!(got.iter().any(|text| text == expected), "{typed:?}: {got:?}");
    }
    let request = |query: &str| ListRequest {
        query: query.to_owned(),
        folder: None,
        source: None,
        sort: Sort::Date,
        offset: 0,
        limit: 10,
    };
    let query = "roof ";
    let facets = archive.facets(&request(query)).unwrap();
    // Every count of a facet is what its condition finds; `in:` also finds what lies below a folder.
    let kinds = [facets.people, facets.sources, facets.months, facets.types, facets.has, facets.kinds];
    let narrowed = |facet: &Facet| {
        archive.search(&format!("{query}{} ", facet.query), &SearchPage::default()).unwrap().total
    };
    for facet in kinds.iter().flat_map(|kind| kind.iter().take(6)) {
        assert_eq!(narrowed(facet), facet.count, "{facet:?}");
    }
    assert!(kinds.iter().all(|kind| !kind.is_empty()) && !facets.folders.is_empty());
    assert!(facets.folders.iter().all(|facet| narrowed(facet) >= facet.count));
    let total = archive.search(query, &SearchPage::default()).unwrap().total;
    assert_eq!(facets.years.iter().map(|year| year.count).sum::<u32>(), total);
    // Nothing found.
    let help = archive.nothing_found(&request("insurence premium roggenmehl ")).unwrap();
    assert!(help.parts.iter().any(|part| part.part == "roggenmehl" && part.alone > 0 && part.without == 0));
    let help = archive.nothing_found(&request("asessor report ")).unwrap();
    assert_eq!(help.suggestions.first().map(|other| other.query.as_str()), Some("assessor report "));
    let page = SearchPage { limit: 500, ..SearchPage::default() };
    let sent = archive.search("is:sent source:bakery ", &page).unwrap();
    assert!(sent.total > 50, "{}", sent.total);
    for hit in sent.hits {
        let address = hit.from.map(|from| from.address).unwrap_or_default();
        assert_eq!(address, "anna@weller-bakery.example");
    }
    let received = archive.search("is:received source:bakery ", &page).unwrap();
    let all = archive.search("source:bakery kind:mail ", &page).unwrap();
    assert_eq!(received.total + sent.total, all.total);
}
