use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Lower case without accents, as the `folded` columns hold names.
///
/// ```
/// assert_eq!(chancery_archive::fold("Élysée  Łukasz"), "elysee łukasz");
/// ```
pub fn fold(name: &str) -> String {
    let plain: String = name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
