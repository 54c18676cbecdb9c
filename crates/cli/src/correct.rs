mod sheet;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anstream::eprintln;
use anyhow::{Result, bail, ensure};
use chancery::archive::{Action, Archive, Decided, Outcome as Made, Request};
use chancery::pipeline;

use crate::{Outcome, open, report};

/// Arguments of `chancery correct`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// What is decided
    #[arg(value_enum)]
    action: Option<Does>,

    /// The item (v… event, e… actor, q… quotation, m… merged event, ARTICLE/t… time, ARTICLE/p… place), then
    /// FIELD=VALUE for edit and split, further items for accept, reject and merge
    #[arg(value_name = "ITEM")]
    items: Vec<String>,

    /// The article of the items: its id in the archive, or in its source
    #[arg(long)]
    article: Option<String>,

    /// For split: a mention that goes, in code points (120-131), or a witness of a merged event (ARTICLE/EVENT)
    #[arg(long, value_name = "MENTION")]
    mention: Vec<String>,

    /// Decisions from a CSV or JSON Lines file, - for standard input; all or none
    #[arg(long, value_name = "FILE", conflicts_with_all = ["action", "undo", "reapply"])]
    from: Option<PathBuf>,

    /// Undo corrections by their numbers
    #[arg(long, value_name = "NUMBER", num_args = 1.., conflicts_with_all = ["action", "reapply"])]
    undo: Vec<i64>,

    /// Make a correction again for the item given with --to, in the place of the old one
    #[arg(long, value_name = "NUMBER", requires = "to", conflicts_with = "action")]
    reapply: Option<i64>,

    /// The item that --reapply means
    #[arg(long, value_name = "ITEM")]
    to: Option<String>,

    /// Who decides [default: $CHANCERY_AUTHOR, else your user name]
    #[arg(long)]
    author: Option<String>,

    /// Why
    #[arg(long)]
    note: Option<String>,

    /// Show what would be done, and do nothing
    #[arg(long, conflicts_with_all = ["undo", "reapply"])]
    dry_run: bool,

    /// Bring the stories and merged events up to it at once; else the next ingest does
    #[arg(long)]
    settle: bool,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

const EXAMPLES: &str = "\
Examples:
  chancery correct press.chancery accept v0123456789 v9876543210
  chancery correct press.chancery reject v0123456789 --note 'a film, not a war'
  chancery correct press.chancery edit v0123456789 type=SANCTION date=2022-03-25 target='MMR-MIL;MMR-GOV'
  chancery correct press.chancery edit 'ARTICLE/Melanie Joly' code=CAN-GOV
  chancery correct press.chancery merge e0123456789 e9876543210
  chancery correct press.chancery split e0123456789 --mention 120-131 name='Elder Brother' code=
  chancery find press.chancery --format csv > sheet.csv   # add a column action, fill it in, then
  chancery correct press.chancery --from sheet.csv --author 'B. Coder'
  chancery correct press.chancery --undo 12

A sheet has the columns action and item (or event, as `chancery find` writes it), and where needed
article, field, value, others, mentions (lists joined by ;), note, author; rows without an action are
left out, further columns do not matter. A line of JSON has the same names.

Nothing is deleted: `chancery corrections` lists what was decided, and readings stay as they were read.
Exit status: 0 done, or so already; 2 refused, and nothing was changed.";

#[derive(Clone, Copy, clap::ValueEnum)]
enum Does {
    /// It is right as it stands
    Accept,
    /// It is not so
    Reject,
    /// Fields have other values; an empty one takes the field away
    Edit,
    /// The further items are the same as the first
    Merge,
    /// Mentions (or witnesses) of it are another
    Split,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// An object a line
    Json,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let author = author(args)?;
    let (requests, places) = match &args.from {
        Some(path) => sheet::read(path, args.article.as_deref(), args.note.as_deref())?,
        None => {
            let requests = requests(args)?;
            let places = vec![String::new(); requests.len()];
            (requests, places)
        }
    };
    ensure!(
        !requests.is_empty() || !args.undo.is_empty() || args.reapply.is_some() || args.from.is_some(),
        "nothing to do: give accept, reject, edit, merge or split and an item, or --from, --undo, --reapply"
    );
    let mut archive = open::writable(&args.archive)?;
    let made = match (args.undo.as_slice(), args.reapply) {
        ([], None) if args.dry_run => archive.would_correct(&requests, &author)?,
        ([], None) => archive.correct(&requests, &author)?,
        ([], Some(id)) => archive.reapply(id, args.to.as_deref().unwrap_or_default(), &author)?,
        (ids, _) => archive.undo(ids, &author, args.note.as_deref())?,
    };
    for refused in &made.refused {
        let place = places.get(refused.request).map_or("", String::as_str);
        report::refused(place, &refused.message, refused.hint.as_deref());
    }
    if !made.refused.is_empty() {
        bail!("{} of {} refused; nothing was changed", made.refused.len(), made.refused.len() + made.decided.len());
    }
    print(args, &made)?;
    if args.dry_run {
        eprintln!("nothing was changed (--dry-run)");
    } else if args.settle {
        pipeline::settle(&mut archive)?;
    } else if made.decided.iter().any(|d| d.correction.is_some()) {
        later(&archive)?;
    }
    Ok(Outcome::Done)
}

/// Tells when the stories are still those from before.
fn later(archive: &Archive) -> Result<()> {
    let stories: u64 = archive.connection().query_row("SELECT count(*) FROM stories", [], |row| row.get(0))?;
    if stories > 0 && io::stderr().is_terminal() {
        eprintln!("stories and merged events follow with the next ingest, or now with --settle");
    }
    Ok(())
}

fn author(args: &Args) -> Result<String> {
    let named = [args.author.clone(), std::env::var("CHANCERY_AUTHOR").ok()];
    let user = ["USER", "LOGNAME", "USERNAME"].into_iter().map(|name| std::env::var(name).ok());
    match named.into_iter().chain(user).flatten().find(|name| !name.trim().is_empty()) {
        Some(name) => Ok(name),
        None => bail!("who decides is not known: give --author, or set CHANCERY_AUTHOR"),
    }
}

fn requests(args: &Args) -> Result<Vec<Request>> {
    let Some(does) = args.action else { return Ok(Vec::new()) };
    let Some((first, rest)) = args.items.split_first() else { bail!("name the item that is decided about") };
    let base = |action, item: &str| {
        let mut request = Request::new(action, item);
        request.article.clone_from(&args.article);
        request.note.clone_from(&args.note);
        request
    };
    let pairs = || -> Result<Vec<(String, String)>> {
        rest.iter()
            .map(|pair| match pair.split_once('=') {
                Some((field, value)) => Ok((field.trim().to_owned(), value.to_owned())),
                None => bail!("'{pair}': FIELD=VALUE was expected, as date=2024-05-16"),
            })
            .collect()
    };
    let each = |action| args.items.iter().map(|item| base(action, item)).collect();
    Ok(match does {
        Does::Accept => each(Action::Accept),
        Does::Reject => each(Action::Reject),
        Does::Edit => {
            let pairs = pairs()?;
            ensure!(!pairs.is_empty(), "an edit needs FIELD=VALUE, as date=2024-05-16");
            let edit = |(field, value): (String, String)| {
                let mut request = base(Action::Edit, first);
                (request.field, request.value) = (Some(field), value.into());
                request
            };
            pairs.into_iter().map(edit).collect()
        }
        Does::Merge => {
            let mut request = base(Action::Merge, first);
            request.others = rest.to_vec();
            vec![request]
        }
        Does::Split => {
            let mut request = base(Action::Split, first);
            request.mentions.clone_from(&args.mention);
            request.fields = pairs()?.into_iter().map(|(field, value)| (field, value.into())).collect();
            vec![request]
        }
    })
}

fn print(args: &Args, made: &Made) -> Result<()> {
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    let mut out = BufWriter::new(io::stdout().lock());
    for decided in &made.decided {
        match args.format.unwrap_or(default) {
            Format::Json => {
                serde_json::to_writer(&mut out, decided)?;
                writeln!(out)?;
            }
            Format::Table => {
                let Decided { correction, article, item, what, .. } = decided;
                let number = correction.map_or("–".to_owned(), |n| n.to_string());
                let article = article.as_deref().map(|a| format!("{a}/")).unwrap_or_default();
                writeln!(out, "{number:>6}  {article}{item}  {what}")?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
