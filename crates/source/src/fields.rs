//! Names under which tables and JSON objects keep what an article needs.

use crate::{Columns, Options};

/// The fields of an article that a source can fill.
pub(crate) const NAMES: [&str; 8] = ["id", "lang", "title", "date", "source", "url", "author", "text"];

/// Other names of a field, best first, compared without case, spaces, dots, dashes and underscores.
fn aliases(field: &str) -> &'static [&'static str] {
    match field {
        "id" => &["id", "docid", "articleid", "uid", "guid", "identifier", "identifiant", "uuid", "an"],
        "lang" => &["lang", "language", "langue", "baselanguage"],
        "title" => &["title", "titre", "headline", "heading", "hl", "hd", "articletitle", "titrearticle", "nom"],
        "date" => &[
            "date",
            "datepublished",
            "publishdate",
            "datepublish",
            "publicationdate",
            "datedepublication",
            "datepublication",
            "publishedat",
            "published",
            "publishedon",
            "pubdate",
            "datetime",
            "timestamp",
            "jour",
            "created",
            "createdat",
        ],
        "source" => &[
            "source",
            "outlet",
            "journal",
            "media",
            "média",
            "publication",
            "newspaper",
            "publisher",
            "sourcename",
            "sourcedomain",
            "sitename",
            "site",
            "domain",
            "titrejournal",
        ],
        "url" => &["url", "urlororigin", "link", "lien", "href", "permalink", "uri", "canonicalurl", "webpage"],
        "author" => &["author", "authors", "byline", "auteur", "auteurs", "by", "creator"],
        "text" => &[
            "text",
            "texte",
            "body",
            "content",
            "contenu",
            "maintext",
            "fulltext",
            "articlebody",
            "articletext",
            "bodytext",
            "corps",
            "article",
            "contenttext",
            "plaintext",
            "rawtext",
            "story",
            "contenthtml",
            "description",
            "summary",
        ],
        _ => &[],
    }
}

/// A name as aliases are compared.
fn plain(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').to_lowercase().replace([' ', '_', '-', '.'], "")
}

/// Which of the `names` holds `field`: the one the user named, else the best alias.
/// The flag says whether it was guessed, that is, neither named nor called as ours.
pub(crate) fn find(field: &str, names: &[&str], columns: &Columns) -> Option<(usize, bool)> {
    if let Some(wanted) = columns.0.get(field) {
        let exact = names.iter().position(|n| n == wanted);
        return exact.or_else(|| names.iter().position(|n| plain(n) == plain(wanted))).map(|at| (at, false));
    }
    let plains: Vec<String> = names.iter().map(|n| plain(n)).collect();
    aliases(field).iter().find_map(|a| plains.iter().position(|p| p == a)).map(|at| (at, plains[at] != field))
}

/// Whether a column's name is one that holds articles' text.
pub(crate) fn holds_text(name: &str) -> bool {
    aliases("text").contains(&plain(name).as_str())
}

/// The columns that the user named and that are not there.
pub(crate) fn missing(names: &[&str], options: &Options) -> Vec<String> {
    let there = |wanted: &str| names.iter().any(|n| *n == wanted || plain(n) == plain(wanted));
    options.columns.0.values().filter(|w| !there(w)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_guesses_are_told() {
        let names = ["Titre", "Date de publication", "summary", "Full text", "url"];
        let none = Columns::default();
        assert_eq!(find("title", &names, &none), Some((0, true)));
        assert_eq!(find("date", &names, &none), Some((1, true)));
        assert_eq!(find("text", &names, &none), Some((3, true)));
        assert_eq!(find("url", &names, &none), Some((4, false)));
        assert_eq!(find("author", &names, &none), None);
        let mine: Columns = "text=summary".parse().unwrap();
        assert_eq!(find("text", &names, &mine), Some((2, false)));
    }
}
