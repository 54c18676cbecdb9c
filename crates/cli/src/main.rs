//! The `chancery` program: it parses, calls, and maps the outcome to an exit
//! status. One subcommand a file.

mod brief;
mod check;
mod codebook;
mod completions;
mod correct;
mod corrections;
mod diff;
mod dossier;
mod errors;
mod evaluate;
mod explain;
mod export;
mod filter;
mod find;
mod ingest;
mod input;
mod network;
mod open;
mod output;
mod parse;
mod processes;
mod progress;
mod quotes;
mod read;
mod report;
mod reread;
mod sample;
mod schema;
mod screen;
mod stats;
mod stop;
mod timeline;
#[cfg(feature = "train")]
mod train;
mod world;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Reads news articles offline and files what they report as a record that can
/// be checked word by word.
#[derive(Parser)]
#[command(name = "chancery", version, max_term_width = 100, arg_required_else_help = true, after_help = EXIT)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT: &str = "\
Exit status: 0 all went well; 1 something could not be read, or a score is under its floor, the \
rest was done; 2 the command line or a file it needs is wrong; 130 stopped by Ctrl-C, what was done \
is kept.

Colours and progress bars appear on a terminal only; NO_COLOR turns colours off.";

#[derive(Subcommand)]
enum Command {
    /// Read articles and print what they report
    Read(read::Args),
    /// Read articles into an archive
    Ingest(ingest::Args),
    /// Find events in an archive
    Find(find::Args),
    /// Find what a speaker is quoted with
    Quotes(quotes::Args),
    /// Read the articles of an archive again with this program's data
    Reread(reread::Args),
    /// Tell what two readings of an archive, or two archives, say differently
    Diff(diff::Args),
    /// Accept, reject, edit, merge or split what an archive holds, or undo that
    Correct(correct::Args),
    /// List what people decided, and what does not fit any more
    Corrections(corrections::Args),
    /// Compile the dossier of a conflict or negotiation from an archive
    Dossier(dossier::Args),
    /// List the conflicts and negotiations that an archive tells of
    Processes(processes::Args),
    /// Put the dated acts of an archive in order
    Timeline(timeline::Args),
    /// Tie actors by who does what to whom
    Network(network::Args),
    /// Count events by period, type, dyad, country
    Stats(stats::Args),
    /// Tell what is new in an archive
    Brief(brief::Args),
    /// Draw events for hand coding, or score a coded sheet
    Sample(sample::Args),
    /// List what could not be read into an archive
    Errors(errors::Args),
    /// Check that an archive is whole
    Check(check::Args),
    /// Print the trees and names of texts, or score them
    Parse(parse::Args),
    /// Score readings against annotated articles
    Evaluate(evaluate::Args),
    /// Show how the events of a text were read
    Explain(explain::Args),
    /// Train a model from its recipe
    #[cfg(feature = "train")]
    Train(train::Args),
    /// Write an archive's record in a format of other programs
    Export(export::Args),
    /// Look a name up in what is known of the world
    World(world::Args),
    /// Print the codebook: event types, modes, and the words of every rule
    Codebook(codebook::Args),
    /// Print the JSON Schema of the record
    Schema(schema::Args),
    /// Print shell completions
    Completions(completions::Args),
}

/// How a command ended.
enum Outcome {
    /// All was done.
    Done,
    /// Something could not be read; the rest was done.
    Partly,
    /// Stopped by Ctrl-C; what was done is kept.
    Stopped,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Read(args) => read::run(&args),
        Command::Ingest(args) => ingest::run(&args),
        Command::Find(args) => find::run(&args),
        Command::Quotes(args) => quotes::run(&args),
        Command::Reread(args) => reread::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Correct(args) => correct::run(&args),
        Command::Corrections(args) => corrections::run(&args),
        Command::Dossier(args) => dossier::run(&args),
        Command::Processes(args) => processes::run(&args),
        Command::Timeline(args) => timeline::run(&args),
        Command::Network(args) => network::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Brief(args) => brief::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Errors(args) => errors::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Parse(args) => parse::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Explain(args) => explain::run(&args),
        #[cfg(feature = "train")]
        Command::Train(args) => train::run(&args),
        Command::Export(args) => export::run(&args),
        Command::World(args) => world::run(&args),
        Command::Codebook(args) => codebook::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Partly) => ExitCode::from(1),
        // As a shell tells of a program that SIGINT ended.
        Ok(Outcome::Stopped) => ExitCode::from(130),
        // The reader of our output went away: nothing is wrong.
        Err(error) if report::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report::failure(&error);
            ExitCode::from(2)
        }
    }
}
