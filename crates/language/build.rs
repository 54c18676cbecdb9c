//! Compiles the crate anew when a file of a language folder or a model is changed, added or removed.

fn main() {
    for folder in ["languages", "models"] {
        println!("cargo::rerun-if-changed=../../{folder}");
    }
}
