//! What the network sees of a word besides its pieces: hashes of its form.

/// Tables of hashed features, in the order of the model file.
pub const TABLES: [&str; 8] = ["norm", "norm2", "suffix2", "suffix3", "suffix4", "prefix3", "shape", "domain"];

/// Number of hashed features of a word.
pub const FEATURES: usize = TABLES.len();

/// Index of the table that tells the treebanks apart.
pub const DOMAIN: usize = FEATURES - 1;

/// Buffers for [`features`].
#[derive(Debug, Default)]
pub struct Scratch {
    chars: Vec<char>,
    bytes: Vec<u8>,
}

fn hash(seed: u64, chars: &[char]) -> u32 {
    let mut h = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for &c in chars {
        h = (h ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3);
        h ^= h >> 29;
    }
    h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (h >> 32) as u32
}

/// Whether a character is another form of the apostrophe; the network knows only `'`.
pub(crate) fn apostrophe(c: char) -> bool {
    matches!(c, '’' | 'ʼ')
}

/// The hashes of a word, to be reduced modulo the size of each table.
///
/// `first` says whether it opens its sentence: a capital says less there.
/// The entry of the treebank is left zero.
pub fn features(form: &str, first: bool, scratch: &mut Scratch) -> [u32; FEATURES] {
    let Scratch { chars, bytes } = scratch;
    chars.clear();
    for c in form.chars() {
        if c.is_ascii_digit() {
            chars.push('0');
        } else if apostrophe(c) {
            chars.push('\'');
        } else {
            chars.extend(c.to_lowercase());
        }
    }
    let n = chars.len();
    let suffix = |k: usize| &chars[n.saturating_sub(k)..];
    bytes.clear();
    let mut last = 0u8;
    let mut run = 0;
    for c in form.chars() {
        let class = if c.is_uppercase() {
            b'X'
        } else if c.is_alphabetic() {
            b'x'
        } else if c.is_numeric() {
            b'd'
        } else if apostrophe(c) {
            b'\''
        } else if c.is_ascii() {
            c as u8
        } else {
            b'?'
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 3 {
            bytes.push(class);
        }
        if bytes.len() >= 12 {
            break;
        }
    }
    bytes.push(u8::from(first));
    let mut shape = 7u32;
    for &b in bytes.iter() {
        shape = (shape ^ u32::from(b)).wrapping_mul(0x0100_0193);
        shape ^= shape >> 15;
    }
    [
        hash(1, chars),
        hash(2, chars),
        hash(3, suffix(2)),
        hash(4, suffix(3)),
        hash(5, suffix(4)),
        hash(6, &chars[..n.min(3)]),
        shape,
        0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_changes_the_shape_alone() {
        let mut scratch = Scratch::default();
        let a = features("Ministre", false, &mut scratch);
        let b = features("ministre", false, &mut scratch);
        assert_eq!(a[..6], b[..6]);
        assert_ne!(a[6], b[6]);
    }

    #[test]
    fn any_text_has_features() {
        let mut scratch = Scratch::default();
        for form in ["", "a", "é", "2025", "\u{1f600}", "ﬁn", "ʼ"] {
            let _ = features(form, true, &mut scratch);
        }
    }
}
