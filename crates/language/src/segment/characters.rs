//! Kinds of characters, without any language.

/// Every apostrophe in use, the typewriter's and the printer's.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇')
}

/// Hyphens inside words; dashes are punctuation.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Letters, digits and what belongs to the letter before it.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    (c.is_alphanumeric() && !is_superscript(c)) || is_attached(c)
}

/// Marks that never begin a token: combining marks, joiners, soft hyphens.
pub(super) fn is_attached(c: char) -> bool {
    if (c as u32) < 0xAD {
        return false;
    }
    matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}')
        || unicode_normalization::char::is_combining_mark(c)
}

/// Footnote marks and powers stay apart from the digits before them, but not from letters.
pub(super) fn is_superscript(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '⁰'..='⁹' | '₀'..='₉')
}

/// Scripts that write no blanks between words and have a sign for every morpheme.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Marks that may end a sentence.
pub(super) fn is_terminal(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
            | '。'
            | '！'
            | '？'
            | '｡'
            | '।'
            | '॥'
            | '؟'
            | '۔'
            | '܀'
            | '።'
    )
}

/// Marks that end a sentence whatever follows, since their scripts know no capitals and no abbreviations with them.
pub(super) fn is_full_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '।' | '॥' | '۔' | '።')
}

/// Quotation marks and brackets that only open.
pub(super) fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '«'
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '‹'
            | '「'
            | '『'
            | '（'
            | '【'
            | '《'
            | '〈'
            | '¿'
            | '¡'
    )
}

/// Quotation marks and brackets that only close.
pub(super) fn closes(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '»' | '”' | '’' | '›' | '」' | '』' | '）' | '】' | '》' | '〉')
}

/// Emoji and pictographs, each a token of its own with its modifiers.
pub(super) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{2300}'..='\u{23FF}')
}

/// Half of a flag.
pub(super) fn is_regional(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// What changes the look of the emoji before it: skin tones, tags, keycaps.
pub(super) fn modifies_emoji(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}' | '\u{20E3}') || is_attached(c)
}
