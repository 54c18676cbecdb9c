//! The file format of models: named sections behind a magic number and a hash.
//!
//! ```text
//! 8 bytes  magic "CHANCERY"
//! u32      version, u32 number of sections
//! 32 bytes SHA-256 of all that follows
//! per section: name (24 bytes, zero-padded), u64 offset, u64 length
//! the sections, each at a multiple of 64 bytes
//! ```
//! Numbers are little-endian; offsets count from the start of the file.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use thiserror::Error;

const MAGIC: &[u8; 8] = b"CHANCERY";
const VERSION: u32 = 1;
const HEADER: usize = 48;
const ENTRY: usize = 40;
const NAME: usize = 24;
const ALIGN: usize = 64;

/// A model file that cannot be used.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not a model, or a damaged one.
    #[error("{0}")]
    Format(String),
}

impl ModelError {
    pub(crate) fn format(message: impl Into<String>) -> Self {
        ModelError::Format(message.into())
    }
}

/// Bytes that are part of the program or owned by it.
#[derive(Clone, Debug)]
pub struct Bytes {
    data: Data,
    start: usize,
    end: usize,
}

#[derive(Clone, Debug)]
enum Data {
    Static(&'static [u8]),
    Shared(Arc<[u8]>),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        let all: &[u8] = match &self.data {
            Data::Static(bytes) => bytes,
            Data::Shared(bytes) => bytes,
        };
        &all[self.start..self.end]
    }
}

impl Bytes {
    /// Bytes of the program.
    pub fn from_static(bytes: &'static [u8]) -> Self {
        Bytes { data: Data::Static(bytes), start: 0, end: bytes.len() }
    }

    /// Bytes made at run time.
    pub fn from_vec(bytes: Vec<u8>) -> Self {
        let end = bytes.len();
        Bytes { data: Data::Shared(bytes.into()), start: 0, end }
    }

    /// The whole of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        std::fs::read(path)
            .map(Bytes::from_vec)
            .map_err(|source| ModelError::Io { path: path.display().to_string(), source })
    }

    fn slice(&self, offset: usize, len: usize) -> Option<Self> {
        let end = offset.checked_add(len)?;
        (end <= self.end - self.start).then(|| Bytes {
            data: self.data.clone(),
            start: self.start + offset,
            end: self.start + end,
        })
    }

    /// The bytes as signed ones.
    pub fn as_i8(&self) -> &[i8] {
        let bytes = self.as_ref();
        // SAFETY: i8 and u8 have the same size and alignment, and any bit pattern is valid.
        unsafe { std::slice::from_raw_parts(bytes.as_ptr().cast::<i8>(), bytes.len()) }
    }

    /// The bytes read as little-endian floats.
    pub fn to_f32(&self) -> Vec<f32> {
        self.as_ref().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    }

    /// The bytes read as little-endian numbers.
    pub fn to_u32(&self) -> Vec<u32> {
        self.as_ref().chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    }
}

/// An opened model file.
#[derive(Clone, Debug)]
pub struct Container {
    bytes: Bytes,
    sections: Vec<(String, usize, usize)>,
    hash: [u8; 32],
}

impl Container {
    /// Opens a file that is in memory. The hash is not computed again here:
    /// see [`Container::verify`].
    ///
    /// # Errors
    /// When the bytes are no model file of this version, or cut short.
    pub fn open(bytes: Bytes) -> Result<Self, ModelError> {
        let all = bytes.as_ref();
        if all.len() < HEADER || &all[..8] != MAGIC {
            return Err(ModelError::format("not a Chancery model file"));
        }
        let word = |at: usize| u32::from_le_bytes([all[at], all[at + 1], all[at + 2], all[at + 3]]);
        if word(8) != VERSION {
            return Err(ModelError::format(format!("model file of version {}, this program reads {VERSION}", word(8))));
        }
        let count = word(12) as usize;
        let mut hash = [0; 32];
        hash.copy_from_slice(&all[16..48]);
        if count > 4096 || all.len() < HEADER + count * ENTRY {
            return Err(ModelError::format("model file cut short"));
        }
        let long = |at: usize| {
            let mut b = [0; 8];
            b.copy_from_slice(&all[at..at + 8]);
            u64::from_le_bytes(b) as usize
        };
        let mut sections = Vec::with_capacity(count);
        for i in 0..count {
            let at = HEADER + i * ENTRY;
            let name = &all[at..at + NAME];
            let end = name.iter().position(|&b| b == 0).unwrap_or(NAME);
            let name = std::str::from_utf8(&name[..end])
                .map_err(|_| ModelError::format("section name is not text"))?
                .to_owned();
            let (offset, len) = (long(at + NAME), long(at + NAME + 8));
            if offset.checked_add(len).is_none_or(|end| end > all.len()) {
                return Err(ModelError::format(format!("section '{name}' is cut short")));
            }
            sections.push((name, offset, len));
        }
        Ok(Container { bytes, sections, hash })
    }

    /// Whether the content is what the header's hash says.
    pub fn verify(&self) -> bool {
        Sha256::digest(&self.bytes.as_ref()[HEADER..]).as_slice() == self.hash
    }

    /// SHA-256 of the content, in hexadecimal.
    pub fn hash(&self) -> String {
        use std::fmt::Write;
        self.hash.iter().fold(String::new(), |mut text, b| {
            let _ = write!(text, "{b:02x}");
            text
        })
    }

    /// A section by name.
    pub fn get(&self, name: &str) -> Option<Bytes> {
        let (_, offset, len) = self.sections.iter().find(|(n, ..)| n == name)?;
        self.bytes.slice(*offset, *len)
    }

    /// A section that must be there.
    ///
    /// # Errors
    /// When it is not.
    pub fn section(&self, name: &str) -> Result<Bytes, ModelError> {
        self.get(name).ok_or_else(|| ModelError::format(format!("model file without section '{name}'")))
    }

    /// Names and lengths of the sections.
    pub fn sections(&self) -> impl Iterator<Item = (&str, usize)> {
        self.sections.iter().map(|(name, _, len)| (name.as_str(), *len))
    }
}

/// Collects sections and writes them as a model file.
#[derive(Debug, Default)]
pub struct ContainerWriter {
    sections: Vec<(String, Vec<u8>)>,
}

impl ContainerWriter {
    /// Adds a section. Names are at most 24 bytes.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        debug_assert!(name.len() <= NAME, "section name too long");
        self.sections.push((name.to_owned(), bytes));
    }

    /// Adds a section of floats.
    pub fn add_f32(&mut self, name: &str, values: &[f32]) {
        self.add(name, values.iter().flat_map(|v| v.to_le_bytes()).collect());
    }

    /// Adds a section of signed bytes.
    pub fn add_i8(&mut self, name: &str, values: &[i8]) {
        self.add(name, values.iter().map(|&v| v as u8).collect());
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        let mut body = Vec::new();
        let mut offset = (HEADER + self.sections.len() * ENTRY).next_multiple_of(ALIGN);
        for (name, bytes) in &self.sections {
            let mut field = [0; NAME];
            let n = name.len().min(NAME);
            field[..n].copy_from_slice(&name.as_bytes()[..n]);
            body.extend_from_slice(&field);
            body.extend_from_slice(&(offset as u64).to_le_bytes());
            body.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            offset = (offset + bytes.len()).next_multiple_of(ALIGN);
        }
        for (_, bytes) in &self.sections {
            body.resize((HEADER + body.len()).next_multiple_of(ALIGN) - HEADER, 0);
            body.extend_from_slice(bytes);
        }
        let mut file = Vec::with_capacity(HEADER + body.len());
        file.extend_from_slice(MAGIC);
        file.extend_from_slice(&VERSION.to_le_bytes());
        file.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        file.extend_from_slice(&Sha256::digest(&body));
        file.extend_from_slice(&body);
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut writer = ContainerWriter::default();
        writer.add("one", vec![1, 2, 3]);
        writer.add_f32("two", &[1.5, -2.0]);
        writer.finish()
    }

    #[test]
    fn sections_come_back() {
        let container = Container::open(Bytes::from_vec(sample())).unwrap();
        assert!(container.verify());
        assert_eq!(container.section("one").unwrap().as_ref(), [1, 2, 3]);
        assert_eq!(container.section("two").unwrap().to_f32(), [1.5, -2.0]);
        assert!(container.section("three").is_err());
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        let good = sample();
        for cut in 0..good.len() {
            let _ = Container::open(Bytes::from_vec(good[..cut].to_vec()));
        }
        let mut bad = good.clone();
        *bad.last_mut().unwrap() ^= 1;
        assert!(!Container::open(Bytes::from_vec(bad)).unwrap().verify());
    }
}
