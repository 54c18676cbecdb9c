use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Version of the layout; signatures of different versions are not compared.
const VERSION: u8 = 1;

/// Hashes in a signature.
pub const HASHES: usize = 64;

/// What is left of a text so that it can be compared without it: MinHash values of its
/// shingles (Broder 1997), one byte each (Li and König 2010), and a vector of its meaning.
///
/// In records a string: base64 without padding of the version, the hashes and the vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Signature {
    /// The lowest byte of the least hash under each of [`HASHES`] functions.
    pub hashes: [u8; HASHES],
    /// Direction of the text in the space of subword vectors, which languages share; each
    /// number scaled so that the largest is ±127. Empty when the text had no known word.
    pub vector: Vec<i8>,
}

/// A string that is no signature.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("this is no signature of a text in layout {VERSION}")]
pub struct BadSignature;

impl Signature {
    /// Share of shingles that both texts have, of all that either has (Jaccard), estimated from
    /// the hashes; 0 to 1.
    pub fn resemblance(&self, other: &Signature) -> f32 {
        let equal = self.hashes.iter().zip(&other.hashes).filter(|(a, b)| a == b).count() as f32 / HASHES as f32;
        // One byte of a hash agrees by chance once in 256 times.
        ((equal - 1.0 / 256.0) / (1.0 - 1.0 / 256.0)).max(0.0)
    }

    /// Cosine of the angle between the vectors, -1 to 1; none when a text has no vector.
    pub fn cosine(&self, other: &Signature) -> Option<f32> {
        let product = |a: &[i8], b: &[i8]| -> i64 { a.iter().zip(b).map(|(&x, &y)| i64::from(x) * i64::from(y)).sum() };
        let norms = product(&self.vector, &self.vector) * product(&other.vector, &other.vector);
        (norms > 0 && self.vector.len() == other.vector.len())
            .then(|| (product(&self.vector, &other.vector) as f64 / (norms as f64).sqrt()) as f32)
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> String {
        let mut bytes = Vec::with_capacity(1 + HASHES + signature.vector.len());
        bytes.push(VERSION);
        bytes.extend(signature.hashes);
        bytes.extend(signature.vector.iter().map(|v| v.to_le_bytes()[0]));
        STANDARD_NO_PAD.encode(bytes)
    }
}

impl TryFrom<String> for Signature {
    type Error = BadSignature;
    fn try_from(text: String) -> Result<Self, BadSignature> {
        let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| BadSignature)?;
        let (&[VERSION], rest) = bytes.split_first_chunk::<1>().ok_or(BadSignature)? else {
            return Err(BadSignature);
        };
        let (hashes, vector) = rest.split_first_chunk::<HASHES>().ok_or(BadSignature)?;
        Ok(Signature { hashes: *hashes, vector: vector.iter().map(|&b| i8::from_le_bytes([b])).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_round_trips_and_damage_is_an_error() {
        let signature = Signature { hashes: std::array::from_fn(|i| i as u8), vector: vec![-127, 0, 5, 127] };
        let text = String::from(signature.clone());
        assert_eq!(Signature::try_from(text.clone()), Ok(signature));
        for bad in ["", "AA", "***", &text[..60]] {
            assert_eq!(Signature::try_from(bad.to_owned()), Err(BadSignature), "{bad}");
        }
    }

    #[test]
    fn likeness_is_one_with_itself_and_about_nothing_with_a_stranger() {
        let one = Signature { hashes: std::array::from_fn(|i| (i * 7) as u8), vector: vec![100, -20, 3] };
        let other = Signature { hashes: std::array::from_fn(|i| (i * 7 + 1) as u8), vector: vec![20, 100, 0] };
        assert_eq!((one.resemblance(&one), one.cosine(&one)), (1.0, Some(1.0)));
        assert_eq!((one.resemblance(&other), one.cosine(&other)), (0.0, Some(0.0)));
        let empty = Signature { vector: Vec::new(), ..one.clone() };
        assert_eq!(one.cosine(&empty), None);
    }
}
