use std::io::Write;

use anyhow::Result;
use chancery::record::Reading;

use crate::Outcome;

/// Arguments of `chancery schema`.
#[derive(clap::Args)]
#[command(after_help = "Example: chancery schema > reading.schema.json")]
pub(crate) struct Args {}

/// The JSON Schema of a reading, as it is committed in `docs/`.
pub(crate) fn text() -> Result<String> {
    let schema = schemars::schema_for!(Reading);
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

pub(crate) fn run(_args: &Args) -> Result<Outcome> {
    std::io::stdout().write_all(text()?.as_bytes())?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_schema_is_the_generated_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reading.schema.json");
        let committed = std::fs::read_to_string(path).unwrap();
        assert_eq!(
            committed,
            super::text().unwrap(),
            "renew it: cargo run -q -p chancery-cli -- schema > docs/reading.schema.json"
        );
    }
}
