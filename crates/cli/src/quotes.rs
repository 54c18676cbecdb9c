use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use chancery::archive::{Archive, Quoted};

use crate::Outcome;
use crate::filter::{self, FilterArgs};
use crate::output::{self, Format};

/// Arguments of `chancery quotes`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery quotes press.chancery --speaker 'Wang Wenbin'
  chancery quotes press.chancery --speaker CHN --about pressure --since 2022 --format json
  chancery quotes press.chancery --speaker 'Sergey Lavrov' --about Ukraine --direct
  chancery quotes press.chancery --type THREATEN --target USA

In order of date; without one in the text, that of the article. The same words of one speaker are one
answer: the earliest article is shown, the others are counted, copies of one text once. Options about
acts (--type, --source, --place…) ask for quotations that hold such an act, or are announced by one.")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Who is spoken of or to: mentioned in the words, addressed, or the object of a stance; or any words
    #[arg(long, value_name = "WHO")]
    about: Option<String>,

    /// Said on or after this date, the same as --from
    #[arg(long, value_name = "DATE", conflicts_with = "from")]
    since: Option<chancery::record::Edtf>,

    /// Exact words only, no reported speech
    #[arg(long)]
    direct: bool,

    #[command(flatten)]
    filter: FilterArgs,

    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// So many left out first
    #[arg(long, value_name = "N", default_value = "0")]
    offset: usize,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let mut asked = args.filter.filter(None)?;
    if args.since.is_some() {
        asked.from.clone_from(&args.since);
    }
    let about = args.about.as_deref().map(filter::who).transpose()?;
    let mut all = archive.quotes(&asked, about.as_ref())?;
    all.retain(|q| !args.direct || q.kind == "direct");
    let total = all.len();
    let found: Vec<Quoted> = all.into_iter().skip(args.offset).take(args.limit.unwrap_or(usize::MAX)).collect();
    let mut out = output::stdout();
    match Format::or_default(args.format) {
        Format::Json => output::json(&mut out, &found)?,
        Format::Csv => output::csv(&mut out, &Quoted::COLUMNS, found.iter().map(Quoted::row))?,
        Format::Table => {
            for quoted in &found {
                table(&mut out, quoted)?;
            }
        }
    }
    out.flush()?;
    if total == 0 {
        filter::nothing(&archive, &asked, "quotation")?;
    } else {
        output::shown(found.len(), args.offset as u32, total as u64, "quotations");
    }
    Ok(Outcome::Done)
}

fn table(out: &mut impl Write, q: &Quoted) -> Result<()> {
    let date = match (&q.date, q.dated_by_article) {
        (Some(date), true) => format!("{date} (article)"),
        (Some(date), false) => date.clone(),
        (None, _) => "no date".to_owned(),
    };
    let who = match (&q.speaker, &q.code) {
        (Some(speaker), Some(code)) => format!("{speaker} ({code})"),
        (Some(who), None) | (None, Some(who)) => who.clone(),
        (None, None) => "?".to_owned(),
    };
    let mut said = format!("{date}  {who}");
    for part in [q.addressee.as_ref().map(|to| format!("to {to}")), q.channel.clone(), q.via.clone()] {
        said += &part.map(|p| format!("  {p}")).unwrap_or_default();
    }
    writeln!(out, "{said}")?;
    let words = q.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = if q.kind == "direct" { format!("“{words}”") } else { format!("({words})") };
    let outlet = q.outlet.as_deref().map(|o| format!("  {o}")).unwrap_or_default();
    let more = match (q.articles, q.origins) {
        (1, _) => String::new(),
        (articles, origins) => {
            format!("  in {articles} articles, {origins} without copies")
        }
    };
    writeln!(out, "    {words}  {} {}–{}{outlet}{more}", q.article, q.start, q.end)?;
    Ok(())
}
