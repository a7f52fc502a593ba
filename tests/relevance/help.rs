//! Tests the suggestions for a query that is being typed, and for a search without results.

use foundmail_archive::SearchPage;
use foundmail_archive::view::{Facet, ListRequest, Sort};

use crate::made_up::archive;

#[test]
fn help_while_typing_and_after() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let request = |query: &str| ListRequest {
        query: query.to_owned(),
        without: Vec::new(),
        typing: false,
        folder: None,
        source: None,
        sort: Sort::Date,
        offset: 0,
        limit: 10,
    };
    let texts = |text: &str| -> Vec<String> {
        let cursor = u32::try_from(text.encode_utf16().count()).unwrap();
        archive.complete(&request(text), cursor).unwrap().items.into_iter().map(|item| item.text).collect()
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
    let query = "roof";
    let facets = archive.facets(&request(query)).unwrap();
    // The count of each facet must equal the number of results of its condition.
    let kinds = [
        facets.people,
        facets.folders,
        facets.sources,
        facets.months,
        facets.types,
        facets.has,
        facets.kinds,
    ];
    let narrowed = |facet: &Facet| {
        archive.search(&format!("{query} {}", facet.query), &SearchPage::default()).unwrap().total
    };
    for facet in kinds.iter().flat_map(|kind| kind.iter().take(6)) {
        assert_eq!(narrowed(facet), facet.count, "{facet:?}");
    }
    assert!(kinds.iter().all(|kind| !kind.is_empty()));
    let total = archive.search(query, &SearchPage::default()).unwrap().total;
    assert_eq!(facets.years.iter().map(|year| year.count).sum::<u32>(), total);
    // These queries have no results.
    let help = archive.nothing_found(&request("insurence premium roggenmehl")).unwrap();
    assert!(help.parts.iter().any(|part| part.part == "roggenmehl" && part.alone > 0 && part.without == 0));
    let help = archive.nothing_found(&request("asessor report")).unwrap();
    assert_eq!(help.suggestions.first().map(|other| other.query.as_str()), Some("assessor report"));
    let page = SearchPage { limit: 500, ..SearchPage::default() };
    let sent = archive.search("is:sent source:bakery", &page).unwrap();
    assert!(sent.total > 50, "{}", sent.total);
    for hit in sent.hits {
        let address = hit.from.map(|from| from.address).unwrap_or_default();
        assert_eq!(address, "anna@weller-bakery.example");
    }
    let received = archive.search("is:received source:bakery", &page).unwrap();
    let all = archive.search("source:bakery kind:mail", &page).unwrap();
    assert_eq!(received.total + sent.total, all.total);
}
