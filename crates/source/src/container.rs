//! What holds files: ZIP, tar, gzip, xz, bzip2, Zstandard.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use tempfile::SpooledTempFile;

use crate::intake::{Flow, Intake, Metered, Place, broken};
use crate::{Format, SourceError};

/// Nested archives up to this size stay in memory while they are read, larger
/// ones go to a temporary file.
const SPOOL: usize = 32 << 20;

/// Reads what one compressed stream holds.
pub(crate) fn compressed(intake: &mut Intake<'_>, format: Format, reader: &mut dyn BufRead, place: &Place) -> Flow {
    // A stream has no member of its own to name: `a.jsonl.gz:3` is its third line.
    let name = place.name.rsplit_once('.').map_or("", |(stem, _)| stem);
    let name = if place.name.to_lowercase().ends_with(".tgz") { "x.tar" } else { name };
    let stem = if place.origin.members.is_empty() && place.id == place.name.rsplit_once('.').map_or("", |(s, _)| s) {
        name.rsplit_once('.').map_or(name, |(s, _)| s).to_owned()
    } else {
        place.id.clone()
    };
    let inner = Place {
        origin: place.origin.clone(),
        name: name.to_owned(),
        id: stem,
        depth: place.depth + 1,
        path: None,
        hints: place.hints.clone(),
    };
    match format {
        Format::Gzip => expand(intake, flate2::bufread::MultiGzDecoder::new(reader), &inner),
        Format::Xz => expand(intake, lzma_rust2::XzReader::new(reader, true), &inner),
        Format::Bzip2 => expand(intake, bzip2::bufread::MultiBzDecoder::new(reader), &inner),
        _ => match ruzstd::decoding::StreamingDecoder::new(reader) {
            Ok(decoder) => expand(intake, decoder, &inner),
            Err(error) => intake.fail(SourceError::new(&place.origin, format!("damaged: {error}"))),
        },
    }
}

fn expand<R: Read>(intake: &mut Intake<'_>, decoder: R, place: &Place) -> Flow {
    let options = intake.options.clone();
    let mut bounded = crate::intake::Expanding::new(decoder, intake.budget.clone(), &options);
    intake.read(&mut bounded, place)
}

/// Reads the files of a tape archive as they come.
pub(crate) fn tar(intake: &mut Intake<'_>, reader: &mut dyn BufRead, place: &Place) -> Flow {
    let mut archive = tar::Archive::new(reader);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return intake.fail(broken(&place.origin, &error)),
    };
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return intake.fail(broken(&place.origin, &error)),
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).trim_start_matches("./").to_owned();
        if entry.header().entry_type().is_file() && !hidden(&name) {
            intake.read(&mut entry, &place.member(&name))?;
        }
        if intake.blown() {
            break;
        }
    }
    Flow::Continue(())
}

/// What makers of archives put in beside the files.
fn hidden(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| (part.starts_with('.') && part.len() > 1) || part == "__MACOSX")
}

/// Reads the files of a ZIP archive in the order of its directory; without a
/// directory, as those of an archive that is cut off, in the order they stand.
pub(crate) fn zip(intake: &mut Intake<'_>, reader: &mut dyn BufRead, place: &Place) -> Flow {
    match place.path.as_ref().map(File::open) {
        Some(Ok(file)) => {
            intake.budget.restart();
            let metered = Metered { inner: file, budget: intake.budget.clone() };
            zip_files(intake, BufReader::new(metered), place)
        }
        Some(Err(error)) => intake.fail(broken(&place.origin, &error)),
        None => {
            let mut spool = SpooledTempFile::new(SPOOL);
            if let Err(error) = std::io::copy(reader, &mut spool).and_then(|_| spool.rewind()) {
                return intake.fail(broken(&place.origin, &error));
            }
            zip_files(intake, BufReader::new(spool), place)
        }
    }
}

fn zip_files<R: Read + Seek>(intake: &mut Intake<'_>, mut reader: R, place: &Place) -> Flow {
    let mut archive = match ::zip::ZipArchive::new(&mut reader) {
        Ok(archive) => archive,
        Err(error) => {
            let message = format!("damaged or cut off: {error}");
            if reader.seek(SeekFrom::Start(0)).is_ok() {
                zip_stream(intake, &mut reader, place)?;
            }
            return intake.fail(
                SourceError::new(&place.origin, message)
                    .hint("the files that could be found before the damage were read"),
            );
        }
    };
    for index in 0..archive.len() {
        let named = match archive.name_for_index(index) {
            Some(Ok(name)) => name.into_owned(),
            _ => format!("#{}", index + 1),
        };
        if named.ends_with('/') || hidden(&named) {
            continue;
        }
        let member = place.member(&named);
        if !intake.wants(&member.origin) {
            continue;
        }
        match archive.by_index(index) {
            Ok(file) => expand(intake, file, &member)?,
            Err(error) => intake.fail(refused(&member, &error))?,
        }
        if intake.blown() {
            break;
        }
    }
    Flow::Continue(())
}

fn zip_stream<R: Read>(intake: &mut Intake<'_>, reader: &mut R, place: &Place) -> Flow {
    loop {
        match ::zip::read::read_zipfile_from_stream(reader) {
            Ok(Some(file)) => {
                let named = file.name().map_or_else(|_| "unnamed".to_owned(), |n| n.into_owned());
                let member = place.member(&named);
                if file.is_file() && !hidden(&named) {
                    expand(intake, file, &member)?;
                }
            }
            Ok(None) | Err(_) => return Flow::Continue(()),
        }
        if intake.blown() {
            return Flow::Continue(());
        }
    }
}

fn refused(member: &Place, error: &::zip::result::ZipError) -> SourceError {
    use ::zip::result::ZipError;
    let text = error.to_string();
    match error {
        ZipError::UnsupportedArchive(what) if what.to_lowercase().contains("password") => {
            SourceError::new(&member.origin, "locked with a password").hint("unpack it with its password first")
        }
        ZipError::UnsupportedArchive(_) => {
            SourceError::new(&member.origin, format!("packed in a way that is not read: {text}"))
                .hint("pack it again with the deflate method")
        }
        _ => SourceError::new(&member.origin, format!("damaged: {text}")),
    }
}
