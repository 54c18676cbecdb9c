use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::{Cli, Outcome};

/// Arguments of `chancery completions`.
#[derive(clap::Args)]
#[command(after_help = "Example: chancery completions bash > ~/.local/share/bash-completion/completions/chancery")]
pub(crate) struct Args {
    /// Shell to write for
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    clap_complete::generate(args.shell, &mut Cli::command(), "chancery", &mut std::io::stdout());
    Ok(Outcome::Done)
}
