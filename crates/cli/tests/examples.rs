//! Quality on the examples of the project, so that it cannot fall unseen where
//! no other annotated articles are at hand.

use std::path::Path;
use std::process::Command;

#[test]
fn the_examples_are_read_as_they_are_annotated() {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/gold/examples.jsonl");
    let floors =
        ["events: type=66", "events: triple=24", "quotations: direct=90", "times: value=90", "places: value=88"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.arg("evaluate").arg(&gold).args(["--bootstrap", "0", "--errors", "60"]);
    for floor in floors {
        command.args(["--floor", floor]);
    }
    let output = command.output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{shown}");
}
