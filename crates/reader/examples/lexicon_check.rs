//! Compiles the lexicons of every built-in language and reports the first error.
#![allow(clippy::print_stdout, clippy::print_stderr)]

fn main() {
    for lang in chancery_language::Pack::builtin_languages() {
        let Some(pack) = chancery_language::Pack::builtin(lang) else { continue };
        match chancery_reader::events::Lexicon::compile(&pack) {
            Ok(lexicon) => println!("{lang}: {} examples", lexicon.examples().count()),
            Err(error) => println!("{lang}: {error}"),
        }
    }
}
