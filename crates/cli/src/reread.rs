use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use anstream::eprintln;
use anyhow::{Result, ensure};
use chancery::archive::Which;
use chancery::pipeline::{self, Reread};
use chancery::record::Edtf;

use crate::input::Data;
use crate::{Outcome, open, progress, report, stop};

/// Arguments of `chancery reread`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    #[command(flatten)]
    data: Data,

    /// Articles in this language alone
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,

    /// These articles alone, by their ids in the archive or in their sources
    #[arg(long, value_name = "ARTICLE")]
    article: Vec<String>,

    /// Articles published since this date alone (EDTF)
    #[arg(long, value_name = "DATE")]
    since: Option<Edtf>,

    /// Also articles whose current reading is by these very versions of program, models, lexicons and
    /// world; that reading is replaced
    #[arg(long)]
    all: bool,

    /// Articles read at the same time [default: one a processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Articles in a transaction: what a killed run can lose, to be read again by the next
    #[arg(long, value_name = "N", default_value = "128")]
    commit_every: NonZeroUsize,

    /// No progress, no summary
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  chancery reread press.chancery
  chancery reread press.chancery --with my-lexicons/ --lang fr
  chancery reread press.chancery --article a0123456789abcdef --all
  chancery diff press.chancery        # what it changed

Older readings stay in the archive beside the new ones. Corrections are taken over: an item is found
again by its id, else by its type and words; `chancery corrections ARCHIVE --conflicts` lists what no
longer fits. A run that was stopped or killed goes on where it was.";

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    ensure!(
        args.data.own_parser(),
        "--trees does not go with reread: an archive is read with the program's own parser"
    );
    let mut archive = open::writable(&args.archive)?;
    let reader = args.data.reader()?;
    let stop = stop::flag()?;
    let reread = Reread {
        which: Which {
            lang: args.lang.clone(),
            articles: args.article.clone(),
            since: args.since.clone(),
            all: args.all,
        },
        jobs: args.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
        batch: args.commit_every,
        notes: serde_json::to_string(&std::env::args().skip(1).collect::<Vec<_>>())?,
    };
    let started = Instant::now();
    let bar = if args.quiet { indicatif::ProgressBar::hidden() } else { progress::articles(0) };
    let summary = reread.run(&mut archive, &reader, &stop, |done, of, unread| {
        bar.set_length(of);
        bar.set_position(done);
        if let Some(unread) = unread {
            bar.suspend(|| report::refused(&unread.file, &unread.message, unread.hint.as_deref()));
        }
    })?;
    bar.finish_and_clear();
    if !summary.stopped {
        pipeline::settle(&mut archive)?;
    }
    let conflicts = archive.conflicts()?.len();
    if !args.quiet {
        let seconds = started.elapsed().as_secs_f64();
        eprintln!(
            "{} articles read again, {} back to an earlier reading by these versions, {} failed ({seconds:.1} s)",
            summary.read, summary.revived, summary.failed
        );
        if summary.of == 0 {
            eprintln!(
                "the articles asked for have a reading by these versions already (--all reads them all the same)"
            );
        }
        if conflicts > 0 {
            let path = args.archive.display();
            eprintln!("{conflicts} corrections do not fit: chancery corrections {path} --conflicts");
        }
        if summary.stopped {
            eprintln!("stopped before the end; run the same command again to go on");
        }
    }
    Ok(if summary.stopped {
        Outcome::Stopped
    } else if summary.failed > 0 {
        Outcome::Partly
    } else {
        Outcome::Done
    })
}
