//! Makes the file of subword pieces from the output of `recipes/subwords.py`.

use std::path::Path;

use chancery_language::container::ContainerWriter;
use chancery_language::subwords::Subwords;

use crate::error::TrainingError;

/// Score of a character that is no piece, below the lowest piece's, as the
/// unigram model of the pieces has it.
const UNKNOWN_BELOW: f32 = 10.0;

/// Reads raw pieces (`SUBWORD1`: count, dimensions; score, length, bytes of
/// each piece; scales; signed bytes) and writes a model file with them.
///
/// # Errors
/// When a file cannot be read or written, or is damaged.
pub fn convert(raw: &Path, out: &Path) -> Result<(), TrainingError> {
    let bytes = std::fs::read(raw).map_err(|e| TrainingError::io(raw, e))?;
    let damaged = || TrainingError::data(raw.display().to_string(), "not a file of raw pieces, or damaged");
    let mut at = 0usize;
    let mut take = |n: usize| {
        let part = bytes.get(at..at + n).ok_or_else(damaged)?;
        at += n;
        Ok::<&[u8], TrainingError>(part)
    };
    let word = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], b[3]]);
    if take(8)? != b"SUBWORD1" {
        return Err(damaged());
    }
    let n = word(take(4)?) as usize;
    let dims = word(take(4)?) as usize;
    let mut pieces = Vec::with_capacity(n);
    for _ in 0..n {
        let score = f32::from_bits(word(take(4)?));
        let len = take(2)?;
        let len = usize::from(u16::from_le_bytes([len[0], len[1]]));
        let text = std::str::from_utf8(take(len)?).map_err(|_| damaged())?;
        pieces.push((text.to_owned(), score));
    }
    let scales: Vec<f32> = take(4 * n)?.chunks_exact(4).map(|b| f32::from_bits(word(b))).collect();
    let vectors: Vec<i8> = take(n * dims)?.iter().map(|&b| b as i8).collect();
    let lowest = pieces.iter().map(|p| p.1).fold(0.0, f32::min);
    let mut writer = ContainerWriter::default();
    Subwords::write(&mut writer, &pieces, &scales, &vectors, lowest - UNKNOWN_BELOW)?;
    std::fs::write(out, writer.finish()).map_err(|e| TrainingError::io(out, e))
}
