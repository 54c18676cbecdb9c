//! Tables: an article a row, a first row of names.

use std::io::{BufRead, Cursor, Read};

use chancery_record::Article;

use crate::charset::decode;
use crate::intake::{Flow, Intake, Place, broken};
use crate::text::{complete, date};
use crate::{Format, Options, SourceError, Sourced, fields};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Whether a text without a telling name is a table: its first line has a
/// column of text by name.
pub(crate) fn sniff(start: &str) -> Option<Format> {
    let first = start.lines().next()?;
    let delimiter = delimiter(first)?;
    let names: Vec<&str> = first.split(char::from(delimiter)).map(|n| n.trim().trim_matches('"')).collect();
    let known = |field: &str| fields::find(field, &names, &Default::default()).is_some();
    (names.len() > 1
        && names.iter().any(|n| fields::holds_text(n))
        && ["title", "date", "id", "url", "source"].iter().any(|f| known(f)))
    .then_some(if delimiter == b'\t' { Format::Tsv } else { Format::Csv })
}

/// The delimiter that a row of names uses: the most frequent one outside of quotes.
fn delimiter(row: &str) -> Option<u8> {
    let mut counts = [0usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in row.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ => {
                if let Some(at) = DELIMITERS.iter().position(|d| *d == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    let best = (0..DELIMITERS.len()).max_by_key(|at| (counts[*at], DELIMITERS.len() - at))?;
    (counts[best] > 0).then_some(DELIMITERS[best])
}

/// Reads a table row by row, in the charset of its first part.
pub(crate) fn read(
    intake: &mut Intake<'_>,
    reader: &mut dyn BufRead,
    place: &Place,
    delimiter_of_name: Option<u8>,
) -> Flow {
    // Enough to tell the charset and the dialect.
    let mut head = Vec::new();
    let failed = Read::take(&mut *reader, 1 << 18).read_to_end(&mut head).err();
    let utf8 = std::str::from_utf8(&head).map_or_else(|e| e.error_len().is_none(), |_| true);
    let mut note = None;
    let result = if utf8 {
        let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).to_vec();
        rows(intake, &mut Cursor::new(start).chain(reader), &head, place, delimiter_of_name, None)
    } else {
        // Other charsets are decoded as one: only then do quotes and delimiters stand where they seem to.
        let mut rest = Cursor::new(head).chain(reader);
        match intake.all(&mut rest, &place.origin) {
            Ok(bytes) => {
                let decoded = decode(bytes);
                note = decoded.note.or(note);
                let text = decoded.text.into_bytes();
                let head = text[..text.len().min(1 << 16)].to_vec();
                rows(intake, &mut Cursor::new(text), &head, place, delimiter_of_name, note)
            }
            Err(error) => intake.fail(error),
        }
    };
    result?;
    match failed {
        Some(error) => intake.fail(broken(&place.origin, &error)),
        None => Flow::Continue(()),
    }
}

fn rows(
    intake: &mut Intake<'_>,
    reader: &mut dyn Read,
    head: &[u8],
    place: &Place,
    delimiter_of_name: Option<u8>,
    mut note: Option<String>,
) -> Flow {
    let first = String::from_utf8_lossy(head);
    let row = first.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().to_owned();
    let delimiter = delimiter_of_name.filter(|d| row.as_bytes().contains(d)).or_else(|| delimiter(&row));
    let mut csv = csv::ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).flexible(true).from_reader(reader);
    let names = match csv.byte_headers() {
        Ok(names) => names.iter().map(|n| String::from_utf8_lossy(n).trim().to_owned()).collect::<Vec<_>>(),
        Err(error) => return intake.fail(SourceError::new(&place.origin, plain(&error))),
    };
    let plan = match Plan::new(&names, intake.options) {
        Ok(plan) => plan,
        Err(message) => {
            let hint =
                format!("the columns are: {}; --columns text=NAME,title=NAME… says which is which", names.join(", "));
            return intake.fail(SourceError::new(&place.origin, message).hint(hint));
        }
    };
    let mut told = plan.note.clone();
    let mut record = csv::ByteRecord::new();
    loop {
        let line = csv.position().line();
        match csv.read_byte_record(&mut record) {
            Ok(false) => return Flow::Continue(()),
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                let origin = place.origin.line(line);
                if !intake.wants(&origin) {
                    continue;
                }
                let mut notes: Vec<String> = note.take().into_iter().chain(told.take()).collect();
                if record.as_slice().len() > intake.options.limits.article {
                    intake.fail(crate::intake::too_large(&origin, intake.options.limits.article))?;
                    continue;
                }
                let item = plan.article(&record, &origin, intake.options, &mut notes);
                intake.emit(item)?;
            }
            Err(error) => {
                let origin = place.origin.line(error.position().map_or(line, csv::Position::line));
                let fatal = error.is_io_error();
                intake.fail(SourceError::new(&origin, plain(&error)))?;
                if fatal {
                    return Flow::Continue(());
                }
            }
        }
    }
}

fn plain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(e) => e.to_string(),
        _ => error.to_string(),
    }
}

/// Which column holds what.
struct Plan {
    at: [Option<usize>; fields::NAMES.len()],
    width: usize,
    note: Option<String>,
}

impl Plan {
    fn new(names: &[String], options: &Options) -> Result<Plan, String> {
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        let missing = fields::missing(&all, options);
        if !missing.is_empty() {
            return Err(format!("no column '{}'", missing.join("', '")));
        }
        let mut guesses = Vec::new();
        let at = fields::NAMES.map(|field| {
            let (at, guess) = fields::find(field, &all, &options.columns)?;
            if guess {
                guesses.push(format!("{field} from '{}'", names[at]));
            }
            Some(at)
        });
        let plan = Plan {
            at,
            width: names.len(),
            note: (!guesses.is_empty()).then(|| format!("took the {}", guesses.join(", the "))),
        };
        if plan.at[7].is_none() { Err("no column that holds the text".to_owned()) } else { Ok(plan) }
    }

    fn article(
        &self,
        row: &csv::ByteRecord,
        origin: &crate::Origin,
        options: &Options,
        notes: &mut Vec<String>,
    ) -> Result<Sourced, SourceError> {
        let field = |n: usize| -> Option<String> {
            let bytes = row.get(self.at[n]?)?;
            let text = String::from_utf8_lossy(bytes);
            (!text.trim().is_empty()).then(|| text.into_owned())
        };
        let short = |n: usize| field(n).map(|f| f.trim().to_owned());
        let Some(text) = field(7) else {
            let columns = if row.len() == self.width {
                String::new()
            } else {
                format!("; the row has {} columns where there are {}", row.len(), self.width)
            };
            return Err(SourceError::new(origin, format!("no text in it{columns}")));
        };
        if row.len() != self.width {
            notes.push(format!("the row has {} columns where there are {}", row.len(), self.width));
        }
        let text = if crate::json::looks_like_markup(&text) { crate::page::plain_text(&text) } else { text };
        let mut article = Article {
            id: short(0).unwrap_or_else(|| origin.to_string()),
            lang: short(1),
            title: short(2),
            date: short(3).and_then(|d| date(&d, notes)),
            source: short(4),
            url: short(5),
            text,
        };
        complete(&mut article, options, false);
        Ok(Sourced { article, origin: origin.clone(), notes: std::mem::take(notes), author: short(6) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::from_bytes;

    fn read(bytes: &[u8], name: &str, options: &Options) -> Vec<Result<Sourced, SourceError>> {
        from_bytes(bytes.to_vec(), name, options).collect()
    }

    #[test]
    fn columns_are_guessed_with_a_note() {
        let table = "Titre;Date de publication;Texte;Journal\n\"Pourparlers; suite\";2 mai 2024;\"La Suisse\npropose.\";Le Matin\nFin;03/05/2024;Les délégués sont partis.;\n";
        let all = read(table.as_bytes(), "t.csv", &Options::default());
        let one = all[0].as_ref().unwrap();
        assert_eq!(one.article.title.as_deref(), Some("Pourparlers; suite"));
        assert_eq!(one.article.date.as_ref().unwrap().as_str(), "2024-05-02");
        assert_eq!(one.article.text, "La Suisse\npropose.");
        assert!(one.notes[0].contains("text from 'Texte'"), "{:?}", one.notes);
        let two = all[1].as_ref().unwrap();
        assert_eq!((two.origin.line, two.article.source.as_ref()), (Some(4), None));
    }

    #[test]
    fn columns_can_be_named_and_a_wrong_name_is_an_error() {
        let options = Options { columns: "text=corps,title=t".parse().unwrap(), ..Options::default() };
        let all = read(b"t\tcorps\nA\tTexte.\n", "t.tsv", &options);
        assert_eq!(all[0].as_ref().unwrap().article.title.as_deref(), Some("A"));
        let options = Options { columns: "text=nowhere".parse().unwrap(), ..Options::default() };
        let error = read(b"t\tcorps\nA\tTexte.\n", "t.tsv", &options).remove(0).unwrap_err();
        assert!(error.message.contains("nowhere") && error.hint.unwrap().contains("corps"));
    }

    #[test]
    fn other_charsets_and_odd_rows_are_read() {
        let table = b"titre;texte\nLa pr\xe9sidence;Le pr\xe9sident a \xe9t\xe9 re\xe7u \xe0 Gen\xe8ve.\nSeul\n";
        let all = read(table, "t.csv", &Options::default());
        let one = all[0].as_ref().unwrap();
        assert_eq!(one.article.text, "Le président a été reçu à Genève.");
        assert!(one.notes[0].contains("windows-1252"));
        assert!(all[1].as_ref().unwrap_err().message.contains("1 columns where there are 2"));
    }

    #[test]
    fn a_table_without_text_says_what_it_has() {
        let error = read(b"a,b\n1,2\n", "t.csv", &Options::default()).remove(0).unwrap_err();
        assert!(error.message.contains("no column that holds the text") && error.hint.unwrap().contains("a, b"));
    }

    #[test]
    fn a_table_without_a_name_is_told_by_its_columns() {
        assert_eq!(sniff("id,date,text\n1,2,3"), Some(Format::Csv));
        assert_eq!(sniff("Paris, text follows, and more"), None);
        assert_eq!(sniff("Title\tBody\n"), Some(Format::Tsv));
    }
}
