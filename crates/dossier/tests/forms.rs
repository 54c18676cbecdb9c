//! Text, Markdown and HTML: all that a dossier says, and nothing that does harm.

mod common;

use chancery_dossier::{Dossier, Process, Section, html, markdown, text};
use common::{SUDAN, archive, made, sudan};
use serde_json::json;

fn hostile() -> common::Made {
    let text = "The army <script>alert(1)</script> & \"shelled\" the Rapid Support Forces\u{1b}[31m near *Omdurman*.";
    made("seven", "2024-07-02", "<b>Post & Co</b>", text)
        .entity("e2", "army", "SDN-MIL")
        .entity("e3", "Rapid Support Forces", "SDN-REB")
        .event(
            "v7",
            "<script>alert(1)</script>",
            json!({"type": "ASSAULT", "source": ["SDN-MIL"], "target": ["SDN-REB"], "date": "2024-07-02",
                "source_entities": ["e2"], "target_entities": ["e3"]}),
        )
}

fn dossier() -> Dossier {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), sudan().into_iter().chain([hostile()]));
    let mut process = Process::from_toml("sudan.toml", SUDAN).unwrap().remove(0);
    process.name = "Sudan <i>".into();
    Dossier::compile(&archive, &process, None).unwrap()
}

#[test]
fn html_is_one_page_that_needs_no_network_and_escapes_texts() {
    let page = html(&dossier(), &Section::ALL);
    assert!(page.starts_with("<!doctype html>") && page.contains("<html lang=\"en\">"));
    assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("<b>") && !page.contains('\u{1b}'));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("Post &amp; Co"));
    for loads in ["src=", "<link", "@import", "url(", "<iframe", "<img"] {
        assert!(!page.contains(loads), "{loads}");
    }
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
    assert!(page.contains("<mark>accepted</mark>"));
    // Every anchor that a link names is there, once.
    for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert_eq!(page.matches(&format!(" id=\"{target}\"")).count(), 1, "{target}");
    }
    for tag in ["ul", "li", "section", "details", "blockquote", "p", "dl", "div"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "<{tag}> and </{tag}>");
    }
}

#[test]
fn every_form_tells_every_line_with_its_article() {
    let dossier = dossier();
    let forms =
        [text(&dossier, &Section::ALL, 2000, true), markdown(&dossier, &Section::ALL), html(&dossier, &Section::ALL)];
    for form in &forms {
        for passage in dossier.passages() {
            assert!(form.contains(&passage.article), "{}", passage.article);
        }
        for heading in ["Open offers", "Initiatives", "Rounds", "Accords", "Leverage", "Positions", "Chronology"] {
            assert!(form.contains(heading), "{heading}");
        }
        assert!(form.contains("None on record."), "no round: said as such");
        assert!(form.contains("no answer reported"));
    }
    assert!(forms[0].contains("[-not yet-]") && forms[0].contains("{+no longer+}"));
    assert!(!forms[0].contains("\u{1b}[31m near"), "a text's own escape sequence is taken out");
    assert!(forms[1].contains("~~not yet~~") && forms[1].contains("\\<script\\>"));
    assert!(forms[2].contains("<del>not yet</del>") && forms[2].contains("<ins>no longer</ins>"));
}

#[test]
fn sections_are_chosen_and_long_groups_are_cut_on_a_terminal_alone() {
    let dossier = dossier();
    let one = markdown(&dossier, &[Section::Accords]);
    assert!(one.contains("## Accords") && !one.contains("## Sources"));
    let narrow = text(&dossier, &Section::ALL, 40, false);
    let longest = narrow.lines().map(|l| plain(l).chars().count()).max().unwrap();
    assert!(longest <= 60, "{longest} columns");
}

/// Without styles.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in line.chars() {
        match c {
            '\u{1b}' => inside = true,
            'm' if inside => inside = false,
            _ if inside => {}
            _ => out.push(c),
        }
    }
    out
}
