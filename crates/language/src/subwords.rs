//! Subword pieces and their vectors.
//!
//! A word is cut into the pieces of a unigram language model (Kudo 2018): the
//! cut with the highest sum of piece scores. Its vector is the mean of theirs.

use fst::raw::{Fst, Output};
use unicode_normalization::UnicodeNormalization;

use crate::container::{Bytes, Container, ContainerWriter, ModelError};
use crate::features::apostrophe;

/// Marks the start of a word.
const SPACE: char = '\u{2581}';

/// Pieces with scores and vectors.
pub struct Subwords {
    pieces: Fst<Bytes>,
    scores: Vec<f32>,
    scales: Vec<f32>,
    vectors: Bytes,
    dimensions: usize,
    unknown: f32,
    longest: usize,
}

impl std::fmt::Debug for Subwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subwords").field("pieces", &self.scores.len()).finish_non_exhaustive()
    }
}

/// Buffers for [`Subwords::cut`].
#[derive(Debug, Default)]
pub struct Scratch {
    text: String,
    best: Vec<(f32, u32, u32)>,
    pieces: Vec<u32>,
}

/// Stands for a character that is no piece.
pub const UNKNOWN: u32 = u32::MAX;

impl Subwords {
    /// Opens the pieces in a model file.
    ///
    /// # Errors
    /// When a section lacks or has not the size it should.
    pub fn open(container: &Container) -> Result<Self, ModelError> {
        let pieces = Fst::new(container.section("subword.pieces")?)
            .map_err(|e| ModelError::format(format!("subword.pieces: {e}")))?;
        let scores = container.section("subword.scores")?.to_f32();
        let scales = container.section("subword.scales")?.to_f32();
        let vectors = container.section("subword.vectors")?;
        let n = scores.len();
        if n == 0 || scales.len() != n || pieces.len() != n || vectors.as_ref().len() % n != 0 {
            return Err(ModelError::format("subword sections do not fit each other"));
        }
        let meta = container.section("subword.meta")?.to_f32();
        let &[unknown, longest] = meta.as_slice() else {
            return Err(ModelError::format("subword.meta is damaged"));
        };
        let dimensions = vectors.as_ref().len() / n;
        Ok(Subwords { pieces, scores, scales, vectors, dimensions, unknown, longest: longest as usize })
    }

    /// Writes pieces as sections. They must be sorted by their bytes.
    ///
    /// # Errors
    /// When they are not sorted or are twice there.
    pub fn write(
        writer: &mut ContainerWriter,
        pieces: &[(String, f32)],
        scales: &[f32],
        vectors: &[i8],
        unknown: f32,
    ) -> Result<(), ModelError> {
        let fail = |e: fst::Error| ModelError::format(format!("subword pieces: {e}"));
        let mut builder = fst::MapBuilder::memory();
        for (i, (piece, _)) in pieces.iter().enumerate() {
            builder.insert(piece, i as u64).map_err(fail)?;
        }
        writer.add("subword.pieces", builder.into_inner().map_err(fail)?);
        writer.add_f32("subword.scores", &pieces.iter().map(|p| p.1).collect::<Vec<_>>());
        writer.add_f32("subword.scales", scales);
        writer.add_i8("subword.vectors", vectors);
        let longest = pieces.iter().map(|p| p.0.len()).max().unwrap_or(0);
        writer.add_f32("subword.meta", &[unknown, longest as f32]);
        Ok(())
    }

    /// All pieces with their scores, in the order of their bytes.
    pub fn pieces(&self) -> Vec<(String, f32)> {
        use fst::Streamer;
        let mut all = Vec::with_capacity(self.scores.len());
        let mut stream = self.pieces.stream();
        while let Some((piece, id)) = stream.next() {
            let score = self.scores.get(id.value() as usize).copied().unwrap_or(self.unknown);
            all.push((String::from_utf8_lossy(piece).into_owned(), score));
        }
        all
    }

    /// Score of a character that is no piece.
    pub fn unknown(&self) -> f32 {
        self.unknown
    }

    /// Vector of a piece by its number.
    pub fn piece(&self, at: usize) -> Vec<f32> {
        let d = self.dimensions;
        let row = self.vectors.as_i8().get(at * d..(at + 1) * d).unwrap_or_default();
        row.iter().map(|&v| self.scales[at] * f32::from(v)).collect()
    }

    /// Adds a piece's vector, times `share`, to `sum`.
    pub fn add(&self, at: usize, share: f32, sum: &mut [f32]) {
        let d = self.dimensions;
        let row = self.vectors.as_i8().get(at * d..(at + 1) * d).unwrap_or_default();
        let scale = self.scales.get(at).copied().unwrap_or(0.0) * share;
        for (s, &v) in sum.iter_mut().zip(row) {
            *s += scale * f32::from(v);
        }
    }

    /// Length of a vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Cuts a word into pieces, numbered in the order of their bytes.
    pub fn cut<'s>(&self, word: &str, scratch: &'s mut Scratch) -> &'s [u32] {
        let Scratch { text, best, pieces } = scratch;
        text.clear();
        text.push(SPACE);
        if word.is_ascii() {
            text.push_str(word);
        } else {
            text.extend(word.nfkc().map(|c| if apostrophe(c) { '\'' } else { c }));
        }
        let bytes = text.as_bytes();
        let n = bytes.len();
        best.clear();
        best.resize(n + 1, (f32::NEG_INFINITY, 0, UNKNOWN));
        best[0].0 = 0.0;
        let root = self.pieces.root();
        for start in 0..n {
            if !text.is_char_boundary(start) {
                continue;
            }
            let base = best[start].0;
            let single = start + text[start..].chars().next().map_or(1, char::len_utf8);
            let mut seen_single = false;
            let mut node = root;
            let mut output = Output::zero();
            for end in start..n.min(start + self.longest) {
                let Some(i) = node.find_input(bytes[end]) else { break };
                let transition = node.transition(i);
                output = output.cat(transition.out);
                node = self.pieces.node(transition.addr);
                if node.is_final() {
                    let id = output.cat(node.final_output()).value();
                    let score = base + self.scores.get(id as usize).copied().unwrap_or(self.unknown);
                    let slot = &mut best[end + 1];
                    if score > slot.0 {
                        *slot = (score, start as u32, id as u32);
                    }
                    seen_single |= end + 1 == single;
                }
            }
            if !seen_single {
                let score = base + self.unknown;
                let slot = &mut best[single];
                if score > slot.0 {
                    *slot = (score, start as u32, UNKNOWN);
                }
            }
        }
        pieces.clear();
        let mut at = n;
        while at > 0 {
            pieces.push(best[at].2);
            at = best[at].1 as usize;
        }
        pieces.reverse();
        pieces
    }

    /// The mean of the vectors of a word's pieces.
    pub fn vector(&self, word: &str, scratch: &mut Scratch, out: &mut [f32]) {
        out.fill(0.0);
        let vectors = self.vectors.as_i8();
        let d = self.dimensions;
        let mut count = 0u32;
        let pieces = self.cut(word, scratch);
        for &piece in pieces {
            let Some(row) = vectors.get(piece as usize * d..(piece as usize).saturating_add(1).saturating_mul(d))
            else {
                continue;
            };
            let scale = self.scales[piece as usize];
            count += 1;
            for (o, &v) in out.iter_mut().zip(row) {
                *o += scale * f32::from(v);
            }
        }
        if count > 1 {
            let share = 1.0 / count as f32;
            for o in out {
                *o *= share;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy() -> Subwords {
        let mut pieces: Vec<(String, f32)> =
            [("a", -2.0), ("b", -2.0), ("ab", -3.0), ("▁", -1.0), ("▁ab", -6.0), ("ba", -3.5)]
                .map(|(p, s)| (p.to_owned(), s))
                .into();
        pieces.sort_by(|x, y| x.0.as_bytes().cmp(y.0.as_bytes()));
        let mut writer = ContainerWriter::default();
        let vectors: Vec<i8> = (0..12).collect();
        Subwords::write(&mut writer, &pieces, &[1.0; 6], &vectors, -12.0).unwrap();
        Subwords::open(&Container::open(Bytes::from_vec(writer.finish())).unwrap()).unwrap()
    }

    #[test]
    fn the_best_cut_wins() {
        let subwords = toy();
        let mut scratch = Scratch::default();
        // ▁|ab = -4 beats ▁ab = -6; sorted order: a ab b ba ▁ ▁ab.
        assert_eq!(subwords.cut("ab", &mut scratch), [4, 1]);
        assert_eq!(subwords.cut("aba", &mut scratch), [4, 1, 0]);
        assert_eq!(subwords.cut("é", &mut scratch), [4, UNKNOWN]);
        assert_eq!(subwords.cut("", &mut scratch), [4]);
    }

    #[test]
    fn a_vector_is_the_mean_of_known_pieces() {
        let subwords = toy();
        let mut out = [0.0; 2];
        subwords.vector("ab", &mut Scratch::default(), &mut out);
        assert_eq!(out, [5.0, 6.0]);
    }
}
