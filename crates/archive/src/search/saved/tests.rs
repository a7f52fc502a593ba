use super::*;
use crate::view::ErrorCode;

fn archive() -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    (dir, archive)
}

fn save(archive: &Archive, name: &str, query: &str) -> Result<Searches, ArchiveError> {
    archive.change_searches(SearchChange::Save { name: name.to_owned(), query: query.to_owned() })
}

fn note(archive: &Archive, query: &str) -> Searches {
    archive.change_searches(SearchChange::Note { query: query.to_owned() }).unwrap()
}

#[test]
fn a_search_is_saved_renamed_and_deleted_and_outlives_the_program() {
    let (dir, archive) = archive();
    save(&archive, " Unpaid \n invoices ", "invoice -paid").unwrap();
    save(&archive, "Roof", "roof insurance ").unwrap();
    drop(archive);
    let archive = Archive::open(dir.path()).unwrap();
    let names = |searches: &Searches| -> Vec<String> {
        searches.saved.iter().map(|saved| format!("{} {}: {}", saved.id, saved.name, saved.query)).collect()
    };
    assert_eq!(names(&archive.searches()), ["1 Unpaid invoices: invoice -paid", "2 Roof: roof insurance"]);
    let change = SearchChange::Rename { id: 1, name: "Unpaid".to_owned() };
    assert_eq!(archive.change_searches(change).unwrap().saved[0].name, "Unpaid");
    let left = archive.change_searches(SearchChange::Delete { id: 1 }).unwrap();
    assert_eq!(names(&left), ["2 Roof: roof insurance"]);
    assert!(save(&archive, "Roof", "roof claim").is_err(), "two searches cannot have the same name");
    assert_eq!(names(&archive.searches()), ["2 Roof: roof insurance"]);
}

#[test]
fn what_cannot_be_kept_is_refused_in_words() {
    let (_dir, archive) = archive();
    for (name, query) in [("", "roof"), ("Roof", " "), (&"n".repeat(81), "roof"), ("Roof", &"q".repeat(1001))]
    {
        let error = save(&archive, name, query).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Failed, "{error}");
    }
    for number in 0..MOST_SAVED {
        save(&archive, &number.to_string(), "roof").unwrap();
    }
    assert!(save(&archive, "one more", "roof").unwrap_err().to_string().contains("100"));
    let gone = archive.change_searches(SearchChange::Rename { id: 999, name: "x".to_owned() });
    assert_eq!(gone.unwrap_err().code(), ErrorCode::NotFound);
}

#[test]
fn recent_searches_are_few_each_once_the_newest_first() {
    let (_dir, archive) = archive();
    for number in 0..30 {
        note(&archive, &format!("search {number}"));
    }
    let recent = note(&archive, "search 15 ").recent;
    assert_eq!(recent.len(), MOST_RECENT);
    assert_eq!(recent[..2], ["search 15", "search 29"]);
    assert!(archive.change_searches(SearchChange::Clear).unwrap().recent.is_empty());
}

#[test]
fn switched_off_nothing_is_remembered() {
    let (_dir, archive) = archive();
    note(&archive, "roof");
    let off = archive.change_searches(SearchChange::Remember { on: false }).unwrap();
    assert!(off.recent.is_empty() && !off.remember);
    assert!(note(&archive, "roof").recent.is_empty());
    archive.change_searches(SearchChange::Remember { on: true }).unwrap();
    assert_eq!(note(&archive, "roof").recent, ["roof"]);
}

#[test]
fn a_broken_file_is_put_aside_with_a_word_once() {
    let (dir, archive) = archive();
    let broken = ["{", "[]", "{\"version\":2}", "\u{0}\u{0}", &" ".repeat(2 << 20)];
    for (at, content) in broken.iter().enumerate() {
        fs::write(dir.path().join(FILE), content).unwrap();
        let searches = archive.searches();
        assert!(searches.saved.is_empty() && searches.remember);
        let aside = format!("searches-broken-{}.json", at + 1);
        assert!(searches.notice.unwrap().contains(&aside));
        assert_eq!(
            fs::read(dir.path().join(aside)).unwrap(),
            content.as_bytes(),
            "the renamed file has the same bytes"
        );
        assert_eq!(archive.searches().notice, None);
        save(&archive, "Roof", "roof").unwrap();
    }
    for _ in 0..20 {
        fs::write(dir.path().join(FILE), "{").unwrap();
        assert!(archive.searches().notice.is_some());
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().flatten().filter(is_aside).count(), 9);
}

fn is_aside(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with("searches-broken")
}

#[test]
fn a_file_that_others_wrote_is_held_to_the_bounds() {
    let (dir, archive) = archive();
    let saved = (0..500).map(|number| format!(r#"{{"id":{},"name":"n","query":"q"}}"#, number % 200));
    let saved = saved.collect::<Vec<_>>().join(",");
    let recent = [format!("\"{}\"", "x".repeat(2000)), "\"roof\"".to_owned()].join(",");
    fs::write(dir.path().join(FILE), format!(r#"{{"version":1,"saved":[{saved}],"recent":[{recent}]}}"#))
        .unwrap();
    let searches = archive.searches();
    assert_eq!(searches.saved.len(), MOST_SAVED);
    assert_eq!(searches.recent, ["roof"]);
    assert_eq!(searches.notice, None);
}
