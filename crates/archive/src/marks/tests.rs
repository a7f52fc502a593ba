//! Tests of marks in lists, counts and searches.

use std::fs;
use std::path::Path;

use crate::view::{ListRequest, Selection, Sort};
use crate::{Archive, ArchiveError, Control, ImportOptions, SearchPage};

fn request(query: &str) -> ListRequest {
    ListRequest {
        query: query.to_owned(),
        without: Vec::new(),
        typing: false,
        folder: None,
        source: None,
        sort: Sort::Date,
        offset: 0,
        limit: 100,
    }
}

/// Returns an archive with a conversation of two messages, and two other messages.
fn archive(dir: &Path) -> Archive {
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let mail = [
        ("Sent", "1", "ann", "<a@mail.example>", ""),
        ("Inbox", "2", "ruth", "<b@mail.example>", "In-Reply-To: <a@mail.example>\n"),
        ("Inbox", "3", "karl", "<c@mail.example>", ""),
        ("Inbox", "4", "karl", "<d@mail.example>", ""),
    ];
    for (folder, day, from, id, more) in mail {
        let folder = dir.join("mail").join(folder);
        fs::create_dir_all(&folder).unwrap();
        let raw = format!(
            "From: {from}@a.example\nMessage-ID: {id}\n{more}Date: 0{day} May 2016 10:00:00 +0000\n\
             Subject: roof {from} {id}\n\nThe roof.\n"
        );
        fs::write(folder.join(format!("{day}.eml")), raw).unwrap();
    }
    import(&archive, &dir.join("mail"));
    archive
}

fn import(archive: &Archive, path: &Path) {
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&[path.to_owned()], options, &Control::new(), &mut |_| {}).unwrap();
}

fn found(query: &str) -> Selection {
    Selection::Search { query: query.to_owned(), typing: false, folder: None, source: None }
}

/// Returns the subjects of the messages that a query finds, oldest first.
fn subjects(archive: &Archive, query: &str) -> String {
    let ids = archive.selected(&found(query)).unwrap();
    let page = SearchPage { limit: 100, ..SearchPage::default() };
    let rows = archive.search("", &page).unwrap().hits;
    let name = |id: &u32| rows.iter().find(|row| row.id == *id).unwrap().from.clone().unwrap().address;
    ids.iter().map(name).map(|name| name.replace("@a.example", "")).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_mark_is_seen_at_once_and_without_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let indexed = archive.index().sequence();
    assert_eq!(subjects(&archive, "is:starred"), "");
    assert_eq!(archive.set_star(&found("from:ruth"), true).unwrap(), 1);
    assert_eq!(subjects(&archive, "is:starred"), "ruth");
    assert_eq!(archive.set_star(&found("roof"), true).unwrap(), 3);
    assert_eq!(archive.set_star(&found("is:starred from:karl"), false).unwrap(), 2);
    assert_eq!(subjects(&archive, "is:starred"), "ann ruth");
    assert_eq!(subjects(&archive, "-is:starred roof"), "karl karl");
    assert_eq!(archive.set_tag(&found("from:karl"), " Roof  claim ", true).unwrap(), 2);
    assert_eq!(subjects(&archive, "tag:\"roof CLAIM\""), "karl karl");
    assert_eq!(subjects(&archive, "tag:roof"), "");
    assert_eq!(subjects(&archive, "tag:\"roof claim\" OR from:ruth"), "ruth karl karl");
    assert_eq!(archive.index().sequence(), indexed);

    let overview = archive.overview().unwrap();
    let tags: Vec<_> = overview.tags.iter().map(|tag| (tag.name.as_str(), tag.count)).collect();
    assert_eq!((overview.starred, tags), (2, vec![("Roof claim", 2)]));
}

#[test]
fn a_conversation_has_the_marks_of_all_its_messages() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    archive.set_star(&found("from:ann"), true).unwrap();
    archive.set_tag(&found("from:ann"), "b", true).unwrap();
    archive.set_tag(&found("from:ruth"), "A", true).unwrap();
    let rows = archive.list(&request("from:ruth")).unwrap().rows;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.starred, row.tags.join(" ").as_str(), row.count), (true, "A b", 2));
    assert_eq!((row.folder.as_str(), row.size > 50), ("Inbox", true));
    let messages = archive.conversation(row.thread, "").unwrap().messages;
    let shown: Vec<_> = messages.iter().map(|one| (one.starred, one.tags.join(" "))).collect();
    assert_eq!(shown, [(true, "b".to_owned()), (false, "A".to_owned())]);
    // A whole conversation is marked by its id.
    let threads = Selection::Threads { ids: vec![row.thread] };
    assert_eq!(archive.set_tag(&threads, "b", true).unwrap(), 1);
    assert_eq!(archive.set_tag(&threads, "b", false).unwrap(), 2);
    assert_eq!(subjects(&archive, "tag:b"), "");
    assert_eq!(archive.overview().unwrap().tags.len(), 1);
}

#[test]
fn counts_agree_with_the_click() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    archive.set_star(&found("from:ann OR from:karl"), true).unwrap();
    archive.set_tag(&found("roof"), "Every \"one\"", true).unwrap();
    archive.set_tag(&found("from:karl"), "-odd*", true).unwrap();
    for query in ["", "from:karl", "is:starred", "in:Sent", "from:nobody"] {
        let facets = archive.facets(&request(query)).unwrap();
        let count = |more: &str| {
            let query = format!("{query} {more}");
            u32::try_from(archive.selected(&found(&query)).unwrap().len()).unwrap()
        };
        assert_eq!(facets.starred, count("is:starred"), "{query}");
        for tag in &facets.tags {
            assert_eq!(tag.count, count(&tag.query), "{query} {tag:?}");
            assert!(tag.count > 0);
        }
    }
    let facets = archive.facets(&request("")).unwrap();
    assert_eq!(facets.tags.iter().map(|tag| tag.count).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn a_tag_gets_another_name() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    archive.set_tag(&found("roof"), "Roof", true).unwrap();
    archive.set_tag(&found("from:karl"), "House", true).unwrap();
    // The same name in other letters is the same tag.
    assert_eq!(archive.set_tag(&found("from:karl"), "ROOF", true).unwrap(), 0);
    assert_eq!(archive.rename_tag("Roof", "roof").unwrap(), 4);
    assert_eq!(archive.rename_tag("roof", "Ceiling").unwrap(), 4);
    assert_eq!(subjects(&archive, "tag:roof"), "");
    assert_eq!(archive.rename_tag("ceiling", "house").unwrap(), 4);
    let tags = archive.overview().unwrap().tags;
    assert_eq!((tags.len(), tags[0].name.as_str(), tags[0].count), (1, "House", 4));
    assert!(matches!(archive.rename_tag("roof", "x"), Err(ArchiveError::NotFound { .. })));
    for name in ["", "a\tb", &"x".repeat(61)] {
        assert!(matches!(archive.rename_tag("House", name), Err(ArchiveError::Choice { .. })), "{name:?}");
        assert!(matches!(archive.set_tag(&found("roof"), name, true), Err(ArchiveError::Choice { .. })));
    }
}

#[test]
fn marks_survive_removal_and_another_program_sees_them() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    archive.set_star(&found("from:ruth"), true).unwrap();
    archive.set_tag(&found("roof"), "Roof", true).unwrap();
    // Another program opens the same archive.
    let other = Archive::open(&dir.path().join("archive")).unwrap();
    assert_eq!(other.overview().unwrap().starred, 1);
    archive.set_star(&found("from:karl"), true).unwrap();
    assert_eq!(other.overview().unwrap().starred, 3);
    assert_eq!(subjects(&other, "is:starred"), "ruth karl karl");
    drop(other);
    let source = archive.info().unwrap().sources[0].id;
    archive.remove_source(source).unwrap();
    let overview = archive.overview().unwrap();
    assert_eq!((overview.starred, overview.tags.len()), (0, 0));
    import(&archive, &dir.path().join("mail"));
    assert_eq!(subjects(&archive, "is:starred"), "ruth karl karl");
    assert_eq!(subjects(&archive, "tag:roof"), "ann ruth karl karl");
    archive.reindex().unwrap();
    assert_eq!(subjects(&archive, "is:starred"), "ruth karl karl");
}

#[test]
fn the_owner_is_known_by_sent_mail_and_the_oldest_can_be_first() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let rows = archive.list(&ListRequest { sort: Sort::Oldest, ..request("") }).unwrap().rows;
    let shown: Vec<String> = rows
        .iter()
        .map(|row| {
            let people = row.people.iter().map(|person| {
                format!("{}{}", person.address.replace("@a.example", ""), if person.me { "!" } else { "" })
            });
            people.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(shown, ["ann! ruth", "karl", "karl"]);
    // The shown message of a conversation is then its oldest one.
    assert_eq!(rows[0].folder, "Sent");
    let dates: Vec<_> = rows.iter().map(|row| row.date.unwrap()).collect();
    assert!(dates.is_sorted(), "{dates:?}");
    let newest = archive.list(&request("")).unwrap().rows;
    assert_eq!(newest.last().unwrap().thread, rows[0].thread);
    let messages = archive.conversation(rows[0].thread, "").unwrap().messages;
    let me: Vec<bool> = messages.iter().map(|one| one.from.as_ref().unwrap().me).collect();
    assert_eq!(me, [true, false]);
}
