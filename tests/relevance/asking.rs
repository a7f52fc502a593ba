//! Queries with known answers, and the ranks of these answers.

use std::fmt::Write as _;

use foundmail_archive::view::Sort;
use foundmail_archive::{Archive, SearchPage};

pub struct Question {
    typed: String,
    /// Message-IDs. Each of these messages is a correct answer.
    wanted: Vec<String>,
}

/// The rank of the first correct answer, from 0. `None` if no correct answer is among the first ten results.
type Found = Option<usize>;

/// Reads a table. Each line is a query, a tab, and Message-IDs separated by spaces.
pub fn questions(table: &str) -> Vec<Question> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (typed, wanted) = line.split_once('\t').unwrap();
            Question { typed: typed.to_owned(), wanted: wanted.split(' ').map(str::to_owned).collect() }
        })
        .collect()
}

fn place(archive: &Archive, typed: &str, wanted: &[String], sort: Sort) -> Found {
    let page = SearchPage { sort, limit: 10, ..SearchPage::default() };
    let answer = archive.search(typed, &page).unwrap();
    // Without results, the owner would choose the first suggestion.
    let other = answer.nothing.as_ref().and_then(|nothing| nothing.suggestions.first());
    let hits = match other {
        Some(other) => archive.search(&other.query, &page).unwrap().hits,
        None => answer.hits,
    };
    hits.iter().position(|hit| {
        let message = serde_json::to_value(archive.message_json(hit.id).unwrap()).unwrap();
        message["message_id"].as_str().is_some_and(|id| wanted.iter().any(|wanted| wanted == id))
    })
}

/// Returns the query with one wrong character in its longest word. `number` selects the change. Returns `None` if
/// no word is long enough.
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

/// Shares of the queries, in percent.
#[derive(Debug, Clone, Copy)]
pub struct Shares {
    pub asked: usize,
    pub first: usize,
    pub ten: usize,
}

impl Shares {
    fn of(found: &[Found]) -> Self {
        let share = |count: usize| count * 100 / found.len().max(1);
        let first = found.iter().filter(|found| **found == Some(0)).count();
        Self { asked: found.len(), first: share(first), ten: share(found.iter().flatten().count()) }
    }
}

/// The results of all queries.
pub struct Answers {
    pub best: Shares,
    pub newest: Shares,
    pub misspelt: Shares,
    /// The queries whose first result is wrong, and misspelt queries without a correct answer. One per line.
    pub missed: String,
}

/// Runs all queries: as they are, sorted by date, and misspelt.
pub fn ask(archive: &Archive, questions: &[Question]) -> Answers {
    let all = |sort| -> Vec<Found> {
        questions.iter().map(|question| place(archive, &question.typed, &question.wanted, sort)).collect()
    };
    let (best, newest) = (all(Sort::Relevance), all(Sort::Date));
    let mut missed = String::new();
    for (question, found) in questions.iter().zip(&best).filter(|(_, found)| **found != Some(0)) {
        let _ = writeln!(missed, "  {found:?}  {}", question.typed);
    }
    let mut wrong = Vec::new();
    for (number, question) in questions.iter().enumerate() {
        let Some(typed) = misspelt(&question.typed, number) else { continue };
        let found = place(archive, &typed, &question.wanted, Sort::Relevance);
        if found.is_none() {
            let _ = writeln!(missed, "  misspelt  {typed}");
        }
        wrong.push(found);
    }
    let (best, newest, misspelt) = (Shares::of(&best), Shares::of(&newest), Shares::of(&wrong));
    println!("best match: {best:?}\nnewest first: {newest:?}\nmisspelt: {misspelt:?}\nnot first:\n{missed}");
    Answers { best, newest, misspelt, missed }
}
