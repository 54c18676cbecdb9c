use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anstream::eprintln;
use anyhow::{Context as _, Result};
use chancery::archive::Archive;
use chancery::pipeline::{Ingest, Note, Progress, Settler, Summary};
use chancery::source::{Input, Origin, SourceError};
use indicatif::{ProgressBar, ProgressStyle};

use crate::input::{Data, Sources};
use crate::{Outcome, open, report, stop};

/// Arguments of `chancery ingest`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive; made when there is none
    archive: PathBuf,

    #[command(flatten)]
    sources: Sources,

    #[command(flatten)]
    data: Data,

    /// Articles read at the same time [default: one a processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Articles in a transaction: what a killed run can lose, to be read again by the next
    #[arg(long, value_name = "N", default_value = "128")]
    commit_every: NonZeroUsize,

    /// Go on taking files that are new or have changed, until Ctrl-C
    #[arg(long)]
    watch: bool,

    /// No progress, no summary
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  chancery ingest press.chancery examples/
  chancery ingest press.chancery dispatches.jsonl --jobs 4
  zcat news.jsonl.gz | chancery ingest press.chancery -
  chancery ingest press.chancery incoming/ --watch

An article that is there already (same text, headline, date and outlet) is not read again, and a file
that has not changed is not opened again: a run that was killed goes on where it stopped. What could
not be read is listed by `chancery errors ARCHIVE`. Ctrl-C ends a run after the articles under way (exit
status 130), and a watch (0); what was read is kept.";

/// How often a watched folder is looked at, and how long a file must rest before it is taken.
const LOOK: Duration = Duration::from_secs(2);

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    anyhow::ensure!(
        args.data.own_parser(),
        "--trees does not go with ingest: an archive is read with the program's own parser"
    );
    let mut archive = open::or_made(&args.archive)?;
    let reader = args.data.reader()?;
    let stop = stop::flag()?;
    let inputs = args.sources.inputs();
    if args.watch {
        anyhow::ensure!(!inputs.contains(&Input::Stdin), "--watch takes folders and files, not standard input");
    }
    let mut ingest = Ingest {
        options: args.sources.options(),
        jobs: args.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
        batch: args.commit_every,
        rest: Duration::ZERO,
        notes: serde_json::to_string(&std::env::args().skip(1).collect::<Vec<_>>())?,
    };
    let mut settler = Settler::new();
    let started = Instant::now();
    let mut total = Summary::default();
    loop {
        if args.watch {
            ingest.rest = LOOK;
        }
        let bar = bar(args.quiet || args.watch);
        let summary = ingest.run(&mut archive, &reader, &inputs, &stop, |progress, note| {
            show(&bar, progress);
            match note {
                Some(Note::Unread(unread)) => {
                    let origin = Origin { file: unread.file.clone(), ..Origin::default() };
                    let message = match unread.place.as_str() {
                        "" => unread.message.clone(),
                        place => format!("{place}: {}", unread.message),
                    };
                    let hint = unread.hint.clone();
                    bar.suspend(|| report::unread(&SourceError { hint, ..SourceError::new(&origin, message) }));
                }
                Some(Note::LeftOut(why)) if !args.quiet && !args.watch => bar.suspend(|| report::warning(why)),
                _ => {}
            }
        })?;
        bar.finish_and_clear();
        // What a stopped run has read gets its stories with the next one.
        if !summary.stopped || args.watch {
            settler.settle(&mut archive)?;
        }
        let counts = summary.counts;
        total.counts.added += counts.added;
        total.counts.failed += counts.failed;
        total.counts.known = if args.watch { total.counts.known + counts.known } else { counts.known };
        total.files += summary.files;
        total.skipped = summary.skipped;
        total.stopped = summary.stopped;
        if args.watch && !args.quiet && counts.added + counts.failed > 0 {
            eprintln!("{} articles added, {} could not be read", counts.added, counts.failed);
        }
        if !args.watch || summary.stopped {
            break;
        }
        let look = Instant::now();
        while look.elapsed() < LOOK && !stop.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    if !args.quiet {
        tell(&archive, &total, started, args.watch)?;
    }
    Ok(if total.stopped && !args.watch {
        Outcome::Stopped
    } else if total.counts.failed > 0 {
        Outcome::Partly
    } else {
        Outcome::Done
    })
}

fn tell(archive: &Archive, total: &Summary, started: Instant, watched: bool) -> Result<()> {
    let counts = total.counts;
    let seconds = started.elapsed().as_secs_f64();
    eprintln!(
        "{} articles added, {} there already, {} could not be read ({:.1} s, {:.1} articles a second)",
        counts.added,
        counts.known,
        counts.failed,
        seconds,
        counts.added as f64 / seconds.max(0.001)
    );
    if total.skipped > 0 && !watched {
        eprintln!("{} files unchanged since they were last read", total.skipped);
    }
    let stories: u64 = archive
        .connection()
        .query_row("SELECT count(*) FROM stories", [], |row| row.get(0))
        .context("the stories could not be counted")?;
    eprintln!("the archive holds {} articles in {stories} stories", archive.len()?);
    if counts.failed > 0 {
        eprintln!("what could not be read: chancery errors {}", archive.path().display());
    }
    if total.stopped && !watched {
        eprintln!("stopped before the end; run the same command again to go on");
    }
    Ok(())
}

fn bar(hidden: bool) -> ProgressBar {
    if hidden || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}, {elapsed}, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(bar: &ProgressBar, progress: &Progress) {
    bar.set_length(progress.of);
    bar.set_position(progress.bytes);
    let counts = progress.counts;
    let rate = counts.added as f64 / bar.elapsed().as_secs_f64().max(0.001);
    bar.set_message(format!("{} articles added, {rate:.0} a second", counts.added));
}
