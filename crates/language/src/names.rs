//! Names as tags of words: begin, inside, last, unit, outside.

use chancery_record::NameLabel;

/// Labels in the order of the tags.
pub const LABELS: [NameLabel; 4] = [NameLabel::Per, NameLabel::Loc, NameLabel::Org, NameLabel::Misc];

/// Number of tags: outside, and four for each label.
pub const TAGS: usize = 1 + 4 * LABELS.len();

/// Tag of a word outside all names.
pub const OUTSIDE: usize = 0;

/// Position of a word in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// First of several.
    Begin,
    /// In the middle.
    Inside,
    /// Last of several.
    Last,
    /// Alone.
    Unit,
}

/// The tag of a label (index in [`LABELS`]) and a place.
pub fn tag(label: usize, place: Place) -> usize {
    1 + 4 * label + place as usize
}

/// Label index and place of a tag.
pub fn parts(tag: usize) -> Option<(usize, Place)> {
    let t = tag.checked_sub(1)?;
    let place = [Place::Begin, Place::Inside, Place::Last, Place::Unit][t % 4];
    Some((t / 4, place))
}

/// A name over words: first, last (inclusive), index in [`LABELS`].
pub type WordSpan = (usize, usize, usize);

/// Tags for non-overlapping spans.
pub fn encode(n: usize, spans: &[WordSpan]) -> Vec<usize> {
    let mut tags = vec![OUTSIDE; n];
    for &(first, last, label) in spans {
        if first == last {
            tags[first] = tag(label, Place::Unit);
            continue;
        }
        for (i, slot) in tags.iter_mut().enumerate().take(last + 1).skip(first) {
            let place = if i == first {
                Place::Begin
            } else if i == last {
                Place::Last
            } else {
                Place::Inside
            };
            *slot = tag(label, place);
        }
    }
    tags
}

/// Buffers for [`decode`].
#[derive(Debug, Default)]
pub struct Scratch {
    score: Vec<f32>,
    from: Vec<u8>,
}

fn follows(before: usize, after: usize) -> bool {
    let open = match parts(before) {
        Some((label, Place::Begin | Place::Inside)) => Some(label),
        _ => None,
    };
    match (open, parts(after)) {
        (Some(label), Some((next, Place::Inside | Place::Last))) => label == next,
        (Some(_), _) => false,
        (None, Some((_, Place::Inside | Place::Last))) => false,
        (None, _) => true,
    }
}

/// The best well-formed sequence of tags: `scores[word * TAGS + tag]` are
/// log-probabilities, or logits.
pub fn decode(scores: &[f32], spans: &mut Vec<WordSpan>, scratch: &mut Scratch) {
    spans.clear();
    let n = scores.len() / TAGS;
    if n == 0 {
        return;
    }
    let Scratch { score, from } = scratch;
    score.clear();
    score.resize(n * TAGS, f32::NEG_INFINITY);
    from.clear();
    from.resize(n * TAGS, 0);
    for t in 0..TAGS {
        if follows(OUTSIDE, t) {
            score[t] = scores[t];
        }
    }
    for i in 1..n {
        for t in 0..TAGS {
            let (mut best, mut origin) = (f32::NEG_INFINITY, 0);
            for b in 0..TAGS {
                let s = score[(i - 1) * TAGS + b];
                if s > best && follows(b, t) {
                    best = s;
                    origin = b;
                }
            }
            score[i * TAGS + t] = best + scores[i * TAGS + t];
            from[i * TAGS + t] = origin as u8;
        }
    }
    let (mut best, mut at) = (f32::NEG_INFINITY, OUTSIDE);
    for t in 0..TAGS {
        let ends = !matches!(parts(t), Some((_, Place::Begin | Place::Inside)));
        if ends && score[(n - 1) * TAGS + t] > best {
            best = score[(n - 1) * TAGS + t];
            at = t;
        }
    }
    let mut last = None;
    for i in (0..n).rev() {
        match parts(at) {
            Some((label, Place::Unit)) => spans.push((i, i, label)),
            Some((_, Place::Last)) => last = Some(i),
            Some((label, Place::Begin)) => spans.push((i, last.take().unwrap_or(i), label)),
            _ => {}
        }
        at = from[i * TAGS + at] as usize;
    }
    spans.reverse();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_spans_are_twins() {
        let spans = vec![(0, 0, 1), (2, 4, 0), (5, 6, 2)];
        let tags = encode(8, &spans);
        let mut scores = vec![0.0; 8 * TAGS];
        for (i, &t) in tags.iter().enumerate() {
            scores[i * TAGS + t] = 5.0;
        }
        let mut got = Vec::new();
        decode(&scores, &mut got, &mut Scratch::default());
        assert_eq!(got, spans);
    }

    #[test]
    fn what_is_decoded_is_well_formed() {
        // The best single tags are Begin and Outside: no name begins without an end.
        let mut scores = vec![0.0; 2 * TAGS];
        scores[tag(0, Place::Begin)] = 3.0;
        scores[TAGS + OUTSIDE] = 2.0;
        let mut got = Vec::new();
        decode(&scores, &mut got, &mut Scratch::default());
        assert!(got.len() <= 1);
        for (first, last, _) in got {
            assert!(first <= last && last < 2);
        }
    }
}
