use std::io::Write;

use anyhow::Result;
use chancery::dossier::Dossier;
use chancery::record::Reading;

use crate::Outcome;

/// Arguments of `chancery schema`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery schema > reading.schema.json
  chancery schema dossier > dossier.schema.json")]
pub(crate) struct Args {
    /// Of what
    #[arg(value_enum, default_value = "reading")]
    of: Of,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Of {
    /// What `chancery read --format json` prints
    Reading,
    /// What `chancery dossier --format json` prints
    Dossier,
}

/// The JSON Schema, as it is committed in `docs/`.
pub(crate) fn text(of: Of) -> Result<String> {
    let schema = match of {
        Of::Reading => schemars::schema_for!(Reading),
        Of::Dossier => schemars::schema_for!(Dossier),
    };
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    std::io::stdout().write_all(text(args.of)?.as_bytes())?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::Of;

    #[test]
    fn the_committed_schemas_are_the_generated_ones() {
        for (name, of) in [("reading", Of::Reading), ("dossier", Of::Dossier)] {
            let path = format!("{}/../../docs/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            assert_eq!(
                std::fs::read_to_string(path).unwrap(),
                super::text(of).unwrap(),
                "renew it: cargo run -q -p chancery-cli -- schema {name} > docs/{name}.schema.json"
            );
        }
    }
}
